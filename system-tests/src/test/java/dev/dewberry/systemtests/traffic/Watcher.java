package dev.dewberry.systemtests.traffic;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.systemtests.cluster.RawClient;
import dev.dewberry.systemtests.cluster.RawClient.Frame;
import dev.dewberry.systemtests.cluster.User;
import dev.dewberry.systemtests.traffic.Findings.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/// A connection that only listens, and never syncs: it shows what the server itself brings.
public final class Watcher implements AutoCloseable {

    /// Time for the fault's end to be noticed on a busy machine, on top of what is promised.
    private static final Duration PROMISED = Duration.ofSeconds(5);

    private static final Duration SLACK = Duration.ofSeconds(2);

    private record Told(long seq, long at) {}

    private record Resync(String conversation, long at) {}

    private final User user;
    private final RawClient client;
    private final long welcomedAt;
    private final Map<String, List<Told>> told = new HashMap<>();
    private final List<Resync> resyncs = new ArrayList<>();

    public Watcher(String gateway, User user) {
        this.user = user;
        client = RawClient.welcomed(gateway, user);
        welcomedAt = System.currentTimeMillis();
    }

    public User user() {
        return user;
    }

    public boolean isOpen() {
        return client.isOpen();
    }

    /// Keeps of what has come only what the judgement needs: a test may be long.
    public synchronized void takeDown() {
        for (Frame frame : client.takeFrames()) {
            switch (frame.type()) {
                case "event" ->
                    told.computeIfAbsent(frame.text("conversation"), _ -> new ArrayList<>())
                            .add(new Told(frame.number("seq"), frame.receivedAt()));
                case "resync" ->
                    resyncs.add(new Resync(
                            frame.has("conversation") ? frame.text("conversation") : "", frame.receivedAt()));
                default -> {
                    // Marks, presence and answers are not what this is about.
                }
            }
        }
    }

    /// Each event that was committed while this was connected came, or else a `resync` or the end of the connection
    /// after it was made.
    ///
    /// @param log of a conversation in which the user has been all the time
    /// @param due when an event of a moment should be told at the latest, apart from what is promised anyway
    public synchronized void check(
            ConversationId conversation, List<LogEntry> log, LongUnaryOperator due, Findings findings) {
        takeDown();
        Map<Long, Long> arrivals = arrivals(conversation, findings);
        long last = client.closedAt();
        for (LogEntry entry : log) {
            if (entry.at() <= welcomedAt || entry.at() > last) {
                continue;
            }
            long arrival = Math.min(
                    Math.min(arrivals.getOrDefault(entry.seq(), Long.MAX_VALUE), last),
                    resyncAfter(conversation, entry.at()));
            if (arrival == Long.MAX_VALUE) {
                findings.add(Kind.MISSED, what(conversation, entry) + " did not come, and no resync");
            } else if (arrival - due.applyAsLong(entry.at())
                    > PROMISED.plus(SLACK).toMillis()) {
                findings.add(
                        Kind.MISSED,
                        what(conversation, entry) + " came " + (arrival - due.applyAsLong(entry.at())) + " ms late");
            }
        }
    }

    private Map<Long, Long> arrivals(ConversationId conversation, Findings findings) {
        Map<Long, Long> arrivals = new LinkedHashMap<>();
        long last = 0;
        for (Told one : told.getOrDefault(conversation.toString(), List.of())) {
            if (arrivals.putIfAbsent(one.seq(), one.at()) != null) {
                findings.add(Kind.DOUBLED, conversation + " " + one.seq() + " came twice on one connection");
            } else if (one.seq() < last) {
                findings.add(Kind.OUT_OF_ORDER, conversation + " " + one.seq() + " came after " + last);
            }
            last = Math.max(last, one.seq());
        }
        return arrivals;
    }

    private static String what(ConversationId conversation, LogEntry entry) {
        return conversation + " " + entry.seq() + " of " + entry.at();
    }

    private long resyncAfter(ConversationId conversation, long at) {
        return resyncs.stream()
                .filter(resync ->
                        resync.conversation().isEmpty() || resync.conversation().equals(conversation.toString()))
                .mapToLong(Resync::at)
                .filter(received -> received >= at - 5)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /// The connection answers still.
    public void ping() {
        assertThatCode(client::barrier).doesNotThrowAnyException();
    }

    public RawClient client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
    }
}
