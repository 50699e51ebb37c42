package dev.dewberry.gateway.socket;

import io.netty.channel.ChannelPipeline;
import java.time.Duration;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

/// Puts the [UpgradeHandler] into the pipelines of the one public port.
public final class SocketServer implements NettyServerCustomizer {

    private final Upgrades upgrades;
    private final Duration bodyWithin;

    /// @param bodyWithin time that a request's body has, once its head is there
    public SocketServer(Upgrades upgrades, Duration bodyWithin) {
        this.upgrades = upgrades;
        this.bodyWithin = bodyWithin;
    }

    @Override
    public HttpServer apply(HttpServer server) {
        return server.doOnChannelInit((observer, channel, remoteAddress) -> {
            ChannelPipeline pipeline = channel.pipeline();
            // HTTP/2 has another codec, and no upgrade.
            if (pipeline.get(NettyPipeline.HttpCodec) != null) {
                RequestTimer timer = new RequestTimer(upgrades.node().settings().helloWithin(), bodyWithin);
                pipeline.addBefore(NettyPipeline.HttpCodec, "dewberry.timer", timer);
                pipeline.addAfter(NettyPipeline.HttpCodec, "dewberry.upgrade", new UpgradeHandler(upgrades, timer));
            }
        });
    }
}
