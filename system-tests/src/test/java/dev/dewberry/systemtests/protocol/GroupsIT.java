package dev.dewberry.systemtests.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.systemtests.cluster.RawClient;
import dev.dewberry.systemtests.cluster.RawClient.Frame;
import dev.dewberry.systemtests.cluster.Rest;
import dev.dewberry.systemtests.cluster.User;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class GroupsIT extends SingleCluster {

    private User ann;
    private User bob;
    private User carol;

    @BeforeEach
    void makeUsers() {
        List<User> users = accounts.users(3);
        ann = users.get(0);
        bob = users.get(1);
        carol = users.get(2);
    }

    private static Rest.Answer member(String method, String group, User user, User by) {
        return rest.call(method, "/groups/" + group + "/members/" + user.id(), by.token(), null);
    }

    private static boolean isMember(Frame frame, String change, User user) {
        JsonNode content = frame.json().path("content");
        return frame.type().equals("event")
                && content.path("kind").asString().equals("member")
                && content.path("change").asString().equals(change)
                && content.path("users").toString().contains("\"" + user.id() + "\"");
    }

    @Test
    void beginsAGroupWithOneEventForAllItsMembers() {
        RawClient bobs = connect(bob);
        RawClient anns = connect(ann);
        String group = group("team", ann, bob);

        assertThat(group).startsWith("g:");
        for (RawClient one : List.of(bobs, anns)) {
            Frame event = one.awaitEvent(group, 1);
            assertThat(event.json().path("content").path("kind").asString()).isEqualTo("group");
            assertThat(event.json().path("content").path("name").asString()).isEqualTo("team");
            assertThat(event.json().path("content").path("memberCount").asInt()).isEqualTo(2);
            assertThat(event.text("from")).isEqualTo(ann.id().toString());
        }
        assertThat(anns.sendText(group, "c1", "hello all").number("seq")).isEqualTo(2);
        assertThat(bobs.awaitEvent(group, 2).text("from")).isEqualTo(ann.id().toString());
    }

    @Test
    void makesTheSameGroupOnceForTheSameClientId() {
        String body = "{\"name\":\"team\",\"members\":[\"" + bob.id() + "\"],\"clientId\":\"g-" + ann.id() + "\"}";
        Rest.Answer first = rest.post("/groups", ann.token(), body);
        Rest.Answer second = rest.post("/groups", ann.token(), body);

        assertThat(first.status()).isEqualTo(201);
        assertThat(second.text("conversation")).isEqualTo(first.text("conversation"));
        assertThat(rest.get("/conversations/" + first.text("conversation") + "/events", ann.token())
                        .body()
                        .path("events")
                        .size())
                .isEqualTo(1);
    }

    @Test
    void addsAMemberWhoThenSeesTheWholeLog() {
        String group = group("team", ann, bob);
        RawClient anns = connect(ann);
        anns.sendText(group, "c1", "before carol");
        RawClient carols = connect(carol);

        assertThat(member("PUT", group, carol, ann).status()).isBetween(200, 204);

        Frame joined = carols.await(frame -> frame.type().equals("event"));
        assertThat(joined.text("conversation")).isEqualTo(group);
        anns.await(frame -> isMember(frame, "invite", carol) || isMember(frame, "join", carol));
        Frame history = carols.ask("{\"type\":\"history\",\"conversation\":\"" + group + "\",\"after\":0}");
        assertThat(history.json()
                        .path("events")
                        .get(1)
                        .path("content")
                        .path("text")
                        .asString())
                .isEqualTo("before carol");
        assertThat(carols.sendText(group, "k1", "hello").type()).isEqualTo("ack");
    }

    @Test
    void removesAMemberWhoGetsThatAsTheLastEvent() {
        String group = group("team", ann, bob, carol);
        RawClient bobs = connect(bob);
        RawClient anns = connect(ann);

        assertThat(member("DELETE", group, bob, ann).status()).isBetween(200, 204);

        bobs.await(frame -> isMember(frame, "remove", bob));
        anns.sendText(group, "c1", "without bob");
        connect(carol).barrier();
        anns.sendText(group, "c2", "again");
        bobs.barrier();
        assertThat(bobs.events(group)).noneMatch(frame -> frame.number("seq") > 2);
        assertThat(bobs.sendText(group, "b1", "let me in").text("code")).isEqualTo("not_found");
        assertThat(bobs.ask("{\"type\":\"history\",\"conversation\":\"" + group + "\"}")
                        .text("code"))
                .isEqualTo("not_found");
        Frame sync = bobs.ask("{\"type\":\"sync\",\"cursor\":null,\"limit\":200}");
        for (JsonNode item : sync.json().path("items")) {
            if (item.path("conversation").asString().equals(group)) {
                assertThat(item.path("left").asBoolean()).isTrue();
            }
        }
    }

    @Test
    void tellsThroughTheCursorThatOneHasLeft() {
        String group = group("team", ann, bob);
        RawClient bobs = connect(bob);
        String cursor =
                bobs.ask("{\"type\":\"sync\",\"cursor\":null,\"limit\":200}").text("cursor");

        assertThat(member("DELETE", group, bob, bob).status()).isBetween(200, 204);

        Frame sync = bobs.ask("{\"type\":\"sync\",\"cursor\":\"" + cursor + "\"}");
        assertThat(sync.text()).contains("{\"conversation\":\"" + group + "\",\"left\":true}");
    }

    @Test
    void letsAMemberComeBack() {
        String group = group("team", ann, bob);
        member("DELETE", group, bob, bob);
        assertThat(member("PUT", group, bob, ann).status()).isBetween(200, 204);

        assertThat(connect(bob).sendText(group, "b1", "back").type()).isEqualTo("ack");
    }

    @Test
    void letsOnlyWhoMayChangeMembersDoSo() {
        String group = group("team", ann, bob);
        User stranger = accounts.user();

        assertThat(member("DELETE", group, ann, bob).code()).isEqualTo("forbidden");
        assertThat(member("PUT", group, stranger, stranger).code()).isEqualTo("not_found");
        assertThat(member("DELETE", group, bob, stranger).code()).isEqualTo("not_found");
    }

    @Test
    void doesNotAddWhoDoesNotExist() {
        String group = group("team", ann, bob);

        assertThat(rest.call("PUT", "/groups/" + group + "/members/9007199254740991", ann.token(), null)
                        .code())
                .isEqualTo("not_found");
        assertThat(rest.post("/groups", ann.token(), "{\"name\":\"x\",\"members\":[\"9007199254740991\"]}")
                        .code())
                .isEqualTo("not_found");
        assertThat(rest.post("/groups", ann.token(), "{\"name\":\"\",\"members\":[]}")
                        .code())
                .isEqualTo("bad_frame");
    }

    @Test
    void sharesMarksAndTypingUpTo100MembersAndNotAbove() {
        List<User> crowd = accounts.users(101);
        String large = group("large", ann, crowd.toArray(User[]::new));
        String small = group("small", ann, crowd.get(0));
        RawClient anns = connect(ann);
        RawClient member = connect(crowd.get(0));
        RawClient second = connect(accounts.otherDevice(crowd.get(0)));
        for (String group : List.of(large, small)) {
            member.send("{\"type\":\"typing\",\"conversation\":\"" + group + "\",\"on\":true}");
            member.send("{\"type\":\"read\",\"conversation\":\"" + group + "\",\"seq\":1}");
        }

        anns.await(frame ->
                frame.type().equals("mark") && frame.text("conversation").equals(small));
        second.await(frame ->
                frame.type().equals("mark") && frame.text("conversation").equals(large));
        anns.await(frame ->
                frame.type().equals("typing") && frame.text("conversation").equals(small));
        anns.barrier();
        assertThat(anns.frames())
                .noneMatch(frame -> List.of("typing", "mark").contains(frame.type())
                        && frame.text("conversation").equals(large));
    }

    @Test
    void deliversToAllOfALargeGroup() {
        List<User> crowd = accounts.users(150);
        String group = group("crowd", ann, crowd.toArray(User[]::new));
        List<RawClient> online =
                crowd.subList(0, 30).stream().map(this::connect).toList();
        RawClient anns = connect(ann);
        for (int i = 0; i < 10; i++) {
            anns.sendText(group, "c" + i, "news " + i);
        }
        for (RawClient one : online) {
            one.awaitEvent(group, 11);
            assertThat(one.events(group)).hasSize(10);
        }
    }
}
