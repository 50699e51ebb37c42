/// What watchers were told, kept in Redis for queries and for the next keeper.
@NullMarked
package dev.dewberry.presence.shown;

import org.jspecify.annotations.NullMarked;
