/// A small server of the client protocol with faults to order, for the tests of the instrument.
@NullMarked
package dev.dewberry.bench.standin;

import org.jspecify.annotations.NullMarked;
