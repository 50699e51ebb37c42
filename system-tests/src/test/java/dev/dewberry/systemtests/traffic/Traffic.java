package dev.dewberry.systemtests.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.systemtests.cluster.Entrances;
import dev.dewberry.systemtests.cluster.User;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Steady traffic of six users in a group and three direct conversations, watched on every gateway, and the
/// judgement in the end: each acknowledged message exactly once, in order, without a hole, and told to everybody.
public final class Traffic implements AutoCloseable {

    private static final Duration RECOVERY = Duration.ofSeconds(30);
    private static final Duration SETTLE = Duration.ofSeconds(60);
    private static final Duration CAUGHT_UP = Duration.ofSeconds(20);
    private static final Duration PACE = Duration.ofMillis(120);

    private final Entrances cluster;
    private final List<User> users;
    private final ConversationId group;
    private final List<Sender> senders = new ArrayList<>();
    private final List<Watcher> watchers = new ArrayList<>();

    public Traffic(Entrances cluster) {
        this.cluster = cluster;
        users = cluster.accounts().users(6);
        group = NewGroup.of(cluster.gateway(0), users.getFirst(), users);
        for (int gateway = 0; gateway < cluster.gateways().length; gateway++) {
            // One whom nobody kills the SDK of, on each gateway; the group is new, so their logs are whole.
            watchers.add(
                    new Watcher(cluster.gateway(gateway), cluster.accounts().otherDevice(users.get(gateway))));
        }
        for (int i = 0; i < users.size(); i++) {
            ConversationId pair =
                    ConversationId.direct(users.get(i).id(), users.get(i ^ 1).id());
            senders.add(new Sender(users.get(i), List.of(group, pair), PACE, rotated(cluster.gateways(), i)));
        }
        // A first sync brings the newest events only: on a busy machine whoever comes late would miss the beginning.
        await().atMost(RECOVERY)
                .untilAsserted(() -> assertThat(senders)
                        .allSatisfy(sender -> assertThat(sender.heard(group)).isNotEmpty()));
        senders.forEach(Sender::startWriting);
        awaitProgress();
    }

    private static String[] rotated(String[] gateways, int by) {
        String[] rotated = new String[gateways.length];
        for (int i = 0; i < gateways.length; i++) {
            rotated[i] = gateways[(i + by) % gateways.length];
        }
        return rotated;
    }

    /// Waits until every sender got some more acknowledgements.
    public void awaitProgress() {
        awaitProgress(RECOVERY);
    }

    public void awaitProgress(Duration atMost) {
        List<Integer> before = senders.stream().map(Sender::acknowledged).toList();
        await().atMost(atMost).untilAsserted(() -> {
            for (int i = 0; i < senders.size(); i++) {
                assertThat(senders.get(i).acknowledged())
                        .as("acknowledgements of sender %d", i)
                        .isGreaterThanOrEqualTo(before.get(i) + 5);
            }
        });
    }

    /// The longest that anybody has waited for an acknowledgement so far.
    public Duration longestWait() {
        return senders.stream()
                .flatMap(sender -> sender.sent().stream())
                .filter(Sent::isAcknowledged)
                .map(sent -> Duration.ofMillis(sent.answer().join().at() - sent.at()))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    public List<Watcher> watchers() {
        return watchers;
    }

    /// Stops writing and judges.
    ///
    /// @param faultEnd when everything ran again, by the system's clock
    public void judge(long faultEnd) {
        Map<ConversationId, List<LogEntry>> logs = settle();
        watchers.stream().filter(Watcher::isOpen).forEach(Watcher::ping);
        Findings findings = new Findings();
        logs.forEach((conversation, log) -> {
            checkWriters(conversation, log, findings);
            checkWatchers(conversation, log, faultEnd, findings);
        });
        assertThat(findings.lines()).isEmpty();
    }

    /// The same where the times of events say nothing, because the system's clock was set: nobody asks how soon
    /// something was told.
    public void judgeWithoutTimes() {
        Map<ConversationId, List<LogEntry>> logs = settle();
        Findings findings = new Findings();
        logs.forEach((conversation, log) -> checkWriters(conversation, log, findings));
        assertThat(findings.lines()).isEmpty();
        assertThat(logs.values().stream().flatMap(List::stream).map(LogEntry::event))
                .as("ids of events")
                .doesNotHaveDuplicates();
    }

    /// Stops writing, waits until everything is acknowledged and everybody heard of it, and reads the logs.
    private Map<ConversationId, List<LogEntry>> settle() {
        senders.forEach(Sender::stopWriting);
        await().atMost(SETTLE)
                .untilAsserted(() -> assertThat(senders)
                        .allSatisfy(sender -> assertThat(sender.sent())
                                .allMatch(sent -> sent.answer().isDone())));
        Map<ConversationId, List<LogEntry>> logs = new HashMap<>();
        logs.put(group, read(users.getFirst(), group));
        for (int i = 0; i < users.size(); i += 2) {
            ConversationId pair =
                    ConversationId.direct(users.get(i).id(), users.get(i + 1).id());
            logs.put(pair, read(users.get(i), pair));
        }
        awaitEverybodyHeard(logs);
        return logs;
    }

    /// With a new token: the old one may have run out where the clock was set.
    private List<LogEntry> read(User user, ConversationId conversation) {
        return LogEntry.read(cluster.gateway(0), cluster.accounts().otherDevice(user), conversation);
    }

    private void awaitEverybodyHeard(Map<ConversationId, List<LogEntry>> logs) {
        await().atMost(CAUGHT_UP)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> senders.stream()
                        .allMatch(sender -> logs.entrySet().stream()
                                .filter(log -> isIn(sender.user(), log.getKey()))
                                .allMatch(log -> sender.heard(log.getKey()).size()
                                        >= log.getValue().size())));
    }

    private static boolean isIn(User user, ConversationId conversation) {
        return !conversation.isDirect() || conversation.isDirectOf(user.id());
    }

    private void checkWriters(ConversationId conversation, List<LogEntry> log, Findings findings) {
        LogCheck check = new LogCheck(conversation, log, findings);
        check.entries();
        for (Sender sender : senders) {
            if (isIn(sender.user(), conversation)) {
                check.messagesOf(sender);
                check.heardBy(sender.user().username(), sender.heard(conversation));
            }
        }
    }

    private void checkWatchers(ConversationId conversation, List<LogEntry> log, long faultEnd, Findings findings) {
        for (Watcher watcher : watchers) {
            if (watcher.isOpen() && isIn(watcher.user(), conversation)) {
                // The first event of the group is older than the connection.
                List<LogEntry> since =
                        log.stream().filter(entry -> !entry.text().isEmpty()).toList();
                watcher.check(conversation, since, at -> at <= faultEnd ? faultEnd : Long.MAX_VALUE, findings);
            }
        }
    }

    @Override
    public void close() {
        senders.forEach(Sender::close);
        watchers.forEach(Watcher::close);
    }
}
