package dev.dewberry.gateway.socket;

import dev.dewberry.gateway.tls.ServerTls;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

/// Puts the [UpgradeHandler] into the pipelines of the one public port, and TLS before all
/// where there is a certificate.
public final class SocketServer implements NettyServerCustomizer {

    private final Upgrades upgrades;
    private final Duration bodyWithin;
    private final int connectionsPerSecond;
    private final DoubleSupplier slowdown;
    private final @Nullable ServerTls tls;

    /// @param bodyWithin time that a request's body has, once its head is there
    /// @param connectionsPerSecond taken from the kernel, in the long run
    /// @param slowdown by how much fewer now, at least 1
    /// @param tls `null` where the port speaks plain HTTP
    public SocketServer(
            Upgrades upgrades,
            Duration bodyWithin,
            int connectionsPerSecond,
            DoubleSupplier slowdown,
            @Nullable ServerTls tls) {
        this.upgrades = upgrades;
        this.bodyWithin = bodyWithin;
        this.connectionsPerSecond = connectionsPerSecond;
        this.slowdown = slowdown;
        this.tls = tls;
    }

    @Override
    public HttpServer apply(HttpServer server) {
        HttpServer paced = server.doOnBound(bound ->
                bound.channel().pipeline().addFirst("dewberry.accept", new AcceptPace(connectionsPerSecond, slowdown)));
        return paced.doOnChannelInit((observer, channel, remoteAddress) -> {
            // HTTP/2 has another codec, and no upgrade.
            if (channel.pipeline().get(NettyPipeline.HttpCodec) != null) {
                serveSockets(channel.pipeline());
            }
            if (tls != null) {
                encrypt(tls, channel);
            }
        });
    }

    private void serveSockets(ChannelPipeline pipeline) {
        RequestTimer timer = new RequestTimer(upgrades.node().settings().helloWithin(), bodyWithin);
        pipeline.addBefore(NettyPipeline.HttpCodec, "dewberry.timer", timer);
        pipeline.addAfter(NettyPipeline.HttpCodec, "dewberry.upgrade", new UpgradeHandler(upgrades, timer));
    }

    private void encrypt(ServerTls with, Channel channel) {
        Duration within = upgrades.node().settings().helloWithin();
        TlsGuard.install(channel.pipeline(), with.handler(channel.alloc(), within), upgrades);
    }
}
