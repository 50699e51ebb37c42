/// Delays for those who guess passwords.
@NullMarked
package dev.dewberry.auth.throttle;

import org.jspecify.annotations.NullMarked;
