package dev.dewberry.bench.client;

import dev.dewberry.bench.wire.ServerFrame;
import dev.dewberry.bench.wire.Slice;
import org.jspecify.annotations.Nullable;

/// One simulated user with one device: outlives its connections, as a person does. What it says and keeps lies in its
/// parts; this class hands each frame to the one whose it is. Event loop only.
public final class Client {
    private static final long LEAST_PAUSE_MS = 500;

    private final int index;
    private final long user;
    private final @Nullable Credentials credentials;
    private final Swarm swarm;
    private final Places places = new Places();
    private final Outbox outbox;
    private final Receipts receipts;
    private final CatchUp catchUp;
    private String token;
    private @Nullable Session session;
    private boolean welcomed;
    private boolean everWelcomed;
    final Attempts attempts = new Attempts();

    /// @param token empty where the client has to sign in first
    Client(int index, long user, String token, @Nullable Credentials credentials, Swarm swarm) {
        this.index = index;
        this.user = user;
        this.token = token;
        this.credentials = credentials;
        this.swarm = swarm;
        this.outbox = new Outbox(swarm);
        this.receipts = new Receipts(swarm, index);
        this.catchUp = new CatchUp(this, swarm, places);
    }

    public int index() {
        return index;
    }

    public long user() {
        return user;
    }

    public String token() {
        return token;
    }

    /// With what it signs in; null where it has a token, or has signed in before.
    @Nullable
    Credentials mustSignIn() {
        return token.isEmpty() ? credentials : null;
    }

    void signedIn(String withToken) {
        token = withToken;
    }

    public boolean online() {
        return welcomed;
    }

    @Nullable
    Session session() {
        return session;
    }

    /// The connection that requests may be sent on, or null.
    @Nullable
    Session live() {
        return welcomed ? session : null;
    }

    /// Sends message `n`, or keeps it for the next connection.
    public void send(int n) {
        outbox.send(live(), n);
    }

    /// Sends message `n` again after it was refused, if it is still open.
    public void repeat(int n) {
        Session on = live();
        if (on != null) {
            outbox.repeat(on, n);
        }
    }

    /// Message `n` is given up: it is not sent again.
    public void giveUp(int n) {
        outbox.remove(n);
    }

    /// Asks for a page of history; the answer goes to the swarm's [PageReader]. False when not connected.
    public boolean page(int request, Conversation conversation, long after, int limit) {
        Session on = live();
        if (on == null) {
            return false;
        }
        on.write(swarm.workbench().requests.view(request, conversation, after, limit));
        return true;
    }

    /// The same for the last events before one.
    public boolean pageBefore(int request, Conversation conversation, long before, int limit) {
        Session on = live();
        if (on == null) {
            return false;
        }
        on.write(swarm.workbench().requests.viewBefore(request, conversation, before, limit));
        return true;
    }

    void connecting(Session next) {
        session = next;
        welcomed = false;
    }

    /// The upgrade is done: introduce ourselves.
    void upgraded(Session on) {
        on.write(swarm.workbench().requests.hello(token));
    }

    void closed(Session which, String reason) {
        if (session != which) {
            return;
        }
        session = null;
        boolean was = welcomed;
        welcomed = false;
        catchUp.disconnected();
        swarm.dialer().closed(this, was, reason);
    }

    void frame(Session on, ServerFrame frame, long now) {
        Tally tally = swarm.tally();
        tally.framesIn++;
        switch (frame.type()) {
            case EVENT -> event(on, frame, now);
            case ACK -> ack(on, frame, now);
            case WELCOME -> welcome(on, now);
            case ERROR -> error(frame, now);
            case EVENTS -> events(on, frame, now);
            case CONVERSATIONS -> catchUp.conversations(on, frame, now);
            case RESYNC -> {
                tally.resyncs++;
                restore(on);
            }
            case GOAWAY -> {
                tally.goaways++;
                attempts.notBeforeMs = Math.max(0, frame.retryAfterMs());
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
        boolean again = everWelcomed;
        everWelcomed = true;
        places.newConnection();
        swarm.dialer().welcomed(this, now);
        swarm.outage().welcomed(this, now);
        if (again || swarm.manners().syncAlways()) {
            restore(on);
        } else {
            outbox.repeatAll(on);
        }
        watch();
    }

    private void watch() {
        Session on = live();
        int watched = swarm.manners().watched();
        if (on != null && watched > 0) {
            on.write(swarm.workbench().requests.watch(swarm, index, watched));
        }
    }

    /// What a client does after a reconnect and after `resync`: unanswered sends and the last marks again, then a sync.
    private void restore(Session on) {
        outbox.repeatAll(on);
        receipts.repeat(on, places);
        catchUp.restore(on);
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
            receipts.got(on, conversation, frame.seq());
        }
    }

    /// Checks and moves the client's place; false when the event is to be dropped.
    private boolean inOrder(Session on, Conversation conversation, long seq) {
        Place place = places.of(conversation);
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
            catchUp.fill(on, conversation, place.known, seq);
        }
        place.known = seq;
        return true;
    }

    private void ack(Session on, ServerFrame frame, long now) {
        int n = (int) frame.id().numberAt(1);
        if (n < 0) {
            return;
        }
        outbox.remove(n);
        // An ack that is no duplicate takes its event's place among the events of this connection.
        Conversation conversation = swarm.conversations().find(frame.conversation());
        if (conversation != null && !frame.duplicate()) {
            boolean unusedNew = inOrder(on, conversation, frame.seq());
        }
        swarm.observer().acked(this, n, frame.seq(), frame.event(), frame.duplicate(), now);
    }

    private void events(Session on, ServerFrame frame, long now) {
        if (!frame.id().isEmpty() && frame.id().at(0) == 'v') {
            swarm.pages().page((int) frame.id().numberAt(1), frame, swarm.workbench().entry, now);
        } else {
            catchUp.history(on, frame, now);
        }
    }

    private void error(ServerFrame frame, long now) {
        swarm.tally().refusal(frame.code().toString());
        Slice id = frame.id();
        if (id.isEmpty()) {
            return;
        }
        switch (id.at(0)) {
            case 's' -> refused((int) id.numberAt(1), frame, now);
            case 'v' -> swarm.pages().refused((int) id.numberAt(1), frame.retryAfterMs());
            case 'y' -> catchUp.syncRefused(frame.retryAfterMs());
            case 'f' -> catchUp.fillRefused(id.numberAt(1), frame.retryAfterMs());
            case 'w' -> swarm.later(Math.max(LEAST_PAUSE_MS, frame.retryAfterMs()), this::watch);
            default -> {
                // hello: the server closes.
            }
        }
    }

    private void refused(int n, ServerFrame frame, long now) {
        Slice code = frame.code();
        boolean open = code.is("busy") || code.is("internal") || code.is("rate_limited");
        if (!open) {
            outbox.remove(n);
        }
        swarm.observer().refused(this, n, code, open, frame.retryAfterMs(), now);
    }
}
