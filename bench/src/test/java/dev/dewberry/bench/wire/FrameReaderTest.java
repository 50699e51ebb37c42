package dev.dewberry.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
    private final List<String> seen = new ArrayList<>();
    private final FrameReader.Sink sink = new FrameReader.Sink() {
        @Override
        public void onText(byte[] bytes, int from, int to) {
            seen.add(new String(bytes, from, to - from, StandardCharsets.UTF_8));
        }

        @Override
        public void onPing(byte[] bytes, int from, int to) {
            seen.add("ping " + (to - from));
        }

        @Override
        public void onClose(int code) {
            seen.add("close " + code);
        }
    };

    private static byte[] frame(int head, String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        var out = new ByteArrayOutputStream();
        out.write(head);
        if (payload.length < 126) {
            out.write(payload.length);
        } else if (payload.length < 65536) {
            out.write(126);
            out.write(payload.length >> 8);
            out.write(payload.length);
        } else {
            out.write(127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.write((int) ((long) payload.length >> shift));
            }
        }
        out.writeBytes(payload);
        return out.toByteArray();
    }

    @Test
    void readsAsManyFramesAsAreWholeAndLeavesTheRest() {
        var out = new ByteArrayOutputStream();
        out.writeBytes(frame(0x81, "{}"));
        out.writeBytes(frame(0x89, "abc"));
        int whole = out.size();
        byte[] last = frame(0x81, "x".repeat(300));
        out.write(last, 0, last.length - 1);

        int used = FrameReader.read(out.toByteArray(), 0, out.size(), sink);

        assertThat(used).isEqualTo(whole);
        assertThat(seen).containsExactly("{}", "ping 3");
    }

    @Test
    void everySizeOfLengthFieldIsUnderstood() {
        for (int size : List.of(0, 125, 126, 65535, 65536, 1 << 20)) {
            byte[] bytes = frame(0x81, "x".repeat(size));
            assertThat(FrameReader.read(bytes, 0, bytes.length, sink)).isEqualTo(bytes.length);
        }
        assertThat(seen).extracting(String::length).containsExactly(0, 125, 126, 65535, 65536, 1 << 20);
    }

    @Test
    void aFrameCutAnywhereWaitsForItsRest() {
        byte[] bytes = frame(0x81, "x".repeat(70_000));
        for (int cut = 0; cut < 12; cut++) {
            assertThat(FrameReader.read(bytes, 0, cut, sink)).isZero();
        }
        assertThat(seen).isEmpty();
    }

    @Test
    void aCloseCarriesItsCode() {
        byte[] bytes = {(byte) 0x88, 2, 0x11, 0x31};

        FrameReader.read(bytes, 0, 4, sink);

        assertThat(seen).containsExactly("close 4401");
    }

    @Test
    void fragmentsAndBinaryFramesAreErrorsOfTheServer() {
        assertThatThrownBy(() -> FrameReader.read(frame(0x01, "x"), 0, 3, sink)).isInstanceOf(MalformedFrame.class);
        assertThatThrownBy(() -> FrameReader.read(frame(0x82, "x"), 0, 3, sink)).isInstanceOf(MalformedFrame.class);
        assertThatThrownBy(() -> FrameReader.read(new byte[] {(byte) 0x81, (byte) 0x80}, 0, 2, sink))
                .isInstanceOf(MalformedFrame.class);
    }
}
