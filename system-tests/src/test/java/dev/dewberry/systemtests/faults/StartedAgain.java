package dev.dewberry.systemtests.faults;

import dev.dewberry.testsupport.LocalMariaDb;
import java.time.Duration;

/// What a kubelet or the launcher does: starts the server again whenever it has ended by itself.
final class StartedAgain implements AutoCloseable {

    private static final Duration BETWEEN = Duration.ofSeconds(1);

    private final Thread thread;
    private volatile boolean watching = true;

    StartedAgain(LocalMariaDb server) {
        thread = Thread.ofVirtual().start(() -> watch(server));
    }

    private void watch(LocalMariaDb server) {
        while (watching) {
            try {
                server.start();
            } catch (IllegalStateException e) {
                // It ended before it answered, as it may for as long as the fault is there.
            }
            try {
                Thread.sleep(BETWEEN);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /// Waits for a start that is under way.
    @Override
    public void close() {
        watching = false;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
