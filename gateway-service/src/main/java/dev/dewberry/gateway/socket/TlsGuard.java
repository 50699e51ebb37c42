package dev.dewberry.gateway.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import reactor.netty.NettyPipeline;

/// Stands before TLS until the handshake is done, and is gone then. Who speaks plain HTTP to
/// the port is told so, without a word of what he said being read. A handshake that has begun
/// and does not come to its end in time, and one that is none, count against the address like a
/// head that drips; a connection on which nothing was said does not.
final class TlsGuard extends ChannelInboundHandlerAdapter {

    private static final byte[] PLAIN = plain();

    private final Upgrades upgrades;
    private boolean begun;
    private boolean refused;

    private TlsGuard(Upgrades upgrades) {
        this.upgrades = upgrades;
    }

    /// Puts TLS and its guard before all that is there.
    static void install(ChannelPipeline pipeline, SslHandler tls, Upgrades upgrades) {
        TlsGuard guard = new TlsGuard(upgrades);
        pipeline.addFirst(NettyPipeline.SslHandler, tls);
        pipeline.addFirst("dewberry.tls", guard);
        tls.handshakeFuture().addListener(done -> {
            if (!done.isSuccess()) {
                guard.failed(pipeline, done.cause());
            } else if (pipeline.context(guard) != null) {
                // Unless an upgrade that came with the handshake's end was quicker.
                pipeline.remove(guard);
            }
        });
    }

    private static byte[] plain() {
        String body = "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,\"code\":\"bad_frame\","
                + "\"detail\":\"this port speaks TLS: ask it by https and wss\"}";
        return ("HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nCache-Control: no-store\r\n"
                        + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (refused) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (!begun && message instanceof ByteBuf bytes && bytes.isReadable()) {
            begun = true;
            if (isMethod(bytes.getByte(bytes.readerIndex()))) {
                refused = true;
                bytes.release();
                context.writeAndFlush(Unpooled.wrappedBuffer(PLAIN)).addListener(ChannelFutureListener.CLOSE);
                return;
            }
        }
        context.fireChannelRead(message);
    }

    /// A handshake begins with byte 22, and a request with a capital letter.
    private static boolean isMethod(byte first) {
        return first >= 'A' && first <= 'Z';
    }

    private void failed(ChannelPipeline pipeline, Throwable cause) {
        boolean stalled = begun && cause instanceof SslHandshakeTimeoutException;
        if (!refused && (stalled || cause instanceof NotSslRecordException)) {
            upgrades.broken(pipeline.channel().remoteAddress());
        }
    }
}
