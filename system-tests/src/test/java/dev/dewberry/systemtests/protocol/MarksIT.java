package dev.dewberry.systemtests.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dewberry.systemtests.cluster.RawClient;
import dev.dewberry.systemtests.cluster.RawClient.Frame;
import dev.dewberry.systemtests.cluster.User;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MarksIT extends SingleCluster {

    private User ann;
    private User bob;
    private String chat;
    private RawClient anns;
    private RawClient bobs;

    @BeforeEach
    void talk() {
        List<User> users = accounts.users(2);
        ann = users.get(0);
        bob = users.get(1);
        chat = ann.with(bob);
        anns = connect(ann);
        bobs = connect(bob);
        for (int i = 0; i < 5; i++) {
            anns.sendText(bob, "c" + i, "text " + i);
        }
    }

    private static String mark(String type, String conversation, long seq) {
        return "{\"type\":\"" + type + "\",\"conversation\":\"" + conversation + "\",\"seq\":" + seq + "}";
    }

    private JsonNode item(RawClient client) {
        Frame sync = client.ask("{\"type\":\"sync\",\"cursor\":null,\"events\":0,\"limit\":200}");
        for (JsonNode item : sync.json().path("items")) {
            if (item.path("conversation").asString().equals(chat)) {
                return item;
            }
        }
        throw new AssertionError("not in " + sync);
    }

    private Frame awaitMark(RawClient client, User of, long delivered, long read) {
        return client.await(frame -> frame.type().equals("mark")
                && frame.text("conversation").equals(chat)
                && frame.text("user").equals(of.id().toString())
                && frame.number("delivered") == delivered
                && frame.number("read") == read);
    }

    @Test
    void countsUnreadUntilTheyAreRead() {
        assertThat(item(bobs).path("unread").asInt()).isEqualTo(5);
        assertThat(item(anns).path("unread").asInt()).isZero();
        assertThat(item(anns).path("readSeq").asInt()).isEqualTo(5);

        bobs.send(mark("read", chat, 3));
        awaitMark(anns, bob, 3, 3);

        await().untilAsserted(
                        () -> assertThat(item(bobs).path("unread").asInt()).isEqualTo(2));
        assertThat(item(bobs).path("readSeq").asInt()).isEqualTo(3);
        assertThat(item(bobs).path("deliveredSeq").asInt()).isEqualTo(3);
    }

    @Test
    void tellsDeliveredAndReadApart() {
        bobs.send(mark("delivered", chat, 5));
        awaitMark(anns, bob, 5, 0);
        bobs.send(mark("read", chat, 4));
        awaitMark(anns, bob, 5, 4);
    }

    @Test
    void neverLetsAMarkFall() {
        bobs.send(mark("read", chat, 5));
        awaitMark(anns, bob, 5, 5);
        bobs.send(mark("read", chat, 2));
        bobs.send(mark("delivered", chat, 1));
        bobs.barrier();

        await().during(java.time.Duration.ofMillis(1500))
                .untilAsserted(
                        () -> assertThat(item(bobs).path("readSeq").asInt()).isEqualTo(5));
    }

    @Test
    void cutsAMarkAboveTheHead() {
        bobs.send(mark("read", chat, 4_000_000));

        awaitMark(anns, bob, 5, 5);
        anns.sendText(bob, "c9", "new");
        await().untilAsserted(
                        () -> assertThat(item(bobs).path("unread").asInt()).isEqualTo(1));
    }

    @Test
    void readsUpToOnesOwnSend() {
        bobs.sendText(ann, "b1", "answer");

        await().untilAsserted(
                        () -> assertThat(item(bobs).path("unread").asInt()).isZero());
        assertThat(item(bobs).path("readSeq").asInt()).isEqualTo(6);
        assertThat(item(anns).path("unread").asInt()).isEqualTo(1);
    }

    @Test
    void tellsOnesOwnOtherDevices() {
        RawClient otherDevice = connect(accounts.otherDevice(bob));
        bobs.send(mark("read", chat, 5));

        awaitMark(otherDevice, bob, 5, 5);
    }

    @Test
    void gathersMarksToAtMostOneASecond() {
        for (int seq = 1; seq <= 5; seq++) {
            bobs.send(mark("read", chat, seq));
        }
        awaitMark(anns, bob, 5, 5);

        assertThat(anns.frames("mark")).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void showsTheMarksOfAllInASync() {
        bobs.send(mark("read", chat, 4));
        awaitMark(anns, bob, 4, 4);

        await().untilAsserted(() -> {
            JsonNode marks = item(anns).path("marks");
            assertThat(marks.size()).isEqualTo(2);
            for (JsonNode one : marks) {
                int expected = one.path("user").asString().equals(bob.id().toString()) ? 4 : 5;
                assertThat(one.path("read").asInt()).isEqualTo(expected);
            }
        });
    }

    @Test
    void dropsMarksAndTypingForAForeignConversation() {
        RawClient stranger = connect(accounts.user());
        stranger.send(mark("read", chat, 5));
        stranger.send("{\"type\":\"typing\",\"conversation\":\"" + chat + "\",\"on\":true}");
        stranger.barrier();
        bobs.send("{\"type\":\"typing\",\"conversation\":\"" + chat + "\",\"on\":true}");
        anns.awaitType("typing");

        assertThat(stranger.frames("error")).isEmpty();
        assertThat(anns.frames("typing")).hasSize(1);
        assertThat(anns.frames("mark")).noneMatch(frame -> frame.number("read") == 5);
    }

    @Test
    void answersABrokenMarkWithAnErrorWithoutId() {
        bobs.send("{\"type\":\"read\",\"conversation\":\"" + chat + "\",\"seq\":\"5\"}");

        Frame error = bobs.awaitType("error");
        assertThat(error.has("id")).isFalse();
        assertThat(error.text("code")).isEqualTo("bad_frame");
    }

    @Test
    void tellsTheOtherAndNotOneselfThatOneIsTyping() {
        bobs.send("{\"type\":\"typing\",\"conversation\":\"" + chat + "\",\"on\":true}");
        Frame typing = anns.awaitType("typing");
        assertThat(typing.text("conversation")).isEqualTo(chat);
        assertThat(typing.text("user")).isEqualTo(bob.id().toString());
        assertThat(typing.json().path("on").asBoolean()).isTrue();

        bobs.send("{\"type\":\"typing\",\"conversation\":\"" + chat + "\",\"on\":false}");
        anns.await(frame ->
                frame.type().equals("typing") && !frame.json().path("on").asBoolean());
        assertThat(bobs.frames("typing")).isEmpty();
    }

    @Test
    void tellsASocketInTheBackgroundNoTyping() {
        RawClient background = open();
        background.ask(
                "{\"type\":\"hello\",\"token\":\"" + accounts.otherDevice(ann).token() + "\",\"background\":true}");
        bobs.send("{\"type\":\"typing\",\"conversation\":\"" + chat + "\",\"on\":true}");
        anns.awaitType("typing");
        bobs.sendText(ann, "b1", "done");
        background.awaitEvent(chat, 6);

        assertThat(background.frames("typing")).isEmpty();
    }
}
