package dev.dewberry.client;

import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.ClientFrameCodec;
import dev.dewberry.protocol.frame.ServerFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Pairs requests with their answers, on one connection at a time. Loop-confined.
final class Requests {

    private static final Logger LOG = Logger.getLogger(Requests.class.getName());

    /// Hears exactly once what becomes of one request.
    interface Answer {
        /// The frame is an `error`, or of the type that answers this request.
        void onAnswer(ServerFrame frame);

        /// The connection is gone; the outcome is open.
        void onLost();
    }

    private record Waiting(ClientFrame.Request request, Answer answer, Loop.Timer timeout) {}

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

    /// Sends a request. Where there is no connection, or it takes nothing more, the answer is `onLost`, at once; where
    /// the frame is longer than the server takes, which would close the connection each time, it is `too_large`, at
    /// once.
    void ask(Function<String, ? extends ClientFrame.Request> request, Answer answer) {
        String id = Long.toString(++lastId);
        ClientFrame.Request asked = request.apply(id);
        String frame = ClientFrameCodec.encode(asked);
        if (connector.isOnline() && isTooLong(frame)) {
            answer.onAnswer(new ServerFrame.Error(id, ErrorCode.TOO_LARGE, "longer than a frame may be", null));
            return;
        }
        if (!connector.send(frame)) {
            answer.onLost();
            // Full or half closed: either way no use any more.
            connector.giveUp();
            return;
        }
        // The server answers within ten seconds, whatever happens; a connection that does not is dead.
        waiting.put(id, new Waiting(asked, answer, loop.after(timeout, connector::giveUp)));
    }

    private boolean isTooLong(String frame) {
        int limit = connector.frameBytes();
        // A char becomes three bytes at most, so short ones, nearly all, need no second look.
        return frame.length() > limit / 3 && frame.getBytes(StandardCharsets.UTF_8).length > limit;
    }

    /// @return whether the frame was an answer
    boolean take(ServerFrame frame) {
        String id = idOf(frame);
        Waiting found = id == null ? null : waiting.get(id);
        if (found == null) {
            return false;
        }
        if (!answers(frame, found.request)) {
            LOG.log(
                    Level.WARNING,
                    "an answer of the wrong kind: {0}",
                    frame.getClass().getSimpleName());
            return true;
        }
        waiting.remove(id);
        found.timeout.cancel();
        found.answer.onAnswer(frame);
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

    private static boolean answers(ServerFrame frame, ClientFrame.Request request) {
        if (frame instanceof ServerFrame.Error) {
            return true;
        } else if (request instanceof ClientFrame.Send) {
            return frame instanceof ServerFrame.Ack;
        } else if (request instanceof ClientFrame.History history) {
            return frame instanceof ServerFrame.Events page
                    && page.conversation().equals(history.conversation());
        } else if (request instanceof ClientFrame.Sync) {
            return frame instanceof ServerFrame.Conversations;
        }
        return request instanceof ClientFrame.Watch && frame instanceof ServerFrame.Presence;
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
