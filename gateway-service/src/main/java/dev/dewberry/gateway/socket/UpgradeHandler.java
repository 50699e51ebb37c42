package dev.dewberry.gateway.socket;

import dev.dewberry.gateway.socket.SocketMetrics.Refusal;
import dev.dewberry.gateway.socket.Upgrades.Accepted;
import dev.dewberry.gateway.socket.Upgrades.Refused;
import dev.dewberry.platform.error.Problem;
import dev.dewberry.protocol.ErrorCode;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/// Stands behind the HTTP codec of each new connection. A request for `/ws` never reaches WebFlux: this
/// handler makes the handshake, throws out everything that HTTP needed, and leaves a pipeline of two lean
/// handlers. All other requests pass.
final class UpgradeHandler extends ChannelDuplexHandler {

    private static final Problem LATE_BODY = new Problem(
            ErrorCode.BAD_FRAME, HttpResponseStatus.REQUEST_TIMEOUT.code(), "the body did not come in time", null);

    /// The mark's place in the octet of IPv4 (TOS) and IPv6 (traffic class); the two bits below are ECN's.
    private static final int DSCP_SHIFT = 2;

    private final Upgrades upgrades;
    private final RequestTimer timer;
    private int unanswered;
    private boolean answering;
    private @Nullable HttpRequest upgrade;
    private boolean decided;
    private boolean reserved;

