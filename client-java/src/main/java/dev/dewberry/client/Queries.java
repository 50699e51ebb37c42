package dev.dewberry.client;

import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.ServerFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// Requests that may be asked any number of times: each is asked again after `busy`, `rate_limited` and on the next
/// connection, until its deadline. Loop-confined.
final class Queries {

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Loop loop;
    private final Connector connector;
    private final Requests requests;
    private final Duration patience;
    private List<Query<?>> offline = new ArrayList<>();

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
        Query<T> query = new Query<>(request, read, result, loop.uptime().plus(patience));
        Loop.Timer deadline = loop.after(
                patience,
                () -> result.completeExceptionally(new DewberryException(
                        DewberryException.UNREACHABLE, "no answer within " + patience.toSeconds() + " s")));
        Futures.onEnd(result, value -> deadline.cancel(), failure -> deadline.cancel());
        query.ask();
    }

    void onOnline() {
        List<Query<?>> again = offline;
        offline = new ArrayList<>();
        again.forEach(Query::ask);
    }

    void stop(DewberryException reason) {
        List<Query<?>> stopped = offline;
        offline = new ArrayList<>();
        stopped.forEach(query -> query.result.completeExceptionally(reason));
    }

    private final class Query<T> implements Requests.Answer {
        private final Function<String, ? extends ClientFrame.Request> request;
        private final Function<ServerFrame, T> read;
        private final CompletableFuture<T> result;
        private final Duration deadline;

        Query(
                Function<String, ? extends ClientFrame.Request> request,
                Function<ServerFrame, T> read,
                CompletableFuture<T> result,
                Duration deadline) {
            this.request = request;
            this.read = read;
            this.result = result;
            this.deadline = deadline;
        }

        void ask() {
            if (result.isDone()) {
                return;
            }
            if (connector.isOnline()) {
                requests.ask(request, this);
            } else {
                offline.add(this);
            }
        }

        @Override
        public void onAnswer(ServerFrame frame) {
            if (frame instanceof ServerFrame.Error error) {
                failed(Requests.failure(error));
                return;
            }
            try {
                result.complete(read.apply(frame));
            } catch (ClassCastException other) {
                result.completeExceptionally(new DewberryException("internal", "an answer of another kind"));
            }
        }

        @Override
        public void onLost() {
            offline.add(this);
        }

        private void failed(DewberryException failure) {
            Long asked = failure.retryAfterMillis();
            Duration pause = asked == null ? PAUSE : Duration.ofMillis(Math.max(asked, 50));
            boolean inTime = loop.uptime().plus(pause).compareTo(deadline) < 0;
            if (failure.mayBeRetried() && inTime) {
                loop.after(pause, this::ask);
            } else {
                result.completeExceptionally(failure);
            }
        }
    }
}
