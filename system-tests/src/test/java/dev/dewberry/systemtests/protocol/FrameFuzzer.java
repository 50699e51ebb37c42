package dev.dewberry.systemtests.protocol;

import dev.dewberry.systemtests.cluster.User;
import java.util.List;
import java.util.Random;

/// Makes frames that are nearly right. The same seed makes the same frames.
final class FrameFuzzer {

    private final Random random;
    private final List<String> honest;

    /// @param conversations of others, and ids that do not exist
    FrameFuzzer(long seed, User self, User other, List<String> conversations) {
        random = new Random(seed);
        String conversation = conversations.get(0);
        honest = List.of(
                "{\"type\":\"hello\",\"id\":\"h\",\"token\":\"" + self.token() + "\"}",
                "{\"type\":\"send\",\"id\":\"1\",\"to\":{\"user\":\"" + other.id()
                        + "\"},\"clientId\":\"fuzz\",\"content\":{\"kind\":\"text\",\"text\":\"hi\"}}",
                "{\"type\":\"send\",\"id\":\"1\",\"to\":{\"conversation\":\"" + conversation
                        + "\"},\"clientId\":\"fuzz2\",\"content\":{\"kind\":\"custom\",\"name\":\"n\",\"data\":{\"a\":[1,2,{}]}}}",
                "{\"type\":\"read\",\"conversation\":\"" + conversation + "\",\"seq\":17}",
                "{\"type\":\"delivered\",\"conversation\":\"" + self.with(other) + "\",\"seq\":1}",
                "{\"type\":\"typing\",\"conversation\":\"" + conversations.get(1) + "\",\"on\":true}",
                "{\"type\":\"watch\",\"id\":\"4\",\"users\":[\"" + other.id() + "\",\"1\"]}",
                "{\"type\":\"status\",\"status\":\"away\",\"text\":\"lunch\"}",
                "{\"type\":\"sync\",\"id\":\"5\",\"cursor\":null,\"events\":20,\"limit\":50}",
                "{\"type\":\"history\",\"id\":\"6\",\"conversation\":\"" + self.with(other)
                        + "\",\"after\":17,\"limit\":100}",
                "{\"type\":\"ack\",\"id\":\"2\",\"conversation\":\"" + conversation + "\",\"seq\":17}",
                "{\"type\":\"ping\"}");
    }

    String next() {
        String frame = honest.get(random.nextInt(honest.size()));
        int changes = random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            frame = changed(frame);
        }
        return frame;
    }

    private String changed(String frame) {
        if (frame.isEmpty()) {
            return frame;
        }
        int at = random.nextInt(frame.length());
        return switch (random.nextInt(9)) {
            case 0 -> frame.substring(0, at);
            case 1 -> frame.substring(0, at) + (char) (32 + random.nextInt(95)) + frame.substring(at);
            case 2 -> frame.substring(0, at) + frame.substring(Math.min(frame.length(), at + 1 + random.nextInt(5)));
            case 3 -> frame.replaceFirst("\"[a-z]+\":", "\"" + word() + "\":");
            case 4 -> frame.replaceFirst(":\"[^\"]*\"", ":" + value());
            case 5 -> frame.replaceFirst(":\\d+", ":" + value());
            case 6 -> frame.replaceAll("\\d+", value());
            case 7 -> frame.substring(0, at) + "\\u" + "%04x".formatted(random.nextInt(65536)) + frame.substring(at);
            default -> frame + honest.get(random.nextInt(honest.size()));
        };
    }

    private String word() {
        return List.of("type", "id", "to", "seq", "", "__proto__", "conversation", "\\u0000")
                .get(random.nextInt(8));
    }

    private String value() {
        return switch (random.nextInt(14)) {
            case 0 -> "null";
            case 1 -> "true";
            case 2 -> "-1";
            case 3 -> "1e999";
            case 4 -> "9223372036854775808";
            case 5 -> "0.5";
            case 6 -> "[]";
            case 7 -> "{}";
            case 8 -> "\"\"";
            case 9 -> "\"" + "x".repeat(random.nextInt(300)) + "\"";
            case 10 -> "[" + "[".repeat(500) + "]".repeat(500) + "]";
            case 11 -> "\"\\ud800\"";
            case 12 -> "\"'; DROP TABLE event; --\"";
            default -> Long.toString(random.nextLong());
        };
    }
}
