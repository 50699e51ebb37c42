/// The open-loop load: when messages go out, what became of each of them, and the check afterwards.
@NullMarked
package dev.dewberry.bench.load;

import org.jspecify.annotations.NullMarked;
