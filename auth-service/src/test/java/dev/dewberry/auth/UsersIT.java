package dev.dewberry.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.testsupport.MariaDb;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// Profiles and the search for them.
@ExtendWith(Servers.class)
class UsersIT {

    private static RunningAuth auth;
    private static String admin;
    private static String token;

    @BeforeAll
    static void start(MariaDb mariaDb, Redis redis) {
        auth = RunningAuth.start(mariaDb, redis);
        admin = auth.adminToken();
        token = auth.signedIn("searcher");
        auth.post("/api/v1/admin/users:batch", admin, """
                {"users":[{"username":"ann","displayName":"Zoë Quill","externalId":"S-1"},
                 {"username":"anna_b","displayName":"Änne"},{"username":"bob","displayName":"ＡＮＮ Full"},
                 {"username":"annaxb","displayName":"x"}]}""");
    }

    @AfterAll
    static void stop() {
        auth.close();
    }

    private static List<String> search(String q, String as) {
        var answer = auth.get("/api/v1/users?q=" + URLEncoder.encode(q, StandardCharsets.UTF_8), as);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        List<String> names = new ArrayList<>();
        for (JsonNode user : answer.json().at("/users")) {
            names.add(user.at("/username").asString());
        }
        return names;
    }

    @Test
    void findsByTheBeginningOfUsernamesThenOfDisplayNames() {
        assertThat(search("ANN", token)).containsExactly("ann", "anna_b", "annaxb", "bob");
        assertThat(search("zoë", token)).containsExactly("ann");
        assertThat(search("quill", token)).isEmpty();
    }

    @Test
    void takesWildcardsAsTheyStand() {
        assertThat(search("anna_", token)).containsExactly("anna_b");
        assertThat(search("%", token)).isEmpty();
        assertThat(search("!", token)).isEmpty();
    }

    @Test
    void findsExternalIdsForAdministratorsOnly() {
        assertThat(search("S-1", token)).isEmpty();
        assertThat(search("S-1", admin)).containsExactly("ann");
        assertThat(auth.get("/api/v1/users?q=ann", token).text()).doesNotContain("S-1");
        assertThat(auth.get("/api/v1/users?q=ann", admin).text("/users/0/externalId"))
                .isEqualTo("S-1");
    }

    @Test
    void givesNoMoreThanAskedFor() {
        assertThat(auth.get("/api/v1/users?q=ann&limit=2", token).json().at("/users"))
                .hasSize(2);
    }

    @Test
    void wantsSomethingToSearchFor() {
        assertThat(auth.get("/api/v1/users?q=", token).code()).isEqualTo("bad_frame");
        assertThat(auth.get("/api/v1/users", token).code()).isEqualTo("bad_frame");
        assertThat(auth.get("/api/v1/users?q=a&limit=many", token).code()).isEqualTo("bad_frame");
        assertThat(auth.get("/api/v1/users?q=a", null).code()).isEqualTo("unauthenticated");
    }

    @Test
    void showsAProfileById() {
        String id = auth.register("shown");

        var answer = auth.get("/api/v1/users/" + id, token);

        assertThat(answer.text()).isEqualTo("""
                {"id":"%s","username":"shown","displayName":"shown"}""".formatted(id));
    }

    @Test
    void saysNotFoundForAnUnknownIdAndBadFrameForNone() {
        assertThat(auth.get("/api/v1/users/999999999", token).code()).isEqualTo("not_found");
        assertThat(auth.get("/api/v1/users/x", token).code()).isEqualTo("bad_frame");
    }

    @Test
    void showsOneselfWithRoles() {
        var me = auth.get("/api/v1/users/me", admin);

        assertThat(me.text("/username")).isEqualTo("root");
        assertThat(me.text("/roles/0")).isEqualTo("admin");
    }
}
