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

    private final ServerSocket listening;
    private final List<ServiceProcess> targets;
    private final AtomicInteger next = new AtomicInteger();

    Balancer(List<ServiceProcess> targets) {
        this.targets = targets;
        try {
            listening = new ServerSocket(FreePort.next(), 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    @Override
    public void close() {
        quietly(listening::close);
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                start(() -> connect(client));
            } catch (IOException closed) {
                // The condition of the loop says whether that was the end.
            }
        }
    }

    private void connect(Socket client) {
        Socket server = anyTarget();
        if (server == null) {
            quietly(client::close);
            return;
        }
        start(() -> pump(client, server));
        pump(server, client);
    }

    private @Nullable Socket anyTarget() {
        for (int attempt = 0; attempt < targets.size(); attempt++) {
            ServiceProcess target = targets.get(Math.floorMod(next.getAndIncrement(), targets.size()));
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

    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException broken) {
            // The other end sees its own connection end.
        }
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

    private static void start(Runnable task) {
        Thread.ofVirtual().start(task);
    }
}
