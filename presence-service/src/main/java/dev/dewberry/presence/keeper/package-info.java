/// The one instance that keeps the board.
@NullMarked
package dev.dewberry.presence.keeper;

import org.jspecify.annotations.NullMarked;
