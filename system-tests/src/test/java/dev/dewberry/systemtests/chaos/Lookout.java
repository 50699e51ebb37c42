package dev.dewberry.systemtests.chaos;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.systemtests.cluster.User;
import dev.dewberry.systemtests.traffic.Findings;
import dev.dewberry.systemtests.traffic.LogEntry;
import dev.dewberry.systemtests.traffic.Watcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;

/// A user who looks on and never asks for what he missed. Where his connection ends he makes another one; what was
/// committed between the two is not told to him.
final class Lookout implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(250);

    private final String gateway;
    private final User user;
    private final List<Watcher> watchers = new ArrayList<>();
    private final Thread thread;
    private volatile boolean closed;

    Lookout(String gateway, User user) {
        this.gateway = gateway;
        this.user = user;
        watchers.add(new Watcher(gateway, user));
        thread = Thread.ofVirtual().start(this::look);
    }

    private void look() {
        while (!closed) {
            LockSupport.parkNanos(LOOK.toNanos());
            Watcher current = current();
            current.takeDown();
            if (!current.isOpen() && !closed) {
                comeBack();
            }
        }
    }

    private void comeBack() {
        try {
            Watcher next = new Watcher(gateway, user);
            synchronized (watchers) {
                watchers.add(next);
            }
        } catch (RuntimeException | AssertionError notYet) {
            // He looks again.
        }
    }

    private Watcher current() {
        synchronized (watchers) {
            return watchers.getLast();
        }
    }

    boolean isConnected() {
        return current().isOpen();
    }

    int connections() {
        synchronized (watchers) {
            return watchers.size();
        }
    }

    void check(ConversationId conversation, List<LogEntry> log, LongUnaryOperator due, Findings findings) {
        synchronized (watchers) {
            watchers.forEach(watcher -> watcher.check(conversation, log, due, findings));
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (watchers) {
            watchers.forEach(Watcher::close);
        }
    }
}
