package dev.dewberry.bench.wire;

import java.nio.charset.StandardCharsets;

/// Finds its way through JSON text in a byte array without making objects. Trusts the text to be well-formed as far as
/// it must to stay in bounds: what is broken ends in [MalformedFrame], never in an endless loop.
final class Json {
    private Json() {}

    static int skipSpace(byte[] b, int at, int end) {
        int p = at;
        while (p < end && (b[p] == ' ' || b[p] == '\t' || b[p] == '\r' || b[p] == '\n')) {
            p++;
        }
        return p;
    }

    static int expect(byte[] b, int at, int end, char wanted) {
        int p = skipSpace(b, at, end);
        if (p >= end || b[p] != wanted) {
            throw new MalformedFrame("expected '" + wanted + "' at " + (p - at));
        }
        return p + 1;
    }

    /// The index behind the value that starts at `at`.
    static int skipValue(byte[] b, int at, int end) {
        int p = skipSpace(b, at, end);
        if (p >= end) {
            throw new MalformedFrame("value missing");
        }
        return switch (b[p]) {
            case '"' -> skipString(b, p, end);
            case '{', '[' -> skipNested(b, p, end);
            default -> skipLiteral(b, p, end);
        };
    }

    private static int skipString(byte[] b, int at, int end) {
        for (int p = at + 1; p < end; p++) {
            if (b[p] == '\\') {
                p++;
            } else if (b[p] == '"') {
                return p + 1;
            }
        }
        throw new MalformedFrame("string without end");
    }

    private static int skipNested(byte[] b, int at, int end) {
        int depth = 0;
        int p = at;
        while (p < end) {
            switch (b[p]) {
                case '"' -> p = skipString(b, p, end) - 1;
                case '{', '[' -> depth++;
                case '}', ']' -> {
                    depth--;
                    if (depth == 0) {
                        return p + 1;
                    }
                }
                default -> {
                    // inside
                }
            }
            p++;
        }
        throw new MalformedFrame("object or array without end");
    }

    private static int skipLiteral(byte[] b, int at, int end) {
        int p = at;
        while (p < end && b[p] != ',' && b[p] != '}' && b[p] != ']' && b[p] > ' ') {
            p++;
        }
        if (p == at) {
            throw new MalformedFrame("value missing");
        }
        return p;
    }

    /// A number, or a string of digits; -1 where the value is null.
    static long number(byte[] b, int from, int to) {
        int p = from < to && b[from] == '"' ? from + 1 : from;
        if (p < to && b[p] == 'n') {
            return -1;
        }
        long value = 0;
        int digits = 0;
        for (; p < to && b[p] >= '0' && b[p] <= '9'; p++, digits++) {
            value = value * 10 + (b[p] - '0');
        }
        if (digits == 0) {
            throw new MalformedFrame("number expected");
        }
        return value;
    }

    static boolean is(byte[] b, int from, int to, String ascii) {
        if (to - from != ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (b[from + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static String text(byte[] b, int from, int to) {
        return new String(b, from, to - from, StandardCharsets.UTF_8);
    }
}
