package dev.dewberry.bench.client;

import java.util.ArrayDeque;
import java.util.List;
import org.HdrHistogram.Histogram;

/// Brings clients online and keeps them there: at most so many under way at once, after a failure again with a growing
/// random pause. Event loop only.
public final class Dialer {
    private static final int FIRST_BACKOFF_MS = 500;
    private static final int MAX_BACKOFF_MS = 8000;
    private static final int BURST = 32;

    private final Swarm swarm;
    private final Sockets sockets;
    private final ArrayDeque<Client> waiting = new ArrayDeque<>();
    private Histogram toWelcome = Swarm.histogram();
    private int allowed;
    private int underWay;
    private int online;
    private boolean closing;
    private boolean admitting;

    Dialer(Swarm swarm, Sockets sockets) {
        this.swarm = swarm;
        this.sockets = sockets;
    }

    /// Connects these clients, at most `atOnce` of them under way, and keeps them connected from then on.
    public void connect(List<Client> which, int atOnce) {
        allowed = atOnce;
        which.forEach(client -> {
            client.attempts.wanted = true;
            waiting.add(client);
        });
        admit();
    }

    /// Starts one connection now, for a scenario with a schedule of its own; `scheduled` is when it was due.
    public void connectAt(Client client, long scheduled) {
        client.attempts.wanted = true;
        client.attempts.startedAt = scheduled;
        underWay++;
        begin(client);
    }

    /// How many connections may be under way at once from now on.
    public void atOnce(int count) {
        allowed = count;
        admit();
    }

    private void admit() {
        for (int i = 0; underWay < allowed && !waiting.isEmpty(); i++) {
            if (i == BURST) {
                admitLater();
                return;
            }
            Client client = waiting.remove();
            underWay++;
            client.attempts.startedAt = System.nanoTime();
            begin(client);
        }
    }

    /// Thousands that start at once must not keep the loop from the sockets that are open.
    private void admitLater() {
        if (!admitting) {
            admitting = true;
            // A task would be run before the loop looks at a socket again.
            swarm.later(1, () -> {
                admitting = false;
                admit();
            });
        }
    }

    private void begin(Client client) {
        Credentials credentials = client.mustSignIn();
        if (credentials == null) {
            open(client);
        } else {
            var signIn = new SignIn(client, credentials, sockets.authority(), this);
            swarm.tally().signIns++;
            signIn.limit(swarm);
            sockets.open(client, signIn, signIn::failed);
        }
    }

    private void open(Client client) {
        var session = new Session(client, swarm, sockets.upgradeRequest());
        client.connecting(session);
        sockets.open(client, session, reason -> client.closed(session, reason));
    }

    void signedIn(Client client, String token) {
        client.signedIn(token);
        open(client);
    }

    void notSignedIn(Client client, String reason, long retryAfterMs) {
        client.attempts.notBeforeMs = retryAfterMs;
        closed(client, false, "sign-in: " + reason);
    }

    void welcomed(Client client, long now) {
        underWay--;
        online++;
        client.attempts.failed = 0;
        swarm.tally().welcomes++;
        toWelcome.recordValue(Math.max(0, now - client.attempts.startedAt) / 1000);
        admit();
    }

    void closed(Client client, boolean wasOnline, String reason) {
        if (wasOnline) {
            online--;
        } else {
            underWay--;
        }
        Attempts attempts = client.attempts;
        if (closing || !attempts.wanted) {
            return;
        }
        swarm.tally().reason(reason);
        if (wasOnline) {
            swarm.tally().disconnects++;
        } else {
            swarm.tally().connectFailures++;
        }
        int ceiling = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS << Math.min(attempts.failed++, 4));
        long delay = attempts.notBeforeMs + swarm.workbench().random.nextInt(ceiling);
        attempts.notBeforeMs = 0;
        swarm.later(delay, () -> {
            waiting.add(client);
            admit();
        });
    }

    /// Closes these connections for good, or until [#connect].
    public void leave(List<Client> which) {
        for (Client client : which) {
            client.attempts.wanted = false;
            Session session = client.session();
            if (session != null) {
                session.leave();
            }
        }
    }

    /// The end: nobody comes back.
    void stop() {
        closing = true;
    }

    public int online() {
        return online;
    }

    /// From the start of each attempt to its `welcome`, in microseconds.
    public Histogram toWelcome() {
        return toWelcome;
    }

    public void resetToWelcome() {
        toWelcome = Swarm.histogram();
    }
}
