package dev.dewberry.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// What `CompletableFuture` of older Androids (that of Java 8) lacks, and our one kind of failure.
final class Futures {

    private static final Logger LOG = Logger.getLogger(Futures.class.getName());

    private Futures() {}

    static <T> CompletableFuture<T> failed(Throwable failure) {
        CompletableFuture<T> future = new CompletableFuture<>();
        future.completeExceptionally(failure);
        return future;
    }

    /// The first future, or another one where it fails.
    static <T> CompletableFuture<T> orElse(
            CompletableFuture<T> first, Function<Throwable, CompletableFuture<T>> otherwise) {
        CompletableFuture<T> result = new CompletableFuture<>();
        onEnd(first, result::complete, failure -> {
            CompletableFuture<T> next;
            try {
                next = otherwise.apply(failure);
            } catch (RuntimeException e) {
                next = failed(e);
            }
            onEnd(next, result::complete, result::completeExceptionally);
        });
        return result;
    }

    /// Calls exactly one of the two, with the failure out of the wrapping of futures.
    static <T> void onEnd(CompletableFuture<T> future, Consumer<T> value, Consumer<Throwable> failure) {
        CompletableFuture<Boolean> unused = future.handle((result, thrown) -> {
            try {
                if (thrown == null) {
                    value.accept(result);
                } else {
                    failure.accept(unwrap(thrown));
                }
            } catch (RuntimeException | Error e) {
                // A future would swallow it.
                LOG.log(Level.SEVERE, "a step of the client failed", e);
            }
            return true;
        });
    }

    /// The milliseconds of a `Retry-After`, which may be any number.
    static @Nullable Long millis(@Nullable Long seconds) {
        return seconds == null ? null : Long.valueOf(TimeUnit.SECONDS.toMillis(seconds));
    }

    static DewberryException asDewberry(Throwable failure) {
        Throwable cause = unwrap(failure);
        return cause instanceof DewberryException ours
                ? ours
                : new DewberryException(DewberryException.UNREACHABLE, "no usable answer", null, cause);
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
