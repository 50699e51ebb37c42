package dev.dewberry.bench.client;

import dev.dewberry.bench.tls.ClientTls;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Opens TCP connections to the server, all on one event loop.
final class Sockets {
    /// The answer to [#KEY] by RFC 6455: SHA-1 of the key and a fixed text.
    static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    private static final int CLIENTS_PER_ADDRESS = 8000;

    private final InetSocketAddress server;
    private final String authority;
    private final byte[] upgradeRequest;
    private final Bootstrap bootstrap;
    private final @Nullable ClientTls tls;

    /// @param tls null where the server speaks plain HTTP
    Sockets(EventLoop loop, URI base, @Nullable ClientTls tls) {
        int port = base.getPort() >= 0 ? base.getPort() : tls == null ? 80 : 443;
        this.tls = tls;
        this.server = new InetSocketAddress(base.getHost(), port);
        this.authority = base.getHost() + ":" + port;
        this.upgradeRequest = ("GET /ws HTTP/1.1\r\nHost: " + authority
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                        + KEY + "\r\nSec-WebSocket-Protocol: dewberry.v1\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 10_000)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(4096))
                .option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
    }

    /// Host and port, as the header `Host` has them.
    String authority() {
        return authority;
    }

    byte[] upgradeRequest() {
        return upgradeRequest;
    }

    /// Connects; `handler` is then told what happens, or `failed` why it did not come about.
    void open(Client client, ChannelHandler handler, Consumer<String> failed) {
        ChannelFuture connecting = bootstrap
                .clone()
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (tls != null) {
                            channel.pipeline()
                                    .addLast(tls.handler(channel.alloc(), server.getHostString(), server.getPort()));
                        }
                        channel.pipeline().addLast(handler);
                    }
                })
                .connect(server, source(client));
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                failed.accept("connect: " + done.cause());
            }
        });
    }

    /// One source address has about 28,000 ports, so a crowd on the loopback spreads over several.
    private InetSocketAddress source(Client client) {
        if (!server.getAddress().isLoopbackAddress()) {
            return new InetSocketAddress(0);
        }
        return new InetSocketAddress("127.0.0." + (2 + client.index() / CLIENTS_PER_ADDRESS), 0);
    }
}
