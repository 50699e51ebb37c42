package dev.dewberry.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.gateway.limit.FailureLimiter;
import dev.dewberry.protocol.CloseCode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SocketHandlerTest {

    private final SocketSettings settings = TestSettings.sockets();
    private final SocketNode node =
            new SocketNode(settings, new SocketMetrics(new SimpleMeterRegistry()), new FailureLimiter(10, 10, 10, 10));
    private final List<String> texts = new ArrayList<>();
    private final List<@Nullable CloseCode> closes = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private ClientSocket socket;
    private boolean sweepFails;

    private void open(boolean compressed) {
        node.tryReserve();
        SocketLoop loop = new SocketLoops(node).of(channel.eventLoop());
        socket = new ClientSocket(channel, loop, compressed, null, opened -> new FrameReceiver() {
            @Override
            public void onText(String text) {
                texts.add(text);
            }

            @Override
            public void onSweep(long now) {
                if (sweepFails) {
                    throw new IllegalStateException("as a bug would");
                }
            }

            @Override
            public void onClosed(@Nullable CloseCode code) {
                closes.add(code);
            }
        });
        channel.pipeline()
                .addLast(new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder()
                        .maxFramePayloadLength(node.maxFrameBytes())
                        .allowExtensions(compressed)
                        .closeOnProtocolViolation(false)
                        .withUTF8Validator(false)
                        .build()))
                .addLast(new SocketHandler(socket, compressed));
    }

    private void receive(WebSocketFrame... frames) {
        for (WebSocketFrame frame : frames) {
            EmbeddedChannel encoder = new EmbeddedChannel(new WebSocket13FrameEncoder(true));
            encoder.writeOutbound(frame);
            for (ByteBuf bytes = encoder.readOutbound(); bytes != null; bytes = encoder.readOutbound()) {
                channel.writeInbound(bytes);
            }
        }
        channel.runPendingTasks();
    }

    private @Nullable WebSocketFrame sent() {
        EmbeddedChannel decoder = new EmbeddedChannel(new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder()
                .expectMaskedFrames(false)
                .allowMaskMismatch(true)
                .allowExtensions(true)
                .maxFramePayloadLength(2 << 20)
                .build()));
        ByteBuf bytes = channel.readOutbound();
        if (bytes == null) {
            return null;
        }
        decoder.writeInbound(bytes);
        return decoder.readInbound();
    }

    private int closeCode() {
        for (WebSocketFrame frame = sent(); frame != null; frame = sent()) {
            if (frame instanceof CloseWebSocketFrame close) {
                return close.statusCode();
            }
        }
        return -1;
    }

    @Test
    void aTextMessageArrivesWholeAlsoInFragmentsWithAPingBetween() {
        open(false);
        receive(
                new TextWebSocketFrame("one"),
                new TextWebSocketFrame(false, 0, "t"),
                new PingWebSocketFrame(Unpooled.copiedBuffer("p", StandardCharsets.UTF_8)),
                new ContinuationWebSocketFrame(false, 0, "w"),
                new ContinuationWebSocketFrame(true, 0, "o"));

        assertThat(texts).containsExactly("one", "two");
        assertThat(sent().content().toString(StandardCharsets.UTF_8)).isEqualTo("p");
    }

    @Test
    void aBinaryFrameCloses4400() {
        open(false);
        receive(new BinaryWebSocketFrame(Unpooled.copiedBuffer("x", StandardCharsets.UTF_8)));
        assertThat(closeCode()).isEqualTo(4400);
        assertThat(closes).containsExactly(CloseCode.MALFORMED);
    }

    @Test
    void whatIsNotUtf8Closes4400ButAReplacementCharacterOfTheClientIsFine() {
        open(false);
        receive(new TextWebSocketFrame("\ufffd"));
        assertThat(texts).containsExactly("\ufffd");

        receive(new TextWebSocketFrame(true, 0, Unpooled.wrappedBuffer(new byte[] {'a', (byte) 0xff})));
        assertThat(closeCode()).isEqualTo(4400);
    }

    @Test
    void aFrameOfExactlyTheLimitPassesAndOneMoreByteCloses1009() {
        open(false);
        receive(new TextWebSocketFrame("x".repeat(65536)));
        assertThat(texts).hasSize(1);

        receive(new TextWebSocketFrame("x".repeat(65537)));
        assertThat(closeCode()).isEqualTo(1009);
    }

    @Test
    void fragmentsThatTogetherPassTheLimitClose1009() {
        open(false);
        receive(
                new TextWebSocketFrame(false, 0, "x".repeat(40_000)),
                new ContinuationWebSocketFrame(true, 0, "x".repeat(40_000)));
        assertThat(closeCode()).isEqualTo(1009);
        assertThat(texts).isEmpty();
    }

    @Test
    void aCompressedMessageIsInflatedAndABombCloses1009() {
        open(true);
        Deflate deflate = new Deflate();
        ByteBuf small = deflate.deflate(channel.alloc(), Frames.text(channel.alloc(), "y".repeat(5000)));
        receive(new TextWebSocketFrame(true, 4, payload(small)));
        assertThat(texts).containsExactly("y".repeat(5000));

        ByteBuf bomb = deflate.deflate(channel.alloc(), Frames.text(channel.alloc(), "y".repeat(1_000_000)));
        receive(new TextWebSocketFrame(true, 4, payload(bomb)));
        assertThat(closeCode()).isEqualTo(1009);
    }

    private static ByteBuf payload(ByteBuf frame) {
        int offset = Frames.payloadOffset(frame);
        return frame.slice(offset, frame.writerIndex() - offset);
    }

    @Test
    void largeAnswersGoOutCompressedAndSmallOnesPlain() throws Exception {
        open(true);
        socket.answer("{\"a\":1}");
        socket.answer("{\"a\":\"" + "z".repeat(5000) + "\"}");
        channel.runPendingTasks();

        WebSocketFrame plain = sent();
        assertThat(plain.rsv()).isZero();
        WebSocketFrame large = sent();
        assertThat(large.rsv()).isEqualTo(4);
        assertThat(large.content().readableBytes()).isLessThan(200);
        byte[] inflated = new Deflate().inflate(large.content(), 10_000);
        assertThat(new String(inflated, StandardCharsets.UTF_8)).isEqualTo("{\"a\":\"" + "z".repeat(5000) + "\"}");
    }

    @Test
    void reservedBitsWithoutCompressionAreAProtocolError() {
        open(false);
        receive(new TextWebSocketFrame(true, 4, "x"));
        assertThat(closeCode()).isEqualTo(1002);
    }

    @Test
    void theClientsCloseIsAnsweredAndTheSocketIsGone() {
        open(false);
        receive(new CloseWebSocketFrame(1000, "bye"));
        assertThat(closeCode()).isEqualTo(1000);
        assertThat(closes).hasSize(1);
        assertThat(channel.isOpen()).isFalse();
        assertThat(node.sockets()).isZero();
    }

    @Test
    void pushesAboveTheHighWaterAreDroppedAnswersAreNotAndOneResyncFollows() {
        open(false);
        socket.push("{\"type\":\"event\"}");
        clientReads(false);
        assertThat(channel.config().isAutoRead()).isFalse();
        for (int i = 0; i < 10; i++) {
            socket.push("{\"type\":\"event\"}");
        }
        socket.answer("{\"type\":\"ack\"}");
        socket.resync();
        clientReads(true);
        socket.push("{\"type\":\"event\"}");
        channel.runPendingTasks();

        List<String> types = new ArrayList<>();
        for (WebSocketFrame frame = sent(); frame != null; frame = sent()) {
            types.add(frame.content().toString(StandardCharsets.UTF_8).split("\"")[3]);
        }
        assertThat(types).containsExactly("event", "ack", "resync", "event");
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    /// An embedded channel flushes at once, so that its queue never fills: what is told to the handlers is
    /// the same.
    private void clientReads(boolean reads) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, reads);
        channel.runPendingTasks();
    }

    @Test
    void aSocketThatDoesNotReadIsClosed4430AfterATimeWithoutProgress() {
        open(false);
        socket.greeted();
        clientReads(false);
        long now = dev.dewberry.gateway.limit.Ticks.now();

        socket.sweep(now + TimeUnit.SECONDS.toNanos(29));
        assertThat(closes).isEmpty();
        socket.sweep(now + TimeUnit.SECONDS.toNanos(62));
        assertThat(closes).containsExactly(CloseCode.DOES_NOT_READ);
    }

    @Test
    void aSilentSocketIsPingedOnceThenClosed4408AndOneWithoutHelloToo() {
        open(false);
        long now = dev.dewberry.gateway.limit.Ticks.now();
        socket.sweep(now + TimeUnit.SECONDS.toNanos(9));
        assertThat(closes).isEmpty();
        socket.greeted();
        socket.sweep(now + TimeUnit.SECONDS.toNanos(61));
        socket.sweep(now + TimeUnit.SECONDS.toNanos(62));
        channel.runPendingTasks();
        assertThat(sent()).isInstanceOf(PingWebSocketFrame.class);
        assertThat(sent()).isNull();
        socket.sweep(now + TimeUnit.SECONDS.toNanos(92));
        assertThat(closes).containsExactly(CloseCode.TIMEOUT);
    }

    /// The sweep of all others of the loop, their heartbeats and their ends, depends on it.
    @Test
    void aSocketThatCannotBeSweptIsClosedAndTheSweepGoesOn() {
        channel.freezeTime();
        open(false);
        sweepFails = true;
        ClientSocket broken = socket;
        EmbeddedChannel own = new EmbeddedChannel();
        node.tryReserve();
        ClientSocket other = new ClientSocket(own, broken.loop(), false, null, opened -> new FrameReceiver() {
            @Override
            public void onText(String text) {}

            @Override
            public void onSweep(long now) {
                texts.add("swept");
            }

            @Override
            public void onClosed(@Nullable CloseCode code) {}
        });

        for (int sweeps = 0; sweeps < 2; sweeps++) {
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        }

        assertThat(texts).containsExactly("swept", "swept");
        assertThat(other.isOpen()).isTrue();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void withoutHelloASocketIsClosed4408() {
        open(false);
        socket.sweep(dev.dewberry.gateway.limit.Ticks.now() + TimeUnit.SECONDS.toNanos(11));
        assertThat(closes).containsExactly(CloseCode.TIMEOUT);
    }

    @Test
    void noBytesWhateverTheyAreLeaveASocketHalfDead() {
        Random random = new Random(42);
        for (int round = 0; round < 500; round++) {
            SocketHandlerTest fresh = new SocketHandlerTest();
            fresh.open(round % 2 == 0);
            for (int i = 0; i < 20 && fresh.channel.isOpen(); i++) {
                byte[] bytes = new byte[1 + random.nextInt(80)];
                random.nextBytes(bytes);
                if (random.nextBoolean()) {
                    // Closer to a frame: a known opcode, masked, a plausible length.
                    bytes[0] = (byte) (random.nextInt(16) | (random.nextBoolean() ? 0x80 : 0));
                    bytes[Math.min(1, bytes.length - 1)] = (byte) (0x80 | random.nextInt(128));
                }
                fresh.channel.writeInbound(Unpooled.wrappedBuffer(bytes));
                fresh.channel.runPendingTasks();
            }
            fresh.channel.checkException();
            fresh.channel.close();
            fresh.channel.runPendingTasks();
            assertThat(fresh.node.sockets()).isZero();
            assertThat(fresh.closes.size()).isEqualTo(1);
        }
    }

    @Test
    void lengthsAreEncodedAsTheRfcSays() {
        for (int length : new int[] {0, 125, 126, 65535, 65536, 1_000_000}) {
            ByteBuf frame = Frames.text(channel.alloc(), "a".repeat(length));
            assertThat(frame.writerIndex() - Frames.payloadOffset(frame)).isEqualTo(length);
            channel.writeOutbound(frame);
            WebSocketFrame decoded = sent();
            assertThat(decoded.isFinalFragment()).isTrue();
            assertThat(decoded.content().readableBytes()).isEqualTo(length);
        }
    }

    @Test
    void theHandshakesAcceptIsThatOfTheRfc() {
        assertThat(Handshake.acceptKey("dGhlIHNhbXBsZSBub25jZQ==")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assertThat(ByteBufUtil.hexDump(Frames.close(channel.alloc(), CloseCode.TOO_BIG)))
                .startsWith("8811" + "03f1");
    }
}
