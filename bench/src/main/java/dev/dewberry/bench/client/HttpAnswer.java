package dev.dewberry.bench.client;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A whole answer to an HTTP/1.1 request, its body as text: the little that a sign-in needs.
///
/// @param retryAfterSeconds 0 where the server did not say
record HttpAnswer(int status, long retryAfterSeconds, String body) {
    private static final String END_OF_HEAD = "\r\n\r\n";

    /// Null while the answer is not whole.
    static @Nullable HttpAnswer parse(byte[] bytes, int size) {
        // One character a byte, so that positions in the text are positions in the bytes.
        String text = new String(bytes, 0, size, StandardCharsets.ISO_8859_1);
        int end = text.indexOf(END_OF_HEAD);
        if (end < 0) {
            return null;
        }
        String head = text.substring(0, end);
        String rest = text.substring(end + END_OF_HEAD.length());
        String body = body(head, rest);
        if (body == null) {
            return null;
        }
        String utf8 = new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return new HttpAnswer(status(head), number(header(head, "retry-after")), utf8);
    }

    private static int status(String head) {
        return head.startsWith("HTTP/1.1 ") && head.length() >= 12 ? (int) number(head.substring(9, 12)) : 0;
    }

    private static @Nullable String body(String head, String rest) {
        if (header(head, "transfer-encoding").equalsIgnoreCase("chunked")) {
            return unchunked(rest);
        }
        int length = (int) number(header(head, "content-length"));
        return rest.length() < length ? null : rest.substring(0, length);
    }

    private static @Nullable String unchunked(String rest) {
        var body = new StringBuilder();
        int at = 0;
        while (true) {
            int lineEnd = rest.indexOf("\r\n", at);
            if (lineEnd < 0) {
                return null;
            }
            String size = rest.substring(at, lineEnd);
            int semicolon = size.indexOf(';');
            int length = Integer.parseInt((semicolon < 0 ? size : size.substring(0, semicolon)).trim(), 16);
            if (length == 0) {
                return body.toString();
            }
            int start = lineEnd + 2;
            if (rest.length() < start + length + 2) {
                return null;
            }
            body.append(rest, start, start + length);
            at = start + length + 2;
        }
    }

    private static String header(String head, String lowerCaseName) {
        for (String line : head.split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).toLowerCase(Locale.ROOT).equals(lowerCaseName)) {
                return line.substring(colon + 1).trim();
            }
        }
        return "";
    }

    private static long number(String digits) {
        try {
            return digits.isEmpty() ? 0 : Long.parseLong(digits);
        } catch (NumberFormatException aDate) {
            return 0;
        }
    }
}
