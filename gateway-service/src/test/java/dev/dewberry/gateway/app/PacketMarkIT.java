package dev.dewberry.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import io.netty.channel.Channel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What the kernel writes into the packets to clients, asked of the kernel itself.
@ExtendWith(Servers.class)
class PacketMarkIT {

    /// Linux: IPPROTO_IP and IP_TOS, IPPROTO_IPV6 and IPV6_TCLASS.
    private static final IntegerUnixChannelOption TOS = new IntegerUnixChannelOption("IP_TOS", 0, 1);

    private static final IntegerUnixChannelOption TRAFFIC_CLASS = new IntegerUnixChannelOption("IPV6_TCLASS", 41, 67);
    private static final int AF21 = 0x48;

    private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
    private StandIn others;

    @BeforeEach
    void start(Redis redis) {
        redis.freshUri();
        others = new StandIn(redis);
    }

    @AfterEach
    void stop() {
        others.close();
    }

    private Gateway gateway(Redis redis, String address, String... arguments) {
        return Gateway.start(
                redis,
                others,
                server -> server.doOnChannelInit((observer, channel, peer) -> accepted.add(channel)),
                address,
                arguments);
    }

    private int mark(Gateway gateway, String address, IntegerUnixChannelOption option)
            throws IOException, InterruptedException {
        String upgrade = "GET /ws HTTP/1.1\r\nHost: dewberry\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                + "Sec-WebSocket-Protocol: dewberry.v1\r\n\r\n";
        return markAfter(gateway, address, option, upgrade, "HTTP/1.1 101");
    }

    private int markAfter(
            Gateway gateway, String address, IntegerUnixChannelOption option, String request, String answer)
            throws IOException, InterruptedException {
        try (var socket = new Socket(InetAddress.getByName(address), gateway.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] head = socket.getInputStream().readNBytes(answer.length());
            assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo(answer);
            Channel channel = accepted.poll(10, TimeUnit.SECONDS);
            assertThat(channel).isNotNull();
            return channel.config().getOption(option);
        }
    }

    @Test
    void clientsOfBothFamiliesGetPacketsOfLowLatencyData(Redis redis) throws IOException, InterruptedException {
        // As `up` listens: one socket of IPv6, which IPv4 comes to as well.
        try (Gateway gateway = gateway(redis, "::")) {
            assertThat(mark(gateway, "::1", TRAFFIC_CLASS)).isEqualTo(AF21);
            assertThat(mark(gateway, "127.0.0.1", TOS)).isEqualTo(AF21);
        }
    }

    @Test
    void aSocketOfIpv4HasTheMarkThatIsSet(Redis redis) throws IOException, InterruptedException {
        try (Gateway gateway = gateway(redis, "127.0.0.1", "--dewberry.gateway.socket.dscp=46")) {
            assertThat(mark(gateway, "127.0.0.1", TOS)).isEqualTo(0xb8);
        }
    }

    @Test
    void whatIsAskedForByHttpStandsBehindTheSockets(Redis redis) throws IOException, InterruptedException {
        try (Gateway gateway = gateway(redis, "127.0.0.1")) {
            String request = "GET / HTTP/1.1\r\nHost: dewberry\r\n\r\n";
            assertThat(markAfter(gateway, "127.0.0.1", TOS, request, "HTTP/1.1 "))
                    .isZero();
        }
    }

    @Test
    void withZeroNothingIsMarked(Redis redis) throws IOException, InterruptedException {
        try (Gateway gateway = gateway(redis, "::", "--dewberry.gateway.socket.dscp=0")) {
            assertThat(mark(gateway, "::1", TRAFFIC_CLASS)).isZero();
            assertThat(mark(gateway, "127.0.0.1", TOS)).isZero();
        }
    }
}
