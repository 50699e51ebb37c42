package dev.dewberry.systemtests.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.systemtests.cluster.RawClient;
import dev.dewberry.systemtests.cluster.RawClient.Frame;
import dev.dewberry.systemtests.cluster.User;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PresenceIT extends SingleCluster {

    private User ann;
    private User bob;
    private RawClient anns;

    @BeforeEach
    void makeUsers() {
        List<User> users = accounts.users(2);
        ann = users.get(0);
        bob = users.get(1);
        anns = connect(ann);
    }

    private static String watch(User... users) {
        StringBuilder list = new StringBuilder();
        for (User user : users) {
            list.append(list.isEmpty() ? "" : ",").append('"').append(user.id()).append('"');
        }
        return "{\"type\":\"watch\",\"users\":[" + list + "]}";
    }

    private boolean shows(Frame frame, User user, String status) {
        if (!frame.type().equals("presence")) {
            return false;
        }
        for (JsonNode item : frame.json().path("items")) {
            if (item.path("user").asString().equals(user.id().toString())
                    && item.path("status").asString().equals(status)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void answersAWatchWithThePresentState() {
        RawClient bobs = connect(bob);
        Frame answer = anns.ask(watch(bob));

        assertThat(answer.type()).isEqualTo("presence");
        assertThat(answer.json().path("items").size()).isEqualTo(1);
        anns.await(frame -> shows(frame, bob, "online"));
        bobs.close();
    }

    @Test
    void tellsThatAUserComesAndGoes() {
        Frame answer = anns.ask(watch(bob));
        assertThat(shows(answer, bob, "offline")).isTrue();

        RawClient bobs = connect(bob);
        anns.await(frame -> !frame.has("id") && shows(frame, bob, "online"));
        bobs.close();
        Frame gone = anns.await(frame -> !frame.has("id") && shows(frame, bob, "offline"));
        assertThat(gone.json().path("items").get(0).path("lastSeen").asLong()).isPositive();
    }

    @Test
    void showsAwayInTheBackgroundAndByStatus() {
        anns.ask(watch(bob));
        RawClient background = open();
        background.ask("{\"type\":\"hello\",\"token\":\"" + bob.token() + "\",\"background\":true}");
        anns.await(frame -> shows(frame, bob, "away"));

        RawClient front = connect(bob);
        anns.await(frame -> shows(frame, bob, "online"));
        int before = anns.frames().size();
        front.send("{\"type\":\"status\",\"status\":\"away\",\"text\":\"lunch\"}");
        anns.await(frame -> anns.frames().indexOf(frame) >= before && shows(frame, bob, "away"));
    }

    @Test
    void keepsWhatAUserSaysOfHimselfUntilHeTakesItBack() {
        anns.ask(watch(bob));
        RawClient first = connect(bob);
        first.send("{\"type\":\"status\",\"status\":\"away\",\"text\":\"lunch\"}");
        anns.await(frame -> shows(frame, bob, "away") && text(frame).equals("lunch"));

        RawClient second = connect(bob);
        anns.await(frame -> shows(frame, bob, "online") && text(frame).equals("lunch"));
        second.send("{\"type\":\"status\",\"status\":\"online\"}");
        int before = anns.frames().size();
        anns.await(frame -> anns.frames().indexOf(frame) >= before - 1
                && shows(frame, bob, "online")
                && text(frame).isEmpty());
    }

    private static String text(Frame frame) {
        return frame.json().path("items").path(0).path("text").asString("");
    }

    @Test
    void tellsNothingOfAUserWhomNobodyWatches() {
        anns.ask(watch(bob));
        anns.ask("{\"type\":\"watch\",\"users\":[]}");
        User carol = accounts.user();
        connect(bob);
        anns.ask(watch(carol));
        connect(carol);
        anns.await(frame -> shows(frame, carol, "online"));

        assertThat(anns.frames()).noneMatch(frame -> shows(frame, bob, "online"));
    }

    @Test
    void showsAnUnknownUserAsOffline() {
        Frame answer = anns.ask("{\"type\":\"watch\",\"users\":[\"9007199254740991\"]}");

        assertThat(answer.json().path("items").get(0).path("status").asString()).isEqualTo("offline");
    }

    @Test
    void refusesABrokenStatusAndABrokenWatch() {
        anns.send("{\"type\":\"status\",\"status\":\"dancing\"}");
        assertThat(anns.awaitType("error").text("code")).isEqualTo("bad_frame");
        assertThat(anns.ask("{\"type\":\"watch\",\"users\":\"all\"}").text("code"))
                .isEqualTo("bad_frame");
    }
}
