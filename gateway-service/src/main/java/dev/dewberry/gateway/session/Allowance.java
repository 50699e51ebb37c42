package dev.dewberry.gateway.session;

import dev.dewberry.gateway.limit.FloodMeter;
import dev.dewberry.gateway.limit.LimitSettings;
import dev.dewberry.gateway.limit.Precedence;
import dev.dewberry.gateway.limit.Ticks;
import dev.dewberry.gateway.limit.TokenBucket;
import dev.dewberry.platform.time.Turns;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// What one client may still ask for. On the session's event loop.
public final class Allowance {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    /// One who would have to wait longer asks for too much in any case.
    private static final Duration LONGEST_TURN = Duration.ofSeconds(30);

    private final SessionNode node;
    private final TokenBucket sends = new TokenBucket();
    private final FloodMeter frames = new FloodMeter();
    /// When the last of those sends may come again that were told to, for want of tokens and for want of room.
    private final Turns rateTurns = new Turns(LONGEST_TURN);

    private final Turns busyTurns = new Turns(LONGEST_TURN);
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
        long now = Ticks.now();
        long interval = SECOND / limits.sendsPerSecond();
        long wait = sends.take(now, interval, limits.sendBurst());
        if (wait == 0) {
            return 0;
        }
        node.metrics().rateLimited();
        return 1 + TimeUnit.NANOSECONDS.toMillis(rateTurns.next(now, wait, interval));
    }

    /// Whether sends, of anybody, wait too long already for one more to be of use.
    public boolean isCongested() {
        boolean congested = node.precedence().sheds(Precedence.Kind.SENDS);
        if (!congested) {
            busyTurns.over();
        }
        return congested;
    }

    /// For one of its sends that is told `busy`: when it is to come again.
    ///
    /// @return milliseconds
    long retryAfterMillis() {
        long wait = TimeUnit.MILLISECONDS.toNanos(node.precedence().retryAfterMillis());
        long apart = TimeUnit.MILLISECONDS.toNanos(node.precedence().apartMillis());
        return TimeUnit.NANOSECONDS.toMillis(busyTurns.next(Ticks.now(), wait, apart));
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
