package dev.dewberry.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.ClientFrameCodec;
import dev.dewberry.protocol.frame.Event;
import dev.dewberry.protocol.frame.ServerFrame;
import dev.dewberry.protocol.frame.ServerFrameCodec;
import dev.dewberry.protocol.json.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Stands where the network is: the test sees what the client sends, and says what comes back.
final class FakeServer implements SocketTransport, HttpTransport {

    static final UserId ANN = new UserId(7);
    static final UserId BOB = new UserId(9);
    static final ConversationId CHAT = ConversationId.direct(ANN, BOB);

    final List<Link> links = new ArrayList<>();
    final List<Call> calls = new ArrayList<>();
    final Deque<Answer> httpAnswers = new ArrayDeque<>();
    final Set<String> deadHosts = new HashSet<>();
    /// Hosts that refuse the upgrade with 503, and the seconds of their `Retry-After`.
    final Map<String, Long> busyHosts = new HashMap<>();
    /// While this is there, HTTP calls wait in it.
    @Nullable
    List<CompletableFuture<Answer>> held;

    private int tokens;

    @Override
    public Socket open(URI entry, Handler handler) {
        Link link = new Link(entry, handler);
        links.add(link);
        if (deadHosts.contains(entry.getHost())) {
            handler.onFailure(new ConnectException("refused"), null, null);
        } else if (busyHosts.containsKey(entry.getHost())) {
            handler.onFailure(new IOException("refused"), 503, busyHosts.get(entry.getHost()));
        } else {
            handler.onOpen();
        }
        return link;
    }

    @Override
    public CompletableFuture<Answer> call(Call call) {
        calls.add(call);
        if (deadHosts.contains(call.url().getHost())) {
            CompletableFuture<Answer> failed = new CompletableFuture<>();
            failed.completeExceptionally(new ConnectException("refused"));
            return failed;
        }
        if (held != null) {
            CompletableFuture<Answer> waiting = new CompletableFuture<>();
            held.add(waiting);
            return waiting;
        }
        Answer scripted = httpAnswers.poll();
        return CompletableFuture.completedFuture(scripted != null ? scripted : session());
    }

    Answer session() {
        tokens++;
        return new Answer(
                200,
                "{\"accessToken\":\"access-" + tokens + "\",\"refreshToken\":\"refresh-" + tokens
                        + "\",\"expiresIn\":3600}",
                null);
    }

    @Override
    public void close() {}

    Link link() {
        return links.get(links.size() - 1);
    }

    static Event event(long seq) {
        return event(CHAT, seq, BOB);
    }

    static Event event(ConversationId conversation, long seq, UserId from) {
        return new Event(
                conversation, seq, Long.toString(1000 + seq), from, 5000 + seq, Content.Text.of("text " + seq), null);
    }

    /// One connection, seen from the server.
    static final class Link implements Socket {
        final URI entry;
        final Handler handler;
        final Deque<ClientFrame> received = new ArrayDeque<>();
        boolean closed;

        Link(URI entry, Handler handler) {
            this.entry = entry;
            this.handler = handler;
        }

        @Override
        public boolean send(String frame) {
            if (!closed) {
                received.add(ClientFrameCodec.decode(frame));
            }
            return !closed;
        }

        @Override
        public void close(int code) {
            closed = true;
        }

        @Override
        public void cancel() {
            closed = true;
        }

        /// The next frame that the client sent, which has to be of this kind.
        <T extends ClientFrame> T next(Class<T> kind) {
            ClientFrame frame = received.poll();
            assertThat(frame).isInstanceOf(kind);
            return kind.cast(frame);
        }

        <T extends ClientFrame> List<T> all(Class<T> kind) {
            List<T> found = new ArrayList<>();
            received.stream().filter(kind::isInstance).map(kind::cast).forEach(found::add);
            received.removeAll(found);
            return found;
        }

        void tell(String frame) {
            handler.onFrame(frame);
        }

        void welcome(String epoch) {
            welcome(epoch, 60);
        }

        void welcome(String epoch, int heartbeatSeconds) {
            tell(ServerFrameCodec.welcome(
                    new ServerFrame.Welcome("hello", ANN, "ann", "1", "s", epoch, 0, heartbeatSeconds, 65536, 20)));
        }

        void event(Event event) {
            tell(ServerFrameCodec.event(event));
        }

        void ack(ClientFrame.Send send, long seq, boolean duplicate) {
            tell(ServerFrameCodec.ack(new ServerFrame.Ack(send.id(), CHAT, seq, "500" + seq, 1, duplicate)));
        }

        void events(ClientFrame.History request, boolean more, Event... events) {
            tell(ServerFrameCodec.spliced("events", request.id(), Json.write(out -> {
                out.writeStartObject();
                out.writeStringProperty("conversation", request.conversation().toString());
                out.writeArrayPropertyStart("events");
                for (Event event : events) {
                    out.writeStartObject();
                    event.writeMembers(out);
                    out.writeEndObject();
                }
                out.writeEndArray();
                out.writeBooleanProperty("more", more);
                out.writeEndObject();
            })));
        }

        /// Answers a sync with one page, in which there is the chat, or nothing.
        void conversations(ClientFrame.Sync request, String cursor, long headSeq, long readSeq, Event... events) {
            tell(ServerFrameCodec.spliced("conversations", request.id(), Json.write(out -> {
                out.writeStartObject();
                out.writeArrayPropertyStart("items");
                if (headSeq > 0) {
                    out.writeStartObject();
                    out.writeStringProperty("conversation", CHAT.toString());
                    out.writeStringProperty("kind", "direct");
                    out.writeNumberProperty("headSeq", headSeq);
                    out.writeNumberProperty("readSeq", readSeq);
                    out.writeNumberProperty("deliveredSeq", readSeq);
                    out.writeNumberProperty("unread", headSeq - readSeq);
                    out.writeArrayPropertyStart("events");
                    for (Event event : events) {
                        out.writeStartObject();
                        event.writeMembers(out);
                        out.writeEndObject();
                    }
                    out.writeEndArray();
                    out.writeEndObject();
                }
                out.writeEndArray();
                out.writeStringProperty("cursor", cursor);
                out.writeBooleanProperty("more", false);
                out.writeEndObject();
            })));
        }

        void closeWith(int code) {
            closed = true;
            handler.onClosed(code);
        }

        void breakOff() {
            closed = true;
            handler.onFailure(new IOException("reset"), null, null);
        }
    }
}
