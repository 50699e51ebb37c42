package dev.dewberry.bench.load;

import dev.dewberry.bench.client.Messages;
import dev.dewberry.bench.wire.FrameWriter;
import dev.dewberry.bench.wire.Slice;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.UUID;

/// The frames of message `n`. The number stands in the text, so that whoever receives or reads it knows which it was.
public final class MessageForm implements Messages {
    private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private final Ledger ledger;
    private final int textSize;
    private final byte[] prefix;
    private final String run;
    private final long wallMs;
    private final long nanos;
    private final boolean randomIds;
    private final long seed;

    /// @param seed tells this run's messages from those of any other run
    /// @param wallMs the time of day at `nanos`, for the clientIds
    /// @param randomIds whether the clientIds are as random as those of clients that make UUIDs, not ULIDs
    public MessageForm(Ledger ledger, int textSize, long seed, long wallMs, long nanos, boolean randomIds) {
        this.ledger = ledger;
        this.textSize = textSize;
        this.run = crockford(new SplittableRandom(seed).nextLong() & ((1L << 45) - 1), 9);
        this.prefix = (run + ' ').getBytes(StandardCharsets.US_ASCII);
        this.wallMs = wallMs;
        this.nanos = nanos;
        this.randomIds = randomIds;
        this.seed = seed;
    }

    @Override
    public FrameWriter writeSend(FrameWriter writer, int n) {
        writer.ascii("{\"type\":\"send\",\"id\":\"s")
                .number(n)
                .ascii("\",\"to\":{\"conversation\":\"")
                .bytes(ledger.conversation(n).idBytes())
                .ascii("\"},\"clientId\":\"")
                .ascii(clientId(n))
                .ascii("\",\"content\":{\"kind\":\"text\",\"text\":\"")
                .bytes(prefix)
                .number(n)
                .ascii(" ");
        return writer.fill('x', textSize - prefix.length - digits(n) - 1).ascii("\"}}");
    }

    @Override
    public FrameWriter writeTyping(FrameWriter writer, int n) {
        return writer.ascii("{\"type\":\"typing\",\"conversation\":\"")
                .bytes(ledger.conversation(n).idBytes())
                .ascii("\",\"on\":true}");
    }

    /// The number of the message with this text; -1 where it is none of this run.
    public int number(Slice text) {
        if (!text.startsWith(prefix)) {
            return -1;
        }
        long n = text.numberAt(prefix.length);
        return ledger.knows(n) ? (int) n : -1;
    }

    /// A ULID: the time it was due, then the run and the number in place of chance. The same at each call.
    String clientId(int n) {
        if (randomIds) {
            var random = new SplittableRandom(seed * 31 + n);
            return new UUID(random.nextLong(), random.nextLong()).toString();
        }
        long ms = wallMs + Math.floorDiv(ledger.due(n) - nanos, 1_000_000L);
        return crockford(ms, 10) + run + crockford(n, 7);
    }

    static String crockford(long value, int length) {
        var text = new char[length];
        long rest = value;
        for (int i = length - 1; i >= 0; i--) {
            text[i] = CROCKFORD.charAt((int) (rest & 31));
            rest >>>= 5;
        }
        return new String(text);
    }

    private static int digits(int n) {
        return n < 10 ? 1 : (int) Math.log10(n) + 1;
    }
}
