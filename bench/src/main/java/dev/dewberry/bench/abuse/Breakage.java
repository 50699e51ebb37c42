package dev.dewberry.bench.abuse;

import dev.dewberry.bench.client.Client;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/// Every way that is known here to break a frame. Half of the connections do it as strangers, the others after the
/// welcome.
public enum Breakage {
    OVERSIZED(frame(0x81, new byte[70_000])),
    SAID_TO_BE_HUGE(new byte[] {(byte) 0x81, (byte) 0xff, 0x7f, -1, -1, -1, -1, -1, -1, -1, 1, 2, 3, 4}),
    NOT_UTF8(frame(0x81, new byte[] {'{', '"', (byte) 0xc3, (byte) 0x28, (byte) 0xff, '"', '}'})),
    NOT_JSON(text("{\"type\":\"ping\"")),
    NO_OBJECT(text("[1,2,3]")),
    NO_TYPE(text("{\"id\":\"1\"}")),
    UNKNOWN_TYPE(text("{\"type\":\"nonsense\",\"id\":\"1\"}")),
    NESTED(text("{\"type\":\"send\",\"id\":\"1\",\"content\":" + "[".repeat(60_000) + "}")),
    LONG_ID(text("{\"type\":\"history\",\"id\":\"" + "1".repeat(60_000) + "\"}")),
    LONG_NUMBER(text("{\"type\":\"read\",\"conversation\":\"g:1\",\"seq\":" + "9".repeat(60_000) + "}")),
    EMPTY(frame(0x81, new byte[0])),
    BINARY(frame(0x82, new byte[100])),
    RESERVED_OPCODE(frame(0x83, new byte[10])),
    RESERVED_BITS(frame(0xf1, Offences.utf8("{\"type\":\"ping\"}"))),
    UNMASKED(new byte[] {(byte) 0x81, 2, '{', '}'}),
    CONTINUES_NOTHING(frame(0x80, new byte[10])),
    FRAGMENT_IN_FRAGMENTS(frame(0x01, new byte[] {'{'}), frame(0x01, new byte[] {'{'})),
    ENDLESS_FRAGMENTS(frame(0x01, new byte[30_000]), frame(0x00, new byte[30_000]), frame(0x00, new byte[30_000])),
    EMPTY_FRAGMENTS(frame(0x01, new byte[0]), many(frame(0x00, new byte[0]), 2000)),
    PING_IN_PARTS(frame(0x09, new byte[4])),
    LONG_PING(frame(0x89, new byte[1000])),
    MANY_PINGS(many(frame(0x89, new byte[125]), 1000)),
    CLOSE_OF_ONE_BYTE(frame(0x88, new byte[1])),
    CLOSE_WITH_A_WRONG_CODE(frame(0x88, new byte[] {0, 1})),
    SECOND_HELLO(text("{\"type\":\"hello\",\"id\":\"2\",\"token\":\"\"}"));

    private static final long PATIENCE_MS = 2000;

    private final byte[] bytes;

    Breakage(byte[]... frames) {
        this.bytes = together(frames);
    }

    /// All of them in turn.
    public static IntFunction<Offence> all(List<Client> who) {
        return n -> values()[n % values().length].offence(who.get(n % who.size()), n / values().length % 2 == 0);
    }

    private Offence offence(Client client, boolean stranger) {
        return new Offence() {
            @Override
            public void upgraded(Line line) {
                if (stranger) {
                    breakIt(line);
                } else {
                    line.hello(client.token());
                }
            }

            @Override
            public void welcomed(Line line) {
                breakIt(line);
            }
        };
    }

    private void breakIt(Line line) {
        line.closeAfter(PATIENCE_MS, "left open after " + name().toLowerCase(Locale.ROOT));
        line.raw(bytes);
    }

    private static byte[] text(String text) {
        return frame(0x81, Offences.utf8(text));
    }

    /// A masked frame with this first byte.
    private static byte[] frame(int head, byte[] payload) {
        var out = new ByteArrayOutputStream();
        out.write(head);
        if (payload.length < 126) {
            out.write(0x80 | payload.length);
        } else if (payload.length < 65536) {
            out.write(0x80 | 126);
            out.write(payload.length >> 8);
            out.write(payload.length);
        } else {
            out.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.write((int) ((long) payload.length >> shift));
            }
        }
        byte[] mask = {1, 2, 3, 4};
        out.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            out.write(payload[i] ^ mask[i % 4]);
        }
        return out.toByteArray();
    }

    private static byte[] many(byte[] frame, int count) {
        var all = new byte[count][];
        Arrays.fill(all, frame);
        return together(all);
    }

    private static byte[] together(byte[]... frames) {
        var out = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            out.writeBytes(frame);
        }
        return out.toByteArray();
    }
}
