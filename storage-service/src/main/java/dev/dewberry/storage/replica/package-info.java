/// The read replica: what it may answer, and how far behind it is.
@NullMarked
package dev.dewberry.storage.replica;

import org.jspecify.annotations.NullMarked;
