package dev.dewberry.client;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Makes HTTP calls. Thread-safe; futures complete on any thread.
interface HttpTransport {

    /// Fails with an [java.io.IOException] where no answer came.
    CompletableFuture<Answer> call(Call call);

    /// @param body JSON
    record Call(
            String method,
            URI url,
            @Nullable String bearer,
            @Nullable String body) {
        @Override
        public String toString() {
            return method + " " + url.getPath();
        }
    }

    record Answer(int status, String body, @Nullable Long retryAfterSeconds) {}
}
