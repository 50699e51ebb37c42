/// Clients that mean no good, by the thousand.
@NullMarked
package dev.dewberry.bench.abuse;

import org.jspecify.annotations.NullMarked;
