package dev.dewberry.presence.seen;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// The statements, in a few fixed sizes: each is prepared once and used again. A list that is shorter
/// than its statement is filled up by repeating its last element, which changes nothing.
final class LastSeenSql {

    /// Rising. The largest takes a query for 500 users in two rounds, and stays far below any packet
    /// limit.
    private static final List<Integer> SIZES = List.of(1, 16, 256);

    private LastSeenSql() {}

    static int largest() {
        return SIZES.getLast();
    }

    /// The smallest size that holds so many.
    static int sizeFor(int elements) {
        for (int size : SIZES) {
            if (size >= elements) {
                return size;
            }
        }
        throw new IllegalArgumentException(elements + " elements are too many");
    }

    static String upsert(int size) {
        return "INSERT INTO last_seen (user_id, seen_at) VALUES " + repeat("(?, ?)", size)
                + " ON DUPLICATE KEY UPDATE seen_at = GREATEST(seen_at, VALUES(seen_at))";
    }

    static String select(int size) {
        return "SELECT user_id, seen_at FROM last_seen WHERE user_id IN (" + repeat("?", size) + ")";
    }

    /// Every statement that this service issues, for the test that explains them.
    static List<String> all() {
        return IntStream.of(0, 1)
                .boxed()
                .flatMap(kind -> SIZES.stream().map(size -> kind == 0 ? upsert(size) : select(size)))
                .toList();
    }

    private static String repeat(String element, int times) {
        return String.join(", ", Collections.nCopies(times, element));
    }
}
