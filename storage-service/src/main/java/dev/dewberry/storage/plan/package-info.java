/// What a batch of appends does to the logs: pure functions, no I/O.
@NullMarked
package dev.dewberry.storage.plan;

import org.jspecify.annotations.NullMarked;
