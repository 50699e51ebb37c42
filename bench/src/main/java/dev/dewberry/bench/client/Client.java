package dev.dewberry.bench.client;

import dev.dewberry.bench.wire.FrameWriter;
import dev.dewberry.bench.wire.ServerFrame;
import dev.dewberry.bench.wire.Slice;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One simulated user with one device: outlives its connections, as a person does. Event loop only.
public final class Client {
    private final int index;
    private final long user;
    private final String token;
    private final Swarm swarm;
    private final Map<Conversation, Place> places = new HashMap<>(4);
    private final OpenSends openSends = new OpenSends();
    private @Nullable Session session;
    private @Nullable String cursor;
    private boolean welcomed;
    private boolean everWelcomed;
    private int readTurn;
    private int openPages;
    long connectStarted;
    int attempts;
    boolean wanted;
    boolean awaitingSync;
    long notBeforeMs;

    Client(int index, long user, String token, Swarm swarm) {
        this.index = index;
        this.user = user;
        this.token = token;
        this.swarm = swarm;
        // Every second client begins with its first event, so that it is half of all even where each gets few.
        this.readTurn = index & 1;
    }

    public int index() {
        return index;
    }

    public String token() {
        return token;
    }

    public long user() {
        return user;
    }

    public boolean online() {
        return welcomed;
    }

    @Nullable
    Session session() {
        return session;
    }

    /// Sends message `n`, or keeps it for the next connection.
    public void send(int n) {
        openSends.add(n);
        if (welcomed && session != null) {
            maybeTyping(session, n);
            writeSend(session, n);
        }
    }

    /// Sends message `n` again after it was refused, if it is still open.
    public void repeat(int n) {
        if (welcomed && session != null && openSends.contains(n)) {
            writeSend(session, n);
        }
    }

    private void writeSend(Session to, int n) {
        to.write(swarm.messages().writeSend(swarm.workbench().writer.start(), n));
    }

    private void maybeTyping(Session to, int n) {
        int percent = swarm.manners().typingPercent();
        if (percent > 0 && swarm.workbench().random.nextInt(100) < percent) {
            to.write(swarm.messages().writeTyping(swarm.workbench().writer.start(), n));
            swarm.tally().typingSent++;
        }
    }

    /// Asks for a page of history on behalf of the check; false when not connected.
    public boolean page(Conversation conversation, long after) {
        Session to = session;
        if (!welcomed || to == null) {
            return false;
        }
        to.write(swarm.workbench()
                .writer
                .start()
                .ascii("{\"type\":\"history\",\"id\":\"v")
                .number(conversation.index())
                .ascii("\",\"conversation\":\"")
                .bytes(conversation.idBytes())
                .ascii("\",\"after\":")
                .number(after)
                .ascii(",\"limit\":200}"));
        return true;
    }

    void connecting(Session next) {
        session = next;
        welcomed = false;
    }

    /// The upgrade is done: introduce ourselves.
    void upgraded(Session on) {
        on.write(swarm.workbench()
                .writer
                .start()
                .ascii("{\"type\":\"hello\",\"id\":\"h\",\"token\":\"")
                .ascii(token)
                .ascii("\"}"));
    }

    void closed(Session which, String reason) {
        if (session != which) {
            return;
        }
        session = null;
        boolean was = welcomed;
        welcomed = false;
        openPages = 0;
        swarm.closed(this, was, reason);
    }

    void frame(Session on, ServerFrame frame, long now) {
        Tally tally = swarm.tally();
        tally.framesIn++;
        switch (frame.type()) {
            case EVENT -> event(on, frame, now);
            case ACK -> ack(frame, now);
            case WELCOME -> welcome(on, now);
            case ERROR -> error(frame, now);
            case EVENTS -> history(on, frame, now);
            case CONVERSATIONS -> conversations(on, frame, now);
            case RESYNC -> {
                tally.resyncs++;
                restore(on);
            }
            case GOAWAY -> {
                tally.goaways++;
                notBeforeMs = Math.max(0, frame.retryAfterMs());
            }
            case MARK -> tally.marks++;
            case TYPING -> tally.typings++;
            case PRESENCE -> tally.presences++;
            case PONG, OTHER -> {
                // Signs of life.
            }
        }
    }

