/// A clock that may be wrong, and what may be believed of it; and what comes again and again.
@NullMarked
package dev.dewberry.platform.time;

import org.jspecify.annotations.NullMarked;
