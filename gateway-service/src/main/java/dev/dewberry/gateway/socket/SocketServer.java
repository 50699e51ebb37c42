package dev.dewberry.gateway.socket;

import io.netty.channel.ChannelPipeline;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

/// Puts the [UpgradeHandler] into the pipelines of the one public port.
public final class SocketServer implements NettyServerCustomizer {

    private final Upgrades upgrades;

    public SocketServer(Upgrades upgrades) {
        this.upgrades = upgrades;
    }

    @Override
    public HttpServer apply(HttpServer server) {
        return server.doOnChannelInit((observer, channel, remoteAddress) -> {
            ChannelPipeline pipeline = channel.pipeline();
            // HTTP/2 has another codec, and no upgrade.
            if (pipeline.get(NettyPipeline.HttpCodec) != null) {
                HeadTimer heads = new HeadTimer(
                        upgrades.node().settings().helloWithin().toNanos(),
                        () -> upgrades.broken(channel.remoteAddress()));
                pipeline.addBefore(NettyPipeline.HttpCodec, "dewberry.heads", heads);
                pipeline.addAfter(NettyPipeline.HttpCodec, "dewberry.upgrade", new UpgradeHandler(upgrades, heads));
            }
        });
    }
}
