package dev.dewberry.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dewberry.systemtests.cluster.RawClient;
import dev.dewberry.systemtests.cluster.Role;
import dev.dewberry.systemtests.cluster.ServiceProcess;
import dev.dewberry.systemtests.cluster.User;
import dev.dewberry.systemtests.traffic.LogEntry;
import dev.dewberry.systemtests.traffic.Traffic;
import dev.dewberry.systemtests.traffic.Watcher;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// SIGKILL in the middle of traffic, two of each service that can be doubled.
class FaultsIT extends DoubleCluster {

    @ParameterizedTest
    @EnumSource(Role.class)
    void losesNothingWhenAServiceIsKilled(Role role) {
        ServiceProcess victim = cluster.process(role, 0);
        try (Traffic traffic = new Traffic(cluster)) {
            victim.kill();
            // Whoever is doubled is replaced by the other; auth and presence are not needed for chatting.
            traffic.awaitProgress();
            victim.start();
            victim.awaitReady();
            long end = System.currentTimeMillis();
            traffic.awaitProgress();
            traffic.judge(end);
        }
    }

    @Test
    void losesNothingWhenRedisIsKilledAndItsDataAreWiped() {
        try (Traffic traffic = new Traffic(cluster)) {
            cluster.redis().wipe();
            hold(Duration.ofSeconds(2));
            cluster.redis().start();
            long end = System.currentTimeMillis();
            traffic.awaitProgress();
            assertThat(traffic.watchers()).allMatch(Watcher::isOpen);
            traffic.judge(end);
        }
    }

    @Test
    void losesNothingWhenRedisIsKilledAndComesBackWithoutItsLastSecond() {
        try (Traffic traffic = new Traffic(cluster)) {
            cluster.redis().kill();
            cluster.redis().start();
            long end = System.currentTimeMillis();
            traffic.awaitProgress();
            traffic.judge(end);
        }
    }

    @Test
    void losesNothingWhenMariaDbIsKilled() {
        try (Traffic traffic = new Traffic(cluster)) {
            cluster.mariaDb().kill();
            hold(Duration.ofSeconds(3));
            cluster.mariaDb().start();
            long end = System.currentTimeMillis();
            traffic.awaitProgress();
            assertThat(traffic.watchers()).allMatch(Watcher::isOpen);
            traffic.judge(end);
        }
    }

    @Test
    void answersEverySendWithin10SecondsWhileMariaDbIsDown() {
        answersInTimeWhile(cluster.mariaDb()::kill, cluster.mariaDb()::start);
    }

    @Test
    void answersEverySendWithin10SecondsWhileStorageIsDown() {
        answersInTimeWhile(
                () -> {
                    cluster.process(Role.STORAGE, 0).kill();
                    cluster.process(Role.STORAGE, 1).kill();
                },
                cluster::start);
    }

    private void answersInTimeWhile(Runnable strike, Runnable repair) {
        List<User> users = cluster.accounts().users(2);
        User ann = users.get(0);
        User bob = users.get(1);
        try (RawClient client = RawClient.welcomed(cluster.gateway(0), ann)) {
            client.sendText(bob, "before", "before");
            strike.run();
            Answers answers = new Answers(client, bob, 40);
            answers.sendAll();
            answers.assertAllWithin(Duration.ofSeconds(10));
            repair.run();
            // Repeated with the same clientIds, each is committed once; nothing has to be restarted for that.
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> client.sendText(bob, "probe", "probe").type().equals("ack"));
            answers.repeatUntilAcknowledged();
            List<LogEntry> log = LogEntry.read(
                    cluster.gateway(0), ann, dev.dewberry.protocol.ConversationId.direct(ann.id(), bob.id()));
            assertThat(log.stream().map(LogEntry::text)).doesNotHaveDuplicates().containsAll(answers.texts());
            assertThat(log).hasSize(42);
        }
    }

    @Test
    void chatsAndReconnectsWithoutAuthAndPresence() {
        List<User> users = cluster.accounts().users(2);
        User ann = users.get(0);
        User bob = users.get(1);
        try (RawClient anns = RawClient.welcomed(cluster.gateway(0), ann)) {
            // They know each other. Whether a stranger exists could not be found out without auth, and would be `busy`.
            assertThat(anns.sendText(bob, "c0", "hello").type()).isEqualTo("ack");
            cluster.process(Role.AUTH, 0).kill();
            cluster.process(Role.PRESENCE, 0).kill();

            assertThat(anns.sendText(bob, "c1", "still here").type()).isEqualTo("ack");
            try (RawClient bobs = RawClient.welcomed(cluster.gateway(1), bob)) {
                RawClient.Frame page =
                        bobs.ask("{\"type\":\"history\",\"conversation\":\"" + ann.with(bob) + "\",\"after\":0}");
                assertThat(page.json().path("events").size()).isEqualTo(2);
                anns.sendText(bob, "c2", "and live");
                bobs.awaitEvent(ann.with(bob), 3);
                assertThat(bobs.ask("{\"type\":\"watch\",\"users\":[\"" + ann.id() + "\"]}")
                                .type())
                        .isIn("presence", "error");
            }
            // Not even a gateway that starts anew needs auth for tokens that it can check.
            ServiceProcess gateway = cluster.process(Role.GATEWAY, 1);
            gateway.kill();
            gateway.start();
            gateway.awaitReady();
            try (RawClient again = RawClient.welcomed(cluster.gateway(1), bob)) {
                assertThat(again.sendText(ann, "c3", "back").type()).isEqualTo("ack");
            }
        }
    }

    /// For so long the fault lasts.
    private static void hold(Duration duration) {
        await().pollDelay(duration).atMost(duration.plusSeconds(1)).until(() -> true);
    }
}
