/// The system under test: started here or elsewhere, its processes, their CPU time and memory.
@NullMarked
package dev.dewberry.bench.system;

import org.jspecify.annotations.NullMarked;
