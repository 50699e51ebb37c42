package dev.dewberry.systemtests.uplink;

import java.util.List;

/// What a [Passenger] met on his way.
///
/// @param p99 of the messages, in milliseconds from sending to receiving
/// @param downloaded beside them, in kbit/s
/// @param said all that he said on the way
record Journey(long p99, long downloaded, List<String> said) {

    private static final String MARK = "journey";

    static String line(long p99, long downloaded) {
        return MARK + " " + p99 + " " + downloaded;
    }

    /// @throws IllegalStateException where the passenger did not arrive
    static Journey parse(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(MARK + " "))
                .map(line -> line.split(" ", -1))
                .map(parts -> new Journey(Long.parseLong(parts[1]), Long.parseLong(parts[2]), lines))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(String.join("\n", lines)));
    }
}
