package dev.dewberry.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameWriterTest {
    private final FrameWriter writer = new FrameWriter(3);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 125, 126, 127, 65535, 65536, 70000})
    void whatIsUnmaskedIsWhatWasWritten(int size) {
        ByteBuf frame = writer.start().fill('a', size).text(UnpooledByteBufAllocator.DEFAULT);

        assertThat(frame.readUnsignedByte()).isEqualTo((short) 0x81);
        int length = frame.readUnsignedByte();
        assertThat(length & 0x80).isEqualTo(0x80);
        long payload = switch (length & 0x7f) {
            case 126 -> frame.readUnsignedShort();
            case 127 -> frame.readLong();
            default -> length & 0x7f;
        };
        assertThat(payload).isEqualTo(size);
        byte[] mask = new byte[4];
        frame.readBytes(mask);
        byte[] body = new byte[size];
        frame.readBytes(body);
        for (int i = 0; i < size; i++) {
            body[i] ^= mask[i & 3];
        }
        assertThat(new String(body, StandardCharsets.US_ASCII)).isEqualTo("a".repeat(size));
        assertThat(frame.isReadable()).isFalse();
        frame.release();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 10, 99, 100, 1234567890123456789L, Long.MAX_VALUE})
    void numbersAreDecimal(long value) {
        assertThat(writer.start().number(value).toString()).isEqualTo(Long.toString(value));
    }

    @Test
    void everyFrameHasItsOwnMask() {
        ByteBuf first = writer.start().ascii("x").text(UnpooledByteBufAllocator.DEFAULT);
        ByteBuf second = writer.start().ascii("x").text(UnpooledByteBufAllocator.DEFAULT);

        assertThat(first.getInt(2)).isNotEqualTo(second.getInt(2));
        first.release();
        second.release();
    }
}
