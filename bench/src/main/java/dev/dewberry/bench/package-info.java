/// The load generator: command line and options.
@NullMarked
package dev.dewberry.bench;

import org.jspecify.annotations.NullMarked;
