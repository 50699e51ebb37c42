package dev.dewberry.bench.client;

import dev.dewberry.bench.tls.ClientTls;
import io.netty.channel.EventLoop;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// All clients of a run, what they have in common, and how they behave. Everything here belongs to one event loop;
/// [#onLoop] is the way in.
public final class Swarm {
    private final EventLoop loop;
    private final Workbench workbench;
    private final Sockets sockets;
    private final Dialer dialer;
    private final Outage outage = new Outage();
    private final Conversations conversations = new Conversations();
    private final Tally tally = new Tally();
    private final List<Client> clients = new ArrayList<>();
    private Manners manners = Manners.BARE;
    private Messages messages = new NoMessages();
    private Observer observer = new NoObserver();
    private PageReader pages = PageReader.NOBODY;

    public Swarm(EventLoop loop, URI base, long seed) {
        this(loop, base, null, seed);
    }

    /// @param tls null where the server speaks plain HTTP
    public Swarm(EventLoop loop, URI base, @Nullable ClientTls tls, long seed) {
        this.loop = loop;
        this.workbench = new Workbench(seed);
        this.sockets = new Sockets(loop, base, tls);
        this.dialer = new Dialer(this, sockets);
    }

    /// For times from a microsecond to an hour, to three digits.
    public static Histogram histogram() {
        return new Histogram(TimeUnit.HOURS.toMicros(1), 3);
    }

    public EventLoop loop() {
        return loop;
    }

    /// Runs something on the loop and waits for it.
    public void onLoop(Runnable action) {
        loop.submit(action).syncUninterruptibly();
    }

    public void later(long delayMs, Runnable action) {
        var unused = loop.schedule(action, delayMs, TimeUnit.MILLISECONDS);
    }

    public void behave(Manners how, Messages what, Observer who) {
        this.manners = how;
        this.messages = what;
        this.observer = who;
    }

    /// Who gets the pages of history that clients ask for from now on.
    public void pagesTo(PageReader reader) {
        this.pages = reader;
    }

    public Client add(long user, String token) {
        return add(user, token, null);
    }

    /// A client that signs in by password before its first connection.
    public Client add(long user, Credentials credentials) {
        return add(user, "", credentials);
    }

    private Client add(long user, String token, @Nullable Credentials credentials) {
        var client = new Client(clients.size(), user, token, credentials, this);
        clients.add(client);
        return client;
    }

    public List<Client> clients() {
        return Collections.unmodifiableList(clients);
    }

    public Conversations conversations() {
        return conversations;
    }

    public Sockets sockets() {
        return sockets;
    }

    public Dialer dialer() {
        return dialer;
    }

    public Outage outage() {
        return outage;
    }

    public Tally tally() {
        return tally;
    }

    /// Cuts every connection at once, as a network does that fails.
    public void cutAll() {
        clients.stream().map(Client::session).forEach(session -> {
            if (session != null) {
                session.close();
            }
        });
    }

    /// Closes all connections; nobody comes back.
    public void end() {
        dialer.stop();
        dialer.leave(clients);
    }

    Client neighbour(int index, int distance) {
        return clients.get((index + distance) % clients.size());
    }

    Manners manners() {
        return manners;
    }

    Messages messages() {
        return messages;
    }

    Observer observer() {
        return observer;
    }

    PageReader pages() {
        return pages;
    }

    Workbench workbench() {
        return workbench;
    }
}
