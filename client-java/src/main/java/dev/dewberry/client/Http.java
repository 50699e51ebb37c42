package dev.dewberry.client;

import dev.dewberry.client.HttpTransport.Answer;
import dev.dewberry.client.HttpTransport.Call;
import dev.dewberry.protocol.json.Fields;
import dev.dewberry.protocol.json.Json;
import java.net.ConnectException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// REST calls to whichever entry address answers. Thread-safe. Futures fail with [DewberryException] only.
final class Http {

    private static final String BASE = "/api/v1";

    private final HttpTransport transport;
    private final Entries entries;

    Http(HttpTransport transport, Entries entries) {
        this.transport = transport;
        this.entries = entries;
    }

    /// @param path below the base path, with its query
    CompletableFuture<Fields> call(String method, String path, @Nullable String bearer, @Nullable String body) {
        return attempt(method, path, bearer, body, entries.count()).thenApply(Http::read);
    }

    private CompletableFuture<Answer> attempt(
            String method, String path, @Nullable String bearer, @Nullable String body, int addressesLeft) {
        URI entry = entries.current();
        Call call = new Call(method, entry.resolve(BASE + path), bearer, body);
        return Futures.orElse(transport.call(call), failure -> {
            entries.failed(entry);
            // Anything but a refused connection may have reached a server, and a repeated POST may do its work
            // twice.
            boolean repeatable = failure instanceof ConnectException || method.equals("GET") || isSignIn(path);
            if (addressesLeft > 1 && repeatable) {
                return attempt(method, path, bearer, body, addressesLeft - 1);
            }
            return Futures.failed(
                    new DewberryException(DewberryException.UNREACHABLE, "no answer from the server", null, failure));
        });
    }

    private static boolean isSignIn(String path) {
        return path.equals("/auth/login") || path.equals("/auth/refresh");
    }

    private static Fields read(Answer answer) {
        JsonNode body = answer.body().isEmpty() ? null : Json.tryRead(answer.body());
        Fields fields = new Fields(body != null && body.isObject() ? body : Json.read("{}"));
        if (answer.status() >= 200 && answer.status() < 300) {
            return fields;
        }
        Long wait = Futures.millis(answer.retryAfterSeconds());
        String message = stringOr(fields, "detail", "HTTP status " + answer.status());
        throw new DewberryException(stringOr(fields, "code", codeOf(answer.status())), message, wait, null);
    }

    private static String stringOr(Fields fields, String name, String absent) {
        JsonNode node = fields.node(name);
        return node != null && node.isString() ? node.stringValue() : absent;
    }

    /// For answers of proxies on the way, which know nothing of our codes.
    private static String codeOf(int status) {
        return switch (status) {
            case 401 -> "unauthenticated";
            case 403 -> "forbidden";
            case 404 -> "not_found";
            case 413 -> "too_large";
            case 429 -> "rate_limited";
            case 502, 503, 504 -> "busy";
            default -> status >= 500 ? "internal" : "bad_frame";
        };
    }
}
