package dev.dewberry.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dewberry.systemtests.cluster.RawClient;
import dev.dewberry.systemtests.cluster.User;
import dev.dewberry.systemtests.traffic.Traffic;
import dev.dewberry.testsupport.AsRoot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Nothing more fits on the disk while people write, and then there is room again. Nothing is restarted for it but
/// MariaDB, by what watches over it, where it ends itself: InnoDB does after five seconds in which it could not roll
/// back for want of a page, which happens in tables below a megabyte, such as a month's first (larger ones keep a
/// reserve).
@AsRoot
class FullDiskIT extends DoubleCluster {

    private static final int WRITERS = 20;
    /// The longest text that may be sent, of characters that take three bytes each and cannot be compressed.
    private static final String LONG_TEXT = new SplittableRandom(1)
            .ints(8000, 0x4e00, 0x9fa5)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();

    private SmallDisk disk;

    @AfterEach
    void takeTheDiskAway() {
        cluster.mariaDb().stop();
        cluster.redis().stop();
        disk.close();
    }

    @Test
    void losesNothingWhenTheOneDiskOfBothIsFull() {
        losesNothing(List.of(cluster.mariaDb().data(), cluster.redis().data()));
    }

    @Test
    void losesNothingWhenTheDatabasesOwnDiskIsFull() {
        losesNothing(List.of(cluster.mariaDb().data()));
    }

    private void losesNothing(List<Path> onTheDisk) {
        cluster.mariaDb().stop();
        cluster.redis().stop();
        disk = new SmallDisk(onTheDisk);
        cluster.start();
        List<User> users = cluster.accounts().users(WRITERS);
        List<RawClient> writers = new ArrayList<>();
        try {
            users.forEach(user -> writers.add(RawClient.welcomed(cluster.gateway(0), user)));
            awaitAck(writers.getLast(), users.getFirst());
            underTraffic(writers, users.getFirst());
        } finally {
            writers.forEach(RawClient::close);
        }
    }

    /// Until what was restarted with another disk is there again.
    private static void awaitAck(RawClient writer, User to) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> writer.sendText(to, "first", "first").type().equals("ack"));
    }

    private void underTraffic(List<RawClient> writers, User to) {
        try (Traffic traffic = new Traffic(cluster);
                StartedAgain _ = new StartedAgain(cluster.mariaDb())) {
            traffic.awaitProgress();
            disk.fill();
            writeUntilBusy(writers, to);
            disk.makeRoom();
            long end = System.currentTimeMillis();
            traffic.awaitProgress(Duration.ofSeconds(60));
            traffic.judge(end);
        }
    }

    /// What is on its way, and what the files have room for, takes more messages for a moment.
    private static void writeUntilBusy(List<RawClient> writers, User to) {
        int[] sent = {0};
        await().pollInterval(Duration.ofMillis(1)).atMost(Duration.ofMinutes(2)).until(() -> {
            RawClient writer = writers.get(sent[0] % WRITERS);
            RawClient.Frame answer = writer.sendText(to, "c" + sent[0]++, LONG_TEXT);
            assertThat(answer.json().path("code").asString("")).isIn("", "rate_limited", "busy");
            return answer.json().path("code").asString("").equals("busy");
        });
    }
}
