package dev.dewberry.systemtests.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.systemtests.cluster.RawClient;
import dev.dewberry.systemtests.cluster.RawClient.Frame;
import dev.dewberry.systemtests.cluster.User;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SendingIT extends SingleCluster {

    private User ann;
    private User bob;
    private RawClient client;

    @BeforeEach
    void connectAnn() {
        List<User> users = accounts.users(2);
        ann = users.get(0);
        bob = users.get(1);
        client = connect(ann);
    }

    private static String content(User to, String clientId, String content) {
        return "{\"type\":\"send\",\"to\":{\"user\":\"" + to.id() + "\"},\"clientId\":\"" + clientId + "\",\"content\":"
                + content + "}";
    }

    @Test
    void acknowledgesAndDeliversToTheOtherAndToOnesOwnOtherSockets() {
        RawClient bobs = connect(bob);
        RawClient second = connect(ann);
        RawClient otherDevice = connect(accounts.otherDevice(ann));

        Frame ack = client.sendText(bob, "c1", "hi");

        assertThat(ack.type()).isEqualTo("ack");
        assertThat(ack.text()).startsWith("{\"type\":\"ack\",");
        assertThat(ack.text("conversation")).isEqualTo(ann.with(bob));
        assertThat(ack.number("seq")).isEqualTo(1);
        assertThat(ack.has("duplicate")).isFalse();
        Frame event = bobs.awaitEvent(ann.with(bob), 1);
        assertThat(event.text("event")).isEqualTo(ack.text("event"));
        assertThat(event.text("from")).isEqualTo(ann.id().toString());
        assertThat(event.number("at")).isEqualTo(ack.number("at"));
        assertThat(event.json().path("content").path("text").asString()).isEqualTo("hi");
        assertThat(event.has("clientId")).isFalse();
        for (RawClient own : List.of(second, otherDevice)) {
            assertThat(own.awaitEvent(ann.with(bob), 1).text("clientId")).isEqualTo("c1");
        }
        client.barrier();
        assertThat(client.frames("event")).isEmpty();
    }

    @Test
    void takesBothFormsOfToForTheSameConversation() {
        client.sendText(bob, "c1", "one");
        Frame second = client.sendText(ann.with(bob), "c2", "two");

        assertThat(second.number("seq")).isEqualTo(2);
    }

    @Test
    void answersARepetitionWithTheFirstAckAndDeliversNothingAgain() {
        RawClient bobs = connect(bob);
        Frame first = client.sendText(bob, "c1", "hi");
        client.sendText(bob, "c2", "more");

        Frame again = client.sendText(bob, "c1", "hi");
        Frame elsewhere = connect(accounts.otherDevice(ann)).sendText(bob, "c1", "hi");
        client.sendText(bob, "c3", "end");

        for (Frame repeated : List.of(again, elsewhere)) {
            assertThat(repeated.type()).isEqualTo("ack");
            assertThat(repeated.json().path("duplicate").asBoolean()).isTrue();
            assertThat(repeated.number("seq")).isEqualTo(first.number("seq"));
            assertThat(repeated.text("event")).isEqualTo(first.text("event"));
            assertThat(repeated.number("at")).isEqualTo(first.number("at"));
        }
        bobs.awaitEvent(ann.with(bob), 3);
        assertThat(bobs.events(ann.with(bob))).hasSize(3);
    }

    @Test
    void callsTheSameClientIdWithAnotherContentOrTargetAConflict() {
        client.sendText(bob, "c1", "hi");

        assertThat(client.sendText(bob, "c1", "other").text("code")).isEqualTo("conflict");
        assertThat(client.sendText(accounts.user(), "c1", "hi").text("code")).isEqualTo("conflict");
        assertThat(client.sendText(bob, "C1", "other").type()).isEqualTo("ack");
        assertThat(connect(bob).sendText(ann, "c1", "whatever").type()).isEqualTo("ack");
    }

    @Test
    void comparesContentsAsJsonValues() {
        Frame first = client.ask(
                content(bob, "c1", "{\"kind\":\"custom\",\"name\":\"n\",\"data\":{\"a\":1,\"b\":[true,\"x\"]}}"));
        Frame same = client.ask(content(
                bob, "c1", "{ \"data\":{\"b\":[true,\"\\u0078\"], \"a\":1.0 },\"name\":\"n\",\"kind\":\"custom\"}"));
        Frame other = client.ask(
                content(bob, "c1", "{\"kind\":\"custom\",\"name\":\"n\",\"data\":{\"a\":1,\"b\":[\"x\",true]}}"));

        assertThat(same.number("seq")).isEqualTo(first.number("seq"));
        assertThat(same.json().path("duplicate").asBoolean()).isTrue();
        assertThat(other.text("code")).isEqualTo("conflict");
    }

    @Test
    void commitsInTheOrderOfOneConnection() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            ids.add(client.requestText(bob, "c" + i, "text " + i));
        }
        for (int i = 0; i < 60; i++) {
            assertThat(client.answerTo(ids.get(i)).number("seq")).isEqualTo(i + 1);
        }
        Frame history = client.ask("{\"type\":\"history\",\"conversation\":\"" + ann.with(bob) + "\",\"limit\":200}");
        for (int i = 0; i < 60; i++) {
            assertThat(history.json()
                            .path("events")
                            .get(i)
                            .path("content")
                            .path("text")
                            .asString())
                    .isEqualTo("text " + i);
        }
    }

    @Test
    void neverLetsTimeFallWithinAConversation() {
        long before = 0;
        for (int i = 0; i < 30; i++) {
            long at = client.sendText(bob, "c" + i, "x").number("at");
            assertThat(at).isGreaterThanOrEqualTo(before);
            before = at;
        }
    }

    @Test
    void givesOutSeqsWithoutHolesToManySendersAtOnce() {
        List<User> users = accounts.users(4);
        String group = group("many", users.get(0), users.subList(1, 4).toArray(User[]::new));
        List<RawClient> clients = users.stream().map(this::connect).toList();
        for (int i = 0; i < 25; i++) {
            for (int user = 0; user < 4; user++) {
                clients.get(user).request(RawClient.textTo(group, "m" + user + "-" + i, "x"));
            }
        }
        for (RawClient one : clients) {
            // The sender's own come as acks in their places.
            one.await(frame -> frame.number("seq") == 101);
            org.awaitility.Awaitility.await()
                    .until(() -> one.frames().stream()
                                    .filter(frame -> frame.number("seq") > 1)
                                    .count()
                            == 100);
            List<Long> seqs = one.frames().stream()
                    .filter(frame -> frame.number("seq") > 1)
                    .map(frame -> frame.number("seq"))
                    .toList();
            assertThat(seqs).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void keepsANoteToOneself() {
        RawClient second = connect(ann);
        Frame ack = client.sendText(ann, "c1", "remember");

        assertThat(ack.text("conversation")).isEqualTo("d:" + ann.id() + ":" + ann.id());
        assertThat(second.awaitEvent(ack.text("conversation"), 1).text("clientId"))
                .isEqualTo("c1");
    }

    @Test
    void takesTextsOfUpTo8000CodePoints() {
        assertThat(client.sendText(bob, "c1", "🍇".repeat(8000)).type()).isEqualTo("ack");
        assertThat(client.sendText(bob, "c2", "🍇".repeat(8001)).text("code")).isEqualTo("too_large");
        assertThat(client.sendText(bob, "c3", "").text("code")).isEqualTo("bad_frame");
    }

    @Test
    void keepsEveryFieldOfAText() {
        client.sendText(bob, "c0", "first");
        client.ask(content(
                bob,
                "c1",
                "{\"kind\":\"text\",\"text\":\"*hi*\",\"replyTo\":1,\"mentions\":[\"" + bob.id()
                        + "\"],\"format\":\"markdown\",\"expiresIn\":3600,\"unknownField\":1}"));
        Frame history = connect(bob).ask("{\"type\":\"history\",\"conversation\":\"" + ann.with(bob) + "\"}");

        var content = history.json().path("events").get(1).path("content");
        assertThat(content.path("replyTo").asInt()).isEqualTo(1);
        assertThat(content.path("mentions").get(0).asString())
                .isEqualTo(bob.id().toString());
        assertThat(content.path("format").asString()).isEqualTo("markdown");
        assertThat(content.path("expiresIn").asInt()).isEqualTo(3600);
    }

    @Test
    void refusesWhatIsWrongAndGoesOn() {
        String conversation = ann.with(bob);
        String swapped = "d:" + conversation.split(":")[2] + ":" + conversation.split(":")[1];
        assertThat(client.sendText(swapped, "w1", "x").text("code")).isEqualTo("bad_frame");
        assertThat(client.ask("{\"type\":\"send\",\"to\":{\"user\":\"" + bob.id() + "\",\"conversation\":\""
                                + conversation
                                + "\"},\"clientId\":\"w2\",\"content\":{\"kind\":\"text\",\"text\":\"x\"}}")
                        .text("code"))
                .isEqualTo("bad_frame");
        assertThat(client.ask(
                                "{\"type\":\"send\",\"to\":{},\"clientId\":\"w3\",\"content\":{\"kind\":\"text\",\"text\":\"x\"}}")
                        .text("code"))
                .isEqualTo("bad_frame");
        assertThat(client.sendText(bob, "x".repeat(65), "x").text("code")).isEqualTo("bad_frame");
        assertThat(client.sendText(bob, "", "x").text("code")).isEqualTo("bad_frame");
        assertThat(client.ask(content(bob, "w4", "\"text\"")).text("code")).isEqualTo("bad_frame");
        assertThat(client.ask(content(bob, "w5", "{\"kind\":\"text\"}")).text("code"))
                .isEqualTo("bad_frame");
        assertThat(client.ask(content(bob, "w6", "{\"kind\":\"text\",\"text\":5}"))
                        .text("code"))
                .isEqualTo("bad_frame");
        assertThat(client.ask("{\"type\":\"dance\"}").text("code")).isEqualTo("unsupported");
        for (String kind : List.of("media", "edit", "recall", "reaction", "pin", "encrypted", "dance")) {
            assertThat(client.ask(content(bob, "k-" + kind, "{\"kind\":\"" + kind + "\"}"))
                            .text("code"))
                    .as(kind)
                    .isEqualTo("unsupported");
        }
        for (String kind : List.of("member", "group", "gone")) {
            assertThat(client.ask(content(bob, "k-" + kind, "{\"kind\":\"" + kind + "\",\"reason\":\"recalled\"}"))
                            .type())
                    .as(kind)
                    .isEqualTo("error");
        }
        assertThat(client.ask(content(
                                bob,
                                "w7",
                                "{\"kind\":\"custom\",\"name\":\"n\",\"data\":{\"x\":\"" + "y".repeat(17_000) + "\"}}"))
                        .text("code"))
                .isEqualTo("too_large");
        client.send("{\"type\":\"send\",\"to\":{\"user\":\"" + bob.id()
                + "\"},\"clientId\":\"noid\",\"content\":{\"kind\":\"text\",\"text\":\"x\"}}");
        assertThat(client.await(frame -> frame.type().equals("error") && !frame.has("id"))
                        .text("code"))
                .isEqualTo("bad_frame");

        assertThat(client.sendText(bob, "good", "fine").number("seq")).isEqualTo(1);
    }

    @Test
    void doesNotTellAnUnknownUserFromAForeignConversation() {
        List<User> others = accounts.users(2);
        connect(others.get(0)).sendText(others.get(1), "c1", "secret");
        String group = group("theirs", others.get(0), others.get(1));

        assertThat(client.ask(RawClient.textTo(ann, "n1", "x").replace("\"" + ann.id() + "\"", "\"9007199254740991\""))
                        .text("code"))
                .isEqualTo("not_found");
        assertThat(client.sendText(group, "n2", "x").text("code")).isEqualTo("not_found");
        assertThat(client.sendText("g:9007199254740991", "n3", "x").text("code"))
                .isEqualTo("not_found");
        assertThat(client.sendText(others.get(0).with(others.get(1)), "n4", "x").text("code"))
                .isEqualTo("not_found");
        String foreign = client.ask("{\"type\":\"history\",\"conversation\":\"" + group + "\"}")
                .text();
        String none = client.ask("{\"type\":\"history\",\"conversation\":\"g:9007199254740991\"}")
                .text();
        assertThat(foreign.replaceAll("\"id\":\"[^\"]*\"", "")).isEqualTo(none.replaceAll("\"id\":\"[^\"]*\"", ""));
        assertThat(client.ask("{\"type\":\"history\",\"conversation\":\""
                                + others.get(0).with(others.get(1)) + "\"}")
                        .text("code"))
                .isEqualTo("not_found");
    }

    @Test
    void answersRateLimitedPastTheBurstAndLetsTheRetrySucceed() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 160; i++) {
            ids.add(client.requestText(bob, "c" + i, "x"));
        }
        List<Frame> limited = ids.stream()
                .map(client::answerTo)
                .filter(frame -> frame.type().equals("error"))
                .toList();

        assertThat(limited).isNotEmpty().allSatisfy(frame -> {
            assertThat(frame.text("code")).isEqualTo("rate_limited");
            assertThat(frame.number("retryAfterMs")).isPositive();
        });
        assertThat(client.isOpen()).isTrue();
        long wait = limited.getLast().number("retryAfterMs");
        org.awaitility.Awaitility.await()
                .pollDelay(java.time.Duration.ofMillis(wait))
                .until(() -> client.sendText(bob, "later" + System.nanoTime(), "x")
                        .type()
                        .equals("ack"));
    }

    @Test
    void closesWith4429WhoeverGoesOnAtTenTimesTheLimit() {
        long end = System.nanoTime() + java.time.Duration.ofSeconds(20).toNanos();
        int sent = 0;
        while (!client.isClosed() && System.nanoTime() < end) {
            for (int i = 0; i < 50 && !client.isClosed(); i++) {
                client.requestText(bob, "flood" + sent++, "x");
            }
            java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
        }

        assertThat(client.awaitClose()).isEqualTo(4429);
    }
}
