package dev.dewberry.bench.wire;

/// One frame of the server, or one event inside an answer, laid over the bytes it came in. The same object is filled
/// again
/// for every frame: nothing of it may be kept. Not thread-safe.
public final class ServerFrame {
    public enum Type {
        WELCOME,
        ACK,
        EVENT,
        ERROR,
        EVENTS,
        CONVERSATIONS,
        MARK,
        TYPING,
        PRESENCE,
        PONG,
        RESYNC,
        GOAWAY,
        OTHER
    }

    private Type type = Type.OTHER;
    private final Slice id = new Slice();
    private final Slice conversation = new Slice();
    private final Slice text = new Slice();
    private final Slice code = new Slice();
    private final Slice items = new Slice();
    private final Slice cursor = new Slice();
    private long seq;
    private long event;
    private long from;
    private long headSeq;
    private long retryAfterMs;
    private boolean duplicate;
    private boolean more;

    public void parse(byte[] b, int start, int end) {
        reset();
        int p = Json.expect(b, start, end, '{');
        p = Json.skipSpace(b, p, end);
        if (p < end && b[p] == '}') {
            return;
        }
        while (true) {
            int key = Json.expect(b, p, end, '"');
            int keyEnd = Json.skipValue(b, key - 1, end) - 1;
            int value = Json.skipSpace(b, Json.expect(b, keyEnd + 1, end, ':'), end);
            int valueEnd = Json.skipValue(b, value, end);
            field(b, key, keyEnd, value, valueEnd);
            p = Json.skipSpace(b, valueEnd, end);
            if (p < end && b[p] == '}') {
                return;
            }
            p = Json.expect(b, p, end, ',');
        }
    }

    private void reset() {
        type = Type.OTHER;
        id.clear();
        conversation.clear();
        text.clear();
        code.clear();
        items.clear();
        cursor.clear();
        seq = -1;
        event = -1;
        from = -1;
        headSeq = -1;
        retryAfterMs = -1;
        duplicate = false;
        more = false;
    }

    private void field(byte[] b, int key, int keyEnd, int value, int end) {
        // By hand, not by a switch on strings: two hundred thousand keys a second would each be a new string.
        switch (b[key]) {
            case 't' -> {
                if (Json.is(b, key, keyEnd, "type")) {
                    type = typeOf(b, value + 1, end - 1);
                }
            }
            case 'i' -> {
                if (Json.is(b, key, keyEnd, "id")) {
                    string(id, b, value, end);
                } else if (Json.is(b, key, keyEnd, "items")) {
                    items.set(b, value, end);
                }
            }
            case 'c' -> wordsWithC(b, key, keyEnd, value, end);
            case 's' -> {
                if (Json.is(b, key, keyEnd, "seq")) {
                    seq = Json.number(b, value, end);
                }
            }
            case 'e' -> {
                if (Json.is(b, key, keyEnd, "event")) {
                    event = Json.number(b, value, end);
                } else if (Json.is(b, key, keyEnd, "events")) {
                    items.set(b, value, end);
                }
            }
            case 'f' -> {
                if (Json.is(b, key, keyEnd, "from")) {
                    from = Json.number(b, value, end);
                }
            }
            default -> rareWords(b, key, keyEnd, value, end);
        }
    }

    private void wordsWithC(byte[] b, int key, int keyEnd, int value, int end) {
        if (Json.is(b, key, keyEnd, "conversation")) {
            string(conversation, b, value, end);
        } else if (Json.is(b, key, keyEnd, "content")) {
            content(b, value, end);
        } else if (Json.is(b, key, keyEnd, "code")) {
            string(code, b, value, end);
        } else if (Json.is(b, key, keyEnd, "cursor")) {
            string(cursor, b, value, end);
        }
    }

