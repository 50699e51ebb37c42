package dev.dewberry.storage.replica;

import java.util.HashMap;
import java.util.Map;

/// How far a server is: the last transaction of each replication domain, as MariaDB writes it
/// (`0-1-42,7-3-8`, domain, server, number).
record Gtids(String text, Map<Long, Long> lastOfDomain) {

    static Gtids parse(String text) {
        Map<Long, Long> last = new HashMap<>();
        for (String one : text.split(",", -1)) {
            if (!one.isBlank()) {
                String[] parts = one.strip().split("-", 3);
                last.merge(Long.parseLong(parts[0]), Long.parseLong(parts[2]), Math::max);
            }
        }
        return new Gtids(text, last);
    }

    /// Nothing can be shown by it: the server writes no binary log.
    boolean isEmpty() {
        return lastOfDomain.isEmpty();
    }

    boolean isWithin(Gtids other) {
        return lastOfDomain.entrySet().stream()
                .allMatch(one -> one.getValue() <= other.lastOfDomain.getOrDefault(one.getKey(), -1L));
    }
}
