package dev.dewberry.gateway.socket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Closes a connection on which a request has begun and the end of its head does not come: handshakes that
/// never finish must not hold connections. One on which nothing was said yet is only idle, as those that
/// browsers open in advance. Stands before the HTTP codec, and hears from behind it what that made of the
/// bytes; there is no timer for the usual request, which comes whole.
final class HeadTimer extends ChannelInboundHandlerAdapter {

    private final long patienceNanos;
    private final Runnable onLate;
    private boolean inBody;
    private boolean decoded;
    private @Nullable ScheduledFuture<?> deadline;

    /// @param onLate told before the connection is closed
    HeadTimer(long patienceNanos, Runnable onLate) {
        this.patienceNanos = patienceNanos;
        this.onLate = onLate;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        decoded = false;
        context.fireChannelRead(message);
        if (!decoded && !inBody && deadline == null && !context.isRemoved()) {
            deadline = context.executor().schedule(() -> late(context), patienceNanos, TimeUnit.NANOSECONDS);
        }
    }

    /// The codec has read a head to its end.
    void headArrived() {
        decoded = true;
        inBody = true;
        cancel();
    }

    /// The codec has read a request to its end.
    void requestEnded() {
        inBody = false;
    }

    private void late(ChannelHandlerContext context) {
        onLate.run();
        var unused = context.close();
    }

    private void cancel() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        cancel();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        cancel();
    }
}