    private void rareWords(byte[] b, int key, int keyEnd, int value, int end) {
        if (Json.is(b, key, keyEnd, "duplicate")) {
            duplicate = b[value] == 't';
        } else if (Json.is(b, key, keyEnd, "more")) {
            more = b[value] == 't';
        } else if (Json.is(b, key, keyEnd, "headSeq")) {
            headSeq = Json.number(b, value, end);
        } else if (Json.is(b, key, keyEnd, "reason")) {
            string(code, b, value, end);
        } else if (Json.is(b, key, keyEnd, "retryAfterMs")) {
            retryAfterMs = Json.number(b, b[value] == '[' ? value + 1 : value, end);
        }
    }

    private static void string(Slice slice, byte[] b, int value, int end) {
        if (b[value] == '"') {
            slice.set(b, value + 1, end - 1);
        }
    }

    private void content(byte[] b, int start, int end) {
        if (b[start] != '{') {
            return;
        }
        int p = Json.skipSpace(b, start + 1, end);
        while (p < end && b[p] == '"') {
            int keyEnd = Json.skipValue(b, p, end);
            int value = Json.skipSpace(b, Json.expect(b, keyEnd, end, ':'), end);
            int valueEnd = Json.skipValue(b, value, end);
            if (Json.is(b, p + 1, keyEnd - 1, "text")) {
                string(text, b, value, valueEnd);
                return;
            }
            p = Json.skipSpace(b, valueEnd, end);
            if (p < end && b[p] == ',') {
                p = Json.skipSpace(b, p + 1, end);
            }
        }
    }

    private static Type typeOf(byte[] b, int from, int to) {
        for (Named named : TYPES) {
            if (Json.is(b, from, to, named.word())) {
                return named.type();
            }
        }
        return Type.OTHER;
    }

    /// The frequent ones first.
    private static final Named[] TYPES = {
        new Named("event", Type.EVENT),
        new Named("ack", Type.ACK),
        new Named("mark", Type.MARK),
        new Named("presence", Type.PRESENCE),
        new Named("typing", Type.TYPING),
        new Named("welcome", Type.WELCOME),
        new Named("events", Type.EVENTS),
        new Named("conversations", Type.CONVERSATIONS),
        new Named("error", Type.ERROR),
        new Named("pong", Type.PONG),
        new Named("resync", Type.RESYNC),
        new Named("goaway", Type.GOAWAY),
    };

    private record Named(String word, Type type) {}

    public Type type() {
        return type;
    }

    public Slice id() {
        return id;
    }

    public Slice conversation() {
        return conversation;
    }

    /// `content.text`, with its escapes as they came.
    public Slice text() {
        return text;
    }

    /// An error's code, or the reason of a `goaway`.
    public Slice code() {
        return code;
    }

    public Slice cursor() {
        return cursor;
    }

    public long seq() {
        return seq;
    }

    public long event() {
        return event;
    }

    /// The sender's id, or -1 for the system.
    public long from() {
        return from;
    }

    public long headSeq() {
        return headSeq;
    }

    /// -1 where there is none; the lower bound where it is a range.
    public long retryAfterMs() {
        return retryAfterMs;
    }

    public boolean duplicate() {
        return duplicate;
    }

    public boolean more() {
        return more;
    }

    /// The entries of `events` or `items`, one after another into a frame of their own.
    public Entries entries() {
        return new Entries(items.bytes, items.from, items.to);
    }

    /// Walks the objects of an array.
    public static final class Entries {
        private final byte[] bytes;
        private final int end;
        private int at;

        Entries(byte[] bytes, int from, int to) {
            this.bytes = bytes;
            this.end = to;
            this.at = from < to && bytes[from] == '[' ? from + 1 : to;
        }

        /// Fills `into` with the next entry; false at the end.
        public boolean next(ServerFrame into) {
            at = Json.skipSpace(bytes, at, end);
            if (at < end && bytes[at] == ',') {
                at = Json.skipSpace(bytes, at + 1, end);
            }
            if (at >= end || bytes[at] != '{') {
                return false;
            }
            int entryEnd = Json.skipValue(bytes, at, end);
            into.parse(bytes, at, entryEnd);
            at = entryEnd;
            return true;
        }
    }
}
