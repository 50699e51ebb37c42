package dev.dewberry.bench.client;

import dev.dewberry.bench.wire.FrameWriter;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/// All clients of a run and their connections. Everything here belongs to one event loop; [#onLoop] is the way in.
public final class Swarm {
    /// The answer to [#KEY] by RFC 6455: SHA-1 of the key and a fixed text.
    static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    private static final int CLIENTS_PER_ADDRESS = 8000;
    private static final int MAX_BACKOFF_MS = 8000;

    private final EventLoop loop;
    private final InetSocketAddress server;
    private final byte[] upgradeRequest;
    private final Bootstrap bootstrap;
    private final Workbench workbench;
    private final Conversations conversations = new Conversations();
    private final Tally tally = new Tally();
    private final List<Client> clients = new ArrayList<>();
    private final ArrayDeque<Client> waiting = new ArrayDeque<>();
    private Manners manners = Manners.BARE;
    private Messages messages = new NoMessages();
    private Observer observer = new NoObserver();
    private PageFailed pageFailed = (conversation, retryAfterMs) -> {};
    private Histogram toWelcome = histogram();
    private Histogram toSynced = histogram();
    private long outageAt;
    private int allowed;
    private int inFlight;
    private int online;
    private int unsynced;
    private boolean closing;

    /// Told that a page that the check asked for was refused.
    @FunctionalInterface
    public interface PageFailed {
        void retry(int conversation, long retryAfterMs);
    }

    public Swarm(EventLoop loop, URI base, long seed) {
        this.loop = loop;
        int port = base.getPort() < 0 ? 80 : base.getPort();
        this.server = new InetSocketAddress(base.getHost(), port);
        this.workbench = new Workbench(seed);
        this.upgradeRequest = ("GET /ws HTTP/1.1\r\nHost: " + base.getHost() + ":" + port
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                        + KEY + "\r\nSec-WebSocket-Protocol: dewberry.v1\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 10_000)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(4096))
                .option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
    }

    public static Histogram histogram() {
        return new Histogram(TimeUnit.MINUTES.toMicros(10), 3);
    }

    public EventLoop loop() {
        return loop;
    }

    /// Runs something on the loop and waits for it.
    public void onLoop(Runnable action) {
        loop.submit(action).syncUninterruptibly();
    }

    public void behave(Manners how, Messages what, Observer who, PageFailed failed) {
        this.manners = how;
        this.messages = what;
        this.observer = who;
        this.pageFailed = failed;
    }

    public Client add(long user, String token) {
        var client = new Client(clients.size(), user, token, this);
        clients.add(client);
        return client;
    }

    public List<Client> clients() {
        return Collections.unmodifiableList(clients);
    }

    public Conversations conversations() {
        return conversations;
    }

    public Tally tally() {
        return tally;
    }

    public int online() {
        return online;
    }

    /// Clients that are back but have not yet caught up since [#markOutage].
    public int unsynced() {
        return unsynced;
    }

    /// Connects these clients, at most `atOnce` of them under way, and keeps them connected from then on.
    public void connect(List<Client> which, int atOnce) {
        allowed = atOnce;
        which.forEach(client -> {
            client.wanted = true;
            waiting.add(client);
        });
        admit();
    }

    /// Starts one connection now, for a scenario with a schedule of its own; `scheduled` is when it was due.
    public void connectAt(Client client, long scheduled) {
        client.wanted = true;
        client.connectStarted = scheduled;
        inFlight++;
        open(client);
    }

    /// How many connections may be under way at once from now on.
    public void atOnce(int count) {
        allowed = count;
        admit();
    }

    private void admit() {
        while (inFlight < allowed) {
            Client client = waiting.poll();
            if (client == null) {
                return;
            }
            inFlight++;
            client.connectStarted = System.nanoTime();
            open(client);
        }
    }

    private void open(Client client) {
        var session = new Session(client, this);
        client.connecting(session);
        ChannelFuture connecting = bootstrap
                .clone()
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(session);
                    }
                })
                .connect(server, source(client));
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                client.closed(session, "connect: " + done.cause());
            }
        });
    }

    /// One source address has about 28,000 ports, so a crowd on the loopback spreads over several.
    private InetSocketAddress source(Client client) {
        if (!server.getAddress().isLoopbackAddress()) {
            return new InetSocketAddress(0);
        }
        return new InetSocketAddress("127.0.0." + (2 + client.index() / CLIENTS_PER_ADDRESS), 0);
    }

    void welcomed(Client client, long now) {
        inFlight--;
        online++;
        tally.welcomes++;
        toWelcome.recordValue((now - client.connectStarted) / 1000);
        admit();
    }

    void synced(Client client, long now) {
        if (client.awaitingSync) {
            client.awaitingSync = false;
            unsynced--;
            toSynced.recordValue((now - outageAt) / 1000);
        }
    }

    void closed(Client client, boolean wasOnline, String reason) {
        if (wasOnline) {
            online--;
        } else {
            inFlight--;
        }
        if (closing || !client.wanted) {
            return;
        }
        tally.reason(reason);
        if (wasOnline) {
            tally.disconnects++;
        } else {
            tally.connectFailures++;
        }
        int ceiling = Math.min(MAX_BACKOFF_MS, 500 << Math.min(client.attempts++, 4));
        long delay = client.notBeforeMs + workbench.random.nextInt(ceiling);
        client.notBeforeMs = 0;
        later(delay, () -> {
            waiting.add(client);
            admit();
        });
    }

    /// From now on [#unsynced] and [#toSynced] tell how the clients come back.
    public void markOutage() {
        outageAt = System.nanoTime();
        toWelcome = histogram();
        toSynced = histogram();
        unsynced = 0;
        for (Client client : clients) {
            client.awaitingSync = client.wanted;
            unsynced += client.wanted ? 1 : 0;
        }
    }

    /// Cuts every connection at once, as a network does that fails.
    public void cutAll() {
        clients.stream().map(Client::session).forEach(session -> {
            if (session != null) {
                session.close();
            }
        });
    }

    /// Closes these connections for good.
    public void leave(List<Client> which) {
        for (Client client : which) {
            client.wanted = false;
            Session session = client.session();
            if (session != null) {
                session.leave();
            }
        }
    }

    public void leaveAll() {
        closing = true;
        leave(clients);
    }

    public Histogram toWelcome() {
        return toWelcome;
    }

    public void resetToWelcome() {
        toWelcome = histogram();
    }

    public Histogram toSynced() {
        return toSynced;
    }

    Client neighbour(int index, int distance) {
        return clients.get((index + distance) % clients.size());
    }

    public void later(long delayMs, Runnable action) {
        var unused = loop.schedule(action, delayMs, TimeUnit.MILLISECONDS);
    }

    void pageFailed(int conversation, long retryAfterMs) {
        pageFailed.retry(conversation, retryAfterMs);
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

    Workbench workbench() {
        return workbench;
    }

    byte[] upgradeRequest() {
        return upgradeRequest;
    }

    private static final class NoMessages implements Messages {
        @Override
        public FrameWriter writeSend(FrameWriter writer, int n) {
            throw new IllegalStateException("this swarm sends nothing");
        }

        @Override
        public FrameWriter writeTyping(FrameWriter writer, int n) {
            throw new IllegalStateException("this swarm sends nothing");
        }
    }
}
