package dev.dewberry.client;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
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

    private final OkHttpClient client;

    /// @param connectTimeout for an address to answer, so that the next one is tried in time
    OkHttpTransport(Duration connectTimeout, Duration readTimeout) {
        client = new OkHttpClient.Builder()
                .dispatcher(new Dispatcher())
                .connectTimeout(connectTimeout)
                .readTimeout(readTimeout)
                .writeTimeout(readTimeout)
                .build();
    }

    @Override
    public Socket open(URI entry, Handler handler) {
        // OkHttp wants the http scheme for WebSockets too.
        Request request = new Request.Builder()
                .url(entry.resolve("/ws").toString())
                .header("Sec-WebSocket-Protocol", "dewberry.v1")
                .build();
        WebSocket socket = client.newWebSocket(request, new Bridge(handler));
        return new OpenSocket(socket);
    }

    @Override
    public CompletableFuture<Answer> call(Call call) {
        Request.Builder request = new Request.Builder().url(call.url().toString());
        if (call.bearer() != null) {
            request.header("Authorization", "Bearer " + call.bearer());
        }
        RequestBody body = call.body() == null ? null : RequestBody.create(call.body(), JSON);
        if (body == null && (call.method().equals("POST") || call.method().equals("PUT"))) {
            body = NOTHING;
        }
        request.method(call.method(), body);
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        client.newCall(request.build()).enqueue(new Callback() {
            @Override
            public void onFailure(okhttp3.Call failed, IOException e) {
                answer.completeExceptionally(e);
            }

            @Override
            public void onResponse(okhttp3.Call done, Response response) {
                try (response) {
                    answer.complete(new Answer(response.code(), response.body().string(), retryAfter(response)));
                } catch (IOException e) {
                    answer.completeExceptionally(e);
                }
            }
        });
        return answer;
    }

    @Override
    public void close() {
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
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

    private static final class Bridge extends WebSocketListener {
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
        public void onFailure(WebSocket socket, Throwable cause, @Nullable Response response) {
            handler.onFailure(
                    cause, response == null ? null : response.code(), response == null ? null : retryAfter(response));
        }
    }
}
