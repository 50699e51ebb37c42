package dev.dewberry.bench.calibration;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How many small frames a second go there and back between the two cores over a hundred sockets: the most that any
/// server of this kind could take and give on this machine.
final class EchoCeiling {
    private static final int SOCKETS = 100;
    private static final int SIZE = 200;
    private static final int WARMUP_MS = 2000;
    private static final int MEASURED_MS = 3000;

    private final EventLoop loop;
    private long echoed;

    EchoCeiling(EventLoop loop) {
        this.loop = loop;
    }

    double measure(@Nullable Integer cpu, Path folder) throws IOException, InterruptedException {
        int port = PinnedProcess.freePort();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = List.of(
                java,
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                EchoServer.class.getName(),
                Integer.toString(port));
        try (var server = PinnedProcess.start(cpu, folder.resolve("echo.log"), command)) {
            server.awaitPort(port);
            for (int i = 0; i < SOCKETS; i++) {
                connect(port);
            }
            // Time is what is measured: the sockets work on their own thread meanwhile.
            Thread.sleep(WARMUP_MS);
            long before = count();
            long start = System.nanoTime();
            Thread.sleep(MEASURED_MS);
            return (count() - before) / ((System.nanoTime() - start) / 1e9);
        }
    }

    private long count() throws InterruptedException {
        var counted = new long[1];
        loop.submit(() -> counted[0] = echoed).sync();
        return counted[0];
    }

    private void connect(int port) throws InterruptedException {
        new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new PingPong());
                    }
                })
                .connect(InetAddress.getLoopbackAddress(), port)
                .sync();
    }

    /// One frame under way on each socket: the next goes out when the last is back.
    private final class PingPong extends ChannelInboundHandlerAdapter {
        private int got;

        @Override
        public void channelActive(ChannelHandlerContext context) {
            send(context);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf in = (ByteBuf) message;
            got += in.readableBytes();
            in.release();
            if (got >= SIZE) {
                got -= SIZE;
                echoed++;
                send(context);
            }
        }

        private void send(ChannelHandlerContext context) {
            var unused =
                    context.writeAndFlush(context.alloc().directBuffer(SIZE).writeZero(SIZE), context.voidPromise());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // The server ends when the measurement does.
            var unused = context.close();
        }
    }
}
