/// Structured logs on standard output.
@NullMarked
package dev.dewberry.setup.log;

import org.jspecify.annotations.NullMarked;
