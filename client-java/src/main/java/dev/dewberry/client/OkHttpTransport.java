package dev.dewberry.client;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import okhttp3.Callback;
import okhttp3.Dispatcher;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/// Both transports on one OkHttp client. Thread-safe.
final class OkHttpTransport implements SocketTransport, HttpTransport {

    private static final MediaType JSON = MediaType.get("application/json");
    private static final RequestBody NOTHING = RequestBody.create(new byte[0], null);

    /// An answer of ours has 1 MiB at most; a longer one is not read to its end.
    private static final long LONGEST_ANSWER = 4 * 1024 * 1024;

    private static final Duration LONGEST_CALL = Duration.ofSeconds(30);

    private final OkHttpClient client;
    private final Set<WebSocket> sockets = new HashSet<>();

    /// @param connectTimeout for an address to answer, so that the next one is tried in time
    OkHttpTransport(Duration connectTimeout, Duration readTimeout) {
        client = new OkHttpClient.Builder()
                .dispatcher(new Dispatcher())
                .connectTimeout(connectTimeout)
                .readTimeout(readTimeout)
                .writeTimeout(readTimeout)
                // Not for open WebSockets: it ends with the upgrade.
                .callTimeout(LONGEST_CALL)
                // Never from https to http, with a password or a token in it.
                .followSslRedirects(false)
                .build();
    }

    @Override
    public Socket open(URI entry, Handler handler) {
        // OkHttp wants the http scheme for WebSockets too.
        Request request = new Request.Builder()
                .url(entry.resolve("/ws").toString())
                .header("Sec-WebSocket-Protocol", "dewberry.v1")
                .build();
        // Under one lock with its removal, so that one which fails at once does not come in after it has gone.
        synchronized (sockets) {
            WebSocket socket = client.newWebSocket(request, new Bridge(handler));
            sockets.add(socket);
            return new OpenSocket(socket);
        }
    }

    @Override
    public CompletableFuture<Answer> call(Call call) {
        try {
            return send(request(call));
        } catch (IllegalArgumentException e) {
            // A token, for example, that no header can hold. The cause may quote it, so it stays here.
            return Futures.failed(new IOException("a request that HTTP cannot say"));
        }
    }

    private static Request request(Call call) {
        Request.Builder request = new Request.Builder().url(call.url().toString());
        if (call.bearer() != null) {
            request.header("Authorization", "Bearer " + call.bearer());
        }
        RequestBody body = call.body() == null ? null : RequestBody.create(call.body(), JSON);
        if (body == null && (call.method().equals("POST") || call.method().equals("PUT"))) {
            body = NOTHING;
        }
        return request.method(call.method(), body).build();
    }

    private CompletableFuture<Answer> send(Request request) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        client.newCall(request).enqueue(new Callback() {
            @Override
            public void onFailure(okhttp3.Call failed, IOException e) {
                answer.completeExceptionally(e);
            }

            @Override
            public void onResponse(okhttp3.Call done, Response response) {
                try (response) {
                    if (response.body().source().request(LONGEST_ANSWER + 1)) {
                        throw new IOException("an answer that is too long");
                    }
                    answer.complete(new Answer(response.code(), response.body().string(), retryAfter(response)));
                } catch (IOException e) {
                    answer.completeExceptionally(e);
                }
            }
        });
        return answer;
    }

    /// Gives up whatever is open still.
    @Override
    public void close() {
        List<WebSocket> open;
        synchronized (sockets) {
            open = new ArrayList<>(sockets);
        }
        open.forEach(WebSocket::cancel);
        client.dispatcher().cancelAll();
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }

    private void gone(WebSocket socket) {
        synchronized (sockets) {
            sockets.remove(socket);
        }
    }

    private static @Nullable Long retryAfter(Response response) {
        String header = response.header("Retry-After");
        try {
            return header == null ? null : Long.valueOf(header);
        } catch (NumberFormatException date) {
            // The other form of the header, a date, says nothing to a device with a wrong clock.
            return null;
        }
    }

    private record OpenSocket(WebSocket socket) implements Socket {
        @Override
        public boolean send(String frame) {
            return socket.send(frame);
        }

        @Override
        public void close(int code) {
            socket.close(code, null);
        }

        @Override
        public void cancel() {
            socket.cancel();
        }
    }

    private final class Bridge extends WebSocketListener {
        private final Handler handler;

        Bridge(Handler handler) {
            this.handler = handler;
        }

        @Override
        public void onOpen(WebSocket socket, Response response) {
            handler.onOpen();
        }

        @Override
        public void onMessage(WebSocket socket, String text) {
            handler.onFrame(text);
        }

        @Override
        public void onMessage(WebSocket socket, ByteString bytes) {
            handler.onFailure(new IOException("a binary frame"), null, null);
            socket.cancel();
        }

        @Override
        public void onClosing(WebSocket socket, int code, String reason) {
            handler.onClosed(code);
            // Answered, so that the server need not wait for its time-out.
            socket.close(1000, null);
        }

        @Override
        public void onClosed(WebSocket socket, int code, String reason) {
            gone(socket);
        }

        @Override
        public void onFailure(WebSocket socket, Throwable cause, @Nullable Response response) {
            gone(socket);
            handler.onFailure(
                    cause, response == null ? null : response.code(), response == null ? null : retryAfter(response));
        }
    }
}
