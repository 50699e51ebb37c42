package dev.dewberry.gateway.socket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Watches that what a client has begun comes to its end: the head of a request, and then its body.
/// Neither a handshake that never finishes nor a body that drips must hold a connection, and what was
/// read of it. A connection on which nothing was said yet is only idle, as those that browsers open in
/// advance. Stands before the HTTP codec, and hears from behind it what that made of the bytes; there is
/// no timer for the usual request, which comes whole.
final class RequestTimer extends ChannelInboundHandlerAdapter {

    /// The event by which the handlers behind are told what is late.
    enum Late {
        HEAD,
        BODY
    }

    private final Duration headWithin;
    private final Duration bodyWithin;
    private boolean inBody;
    private boolean decoded;
    private @Nullable ScheduledFuture<?> deadline;

    RequestTimer(Duration headWithin, Duration bodyWithin) {
        this.headWithin = headWithin;
        this.bodyWithin = bodyWithin;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        decoded = false;
        context.fireChannelRead(message);
        if (deadline != null || context.isRemoved()) {
            return;
        }
        if (inBody) {
            deadline = schedule(context, Late.BODY, bodyWithin);
        } else if (!decoded) {
            deadline = schedule(context, Late.HEAD, headWithin);
        }
    }

    private static ScheduledFuture<?> schedule(ChannelHandlerContext context, Late late, Duration time) {
        return context.executor()
                .schedule(() -> context.fireUserEventTriggered(late), time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// The codec has read a head to its end.
    void headArrived() {
        decoded = true;
        inBody = true;
        cancel();
    }

    /// The codec has read a request to its end.
    void requestEnded() {
        decoded = true;
        inBody = false;
        cancel();
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
