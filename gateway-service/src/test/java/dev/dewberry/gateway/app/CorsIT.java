package dev.dewberry.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What pages of other origins may do, by REST and by socket. Raw requests, since the JDK's client sets no
/// `Origin`.
@ExtendWith(Servers.class)
class CorsIT {

    private static final String FRIEND = "https://app.example";
    private static final String STRANGER = "https://evil.example";

    private static final String LIST =
            "--dewberry.gateway.socket.allowed-origins=https://App.example/,http://b.example";
    private static final String ANY = "--dewberry.gateway.socket.allowed-origins=*";
    private static final String NONE = "--dewberry.gateway.socket.allowed-origins=";

    private StandIn others;
    private Gateway gateway;

    /// One at a time: gateways in one JVM share their event loops, which go with the first that stops.
    private void start(Redis redis, String origins) {
        redis.freshUri();
        others = new StandIn(redis);
        others.on("/internal/v1/conversations", call -> StandIn.Answer.ok("{\"items\":[],\"next\":null}"));
        gateway = Gateway.start(redis, others, "--dewberry.gateway.socket.drain=100ms", origins);
    }

    @AfterEach
    void stop() {
        gateway.close();
        others.close();
    }

    private String get(String origin) throws IOException {
        try (RawSocket raw = new RawSocket(gateway.port(), 0)) {
            return raw.request("GET /api/v1/conversations HTTP/1.1\r\nHost: 127.0.0.1:" + gateway.port()
                            + "\r\nOrigin: " + origin + "\r\nAuthorization: Bearer " + others.token(91, "1")
                            + "\r\n\r\n")
                    .toLowerCase();
        }
    }

    private String preflight(String origin, String method) throws IOException {
        try (RawSocket raw = new RawSocket(gateway.port(), 0)) {
            return raw.request("OPTIONS /api/v1/groups HTTP/1.1\r\nHost: 127.0.0.1:" + gateway.port() + "\r\nOrigin: "
                            + origin + "\r\nAccess-Control-Request-Method: " + method
                            + "\r\nAccess-Control-Request-Headers: authorization,content-type\r\n\r\n")
                    .toLowerCase();
        }
    }

    private String upgrade(String origin) throws IOException {
        try (RawSocket raw = new RawSocket(gateway.port(), 0)) {
            return raw.upgrade("dewberry.v1", "Origin: " + origin + "\r\n");
        }
    }

    @Test
    void aListedOriginMayReadTheAnswerButSendsNoCredentialsOfItsOwnAccord(Redis redis) throws IOException {
        start(redis, LIST);
        assertThat(get(FRIEND))
                .startsWith("http/1.1 200")
                .contains("access-control-allow-origin: " + FRIEND + "\r\n")
                .contains("access-control-expose-headers: retry-after\r\n")
                .containsPattern("vary: .*origin")
                .doesNotContain("access-control-allow-credentials");
        assertThat(preflight(FRIEND, "POST"))
                .startsWith("http/1.1 200")
                .contains("access-control-allow-origin: " + FRIEND + "\r\n")
                .containsPattern("access-control-allow-methods: .*post")
                .containsPattern("access-control-allow-headers: authorization, ?content-type")
                .contains("access-control-max-age: 3600")
                .doesNotContain("access-control-allow-credentials");
        assertThat(preflight(FRIEND, "TRACE")).startsWith("http/1.1 403");
        assertThat(upgrade(FRIEND)).startsWith("HTTP/1.1 101");
        assertThat(get("http://127.0.0.1:" + gateway.port()))
                .as("a page of the gateway's own")
                .startsWith("http/1.1 200");
    }

    @Test
    void aForeignOriginIsRefusedBeforeAnythingIsDone(Redis redis) throws IOException {
        start(redis, LIST);
        assertThat(get(STRANGER)).startsWith("http/1.1 403").doesNotContain("access-control-allow-");
        assertThat(preflight(STRANGER, "POST")).startsWith("http/1.1 403").doesNotContain("access-control-allow-");
        assertThat(others.calls).noneMatch(call -> call.path().startsWith("/internal/v1/conversations"));
        assertThat(upgrade(STRANGER)).startsWith("HTTP/1.1 403");
        assertThat(upgrade("null")).startsWith("HTTP/1.1 403");
        assertThat(upgrade(FRIEND + ".evil.example")).startsWith("HTTP/1.1 403");
    }

    @Test
    void aWildcardNeverGoesWithCredentials(Redis redis) throws IOException {
        start(redis, ANY);
        for (String answer : new String[] {get(STRANGER), preflight(STRANGER, "PUT")}) {
            assertThat(answer)
                    .startsWith("http/1.1 200")
                    .contains("access-control-allow-origin: *\r\n")
                    .doesNotContain("access-control-allow-credentials");
        }
        assertThat(upgrade(STRANGER)).startsWith("HTTP/1.1 101");
    }

    @Test
    void withoutAListNoOtherOriginIsGrantedAnything(Redis redis) throws IOException {
        start(redis, NONE);
        assertThat(get(STRANGER)).doesNotContain("access-control-allow-");
        assertThat(preflight(STRANGER, "POST")).doesNotContain("access-control-allow-");
        assertThat(upgrade(STRANGER)).startsWith("HTTP/1.1 403");
        String own = "http://127.0.0.1:" + gateway.port();
        assertThat(get(own)).startsWith("http/1.1 200");
    }
}