    private void welcome(Session on, long now) {
        welcomed = true;
        attempts = 0;
        boolean again = everWelcomed;
        everWelcomed = true;
        places.values().forEach(place -> place.live = 0);
        swarm.welcomed(this, now);
        if (again || swarm.manners().syncAlways()) {
            restore(on);
        } else {
            openSends.forEach(n -> writeSend(on, n));
        }
        watch(on);
    }

    /// What a client does after a reconnect and after `resync`: unanswered sends and the last marks again, then a sync.
    private void restore(Session on) {
        openSends.forEach(n -> writeSend(on, n));
        if (swarm.manners().marks()) {
            places.forEach((conversation, place) -> {
                if (place.known > conversation.firstSeq()) {
                    on.write(markFrame("{\"type\":\"delivered\",\"conversation\":\"", conversation, place.known));
                }
            });
        }
        sync(on);
    }

    private void watch(Session on) {
        int count = swarm.manners().watched();
        if (count == 0) {
            return;
        }
        FrameWriter writer = swarm.workbench().writer.start().ascii("{\"type\":\"watch\",\"id\":\"w\",\"users\":[");
        for (int i = 1; i <= count; i++) {
            writer.ascii(i == 1 ? "\"" : ",\"")
                    .number(swarm.neighbour(index, i).user())
                    .ascii("\"");
        }
        on.write(writer.ascii("]}"));
    }

    private void event(Session on, ServerFrame frame, long now) {
        swarm.tally().events++;
        Conversation conversation = swarm.conversations().find(frame.conversation());
        if (conversation == null) {
            swarm.tally().unknownConversations++;
            return;
        }
        if (!inOrder(on, conversation, frame.seq())) {
            return;
        }
        if (frame.from() == user) {
            swarm.tally().ownEvents++;
        } else {
            swarm.observer().delivered(this, frame.text(), frame.seq(), false, now);
            mark(on, conversation, frame.seq());
        }
    }

    /// Checks and moves the client's place; false when the event is to be dropped.
    private boolean inOrder(Session on, Conversation conversation, long seq) {
        Place place = place(conversation);
        if (seq <= place.live) {
            swarm.tally().repeatedLive++;
            return false;
        }
        place.live = seq;
        if (seq <= place.known) {
            return false;
        }
        if (seq > place.known + 1) {
            swarm.tally().gaps++;
            fill(on, conversation, place.known, seq);
        }
        place.known = seq;
        return true;
    }

    private Place place(Conversation conversation) {
        return places.computeIfAbsent(conversation, c -> new Place(c.firstSeq()));
    }

    private void mark(Session on, Conversation conversation, long seq) {
        if (!swarm.manners().marks()) {
            return;
        }
        on.write(markFrame("{\"type\":\"delivered\",\"conversation\":\"", conversation, seq));
        swarm.tally().deliveredSent++;
        if ((++readTurn & 1) == 0) {
            on.write(markFrame("{\"type\":\"read\",\"conversation\":\"", conversation, seq));
            swarm.tally().readSent++;
        }
    }

    private FrameWriter markFrame(String start, Conversation conversation, long seq) {
        return swarm.workbench()
                .writer
                .start()
                .ascii(start)
                .bytes(conversation.idBytes())
                .ascii("\",\"seq\":")
                .number(seq)
                .ascii("}");
    }

    private void ack(ServerFrame frame, long now) {
        int n = (int) frame.id().numberAt(1);
        Session on = session;
        Conversation conversation = swarm.conversations().find(frame.conversation());
        if (n < 0 || on == null) {
            return;
        }
        openSends.remove(n);
        // An ack that is no duplicate takes its event's place among the events of this connection.
        if (conversation != null && !frame.duplicate()) {
            boolean unusedNew = inOrder(on, conversation, frame.seq());
        }
        swarm.observer().acked(this, n, frame.seq(), frame.event(), frame.duplicate(), now);
    }

