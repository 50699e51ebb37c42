package dev.dewberry.systemtests.chaos;

import static org.awaitility.Awaitility.await;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.systemtests.cluster.DewberryCluster;
import dev.dewberry.systemtests.cluster.RawClient;
import dev.dewberry.systemtests.cluster.User;
import dev.dewberry.systemtests.traffic.Findings;
import dev.dewberry.systemtests.traffic.Findings.Kind;
import dev.dewberry.systemtests.traffic.LogCheck;
import dev.dewberry.systemtests.traffic.LogEntry;
import dev.dewberry.systemtests.traffic.NewGroup;
import dev.dewberry.systemtests.traffic.Partition;
import dev.dewberry.systemtests.traffic.RestSender;
import dev.dewberry.systemtests.traffic.Sender;
import dev.dewberry.systemtests.traffic.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Users who write all the time: one in each partition to the same friend, and all in one group; some by REST. Others
/// of
/// the group come and go and only read. The friend looks on at each gateway and at their common address.
final class Crowd implements AutoCloseable {

    private static final int REST_SENDERS = 2;
    private static final int COMMUTERS = 3;
    /// Of each writer, under way while all is well.
    private static final int A_FEW = 4;
    private static final Duration PACE = Duration.ofMillis(250);
    private static final Duration REST_PACE = Duration.ofMillis(700);
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration CAUGHT_UP = Duration.ofSeconds(60);

    private final DewberryCluster cluster;
    private final User friend;
    private final ConversationId group;
    private final List<Sender> senders = new ArrayList<>();
    private final List<Writer> writers = new ArrayList<>();
    private final List<Lookout> lookouts = new ArrayList<>();
    private final Commuters commuters;

    Crowd(DewberryCluster cluster) {
        this.cluster = cluster;
        friend = cluster.accounts().user();
        List<User> inPartitions = onePerPartition();
        List<User> byRest = cluster.accounts().users(REST_SENDERS);
        List<User> commuting = cluster.accounts().users(COMMUTERS);
        List<User> everybody = new ArrayList<>(List.of(friend));
        everybody.addAll(inPartitions);
        everybody.addAll(byRest);
        everybody.addAll(commuting);
        group = NewGroup.of(cluster.gateway(0), friend, everybody);
        for (User user : inPartitions) {
            senders.add(new Sender(user, List.of(group, with(user)), PACE, cluster.entry()));
        }
        senders.add(new Sender(friend, List.of(group), PACE, cluster.entry()));
        writers.addAll(senders);
        List<Sender> readers = commuting.stream()
                .map(user -> new Sender(user, List.of(group), PACE, cluster.entry()))
                .toList();
        senders.addAll(readers);
        commuters = new Commuters(readers);
        for (User user : byRest) {
            writers.add(new RestSender(user, List.of(group, with(user)), REST_PACE, cluster.entry()));
        }
        lookouts.add(new Lookout(cluster.entry(), cluster.accounts().otherDevice(friend)));
        for (String gateway : cluster.gateways()) {
            lookouts.add(new Lookout(gateway, cluster.accounts().otherDevice(friend)));
        }
        // A first sync brings the newest events only: on a busy machine whoever comes late would miss the beginning.
        await().atMost(START)
                .until(() ->
                        senders.stream().noneMatch(sender -> sender.heard(group).isEmpty()));
        writers.forEach(Writer::startWriting);
        awaitAnswers(System.currentTimeMillis(), START);
        commuters.start();
    }

    private List<User> onePerPartition() {
        Map<Integer, User> found = new TreeMap<>();
        while (found.size() < Partition.COUNT) {
            for (User user : cluster.accounts().users(50)) {
                found.putIfAbsent(Partition.of(user.with(friend)), user);
            }
        }
        return List.copyOf(found.values());
    }

    private ConversationId with(User user) {
        return ConversationId.direct(friend.id(), user.id());
    }

    /// Waits until each writer was acknowledged something that he wrote after `since`, in each of his conversations.
    ///
    /// @return the last of them
    Last awaitAnswers(long since, Duration atMost) {
        long end = System.currentTimeMillis() + atMost.toMillis();
        List<String> silent = silent(since);
        while (!silent.isEmpty()) {
            if (System.currentTimeMillis() > end) {
                throw new Standstill("for " + atMost.toSeconds() + " s nothing was acknowledged of " + silent);
            }
            pause();
            silent = silent(since);
        }
        return writers.stream()
                .flatMap(writer -> writer.conversations().stream()
                        .map(conversation -> new Last(
                                writer.firstAnswer(conversation, since).orElseThrow(),
                                (writer instanceof RestSender ? "by REST, partition " : "partition ")
                                        + Partition.of(conversation.toString()))))
                .max(Comparator.comparingLong(Last::at))
                .orElseThrow();
    }

