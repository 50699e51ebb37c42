/// When a user was last seen, for good.
@NullMarked
package dev.dewberry.presence.seen;

import org.jspecify.annotations.NullMarked;
