package dev.dewberry.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.dewberry.systemtests.cluster.RawClient;
import dev.dewberry.systemtests.cluster.RawClient.Frame;
import dev.dewberry.systemtests.cluster.User;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// A connection that only listens, and never syncs: it shows what the server itself brings.
final class Watcher implements AutoCloseable {

    /// Time for the fault's end to be noticed on a busy machine, on top of what is promised.
    private static final Duration PROMISED = Duration.ofSeconds(5);

    private static final Duration SLACK = Duration.ofSeconds(2);

    private final User user;
    private final RawClient client;

    Watcher(String gateway, User user) {
        this.user = user;
        client = RawClient.welcomed(gateway, user);
    }

    User user() {
        return user;
    }

    boolean isOpen() {
        return client.isOpen();
    }

    /// Each event of the log came, or a `resync` after it was made; for those of before the fault's end in time.
    ///
    /// @param log of a conversation in which the user has been all the time
    void check(String conversation, List<LogEntry> log, long faultEnd) {
        List<Frame> events = client.events(conversation);
        List<Long> seqs = events.stream().map(frame -> frame.number("seq")).toList();
        assertThat(seqs).as("live events of %s", conversation).isSorted().doesNotHaveDuplicates();
        Map<Long, Long> arrivals = new HashMap<>();
        events.forEach(frame -> arrivals.put(frame.number("seq"), frame.receivedAt()));
        for (LogEntry entry : log) {
            Long arrival = arrivals.get(entry.seq());
            OptionalLong resync = resyncAfter(conversation, entry.at());
            assertThat(arrival != null || resync.isPresent())
                    .as("%s %d came, or a resync", conversation, entry.seq())
                    .isTrue();
            long told = Math.min(
                    arrival == null ? Long.MAX_VALUE : arrival,
                    resync.isPresent() ? resync.getAsLong() : Long.MAX_VALUE);
            if (entry.at() <= faultEnd) {
                assertThat(told - faultEnd)
                        .as("ms after the fault's end until %s %d was told", conversation, entry.seq())
                        .isLessThanOrEqualTo(PROMISED.plus(SLACK).toMillis());
            }
        }
    }

    private OptionalLong resyncAfter(String conversation, long at) {
        return client.frames("resync").stream()
                .filter(frame ->
                        !frame.has("conversation") || frame.text("conversation").equals(conversation))
                .mapToLong(Frame::receivedAt)
                .filter(received -> received >= at - 5)
                .min();
    }

    /// The connection answers still.
    void ping() {
        assertThatCode(client::barrier).doesNotThrowAnyException();
    }

    RawClient client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
    }
}
