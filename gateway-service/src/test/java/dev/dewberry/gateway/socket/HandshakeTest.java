package dev.dewberry.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.gateway.socket.SocketMetrics.Refusal;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandshakeTest {

    private static Handshake handshake(String... origins) {
        return new Handshake(TestSettings.sockets(origins));
    }

    private static HttpRequest request() {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/ws");
        request.headers()
                .set("Host", "chat.example:8080")
                .set("Connection", "keep-alive, Upgrade")
                .set("Upgrade", "websocket")
                .set("Sec-WebSocket-Version", "13")
                .set("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
                .set("Sec-WebSocket-Protocol", "other, dewberry.v1");
        return request;
    }

    @Test
    void aProperRequestIsInOrder() {
        assertThat(handshake().judge(request())).isNull();
    }

    @Test
    void whatIsNoHandshakeIsRefused() {
        for (String header : List.of("Connection", "Upgrade", "Sec-WebSocket-Version", "Sec-WebSocket-Key")) {
            HttpRequest request = request();
            request.headers().remove(header);
            assertThat(handshake().judge(request)).as(header).isEqualTo(Refusal.NOT_A_HANDSHAKE);
        }
        HttpRequest shortKey = request();
        shortKey.headers().set("Sec-WebSocket-Key", "AAAA");
        assertThat(handshake().judge(shortKey)).isEqualTo(Refusal.NOT_A_HANDSHAKE);
    }

    @Test
    void theSubprotocolIsWanted() {
        HttpRequest request = request();
        request.headers().set("Sec-WebSocket-Protocol", "dewberry.v2");
        assertThat(handshake().judge(request)).isEqualTo(Refusal.SUBPROTOCOL);
    }

    @Test
    void withoutConfigurationTheOriginIsTheHostThatWasAskedFor() {
        assertThat(handshake().isAllowed("https://chat.example:8080", "chat.example:8080"))
                .isTrue();
        assertThat(handshake().isAllowed("https://evil.example", "chat.example:8080"))
                .isFalse();
        assertThat(handshake().isAllowed("null", "chat.example:8080")).isFalse();
        assertThat(handshake().isAllowed("%%", "chat.example:8080")).isFalse();
        assertThat(handshake().isAllowed(null, "chat.example:8080")).isTrue();
    }

    @Test
    void configuredOriginsAreTheOnlyOnes() {
        Handshake handshake = handshake("https://chat.example");
        assertThat(handshake.isAllowed("https://chat.example", "10.0.0.1")).isTrue();
        assertThat(handshake.isAllowed("https://chat.example.evil", "10.0.0.1")).isFalse();
        assertThat(handshake("*").isAllowed("https://any.example", "10.0.0.1")).isTrue();
    }

    @Test
    void compressionIsTakenWhereTheOfferCanBeKept() {
        for (String offer : List.of(
                "permessage-deflate",
                "permessage-deflate; client_max_window_bits",
                "x-other, permessage-deflate; server_max_window_bits=10, permessage-deflate")) {
            HttpRequest request = request();
            request.headers().set("Sec-WebSocket-Extensions", offer);
            assertThat(handshake().compresses(request)).as(offer).isTrue();
        }
        HttpRequest request = request();
        request.headers().set("Sec-WebSocket-Extensions", "permessage-deflate; server_max_window_bits=10");
        assertThat(handshake().compresses(request)).isFalse();
        assertThat(handshake().compresses(request())).isFalse();
    }
}
