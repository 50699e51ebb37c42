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
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Opens TCP connections to the server, all on one event loop.
public final class Sockets {
    /// The answer to [#KEY] by RFC 6455: SHA-1 of the key and a fixed text.
    static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    private static final int CLIENTS_PER_ADDRESS = 8000;
    /// Linux: IPPROTO_TCP and TCP_MAXSEG.
    private static final IntegerUnixChannelOption MAX_SEGMENT = new IntegerUnixChannelOption("TCP_MAXSEG", 6, 2);

    private static final int ETHERNET_SEGMENT = 1448;
    /// Bytes; the kernel makes twice as much of it.
    private static final int SMALL_BUFFER = 2048;

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

    public byte[] upgradeRequest() {
        return upgradeRequest;
    }

    /// Connects; `handler` is then told what happens, or `failed` why it did not come about.
    void open(Client client, ChannelHandler handler, Consumer<String> failed) {
        open(bootstrap.clone(), source("127.0.0." + (2 + client.index() / CLIENTS_PER_ADDRESS)), handler, failed);
    }

    /// The same from a given address, where the server is on the loopback.
    ///
    /// @param narrow with the segments of an Ethernet, by which the server's kernel sizes what it holds for
    ///     the socket (on the loopback 2.6 MB), and little room here
    public void open(String from, boolean narrow, ChannelHandler handler, Consumer<String> failed) {
        Bootstrap own = bootstrap.clone();
        if (narrow) {
            own.option(MAX_SEGMENT, ETHERNET_SEGMENT).option(ChannelOption.SO_RCVBUF, SMALL_BUFFER);
        }
        open(own, source(from), handler, failed);
    }

    private void open(Bootstrap by, InetSocketAddress source, ChannelHandler handler, Consumer<String> failed) {
        ChannelFuture connecting = by.handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (tls != null) {
                            channel.pipeline()
                                    .addLast(tls.handler(channel.alloc(), server.getHostString(), server.getPort()));
                        }
                        channel.pipeline().addLast(handler);
                    }
                })
                .connect(server, source);
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                failed.accept("connect: " + done.cause());
            }
        });
    }

    /// One source address has about 28,000 ports, so a crowd on the loopback spreads over several.
    private InetSocketAddress source(String onLoopback) {
        return server.getAddress().isLoopbackAddress()
                ? new InetSocketAddress(onLoopback, 0)
                : new InetSocketAddress(0);
    }
}