    UpgradeHandler(Upgrades upgrades, RequestTimer timer) {
        this.upgrades = upgrades;
        this.timer = timer;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            timer.headArrived();
        }
        if (message instanceof LastHttpContent) {
            timer.requestEnded();
        }
        if (upgrade != null) {
            onUpgradeBody(context, upgrade, message);
        } else if (message instanceof HttpRequest request && Upgrades.isSocketPath(request)) {
            upgrade = request;
            if (request instanceof LastHttpContent) {
                onUpgradeBody(context, request, message);
            }
        } else {
            if (message instanceof HttpRequest request) {
                unanswered++;
                if (request.decoderResult().isFailure()) {
                    upgrades.broken(context.channel().remoteAddress());
                }
            }
            context.fireChannelRead(message);
        }
    }

    private void onUpgradeBody(ChannelHandlerContext context, HttpRequest request, Object message) {
        boolean complete = message instanceof LastHttpContent;
        ReferenceCountUtil.release(message);
        if (decided) {
            // Who talks before he has his answer does not speak the protocol.
            var unused = context.close();
            return;
        }
        if (!complete) {
            return;
        }
        decided = true;
        if (unanswered > 0) {
            refuse(context, new Refused(Refusal.NOT_A_HANDSHAKE, 0));
            return;
        }
        switch (upgrades.judge(request, context.channel().remoteAddress())) {
            case Refused refused -> refuse(context, refused);
            case Accepted accepted -> {
                reserved = true;
                if (accepted.waitNanos() == 0) {
                    open(context, request, accepted);
                } else {
                    var unused = context.executor()
                            .schedule(
                                    () -> open(context, request, accepted), accepted.waitNanos(), TimeUnit.NANOSECONDS);
                }
            }
        }
    }

    private void open(ChannelHandlerContext context, HttpRequest request, Accepted accepted) {
        if (!context.channel().isActive()) {
            return;
        }
        SocketNode node = upgrades.node();
        SocketLoop loop = upgrades.loops().of(context.channel().eventLoop());
        var unused = context.write(upgrades.handshake().accept(request, accepted.compressed()));
        ClientSocket socket = new ClientSocket(
                context.channel(), loop, accepted.compressed(), accepted.address(), upgrades.receivers());
        // The socket gives the place back from here on.
        reserved = false;
        context.channel()
                .config()
                .setWriteBufferWaterMark(new WriteBufferWaterMark(
                        (int) node.settings().lowWater().toBytes(),
                        (int) node.settings().highWater().toBytes()));
        context.channel().config().setAutoRead(true);
        mark(context, node.settings().dscp());
        ChannelPipeline pipeline = context.pipeline();
        dropHttp(context, pipeline);
        pipeline.addLast(new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(node.maxFrameBytes())
                .allowExtensions(accepted.compressed())
                .closeOnProtocolViolation(false)
                .withUTF8Validator(false)
                .build()));
        pipeline.addLast(new SocketHandler(socket, accepted.compressed()));
        // What the codec had read already goes on to the decoder through this handler, which then has nothing
        // more to do.
        pipeline.remove(NettyPipeline.HttpCodec);
        pipeline.remove(this);
        context.channel().flush();
    }

    /// Only sockets: what is downloaded over HTTP is to stand behind them, wherever somebody looks at marks.
    private static void mark(ChannelHandlerContext context, int dscp) {
        if (dscp != 0) {
            context.channel().config().setOption(ChannelOption.IP_TOS, dscp << DSCP_SHIFT);
        }
    }

    private void dropHttp(ChannelHandlerContext self, ChannelPipeline pipeline) {
        for (String name : pipeline.names()) {
            ChannelHandlerContext other = pipeline.context(name);
            boolean needed = other == null
                    || other == self
                    || name.equals(NettyPipeline.HttpCodec)
                    || other.handler() instanceof SslHandler;
            if (!needed) {
                pipeline.remove(name);
            }
        }
    }

    private static void refuse(ChannelHandlerContext context, Refused refused) {
        HttpResponseStatus status = status(refused.reason());
        Duration retryAfter = refused.retryAfterSeconds() > 0 ? Duration.ofSeconds(refused.retryAfterSeconds()) : null;
        FullHttpResponse response = EarlyAnswers.of(
                new Problem(code(refused.reason()), status.code(), "no socket: " + status.reasonPhrase(), retryAfter));
        if (status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
            response.headers()
                    .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                    .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
        }
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    private static HttpResponseStatus status(Refusal reason) {
        return switch (reason) {
            case NOT_A_HANDSHAKE -> HttpResponseStatus.UPGRADE_REQUIRED;
            case SUBPROTOCOL -> HttpResponseStatus.BAD_REQUEST;
            case ORIGIN -> HttpResponseStatus.FORBIDDEN;
            case ADDRESS -> HttpResponseStatus.TOO_MANY_REQUESTS;
            case FULL, MEMORY, PACE, DRAINING -> HttpResponseStatus.SERVICE_UNAVAILABLE;
        };
    }

    private static ErrorCode code(Refusal reason) {
        return switch (reason) {
            case NOT_A_HANDSHAKE, SUBPROTOCOL -> ErrorCode.BAD_FRAME;
            case ORIGIN -> ErrorCode.FORBIDDEN;
            case ADDRESS -> ErrorCode.RATE_LIMITED;
            case FULL, MEMORY, PACE, DRAINING -> ErrorCode.BUSY;
        };
    }

    /// A late head counts against its address, a late body does not: it is cut off by the network as well.
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof RequestTimer.Late late)) {
            context.fireUserEventTriggered(event);
            return;
        }
        switch (late) {
            case HEAD -> upgrades.broken(context.channel().remoteAddress());
            case BODY -> {
                // It must not look like the answer to an earlier request, or stand in the middle of one.
                if (unanswered == 1 && !answering && upgrade == null) {
                    var unused = context.writeAndFlush(EarlyAnswers.of(LATE_BODY));
                }
            }
        }
        // At once: who does not take the answer now does not read either.
        var unused = context.close();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        boolean interim =
                message instanceof HttpResponse response && response.status().code() < 200;
        if (message instanceof HttpResponse && !interim) {
            answering = true;
        }
        if (message instanceof LastHttpContent && !interim && upgrade == null) {
            unanswered--;
            answering = false;
        }
        var unused = context.write(message, promise);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (reserved) {
            reserved = false;
            upgrades.abandoned();
        }
        context.fireChannelInactive();
    }
}
