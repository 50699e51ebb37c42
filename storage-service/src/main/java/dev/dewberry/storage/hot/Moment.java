package dev.dewberry.storage.hot;

import static dev.dewberry.database.Columns.number;

import dev.dewberry.database.Session;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import reactor.core.publisher.Mono;

/// The commit numbers of all partitions at one time.
public record Moment(SortedMap<Integer, Long> numbers) {

    public static final String READ =
            "SELECT partition_no, commit_no FROM partition_head FORCE INDEX (PRIMARY) WHERE partition_no >= 0";

    /// As MariaDB has it. To be read before everything else: whatever is committed meanwhile has a higher
    /// number.
    public static Mono<Moment> read(Session session) {
        return session.query(READ, List.of(), row -> Map.entry((int) number(row, 0), number(row, 1)))
                .<TreeMap<Integer, Long>>collect(
                        TreeMap::new, (map, entry) -> map.put(entry.getKey(), entry.getValue()))
                .map(Moment::new);
    }

    public long at(int partition) {
        return numbers.getOrDefault(partition, 0L);
    }

    /// Whether it is not after the other in any partition.
    public boolean isWithin(Moment other) {
        return numbers.entrySet().stream().allMatch(e -> e.getValue() <= other.at(e.getKey()));
    }
}
