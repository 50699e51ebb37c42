package dev.dewberry.client;

import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.ClientFrameCodec;
import dev.dewberry.protocol.frame.Event;
import dev.dewberry.protocol.frame.ServerFrame;
import dev.dewberry.protocol.frame.ServerFrameCodec;
import dev.dewberry.protocol.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;

/// A small server on real sockets: one conversation, kept in memory, with switches for what may go wrong.
final class ScriptedServer implements AutoCloseable {

    static final UserId ME = new UserId(7);

    private final MockWebServer server = new MockWebServer();
    private final CuttableProxy proxy;
    private final List<Event> log = new ArrayList<>();
    private final Map<String, Long> seqOfClientId = new HashMap<>();
    private final Set<WebSocket> open = ConcurrentHashMap.newKeySet();
    volatile boolean swallowAcks;
    volatile boolean deliverNothing;
    volatile int hellos;

    ScriptedServer() throws IOException {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                if (request.getTarget().equals("/ws")) {
                    return new MockResponse.Builder()
                            .addHeader("Sec-WebSocket-Protocol", "dewberry.v1")
                            .webSocketUpgrade(new Session())
                            .build();
                }
                return new MockResponse.Builder()
                        .body("{\"accessToken\":\"a\",\"refreshToken\":\"r\",\"expiresIn\":3600}")
                        .build();
            }
        });
        server.start();
        proxy = new CuttableProxy(server.getPort());
    }

    String address() {
        return proxy.address();
    }

    void cutAll() {
        proxy.cut();
        open.clear();
    }

    /// From here on nothing of what clients say arrives, and nothing is closed: a server that hangs.
    void readNothing() {
        proxy.freeze();
    }

    void resync() {
        open.forEach(socket -> socket.send("{\"type\":\"resync\"}"));
    }

    /// Somebody else writes.
    synchronized void append(int count) {
        for (int i = 0; i < count; i++) {
            Event event = FakeServer.event(log.size() + 1L);
            log.add(event);
            if (!deliverNothing) {
                open.forEach(socket -> socket.send(ServerFrameCodec.event(event)));
            }
        }
    }

    synchronized List<Event> log() {
        return List.copyOf(log);
    }

    @Override
    public void close() throws IOException {
        proxy.close();
        server.close();
    }

    private final class Session extends WebSocketListener {
        @Override
        public void onMessage(WebSocket socket, String text) {
            ClientFrame frame = ClientFrameCodec.decode(text);
            if (frame instanceof ClientFrame.Hello hello) {
                hellos++;
                open.add(socket);
                socket.send(ServerFrameCodec.welcome(
                        new ServerFrame.Welcome(hello.id(), ME, "ann", "1", "s", "e", 0, 60, 65536, 20)));
            } else if (frame instanceof ClientFrame.Send send) {
                commit(socket, send);
            } else if (frame instanceof ClientFrame.Sync sync) {
                socket.send(conversations(sync));
            } else if (frame instanceof ClientFrame.History history) {
                socket.send(events(history));
            }
        }

        @Override
        public void onClosing(WebSocket socket, int code, String reason) {
            open.remove(socket);
            socket.close(1000, null);
        }

        @Override
        public void onFailure(WebSocket socket, Throwable cause, Response response) {
            open.remove(socket);
        }
    }

    private void commit(WebSocket socket, ClientFrame.Send send) {
        synchronized (this) {
            Long known = seqOfClientId.get(send.clientId());
            long seq = known == null ? log.size() + 1 : known;
            if (known == null) {
                seqOfClientId.put(send.clientId(), seq);
                log.add(new Event(FakeServer.CHAT, seq, "1" + seq, ME, seq, send.content(), send.clientId()));
            }
            if (!swallowAcks) {
                socket.send(ServerFrameCodec.ack(
                        new ServerFrame.Ack(send.id(), FakeServer.CHAT, seq, "1" + seq, seq, known != null)));
            }
        }
    }

    private synchronized String conversations(ClientFrame.Sync sync) {
        int from = Math.max(0, log.size() - sync.events());
        return ServerFrameCodec.spliced("conversations", sync.id(), Json.write(out -> {
            out.writeStartObject();
            out.writeArrayPropertyStart("items");
            if (!log.isEmpty()) {
                out.writeStartObject();
                out.writeStringProperty("conversation", FakeServer.CHAT.toString());
                out.writeStringProperty("kind", "direct");
                out.writeNumberProperty("headSeq", log.size());
                out.writeNumberProperty("readSeq", 0);
                out.writeNumberProperty("deliveredSeq", 0);
                out.writeNumberProperty("unread", log.size());
                write(out, log.subList(from, log.size()));
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeStringProperty("cursor", "c" + log.size());
            out.writeBooleanProperty("more", false);
            out.writeEndObject();
        }));
    }

    private synchronized String events(ClientFrame.History history) {
        long after = history.after() == null ? 0 : history.after();
        int from = (int) Math.min(after, log.size());
        int to = Math.min(log.size(), from + Math.min(history.limit(), 10));
        return ServerFrameCodec.spliced("events", history.id(), Json.write(out -> {
            out.writeStartObject();
            out.writeStringProperty("conversation", history.conversation().toString());
            write(out, log.subList(from, to));
            out.writeBooleanProperty("more", to < log.size());
            out.writeEndObject();
        }));
    }

    private static void write(tools.jackson.core.JsonGenerator out, List<Event> events) {
        out.writeArrayPropertyStart("events");
        for (Event event : events) {
            out.writeStartObject();
            event.writeMembers(out);
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
