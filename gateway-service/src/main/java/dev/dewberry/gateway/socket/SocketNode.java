package dev.dewberry.gateway.socket;

import dev.dewberry.gateway.limit.FailureLimiter;
import dev.dewberry.protocol.Limits;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// What all sockets of this gateway share. Thread-safe.
public final class SocketNode {

    private final SocketSettings settings;
    private final SocketMetrics metrics;
    private final FailureLimiter failures;
    private final AtomicLong ids = new AtomicLong();
    private final AtomicInteger sockets = new AtomicInteger();
    private final AtomicInteger compressing = new AtomicInteger();
    private volatile boolean draining;

    public SocketNode(SocketSettings settings, SocketMetrics metrics, FailureLimiter failures) {
        this.settings = settings;
        this.metrics = metrics;
        this.failures = failures;
        metrics.watch(sockets, settings.max());
    }

    public SocketSettings settings() {
        return settings;
    }

    public SocketMetrics metrics() {
        return metrics;
    }

    public FailureLimiter failures() {
        return failures;
    }

    /// Sockets, those included whose handshake is under way.
    public int sockets() {
        return sockets.get();
    }

    /// Whether it is worth while to compress a frame that many sockets will get.
    public boolean anyCompressing() {
        return compressing.get() > 0;
    }

    /// From now on no new socket is taken.
    public void drain() {
        draining = true;
    }

    public boolean isDraining() {
        return draining;
    }

    int maxFrameBytes() {
        return Limits.CLIENT_FRAME_BYTES;
    }

    boolean tryReserve() {
        if (sockets.incrementAndGet() > settings.max()) {
            sockets.decrementAndGet();
            return false;
        }
        return true;
    }

    void release() {
        sockets.decrementAndGet();
    }

    long nextId() {
        return ids.incrementAndGet();
    }

    void opened(boolean compressed) {
        if (compressed) {
            compressing.incrementAndGet();
        }
    }

    void closed(boolean compressed) {
        if (compressed) {
            compressing.decrementAndGet();
        }
    }
}
