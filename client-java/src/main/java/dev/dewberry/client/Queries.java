package dev.dewberry.client;

import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.ServerFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Requests that may be asked any number of times: each is asked again after `busy`, `rate_limited` and on the next
/// connection, until its deadline. Loop-confined.
final class Queries {

    private final Loop loop;
    private final Connector connector;
    private final Requests requests;
    private final Duration patience;
    private final Set<Query<?>> open = new LinkedHashSet<>();
    private @Nullable DewberryException stopped;

    Queries(Loop loop, Connector connector, Requests requests, Duration patience) {
        this.loop = loop;
        this.connector = connector;
        this.requests = requests;
        this.patience = patience;
    }

    /// @param read makes the result of the answer, which is never an `error`
    <T> void ask(
            Function<String, ? extends ClientFrame.Request> request,
            Function<ServerFrame, T> read,
            CompletableFuture<T> result) {
        if (stopped != null) {
            result.completeExceptionally(stopped);
            return;
        }
        Query<T> query = new Query<>(request, read, result);
        open.add(query);
        query.ask();
    }

    void onOnline() {
        List<Query<?>> waiting = new ArrayList<>(open);
        for (Query<?> query : waiting) {
            if (query.isOffline) {
                query.ask();
            }
        }
    }

    void stop(DewberryException reason) {
        stopped = reason;
        new ArrayList<>(open).forEach(query -> query.fail(reason));
    }

    private final class Query<T> implements Requests.Answer {
        private final Function<String, ? extends ClientFrame.Request> request;
        private final Function<ServerFrame, T> read;
        private final CompletableFuture<T> result;
        private final Duration deadline;
        private final Loop.Timer timeout;
        private final Backoff backoff = Backoff.ofRequests();
        private boolean isOffline;

        Query(
                Function<String, ? extends ClientFrame.Request> request,
                Function<ServerFrame, T> read,
                CompletableFuture<T> result) {
            this.request = request;
            this.read = read;
            this.result = result;
            deadline = loop.uptime().plus(patience);
            timeout = loop.after(
                    patience,
                    () -> fail(new DewberryException(
                            DewberryException.UNREACHABLE, "no answer within " + patience.getSeconds() + " s")));
        }

        void ask() {
            if (result.isDone()) {
                // By the caller, who does not want it any more.
                end();
                return;
            }
            isOffline = !connector.isOnline();
            if (!isOffline) {
                requests.ask(request, this);
            }
        }

        @Override
        public void onAnswer(ServerFrame frame) {
            if (frame instanceof ServerFrame.Error error) {
                failed(Requests.failure(error));
            } else {
                end();
                result.complete(read.apply(frame));
            }
        }

        @Override
        public void onLost() {
            isOffline = true;
        }

        private void failed(DewberryException failure) {
            Duration pause = backoff.again(failure.retryAfterMillis());
            boolean inTime = loop.uptime().plus(pause).compareTo(deadline) < 0;
            if (failure.mayBeRetried() && inTime) {
                loop.after(pause, this::askAgain);
            } else {
                fail(failure);
            }
        }

        private void askAgain() {
            if (open.contains(this)) {
                ask();
            }
        }

        void fail(DewberryException reason) {
            end();
            result.completeExceptionally(reason);
        }

        private void end() {
            timeout.cancel();
            open.remove(this);
        }
    }
}