    private void error(ServerFrame frame, long now) {
        swarm.tally().refusal(frame.code().toString());
        Slice id = frame.id();
        if (id.isEmpty()) {
            return;
        }
        switch (id.at(0)) {
            case 's' -> {
                int n = (int) id.numberAt(1);
                boolean open = frame.code().is("busy")
                        || frame.code().is("internal")
                        || frame.code().is("rate_limited");
                if (!open) {
                    openSends.remove(n);
                }
                swarm.observer().refused(this, n, frame.code(), frame.retryAfterMs(), now);
            }
            case 'v' -> swarm.pageFailed((int) id.numberAt(1), frame.retryAfterMs());
            case 'f', 'y' -> swarm.later(Math.max(200, frame.retryAfterMs()), this::syncAgain);
            default -> {
                // hello: the server closes; watch: presence is a courtesy.
            }
        }
    }

    private void syncAgain() {
        openPages = 0;
        if (welcomed && session != null) {
            sync(session);
        }
    }

    private void sync(Session on) {
        FrameWriter writer = swarm.workbench().writer.start().ascii("{\"type\":\"sync\",\"id\":\"y\",\"cursor\":");
        if (cursor == null) {
            writer.ascii("null");
        } else {
            writer.ascii("\"").ascii(cursor).ascii("\"");
        }
        openPages++;
        on.write(writer.ascii(",\"events\":20,\"limit\":50}"));
    }

    private void conversations(Session on, ServerFrame frame, long now) {
        openPages--;
        ServerFrame entry = swarm.workbench().entry;
        var entries = frame.entries();
        while (entries.next(entry)) {
            Conversation conversation = swarm.conversations().find(entry.conversation());
            if (conversation != null) {
                catchUp(on, conversation, entry, now);
            }
        }
        cursor = frame.cursor().isEmpty() ? cursor : frame.cursor().toString();
        if (frame.more()) {
            sync(on);
        }
        maybeSynced(now);
    }

    private void catchUp(Session on, Conversation conversation, ServerFrame item, long now) {
        Place place = place(conversation);
        long head = item.headSeq();
        ServerFrame event = swarm.workbench().inner;
        var events = item.entries();
        boolean joined = false;
        while (events.next(event)) {
            joined |= event.seq() <= place.known + 1;
            if (joined && event.seq() > place.known) {
                place.known = event.seq();
                recovered(event, now);
            }
        }
        if (head > place.known) {
            fill(on, conversation, place.known, head + 1);
            place.known = head;
        }
    }

    private void fill(Session on, Conversation conversation, long after, long before) {
        openPages++;
        on.write(swarm.workbench()
                .writer
                .start()
                .ascii("{\"type\":\"history\",\"id\":\"f")
                .number(before)
                .ascii("\",\"conversation\":\"")
                .bytes(conversation.idBytes())
                .ascii("\",\"after\":")
                .number(after)
                .ascii(",\"before\":")
                .number(before)
                .ascii(",\"limit\":200}"));
    }

    private void history(Session on, ServerFrame frame, long now) {
        ServerFrame entry = swarm.workbench().entry;
        if (!frame.id().isEmpty() && frame.id().at(0) == 'v') {
            swarm.observer().page(this, (int) frame.id().numberAt(1), frame, entry);
            return;
        }
        openPages--;
        Conversation conversation = swarm.conversations().find(frame.conversation());
        long last = -1;
        var entries = frame.entries();
        while (entries.next(entry)) {
            last = entry.seq();
            recovered(entry, now);
        }
        if (frame.more() && conversation != null && last >= 0) {
            fill(on, conversation, last, frame.id().numberAt(1));
        }
        maybeSynced(now);
    }

    private void recovered(ServerFrame event, long now) {
        if (event.from() != user) {
            swarm.tally().recovered++;
            swarm.observer().delivered(this, event.text(), event.seq(), true, now);
        }
    }

    private void maybeSynced(long now) {
        if (openPages <= 0) {
            swarm.synced(this, now);
        }
    }
}
