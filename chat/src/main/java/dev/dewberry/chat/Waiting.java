package dev.dewberry.chat;

import dev.dewberry.client.DewberryException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Waits for the server on the terminal's thread, where the user waits too.
final class Waiting {

    private Waiting() {}

    /// @throws DewberryException why it did not work
    static <T> T of(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof DewberryException ours) {
                throw ours;
            }
            throw e;
        }
    }
}
