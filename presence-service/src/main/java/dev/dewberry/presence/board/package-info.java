/// Who is where, and what of it is visible: pure state, no I/O.
@NullMarked
package dev.dewberry.presence.board;

import org.jspecify.annotations.NullMarked;
