package dev.dewberry.gateway.socket;

import dev.dewberry.gateway.limit.Ticks;
import dev.dewberry.gateway.limit.TokenBucket;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/// Takes new connections from the kernel at a pace. What a connection costs before anybody knows whether it will be a
/// socket (its pipeline, TLS, the head of its request) is done on the loops that serve everybody else: four thousand
/// at once kept them from a message for most of a second. Those that wait stand in the kernel's queue, which refuses
/// nobody before it is full. To stand in the pipeline of the listening channel.
final class AcceptPace extends ChannelInboundHandlerAdapter {

    /// Of one turn of the loop; what has come together when the pace begins to hold is not taken back.
    private static final int BURST = 8;

    /// With all waiting to come and somebody's sends slow all the time, they are to come nevertheless.
    private static final double SLOWEST = 6;

    private final TokenBucket bucket = new TokenBucket();
    private final long interval;
    private final DoubleSupplier slowdown;
    private final LongSupplier clock;

    /// @param slowdown by how much the pace is lower now, at least 1
    AcceptPace(int perSecond, DoubleSupplier slowdown) {
        this(perSecond, slowdown, Ticks::now);
    }

    AcceptPace(int perSecond, DoubleSupplier slowdown, LongSupplier clock) {
        this.interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.slowdown = slowdown;
        this.clock = clock;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object child) {
        double asked = slowdown.getAsDouble();
        // A connection disturbs more than what its client asks for later. By the plain factor sends had a p99 of
        // 206 ms while 4,000 came, by its square 176 and 190, and the last was served no later.
        double slower = Math.min(asked * asked, SLOWEST);
        // The burst is a time: it does not get longer by each one's taking longer.
        long wait = bucket.reserve(clock.getAsLong(), (long) (interval * slower), (int) (BURST / slower));
        if (wait > 0 && context.channel().config().isAutoRead()) {
            context.channel().config().setAutoRead(false);
            var unused = context.executor()
                    .schedule(() -> context.channel().config().setAutoRead(true), wait, TimeUnit.NANOSECONDS);
        }
        context.fireChannelRead(child);
    }
}
