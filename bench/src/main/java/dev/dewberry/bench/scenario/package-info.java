/// The scenarios, one class each.
@NullMarked
package dev.dewberry.bench.scenario;

import org.jspecify.annotations.NullMarked;
