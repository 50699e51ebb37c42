package dev.dewberry.systemtests.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dewberry.systemtests.cluster.RawClient;
import dev.dewberry.systemtests.cluster.RawClient.Frame;
import dev.dewberry.systemtests.cluster.User;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class CatchingUpIT extends SingleCluster {

    private User ann;
    private User bob;
    private String chat;
    private RawClient anns;

    @BeforeEach
    void talk() {
        List<User> users = accounts.users(2);
        ann = users.get(0);
        bob = users.get(1);
        chat = ann.with(bob);
        anns = connect(ann);
    }

    private void write(int from, int to) {
        List<String> ids = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            ids.add(anns.requestText(bob, "c" + i, "text " + i));
        }
        ids.forEach(id -> assertThat(anns.answerTo(id).type()).isEqualTo("ack"));
    }

    private static List<Long> seqs(JsonNode events) {
        List<Long> seqs = new ArrayList<>();
        events.forEach(event -> seqs.add(event.path("seq").asLong()));
        return seqs;
    }

    private List<Long> history(String arguments) {
        Frame page = anns.ask("{\"type\":\"history\",\"conversation\":\"" + chat + "\"" + arguments + "}");
        assertThat(page.type()).isEqualTo("events");
        return seqs(page.json().path("events"));
    }

    private static List<Long> range(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    @Test
    void readsTheHistoryInBothDirections() {
        write(1, 80);

        assertThat(history(",\"after\":0,\"limit\":10")).isEqualTo(range(1, 10));
        assertThat(history(",\"after\":75,\"limit\":10")).isEqualTo(range(76, 80));
        assertThat(history(",\"before\":20,\"limit\":5")).isEqualTo(range(15, 19));
        assertThat(history(",\"before\":1,\"limit\":5")).isEmpty();
        assertThat(history(",\"limit\":7")).isEqualTo(range(74, 80));
        assertThat(history("")).isEqualTo(range(31, 80));
        assertThat(history(",\"after\":10,\"before\":16")).isEqualTo(range(11, 15));
        assertThat(history(",\"after\":10,\"before\":60,\"limit\":3")).isEqualTo(range(11, 13));
        assertThat(history(",\"after\":0,\"limit\":5000")).isEqualTo(range(1, 80));
        assertThat(history(",\"after\":80")).isEmpty();
        assertThat(history(",\"after\":4000000")).isEmpty();
    }

    @Test
    void saysWhetherThereIsMoreInTheDirectionOfReading() {
        write(1, 20);
        record Case(String arguments, boolean more) {}
        List<Case> cases = List.of(
                new Case(",\"after\":0,\"limit\":10", true),
                new Case(",\"after\":10,\"limit\":10", false),
                new Case(",\"before\":20,\"limit\":10", true),
                new Case(",\"before\":11,\"limit\":10", false),
                new Case(",\"limit\":10", true),
                new Case(",\"limit\":20", false));
        for (Case one : cases) {
            Frame page = anns.ask("{\"type\":\"history\",\"conversation\":\"" + chat + "\"" + one.arguments + "}");
            assertThat(page.json().path("more").asBoolean()).as(one.arguments).isEqualTo(one.more);
        }
    }

    @Test
    void refusesAPageOfNothing() {
        assertThat(anns.ask("{\"type\":\"history\",\"conversation\":\"" + chat + "\",\"limit\":0}")
                        .text("code"))
                .isEqualTo("bad_frame");
    }

    @Test
    void showsADirectConversationWithoutEventsAsEmpty() {
        Frame page = anns.ask("{\"type\":\"history\",\"conversation\":\"" + chat + "\"}");

        assertThat(page.type()).isEqualTo("events");
        assertThat(page.json().path("events")).isEmpty();
        assertThat(page.json().path("more").asBoolean()).isFalse();
    }

    @Test
    void showsTheClientIdToTheSenderAlone() {
        write(1, 1);
        Frame own = anns.ask("{\"type\":\"history\",\"conversation\":\"" + chat + "\"}");
        Frame others = connect(bob).ask("{\"type\":\"history\",\"conversation\":\"" + chat + "\"}");

        assertThat(own.json().path("events").get(0).path("clientId").asString()).isEqualTo("c1");
        assertThat(others.json().path("events").get(0).hasNonNull("clientId")).isFalse();
        Frame sync = connect(bob).ask("{\"type\":\"sync\",\"cursor\":null}");
        assertThat(sync.text()).doesNotContain("clientId");
    }

    @Test
    void syncsEverythingFromNothing() {
        write(1, 30);
        Frame sync = connect(bob).ask("{\"type\":\"sync\",\"cursor\":null,\"events\":20,\"limit\":50}");

        assertThat(sync.type()).isEqualTo("conversations");
        assertThat(sync.text()).startsWith("{\"type\":\"conversations\",");
        JsonNode item = sync.json().path("items").get(0);
        assertThat(item.path("conversation").asString()).isEqualTo(chat);
        assertThat(item.path("kind").asString()).isEqualTo("direct");
        assertThat(item.path("headSeq").asInt()).isEqualTo(30);
        assertThat(item.path("unread").asInt()).isEqualTo(30);
        assertThat(seqs(item.path("events"))).isEqualTo(range(11, 30));
        assertThat(sync.json().path("more").asBoolean()).isFalse();
        assertThat(sync.text("cursor")).isNotEmpty();
    }

    @Test
    void namesOnlyWhatChangedSinceTheCursor() {
        User carol = accounts.user();
        write(1, 1);
        anns.sendText(carol, "k1", "hi");
        String cursor = anns.ask("{\"type\":\"sync\",\"cursor\":null}").text("cursor");
        write(2, 2);

        Frame sync = anns.ask("{\"type\":\"sync\",\"cursor\":\"" + cursor + "\"}");
        assertThat(conversations(sync)).contains(chat);
        String after = sync.text("cursor");
        assertThat(conversations(anns.ask("{\"type\":\"sync\",\"cursor\":\"" + after + "\"}")))
                .doesNotContain(ann.with(carol));
    }

    @Test
    void namesAConversationWhereOnlyOnesOwnMarkMoved() {
        write(1, 3);
        RawClient bobs = connect(bob);
        String cursor = bobs.ask("{\"type\":\"sync\",\"cursor\":null}").text("cursor");
        connect(accounts.otherDevice(bob))
                .send("{\"type\":\"read\",\"conversation\":\"" + chat + "\",\"seq\":3}")
                .barrier();

        await().untilAsserted(() -> {
            Frame sync = bobs.ask("{\"type\":\"sync\",\"cursor\":\"" + cursor + "\",\"events\":0}");
            assertThat(conversations(sync)).contains(chat);
            assertThat(sync.json().path("items").get(0).path("readSeq").asInt()).isEqualTo(3);
        });
    }

    @Test
    void pagesThroughManyConversationsWithoutLeavingOneOut() {
        List<User> others = accounts.users(23);
        Set<String> expected = new HashSet<>();
        for (User other : others) {
            anns.sendText(other, "p" + other.id(), "hi");
            expected.add(ann.with(other));
        }
        Set<String> found = new HashSet<>();
        String cursor = "null";
        boolean more = true;
        int pages = 0;
        while (more) {
            Frame page = anns.ask("{\"type\":\"sync\",\"cursor\":" + cursor + ",\"limit\":5,\"events\":1}");
            assertThat(page.json().path("items").size()).isLessThanOrEqualTo(5);
            found.addAll(conversations(page));
            cursor = RawClient.quoted(page.text("cursor"));
            more = page.json().path("more").asBoolean();
            pages++;
        }

        assertThat(found).containsAll(expected);
        assertThat(pages).isGreaterThanOrEqualTo(5);
    }

    @Test
    void sharesTheLogWithRest() {
        write(1, 5);

        JsonNode page = rest.get("/conversations/" + chat + "/events?after=2&limit=2", bob.token())
                .body();
        assertThat(seqs(page.path("events"))).isEqualTo(range(3, 4));
        assertThat(page.path("more").asBoolean()).isTrue();
        JsonNode list = rest.get("/conversations?limit=10", bob.token()).body();
        assertThat(list.path("items").get(0).path("conversation").asString()).isEqualTo(chat);
        assertThat(list.path("items").get(0).path("unread").asInt()).isEqualTo(5);
    }

    private static List<String> conversations(Frame sync) {
        List<String> names = new ArrayList<>();
        sync.json()
                .path("items")
                .forEach(item -> names.add(item.path("conversation").asString()));
        return names;
    }
}
