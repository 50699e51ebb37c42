/// Frames as bytes: written and read by hand, because one core must drive fifteen thousand sockets.
@NullMarked
package dev.dewberry.bench.wire;

import org.jspecify.annotations.NullMarked;
