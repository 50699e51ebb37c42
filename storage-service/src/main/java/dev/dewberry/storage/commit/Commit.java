package dev.dewberry.storage.commit;

import dev.dewberry.storage.plan.Plan;
import java.util.Map;

/// A transaction that took place.
///
/// @param numbers the commit number of each partition of the batch
public record Commit(Map<Integer, Long> numbers, Plan plan) {}
