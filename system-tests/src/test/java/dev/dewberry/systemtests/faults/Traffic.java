package dev.dewberry.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dewberry.client.SendReceipt;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.frame.Event;
import dev.dewberry.systemtests.cluster.DewberryCluster;
import dev.dewberry.systemtests.cluster.Rest;
import dev.dewberry.systemtests.cluster.User;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/// Steady traffic of six users in a group and three direct conversations, watched on every gateway, and the
/// judgement in the end: each acknowledged message exactly once, in order, without a hole, and told to everybody.
final class Traffic implements AutoCloseable {

    private static final Duration RECOVERY = Duration.ofSeconds(30);
    private static final Duration SETTLE = Duration.ofSeconds(60);

    private final DewberryCluster cluster;
    private final List<User> users;
    private final ConversationId group;
    private final List<Sender> senders = new ArrayList<>();
    private final List<Watcher> watchers = new ArrayList<>();

    Traffic(DewberryCluster cluster) {
        this.cluster = cluster;
        users = cluster.accounts().users(6);
        group = group();
        for (int gateway = 0; gateway < cluster.gateways().length; gateway++) {
            // One whom nobody kills the SDK of, on each gateway; the group is new, so their logs are whole.
            watchers.add(
                    new Watcher(cluster.gateway(gateway), cluster.accounts().otherDevice(users.get(gateway))));
        }
        for (int i = 0; i < users.size(); i++) {
            ConversationId pair =
                    ConversationId.direct(users.get(i).id(), users.get(i ^ 1).id());
            senders.add(new Sender(users.get(i), List.of(group, pair), rotated(cluster.gateways(), i)));
        }
        // A first sync brings the newest events only: on a busy machine whoever comes late would miss the beginning.
        await().atMost(RECOVERY)
                .untilAsserted(() -> assertThat(senders)
                        .allSatisfy(sender -> assertThat(sender.heard(group)).isNotEmpty()));
        senders.forEach(Sender::startWriting);
        awaitProgress();
    }

    private ConversationId group() {
        StringBuilder members = new StringBuilder();
        users.forEach(user -> members.append(members.isEmpty() ? "" : ",")
                .append('"')
                .append(user.id())
                .append('"'));
        Rest.Answer answer = new Rest(cluster.gateway(0))
                .post("/groups", users.getFirst().token(), "{\"name\":\"all\",\"members\":[" + members + "]}");
        assertThat(answer.status()).as("making a group: %s", answer.body()).isEqualTo(201);
        return ConversationId.parse(answer.text("conversation"));
    }

    private static String[] rotated(String[] gateways, int by) {
        String[] rotated = new String[gateways.length];
        for (int i = 0; i < gateways.length; i++) {
            rotated[i] = gateways[(i + by) % gateways.length];
        }
        return rotated;
    }

    /// Waits until every sender got some more acknowledgements.
    void awaitProgress() {
        List<Integer> before = senders.stream().map(Sender::acknowledged).toList();
        await().atMost(RECOVERY).untilAsserted(() -> {
            for (int i = 0; i < senders.size(); i++) {
                assertThat(senders.get(i).acknowledged())
                        .as("acknowledgements of sender %d", i)
                        .isGreaterThanOrEqualTo(before.get(i) + 5);
            }
        });
    }

    List<Watcher> watchers() {
        return watchers;
    }

    /// Stops writing and judges.
    ///
    /// @param faultEnd when everything ran again, by the system's clock
    void judge(long faultEnd) {
        senders.forEach(Sender::stopWriting);
        await().atMost(SETTLE)
                .untilAsserted(() -> assertThat(senders)
                        .allSatisfy(sender -> assertThat(sender.sent())
                                .allMatch(sent -> sent.receipt().isDone())));
        Map<ConversationId, List<LogEntry>> logs = new HashMap<>();
        logs.put(group, LogEntry.read(cluster.gateway(0), users.getFirst(), group));
        for (int i = 0; i < users.size(); i += 2) {
            ConversationId pair =
                    ConversationId.direct(users.get(i).id(), users.get(i + 1).id());
            logs.put(pair, LogEntry.read(cluster.gateway(0), users.get(i), pair));
        }
        logs.forEach(this::judgeLog);
        awaitEverybodyHeard(logs);
        judgeWatchers(logs, faultEnd);
    }

    private void judgeLog(ConversationId conversation, List<LogEntry> log) {
        assertThat(log.stream().map(LogEntry::seq))
                .as("seqs of %s", conversation)
                .isEqualTo(LongStream.rangeClosed(1, log.size()).boxed().toList());
        assertThat(log.stream().map(LogEntry::at))
                .as("times of %s", conversation)
                .isSorted();
        assertThat(log.stream().map(LogEntry::event))
                .as("ids of %s", conversation)
                .doesNotHaveDuplicates();
        for (Sender sender : senders) {
            List<String> found = log.stream()
                    .filter(entry -> entry.from().equals(sender.user.id().toString()))
                    .map(LogEntry::text)
                    .filter(text -> !text.isEmpty())
                    .toList();
            List<Sender.Sent> sent = sender.sent().stream()
                    .filter(one -> one.conversation().equals(conversation))
                    .toList();
            // Once each, nothing else, and in the order in which they were sent.
            assertThat(found)
                    .as("messages of %s in %s", sender.user.username(), conversation)
                    .isEqualTo(sent.stream().map(Sender.Sent::text).toList());
            for (Sender.Sent one : sent) {
                SendReceipt receipt = one.receipt().join();
                assertThat(log.get((int) receipt.seq() - 1).text())
                        .as("the event of receipt %d", receipt.seq())
                        .isEqualTo(one.text());
            }
        }
    }

    private void awaitEverybodyHeard(Map<ConversationId, List<LogEntry>> logs) {
        for (Sender sender : senders) {
            logs.forEach((conversation, log) -> {
                if (conversation.isDirect() && !conversation.isDirectOf(sender.user.id())) {
                    return;
                }
                List<Long> all = log.stream().map(LogEntry::seq).toList();
                await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                    List<Long> heard =
                            sender.heard(conversation).stream().map(Event::seq).toList();
                    assertThat(heard)
                            .as("heard by %s in %s", sender.user.username(), conversation)
                            .isEqualTo(all);
                });
            });
        }
    }

    private void judgeWatchers(Map<ConversationId, List<LogEntry>> logs, long faultEnd) {
        for (Watcher watcher : watchers) {
            if (watcher.isOpen()) {
                watcher.ping();
                logs.forEach((conversation, log) -> {
                    boolean mine = !conversation.isDirect()
                            || conversation.isDirectOf(watcher.user().id());
                    if (mine) {
                        // The first event of the group is older than the connection.
                        List<LogEntry> since = log.stream()
                                .filter(entry -> !entry.text().isEmpty())
                                .toList();
                        watcher.check(conversation.toString(), since, faultEnd);
                    }
                });
            }
        }
    }

    @Override
    public void close() {
        senders.forEach(Sender::close);
        watchers.forEach(Watcher::close);
    }
}
