/// Who makes a call.
@NullMarked
package dev.dewberry.auth.web;

import org.jspecify.annotations.NullMarked;
