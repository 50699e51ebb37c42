/// Simulated users that speak the client protocol.
@NullMarked
package dev.dewberry.bench.client;

import org.jspecify.annotations.NullMarked;
