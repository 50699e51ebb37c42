package dev.dewberry.gateway.app;

import dev.dewberry.protocol.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.JsonNode;

/// A client with the JDK's WebSocket.
final class TestClient implements WebSocket.Listener, AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private WebSocket socket;

    static TestClient open(int port) {
        return open(HTTP, URI.create("ws://127.0.0.1:" + port + "/ws"));
    }

    private static TestClient open(HttpClient by, URI address) {
        TestClient client = new TestClient();
        client.socket = by.newWebSocketBuilder()
                .subprotocols("dewberry.v1")
                .connectTimeout(Duration.ofSeconds(10))
                .buildAsync(address, client)
                .join();
        return client;
    }

    static TestClient welcomed(int port, String token) {
        return welcomed(open(port), token);
    }

    static TestClient welcomed(SSLContext trusting, int port, String token) {
        HttpClient by = HttpClient.newBuilder().sslContext(trusting).build();
        return welcomed(open(by, URI.create("wss://127.0.0.1:" + port + "/ws")), token);
    }

    private static TestClient welcomed(TestClient client, String token) {
        client.send("{\"type\":\"hello\",\"id\":\"h\",\"token\":\"" + token + "\"}");
        JsonNode welcome = client.next();
        if (!welcome.get("type").stringValue().equals("welcome")) {
            throw new AssertionError("not welcome: " + welcome);
        }
        return client;
    }

    void send(String json) {
        socket.sendText(json, true).join();
    }

    WebSocket socket() {
        return socket;
    }

    String nextText() {
        return nextText(Duration.ofSeconds(12));
    }

    String nextText(Duration patience) {
        try {
            String frame = frames.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (frame == null) {
                throw new AssertionError("no frame came; closed: " + closed.getNow(null));
            }
            return frame;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    JsonNode next() {
        return Json.read(nextText());
    }

    boolean hasNothingFor(Duration time) {
        try {
            return frames.poll(time.toMillis(), TimeUnit.MILLISECONDS) == null;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    int closeCode() {
        return closed.orTimeout(15, TimeUnit.SECONDS).join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            frames.add(partial.toString());
            partial.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer message) {
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
