package dev.dewberry.systemtests.uplink;

import dev.dewberry.protocol.UserId;
import dev.dewberry.systemtests.cluster.RawClient;
import dev.dewberry.systemtests.cluster.User;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// A process in another network: two users who chat, and downloads that take all they can get beside them.
final class Passenger {

    private static final int DOWNLOADS = 8;
    private static final int BLOCK = 16 * 1024;
    private static final Duration PACE = Duration.ofMillis(50);
    /// Until the downloads have filled every queue on the way.
    private static final Duration FILLING = Duration.ofSeconds(2);

    private Passenger() {}

    /// @param arguments the gateway's address, the path of the download, how many messages, and of two users the id,
    ///     the name and the token
    public static void main(String[] arguments) throws InterruptedException {
        String gateway = arguments[0];
        int messages = Integer.parseInt(arguments[2]);
        User from = new User(UserId.parse(arguments[3]), arguments[4], arguments[5]);
        User to = new User(UserId.parse(arguments[6]), arguments[7], arguments[8]);
        try (RawClient sender = RawClient.welcomed(gateway, from);
                RawClient receiver = RawClient.welcomed(gateway, to)) {
            var going = new AtomicBoolean(true);
            var downloaded = new AtomicLong();
            for (int i = 0; i < DOWNLOADS; i++) {
                Thread.startVirtualThread(() -> download(URI.create(gateway + arguments[1]), going, downloaded));
            }
            Thread.sleep(FILLING);
            long before = downloaded.get();
            long start = System.nanoTime();
            for (int i = 0; i < messages; i++) {
                sender.requestText(to, "m" + i, Long.toString(System.currentTimeMillis()));
                Thread.sleep(PACE);
            }
            long seconds =
                    Math.max(1, Duration.ofNanos(System.nanoTime() - start).toSeconds());
            long rate = (downloaded.get() - before) * 8 / 1000 / seconds;
            receiver.await(_ -> receiver.frames("event").size() >= messages);
            going.set(false);
            System.out.println(Journey.line(percentile(receiver.frames("event"), 99), rate));
        }
        // The downloads may be in the middle of one.
        System.exit(0);
    }

    private static void download(URI what, AtomicBoolean going, AtomicLong downloaded) {
        byte[] block = new byte[BLOCK];
        while (going.get()) {
            try (InputStream in = what.toURL().openStream()) {
                for (int read = in.read(block); read >= 0; read = in.read(block)) {
                    downloaded.addAndGet(read);
                }
            } catch (IOException e) {
                System.out.println("download: " + e);
                return;
            }
        }
    }

    private static long percentile(List<RawClient.Frame> events, int percent) {
        List<Long> sorted = events.stream()
                .map(event -> event.receivedAt()
                        - Long.parseLong(
                                event.json().path("content").path("text").asString()))
                .sorted()
                .toList();
        return sorted.get(Math.ceilDiv(sorted.size() * percent, 100) - 1);
    }
}
