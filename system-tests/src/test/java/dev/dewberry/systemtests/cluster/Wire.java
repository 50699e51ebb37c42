package dev.dewberry.systemtests.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// A path through the network, of which several connections are made, in a state that can be worsened and mended while
/// they are open. Thread-safe.
public final class Wire {

    /// Which way bytes go.
    public enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    private static final int CHUNK = 64 * 1024;

    private final String name;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<Direction> silent = ConcurrentHashMap.newKeySet();
    private volatile Duration delay = Duration.ZERO;
    private volatile boolean cut;

    Wire(String name) {
        this.name = name;
    }

    /// Each piece of data takes so much longer from now on, either way.
    public void delay(Duration longer) {
        delay = longer;
    }

    /// Nothing more comes through this way, and neither end is told. What was sent meanwhile arrives when it is mended,
    /// as TCP would repeat it.
    public void silence(Direction direction) {
        silent.add(direction);
    }

    /// Resets all connections and takes no new ones.
    public void cut() {
        cut = true;
        sockets.forEach(Wire::reset);
    }

    /// As good as new.
    public void mend() {
        delay = Duration.ZERO;
        cut = false;
        synchronized (silent) {
            silent.clear();
            silent.notifyAll();
        }
    }

    boolean isCut() {
        return cut;
    }

    /// Carries both directions until one end closes. Returns at once.
    void connect(Socket client, Socket server) {
        sockets.add(client);
        sockets.add(server);
        if (cut) {
            reset(client);
            reset(server);
        }
        Thread.ofVirtual().start(() -> pump(client, server, Direction.TO_SERVER));
        Thread.ofVirtual().start(() -> pump(server, client, Direction.TO_CLIENT));
    }

    private void pump(Socket from, Socket to, Direction direction) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] chunk = new byte[CHUNK];
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                LockSupport.parkNanos(delay.toNanos());
                awaitVoice(direction);
                out.write(chunk, 0, count);
            }
            awaitVoice(direction);
        } catch (IOException broken) {
            // The other end sees its own connection end.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private void awaitVoice(Direction direction) throws InterruptedException {
        synchronized (silent) {
            while (silent.contains(direction)) {
                silent.wait();
            }
        }
    }

    /// With RST instead of FIN, as a firewall does it.
    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException alreadyClosed) {
            // Just as well.
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
