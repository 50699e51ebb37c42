package dev.dewberry.systemtests.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.systemtests.cluster.RawClient;
import dev.dewberry.systemtests.cluster.Rest;
import dev.dewberry.systemtests.cluster.User;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RestIT extends SingleCluster {

    private static void assertProblem(Rest.Answer answer, int status, String code) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.header("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    }

    @Test
    void registersSignsInAndRefreshes() {
        Credentials credentials = Credentials.registered(rest);
        Rest.Answer login = credentials.login(rest);

        assertThat(login.status()).isEqualTo(200);
        assertThat(login.text("accessToken")).isNotEmpty();
        assertThat(login.body().path("expiresIn").asInt()).isPositive();
        assertThat(login.body().path("device").path("id").asString()).isNotEmpty();
        assertThat(login.body().path("user").path("username").asString()).isEqualTo(credentials.username());
        String first = login.text("refreshToken");
        Rest.Answer refreshed = refresh(first);
        assertThat(refreshed.status()).isEqualTo(200);
        Rest.Answer replayed = refresh(first);
        assertThat(replayed.text("refreshToken")).isEqualTo(refreshed.text("refreshToken"));
        assertThat(connect(new User(
                                dev.dewberry.protocol.UserId.parse(
                                        login.body().path("user").path("id").asString()),
                                credentials.username(),
                                refreshed.text("accessToken")))
                        .isOpen())
                .isTrue();
        assertThat(refresh(refreshed.text("refreshToken")).status()).isEqualTo(200);
        assertThat(refresh(first).status()).isEqualTo(401);
    }

    private static Rest.Answer refresh(String token) {
        return rest.post("/auth/refresh", null, "{\"refreshToken\":\"" + token + "\"}");
    }

    @Test
    void endsTheSessionWhereASpentTokenComesBackAfterItsSuccessorWasUsed() {
        Rest.Answer login = Credentials.registered(rest).login(rest);
        Rest.Answer second = refresh(login.text("refreshToken"));
        Rest.Answer third = refresh(second.text("refreshToken"));
        assertThat(third.status()).isEqualTo(200);

        assertThat(refresh(login.text("refreshToken")).status()).isEqualTo(401);
        assertThat(refresh(third.text("refreshToken")).status()).isEqualTo(401);
    }

    @Test
    void refusesANameThatIsTakenAndAWrongPassword() {
        Credentials credentials = Credentials.registered(rest);

        assertProblem(rest.post("/auth/register", null, credentials.json()), 409, "username_taken");
        assertProblem(credentials.login(rest, "wrong password"), 401, "bad_credentials");
        assertProblem(
                new Credentials("nobody-" + System.nanoTime(), "whatever it is").login(rest), 401, "bad_credentials");
    }

    @Test
    void throttlesGuessing() {
        Credentials credentials = Credentials.registered(rest);
        Rest.Answer answer = credentials.login(rest, "wrong 0");
        for (int i = 1; i < 30 && answer.status() == 401; i++) {
            answer = credentials.login(rest, "wrong " + i);
        }

        assertProblem(answer, 429, "rate_limited");
        assertThat(answer.header("Retry-After")).isPresent();
    }

    @Test
    void wantsAToken() {
        assertProblem(rest.get("/users/me", null), 401, "unauthenticated");
        assertProblem(rest.get("/conversations", "nonsense"), 401, "unauthenticated");
        assertProblem(rest.post("/groups", null, "{\"name\":\"x\",\"members\":[]}"), 401, "unauthenticated");
    }

    @Test
    void keepsAdministrationFromOthers() {
        User ann = accounts.user();

        assertProblem(
                rest.post("/admin/users:batch", ann.token(), "{\"users\":[{\"username\":\"eve\"}]}"), 403, "forbidden");
        assertProblem(rest.post("/admin/tokens:batch", null, "{\"users\":[]}"), 401, "unauthenticated");
    }

    @Test
    void findsPeople() {
        List<User> users = accounts.users(2);
        User ann = users.get(0);
        User bob = users.get(1);

        assertThat(rest.get("/users/me", ann.token()).text("username")).isEqualTo(ann.username());
        assertThat(rest.get("/users/" + bob.id(), ann.token()).text("username")).isEqualTo(bob.username());
        assertThat(rest.get("/users?q=" + bob.username(), ann.token()).body().toString())
                .contains("\"" + bob.id() + "\"");
        assertProblem(rest.get("/users/9007199254740991", ann.token()), 404, "not_found");
    }

    @Test
    void givesTheSameUserForTheSameNameInABatch() {
        String body = "{\"users\":[{\"username\":\"batch-a\",\"externalId\":\"x-1\"},{\"username\":\"batch-b\"}]}";
        JsonNode first = rest.post("/admin/users:batch", accounts.adminToken(), body)
                .body()
                .path("users");
        JsonNode second = rest.post("/admin/users:batch", accounts.adminToken(), body)
                .body()
                .path("users");

        assertThat(first.get(0).path("username").asString()).isEqualTo("batch-a");
        assertThat(first.get(0).path("externalId").asString()).isEqualTo("x-1");
        assertThat(second).isEqualTo(first);
    }

    @Test
    void sendsWithoutASocket() {
        List<User> users = accounts.users(2);
        User ann = users.get(0);
        User bob = users.get(1);
        RawClient bobs = connect(bob);
        RawClient anns = connect(ann);
        String path = "/conversations/" + ann.with(bob) + "/events";
        String body = "{\"clientId\":\"r1\",\"content\":{\"kind\":\"text\",\"text\":\"from a back end\"}}";

        Rest.Answer first = rest.post(path, ann.token(), body);
        Rest.Answer again = rest.post(path, ann.token(), body);
        Rest.Answer conflict = rest.post(path, ann.token(), body.replace("back end", "front end"));

        assertThat(first.status()).isEqualTo(201);
        assertThat(first.body().path("seq").asInt()).isEqualTo(1);
        assertThat(again.body().path("seq").asInt()).isEqualTo(1);
        assertThat(again.body().path("duplicate").asBoolean()).isTrue();
        assertProblem(conflict, 409, "conflict");
        bobs.awaitEvent(ann.with(bob), 1);
        assertThat(anns.awaitEvent(ann.with(bob), 1).text("clientId")).isEqualTo("r1");
        assertThat(connect(ann)
                        .sendText(bob, "r1", "from a back end")
                        .json()
                        .path("duplicate")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void keepsForeignConversationsClosed() {
        List<User> users = accounts.users(3);
        connect(users.get(0)).sendText(users.get(1), "c1", "secret");
        String chat = users.get(0).with(users.get(1));

        assertProblem(
                rest.get("/conversations/" + chat + "/events", users.get(2).token()), 404, "not_found");
        assertProblem(
                rest.post(
                        "/conversations/" + chat + "/events",
                        users.get(2).token(),
                        "{\"clientId\":\"x\",\"content\":{\"kind\":\"text\",\"text\":\"x\"}}"),
                404,
                "not_found");
    }

    @Test
    void refusesBrokenBodies() {
        String token = accounts.user().token();

        assertProblem(rest.post("/groups", token, "{"), 400, "bad_frame");
        assertProblem(rest.post("/groups", token, "{\"members\":[]}"), 400, "bad_frame");
        assertProblem(rest.post("/auth/login", null, "[]"), 400, "bad_frame");
        assertProblem(rest.post("/groups", token, "{\"name\":\"" + "x".repeat(2 << 20) + "\"}"), 413, "too_large");
    }
}
