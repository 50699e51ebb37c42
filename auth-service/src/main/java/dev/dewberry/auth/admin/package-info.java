/// What administrators and the owner's back end may do.
@NullMarked
package dev.dewberry.auth.admin;

import org.jspecify.annotations.NullMarked;
