package dev.dewberry.helm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// As much of a gateway as a load balancer sees: it is ready or not, and keeps every WebSocket that it is asked for.
final class FakeGateway implements AutoCloseable {

    /// To the key of RFC 6455's example.
    private static final String UPGRADE =
            "Upgrade: websocket\r\nConnection: Upgrade\r\n" + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";

    private final ServerSocket server;
    private final AtomicInteger sockets = new AtomicInteger();
    private final AtomicInteger checks = new AtomicInteger();
    private final List<List<String>> heads = new CopyOnWriteArrayList<>();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean ready;
    private volatile boolean draining;

    FakeGateway(boolean ready) throws IOException {
        this(ready, 0);
    }

    /// @param port 0 for any that is free
    FakeGateway(boolean ready, int port) throws IOException {
        this.ready = ready;
        this.server = new ServerSocket(port, 1000, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    int sockets() {
        return sockets.get();
    }

    /// From now on it refuses what is new, and is nevertheless ready for the load balancer, who hears of it later.
    void drain() {
        draining = true;
    }

    int refused() {
        return refused.get();
    }

    /// The heads of the requests that were let in.
    List<List<String>> heads() {
        return heads;
    }

    /// Returns when the load balancer has had the time to hear of it.
    void ready(boolean now) {
        ready = now;
        awaitChecks();
    }

    /// The answer to the first of them may have been on its way already.
    void awaitChecks() {
        int before = checks.get();
        Waiting.until("two checks of health", () -> checks.get() >= before + 2);
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            List<String> head = new ArrayList<>();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                head.add(line);
            }
            if (head.isEmpty()) {
                return;
            }
            if (head.getFirst().contains("/actuator/health/readiness")) {
                answer(socket, ready ? "200 OK" : "503 Service Unavailable");
                checks.incrementAndGet();
                return;
            }
            if (draining) {
                refused.incrementAndGet();
                answer(socket, "503 Service Unavailable");
                return;
            }
            heads.add(head);
            sockets.incrementAndGet();
            answer(socket, "101 Switching Protocols");
            while (in.read() >= 0) {
                // Nothing is said on it.
            }
            sockets.decrementAndGet();
        } catch (IOException e) {
            sockets.decrementAndGet();
        }
    }

    private static void answer(Socket socket, String status) throws IOException {
        String upgrade = status.startsWith("101") ? UPGRADE : "Connection: close\r\nContent-Length: 0\r\n";
        socket.getOutputStream()
                .write(("HTTP/1.1 " + status + "\r\n" + upgrade + "\r\n").getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
