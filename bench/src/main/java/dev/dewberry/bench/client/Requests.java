package dev.dewberry.bench.client;

import dev.dewberry.bench.wire.FrameWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The client's requests as JSON, all in one writer: what a method gives is good until the next one is called. Event
/// loop only.
///
/// Answers find their way by the first letter of the `id`: `h`ello, `w`atch, s`y`nc, `s`end with the message's number,
/// `f`ill with the number of the question, `v`iew with the number that the reader of pages gave.
final class Requests {
    private static final byte[] DELIVERED = ascii("{\"type\":\"delivered\",\"conversation\":\"");
    private static final byte[] READ = ascii("{\"type\":\"read\",\"conversation\":\"");
    private static final byte[] SEQ = ascii("\",\"seq\":");
    private static final byte[] END = ascii("}");

    private final FrameWriter writer;

    Requests(FrameWriter writer) {
        this.writer = writer;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    FrameWriter hello(String token) {
        return writer.start()
                .ascii("{\"type\":\"hello\",\"id\":\"h\",\"token\":\"")
                .ascii(token)
                .ascii("\"}");
    }

    FrameWriter delivered(Conversation conversation, long seq) {
        return mark(DELIVERED, conversation, seq);
    }

    FrameWriter read(Conversation conversation, long seq) {
        return mark(READ, conversation, seq);
    }

    private FrameWriter mark(byte[] start, Conversation conversation, long seq) {
        return writer.start()
                .bytes(start)
                .bytes(conversation.idBytes())
                .bytes(SEQ)
                .number(seq)
                .bytes(END);
    }

    FrameWriter sync(@Nullable String cursor) {
        writer.start().ascii("{\"type\":\"sync\",\"id\":\"y\",\"cursor\":");
        if (cursor == null) {
            writer.ascii("null");
        } else {
            writer.ascii("\"").ascii(cursor).ascii("\"");
        }
        return writer.ascii(",\"events\":20,\"limit\":50}");
    }

    /// The events between two `seq`s, both left out.
    FrameWriter fill(int question, Conversation conversation, long after, long before) {
        return writer.start()
                .ascii("{\"type\":\"history\",\"id\":\"f")
                .number(question)
                .ascii("\",\"conversation\":\"")
                .bytes(conversation.idBytes())
                .ascii("\",\"after\":")
                .number(after)
                .ascii(",\"before\":")
                .number(before)
                .ascii(",\"limit\":200}");
    }

    FrameWriter view(int request, Conversation conversation, long after, int limit) {
        return view(request, conversation, "after", after, limit);
    }

    FrameWriter viewBefore(int request, Conversation conversation, long before, int limit) {
        return view(request, conversation, "before", before, limit);
    }

    private FrameWriter view(int request, Conversation conversation, String bound, long seq, int limit) {
        return writer.start()
                .ascii("{\"type\":\"history\",\"id\":\"v")
                .number(request)
                .ascii("\",\"conversation\":\"")
                .bytes(conversation.idBytes())
                .ascii("\",\"")
                .ascii(bound)
                .ascii("\":")
                .number(seq)
                .ascii(",\"limit\":")
                .number(limit)
                .ascii("}");
    }

    /// Watches the `count` clients that come after this one, round the end.
    FrameWriter watch(Swarm swarm, int index, int count) {
        writer.start().ascii("{\"type\":\"watch\",\"id\":\"w\",\"users\":[");
        for (int i = 1; i <= count; i++) {
            writer.ascii(i == 1 ? "\"" : ",\"")
                    .number(swarm.neighbour(index, i).user())
                    .ascii("\"");
        }
        return writer.ascii("]}");
    }
}
