/// Who makes a call, and how a refusal looks.
@NullMarked
package dev.dewberry.auth.web;

import org.jspecify.annotations.NullMarked;
