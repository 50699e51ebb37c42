package dev.dewberry.systemtests.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One address for several processes, as a Kubernetes Service is: each new connection goes to the next that takes it.
final class Balancer implements AutoCloseable {

    /// A process of this machine that listens.
    interface Target {

        int port();

        boolean isAlive();
    }

    private final ServerSocket listening;
    private final Wire wire;
    private final List<? extends Target> targets;
    private final AtomicInteger next = new AtomicInteger();

    /// @param targets may still grow
    Balancer(Wire wire, List<? extends Target> targets) {
        this.wire = wire;
        this.targets = targets;
        try {
            listening = new ServerSocket(FreePort.next(), 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    Wire wire() {
        return wire;
    }

    @Override
    public void close() {
        quietly(listening::close);
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException closed) {
                // The condition of the loop says whether that was the end.
            }
        }
    }

    private void connect(Socket client) {
        Socket server = wire.isCut() ? null : anyTarget();
        if (server == null) {
            quietly(client::close);
        } else {
            wire.connect(client, server);
        }
    }

    private @Nullable Socket anyTarget() {
        for (int attempt = 0; attempt < targets.size(); attempt++) {
            Target target = targets.get(Math.floorMod(next.getAndIncrement(), targets.size()));
            if (target.isAlive()) {
                try {
                    return new Socket(InetAddress.getLoopbackAddress(), target.port());
                } catch (IOException refused) {
                    // The next one.
                }
            }
        }
        return null;
    }

    private interface Closing {
        void run() throws IOException;
    }

    private static void quietly(Closing closing) {
        try {
            closing.run();
        } catch (IOException alreadyClosed) {
            // Just as well.
        }
    }
}
