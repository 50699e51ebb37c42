package dev.dewberry.gateway.socket;

import dev.dewberry.gateway.socket.SocketMetrics.Refusal;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The rules of the opening handshake (RFC 6455, section 4.2; RFC 7692, section 7). Thread-safe.
final class Handshake {

    static final String SUBPROTOCOL = "dewberry.v1";

    private static final String DEFLATE = "permessage-deflate";
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;

    private final SocketSettings settings;

    Handshake(SocketSettings settings) {
        this.settings = settings;
    }

    /// @return why the request is refused, or `null` where it is in order
    @Nullable
    Refusal judge(HttpRequest request) {
        HttpHeaders headers = request.headers();
        boolean handshake = request.method().equals(HttpMethod.GET)
                && request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && "13".equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))
                && isKey(headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY));
        if (!handshake) {
            return Refusal.NOT_A_HANDSHAKE;
        }
        if (!isAllowed(headers.get(HttpHeaderNames.ORIGIN), headers.get(HttpHeaderNames.HOST))) {
            return Refusal.ORIGIN;
        }
        return headers.containsValue(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL, false)
                ? null
                : Refusal.SUBPROTOCOL;
    }

    /// Whether a browser's page may connect. What is no browser names no origin.
    boolean isAllowed(@Nullable String origin, @Nullable String host) {
        if (origin == null) {
            return true;
        }
        if (settings.allowedOrigins().isEmpty()) {
            return host != null && host.equalsIgnoreCase(authority(origin));
        }
        return settings.allowedOrigins().contains("*")
                || settings.allowedOrigins().contains(origin.toLowerCase(Locale.ROOT));
    }

    boolean compresses(HttpRequest request) {
        if (!settings.compression()) {
            return false;
        }
        for (String header : request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS)) {
            for (String offer : header.split(",", -1)) {
                if (isAcceptable(offer)) {
                    return true;
                }
            }
        }
        return false;
    }

    FullHttpResponse accept(HttpRequest request, boolean compressed) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        headers.set(
                HttpHeaderNames.SEC_WEBSOCKET_ACCEPT,
                acceptKey(request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY)));
        headers.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL);
        if (compressed) {
            headers.set(
                    HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS,
                    DEFLATE + "; server_no_context_takeover; client_no_context_takeover");
        }
        return response;
    }

    static String acceptKey(String key) {
        try {
            // SHA-1 is what the RFC wants; nothing secret depends on it.
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder().encodeToString(sha1.digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    private static boolean isKey(@Nullable String key) {
        if (key == null) {
            return false;
        }
        try {
            return Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static @Nullable String authority(String origin) {
        try {
            return URI.create(origin).getRawAuthority();
        } catch (IllegalArgumentException opaque) {
            return null;
        }
    }

    /// The JDK's deflater has a window of 15 bits and no other: an offer that wants a smaller one is passed
    /// over.
    private static boolean isAcceptable(String offer) {
        List<String> parts = List.of(offer.strip().split("\\s*;\\s*", -1));
        return parts.getFirst().equalsIgnoreCase(DEFLATE)
                && parts.stream().noneMatch(part -> part.startsWith("server_max_window_bits") && !part.endsWith("=15"));
    }
}
