package dev.dewberry.systemtests.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dewberry.systemtests.cluster.RawClient;
import dev.dewberry.systemtests.cluster.RawClient.Frame;
import dev.dewberry.systemtests.cluster.User;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReceivingIT extends SingleCluster {

    private User ann;
    private User bob;
    private String chat;

    @BeforeEach
    void makeUsers() {
        List<User> users = accounts.users(2);
        ann = users.get(0);
        bob = users.get(1);
        chat = ann.with(bob);
    }

    private static List<Long> seqs(List<Frame> events) {
        return events.stream().map(frame -> frame.number("seq")).toList();
    }

    @Test
    void bringsEachEventOnceAndInOrderToEverySocket() {
        List<RawClient> bobs = List.of(connect(bob), connect(bob), connect(accounts.otherDevice(bob)));
        RawClient anns = connect(ann);
        for (int i = 0; i < 80; i++) {
            anns.requestText(bob, "c" + i, "text " + i);
        }
        for (RawClient one : bobs) {
            one.awaitEvent(chat, 80);
            assertThat(seqs(one.events(chat)))
                    .isEqualTo(LongStream.rangeClosed(1, 80).boxed().toList());
        }
    }

    @Test
    void bringsWhateverWasCommittedAfterWelcomeSoThatASyncLeavesNoGap() {
        RawClient anns = connect(ann);
        Thread sender = Thread.startVirtualThread(() -> {
            for (int i = 0; i < 90; i++) {
                anns.sendText(bob, "c" + i, "x");
            }
        });
        for (int round = 0; round < 5; round++) {
            RawClient bobs = connect(bob);
            Frame sync = bobs.ask("{\"type\":\"sync\",\"cursor\":null,\"events\":0}");
            long head = sync.json().path("items").isEmpty()
                    ? 0
                    : sync.json().path("items").get(0).path("headSeq").asLong();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !sender.isAlive()
                            || bobs.events(chat).stream().anyMatch(event -> event.number("seq") > head + 3));
            List<Long> live =
                    seqs(bobs.events(chat)).stream().filter(seq -> seq > head).toList();
            for (int i = 0; i < live.size(); i++) {
                assertThat(live.get(i)).isEqualTo(head + 1 + i);
            }
            bobs.close();
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> !sender.isAlive());
    }

    @Test
    void bringsTheEventItselfWhereTheSendingConnectionIsGone() {
        RawClient other = connect(accounts.otherDevice(ann));
        RawClient leaving = connect(ann);
        leaving.requestText(bob, "c1", "bye");
        leaving.close();

        assertThat(other.awaitEvent(chat, 1).text("clientId")).isEqualTo("c1");
    }

    @Test
    void closesWith4430WhoeverDoesNotRead() {
        RawClient anns = connect(ann);
        sendSixtyLongTexts(anns);
        RawClient bobs = connect(bob);
        bobs.stopReading();
        for (int i = 0; i < 60; i++) {
            bobs.send("{\"type\":\"history\",\"id\":\"h" + i + "\",\"conversation\":\"" + chat + "\",\"limit\":200}");
        }
        // Others are not held up by it meanwhile.
        RawClient second = connect(accounts.otherDevice(bob));
        anns.sendText(bob, "last", "still there?");
        second.awaitEvent(chat, 61);
        await().pollDelay(Duration.ofSeconds(12)).atMost(Duration.ofSeconds(13)).until(() -> true);
        bobs.readAgain();

        await().atMost(Duration.ofSeconds(15)).until(bobs::isClosed);
        // The close frame reaches a client that reads again in time; the connection is gone in any case.
        RawClient back = connect(bob);
        back.barrier();
    }

    @Test
    void sendsCompactJsonWithTheTypeFirstAndAtMostOneMebibyte() {
        RawClient anns = connect(ann);
        sendSixtyLongTexts(anns);
        Frame page = anns.ask("{\"type\":\"history\",\"conversation\":\"" + chat + "\",\"after\":0,\"limit\":200}");

        assertThat(page.text().getBytes(java.nio.charset.StandardCharsets.UTF_8).length)
                .isLessThanOrEqualTo(1024 * 1024);
        assertThat(page.text()).startsWith("{\"type\":\"events\",");
        assertThat(page.json().path("more").asBoolean()).isTrue();
        int size = page.json().path("events").size();
        assertThat(size).isBetween(1, 59);
        Frame next = anns.ask(
                "{\"type\":\"history\",\"conversation\":\"" + chat + "\",\"after\":" + size + ",\"limit\":200}");
        assertThat(next.json().path("events").get(0).path("seq").asLong()).isEqualTo(size + 1L);
    }

    /// 1.4 MB in all. Not at once: a partition's commands may take 1 MiB, and what is above that is `busy`.
    private void sendSixtyLongTexts(RawClient from) {
        for (int i = 1; i <= 60; i++) {
            from.requestText(bob, "c" + i, "葡".repeat(8000));
            if (i % 20 == 0) {
                int last = i;
                from.await(frame -> frame.type().equals("ack") && frame.number("seq") == last);
            }
        }
    }
}
