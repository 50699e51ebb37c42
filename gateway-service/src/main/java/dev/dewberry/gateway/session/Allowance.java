package dev.dewberry.gateway.session;

import dev.dewberry.gateway.limit.FloodMeter;
import dev.dewberry.gateway.limit.LimitSettings;
import dev.dewberry.gateway.limit.Precedence;
import dev.dewberry.gateway.limit.Ticks;
import dev.dewberry.gateway.limit.TokenBucket;
import java.util.concurrent.TimeUnit;

/// What one client may still ask for. On the session's event loop.
public final class Allowance {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final SessionNode node;
    private final TokenBucket sends = new TokenBucket();
    private final FloodMeter frames = new FloodMeter();
    private int queries;

    Allowance(SessionNode node) {
        this.node = node;
    }

    /// Counts a frame of any kind.
    ///
    /// @return whether there have been far too many for too long
    boolean isFlood() {
        LimitSettings limits = node.limits();
        return frames.isFlood(Ticks.now(), limits.sendsPerSecond() * limits.floodFactor(), limits.floodSeconds());
    }

    /// Takes one send from what the client may do.
    ///
    /// @return 0, or the milliseconds to wait
    public long tryTakeSend() {
        LimitSettings limits = node.limits();
        long wait = sends.take(Ticks.now(), SECOND / limits.sendsPerSecond(), limits.sendBurst());
        if (wait > 0) {
            node.metrics().rateLimited();
        }
        return wait == 0 ? 0 : 1 + TimeUnit.NANOSECONDS.toMillis(wait);
    }

    /// Whether sends, of anybody, wait too long already for one more to be of use.
    public boolean isCongested() {
        return node.precedence().sheds(Precedence.Kind.SENDS);
    }

    public boolean tryBeginQuery() {
        if (queries >= node.limits().queriesPerSocket()) {
            node.metrics().rateLimited();
            return false;
        }
        queries++;
        return true;
    }

    public void endQuery() {
        queries--;
    }
}
