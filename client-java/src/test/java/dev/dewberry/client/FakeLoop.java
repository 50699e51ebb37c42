package dev.dewberry.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/// A loop whose time passes only when a test says so, and whose tasks run on the test's thread.
final class FakeLoop implements Loop {

    private static final class Scheduled {
        final Duration at;
        final Runnable task;

        Scheduled(Duration at, Runnable task) {
            this.at = at;
            this.task = task;
        }
    }

    private final Deque<Runnable> ready = new ArrayDeque<>();
    private final List<Scheduled> scheduled = new ArrayList<>();
    private Duration time = Duration.ofDays(1);
    private boolean closed;

    @Override
    public void execute(Runnable task) {
        if (!closed) {
            ready.add(task);
        }
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        Scheduled entry = new Scheduled(time.plus(delay), task);
        scheduled.add(entry);
        return () -> scheduled.remove(entry);
    }

    @Override
    public Duration uptime() {
        return time;
    }

    @Override
    public Instant now() {
        return Instant.parse("2026-11-21T00:00:00Z").plus(time);
    }

    @Override
    public void close() {
        closed = true;
    }

    void run() {
        Runnable task = ready.poll();
        while (task != null) {
            task.run();
            task = ready.poll();
        }
    }

    void advance(Duration duration) {
        run();
        Duration end = time.plus(duration);
        while (true) {
            Scheduled next = scheduled.stream()
                    .filter(entry -> entry.at.compareTo(end) <= 0)
                    .min(Comparator.comparing(entry -> entry.at))
                    .orElse(null);
            if (next == null) {
                break;
            }
            scheduled.remove(next);
            time = next.at;
            next.task.run();
            run();
        }
        time = end;
    }
}
