package dev.dewberry.client;

import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.ServerFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Pairs requests with their answers, on one connection at a time. Loop-confined.
final class Requests {

    /// Hears exactly once what becomes of one request.
    interface Answer {
        void onAnswer(ServerFrame frame);

        /// The connection is gone; the outcome is open.
        void onLost();
    }

    private record Waiting(Answer answer, Loop.Timer timeout) {}

    private final Loop loop;
    private final Connector connector;
    private final Duration timeout;
    private Map<String, Waiting> waiting = new HashMap<>();
    private long lastId;

    Requests(Loop loop, Connector connector, Duration timeout) {
        this.loop = loop;
        this.connector = connector;
        this.timeout = timeout;
    }

    /// Sends a request. Where there is no connection, or it takes nothing more, the answer is `onLost`, at once.
    void ask(Function<String, ? extends ClientFrame.Request> request, Answer answer) {
        String id = Long.toString(++lastId);
        if (!connector.send(request.apply(id))) {
            answer.onLost();
            // Full or half closed: either way no use any more.
            connector.giveUp();
            return;
        }
        // The server answers within ten seconds, whatever happens; a connection that does not is dead.
        waiting.put(id, new Waiting(answer, loop.after(timeout, connector::giveUp)));
    }

    /// @return whether the frame was an answer
    boolean take(ServerFrame frame) {
        String id = idOf(frame);
        Waiting request = id == null ? null : waiting.remove(id);
        if (request == null) {
            return false;
        }
        request.timeout.cancel();
        request.answer.onAnswer(frame);
        return true;
    }

    void onLost() {
        List<Waiting> lost = new ArrayList<>(waiting.values());
        waiting = new HashMap<>();
        for (Waiting request : lost) {
            request.timeout.cancel();
        }
        for (Waiting request : lost) {
            request.answer.onLost();
        }
    }

    private static @Nullable String idOf(ServerFrame frame) {
        if (frame instanceof ServerFrame.Ack ack) {
            return ack.id();
        } else if (frame instanceof ServerFrame.Events events) {
            return events.id();
        } else if (frame instanceof ServerFrame.Conversations conversations) {
            return conversations.id();
        } else if (frame instanceof ServerFrame.Presence presence) {
            return presence.id();
        } else if (frame instanceof ServerFrame.Error error) {
            return error.id();
        }
        return null;
    }

    /// The failure that an `error` frame tells of.
    static DewberryException failure(ServerFrame.Error error) {
        String code = error.code() == null ? "unknown" : error.code().wire();
        return new DewberryException(code, error.message(), error.retryAfterMs(), null);
    }
}
