package dev.dewberry.bench.aged;

import dev.dewberry.bench.client.Conversation;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/// A direct conversation with a past. What its events are follows from these few numbers, so that whoever reads them
/// knows what to expect; [ArchiveSql] says the same in SQL.
///
/// @param number of it among all, from 0
/// @param low the smaller user id
/// @param events how many it has, with `seq` 1 and up
public record Chat(int number, long low, long high, int events) {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    static final int STARTS = 997;
    static final int LEAST = 20;
    static final int LENGTHS = 335;

    /// Of letters and blanks, as long as the texts cut out of it need.
    static final String WORDS = words(STARTS + LEAST + LENGTHS);

    public String id() {
        return Conversation.direct(low, high);
    }

    /// As docs/architecture.md has it: FNV-1a with 64 bits, unsigned.
    int partition(int partitions) {
        long hash = FNV_OFFSET;
        for (byte b : id().getBytes(StandardCharsets.US_ASCII)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return (int) Long.remainderUnsigned(hash, partitions);
    }

    /// The text of the event with this `seq`; its content is between 60 and 400 bytes of JSON.
    public String text(long seq) {
        long k = seq - 1;
        int start = (int) (k * 37 % STARTS);
        int length = LEAST + (int) ((k * 7919 + events * 31L) % LENGTHS);
        return "aged " + id() + " " + seq + " " + WORDS.substring(start, start + length);
    }

    private static String words(int length) {
        var random = new SplittableRandom(1);
        var text = new StringBuilder(length);
        while (text.length() < length) {
            int letters = 2 + random.nextInt(8);
            for (int i = 0; i < letters; i++) {
                text.append((char) ('a' + random.nextInt(26)));
            }
            text.append(' ');
        }
        return text.substring(0, length);
    }
}
