/// Months made ahead, old dedupe rows removed, by a clock that is not trusted blindly.
@NullMarked
package dev.dewberry.storage.upkeep;

import org.jspecify.annotations.NullMarked;