    /// Who had to wait longest.
    ///
    /// @param at milliseconds, when he was answered
    record Last(long at, String where) {}

    /// It does not go on.
    static final class Standstill extends RuntimeException {
        private static final long serialVersionUID = 1;

        Standstill(String message) {
            super(message);
        }
    }

    private List<String> silent(long since) {
        List<String> silent = new ArrayList<>();
        for (Writer writer : writers) {
            for (ConversationId conversation : writer.conversations()) {
                if (writer.firstAnswer(conversation, since).isEmpty()) {
                    silent.add(writer.user().username() + " in " + conversation + " (partition "
                            + Partition.of(conversation.toString()) + ")");
                }
            }
        }
        return silent;
    }

    /// Waits until nearly all that was written is acknowledged: a message that is written during the next fault would
    /// stand behind what the last one left, and tell how long that takes.
    void awaitNoBacklog(Duration atMost) {
        await().atMost(atMost)
                .until(() ->
                        writers.stream().allMatch(writer -> writer.sent().size() - writer.acknowledged() <= A_FEW));
    }

    /// Waits until whoever looks on is connected again, so that the next fault finds him there.
    void awaitLookouts(Duration atMost) {
        await().atMost(atMost).until(() -> lookouts.stream().allMatch(Lookout::isConnected));
    }

    int sent() {
        return writers.stream().mapToInt(writer -> writer.sent().size()).sum();
    }

    int acknowledged() {
        return writers.stream().mapToInt(Writer::acknowledged).sum();
    }

    int reconnections() {
        return lookouts.stream().mapToInt(lookout -> lookout.connections() - 1).sum();
    }

    /// Stops writing, waits for the last acknowledgements, and compares everything with everything.
    ///
    /// @param due when an event of a moment should have been told live
    void judge(LongUnaryOperator due, Findings findings) {
        writers.forEach(Writer::stopWriting);
        commuters.close();
        awaitOrGoOn(() -> acknowledged() == sent());
        Map<ConversationId, List<LogEntry>> logs = logs();
        awaitOrGoOn(() -> senders.stream().allMatch(sender -> hasHeard(sender, logs)));
        logs.forEach((conversation, log) -> {
            LogCheck check = new LogCheck(conversation, log, findings);
            check.entries();
            writers.stream()
                    .filter(writer -> writer.conversations().contains(conversation))
                    .forEach(check::messagesOf);
            senders.stream()
                    .filter(sender -> isIn(sender, conversation))
                    .forEach(sender -> check.heardBy(sender.user().username(), sender.heard(conversation)));
            lookouts.forEach(lookout -> lookout.check(conversation, log, due, findings));
        });
        senders.forEach(sender -> marks(sender, findings));
    }

    private Map<ConversationId, List<LogEntry>> logs() {
        Set<ConversationId> conversations = new LinkedHashSet<>();
        writers.forEach(writer -> conversations.addAll(writer.conversations()));
        return conversations.stream()
                .collect(Collectors.toMap(
                        conversation -> conversation,
                        conversation -> LogEntry.read(cluster.gateway(0), friend, conversation)));
    }

    private boolean isIn(Sender sender, ConversationId conversation) {
        return !conversation.isDirect() || conversation.isDirectOf(sender.user().id());
    }

    private boolean hasHeard(Sender sender, Map<ConversationId, List<LogEntry>> logs) {
        return logs.entrySet().stream()
                .filter(log -> isIn(sender, log.getKey()))
                .allMatch(log ->
                        sender.heard(log.getKey()).size() >= log.getValue().size());
    }

    /// The highest mark of each reader is stored.
    private void marks(Sender sender, Findings findings) {
        try (RawClient client = RawClient.welcomed(cluster.gateway(0), sender.user())) {
            JsonNode items = client.ask("{\"type\":\"sync\",\"cursor\":null,\"events\":0,\"limit\":200}")
                    .json()
                    .path("items");
            for (JsonNode item : items) {
                ConversationId conversation =
                        ConversationId.parse(item.path("conversation").asString());
                long read = sender.read().getOrDefault(conversation, 0L);
                if (item.path("readSeq").asLong() < read) {
                    findings.add(
                            Kind.LOST,
                            conversation + ": " + sender.user().username() + " has read " + read + ", stored is "
                                    + item.path("readSeq").asLong());
                }
            }
        }
    }

    private static void awaitOrGoOn(BooleanSupplier done) {
        long end = System.currentTimeMillis() + CAUGHT_UP.toMillis();
        while (!done.getAsBoolean() && System.currentTimeMillis() < end) {
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        commuters.close();
        senders.forEach(Sender::close);
        writers.forEach(Writer::close);
        lookouts.forEach(Lookout::close);
    }
}
