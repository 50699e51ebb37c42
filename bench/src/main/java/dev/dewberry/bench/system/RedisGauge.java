package dev.dewberry.bench.system;

import dev.dewberry.bench.BenchException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Looks into the system's Redis, with the accounts of the two services that between them may
/// read all streams, and of the one that keeps conversations hot. Blocking; not thread-safe.
public final class RedisGauge implements AutoCloseable {
    private static final String PRESENCE = "dw:{presence}";
    private static final int PATIENCE_MS = 10_000;
    /// Some milliseconds of Redis' time for the some thousand keys of a run.
    private static final String HOT_BYTES = """
            local bytes, cursor = 0, '0'
            repeat
              local page = redis.call('SCAN', cursor, 'MATCH', 'dw:cache:storage:*', 'COUNT', 1000)
              cursor = page[1]
              for _, key in ipairs(page[2]) do
                bytes = bytes + (redis.call('MEMORY', 'USAGE', key, 'SAMPLES', 1) or 0)
              end
            until cursor == '0'
            return bytes
            """;

    private final Connection message;
    private final Connection presence;
    private final Connection storage;

    /// @param streams entries of each
    /// @param usedBytes what Redis counts against its limit
    /// @param hotBytes what of it is copies of MariaDB's rows, which go by themselves after minutes
    public record Reading(Map<String, Long> streams, long usedBytes, long hotBytes) {
        public long entries() {
            return streams.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /// @param passwords by the names of the accounts
    RedisGauge(int port, Map<String, String> passwords) {
        try {
            message = new Connection(port, "message", passwords.getOrDefault("message", ""));
            presence = new Connection(port, "presence", passwords.getOrDefault("presence", ""));
            storage = new Connection(port, "storage", passwords.getOrDefault("storage", ""));
        } catch (IOException e) {
            throw new BenchException("The system's Redis cannot be looked into: " + e.getMessage(), e);
        }
    }

    public Reading read() {
        try {
            var streams = new TreeMap<String, Long>();
            for (String key : streamKeys()) {
                Connection by = key.startsWith(PRESENCE) ? presence : message;
                streams.put(key, (Long) by.call("XLEN", key));
            }
            long used = used((String) message.call("INFO", "memory"));
            return new Reading(streams, used, (Long) storage.call("EVAL", HOT_BYTES, "0"));
        } catch (IOException e) {
            throw new BenchException("The system's Redis does not answer: " + e.getMessage(), e);
        }
    }

    private List<String> streamKeys() throws IOException {
        var keys = new ArrayList<String>();
        String cursor = "0";
        do {
            var page = (List<?>) message.call("SCAN", cursor, "COUNT", "1000", "TYPE", "stream");
            cursor = (String) page.get(0);
            ((List<?>) page.get(1)).forEach(key -> keys.add((String) key));
        } while (!cursor.equals("0"));
        return keys;
    }

    private static long used(String info) {
        return info.lines()
                .filter(line -> line.startsWith("used_memory:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring("used_memory:".length()).strip()))
                .findFirst()
                .orElse(0);
    }

    @Override
    public void close() {
        message.close();
        presence.close();
        storage.close();
    }

    /// One connection, and as much of its protocol as is needed here.
    private static final class Connection {
        private final Socket socket;
        private final InputStream in;

        Connection(int port, String user, String password) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(PATIENCE_MS);
            in = new BufferedInputStream(socket.getInputStream());
            Object unusedOk = call("AUTH", user, password);
        }

        /// A text, a number, or a list of these.
        Object call(String... words) throws IOException {
            var request = new StringBuilder("*" + words.length + "\r\n");
            for (String word : words) {
                request.append('$')
                        .append(word.length())
                        .append("\r\n")
                        .append(word)
                        .append("\r\n");
            }
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
            return answer();
        }

        private Object answer() throws IOException {
            String line = line();
            String rest = line.substring(1);
            return switch (line.charAt(0)) {
                case '+' -> rest;
                case ':' -> Long.valueOf(rest);
                case '$' -> bulk(Integer.parseInt(rest));
                case '*' -> list(Integer.parseInt(rest));
                default -> throw new IOException(rest);
            };
        }

        private String bulk(int length) throws IOException {
            String text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            in.skipNBytes(2);
            return text;
        }

        private List<Object> list(int length) throws IOException {
            var list = new ArrayList<>(length);
            for (int i = 0; i < length; i++) {
                list.add(answer());
            }
            return list;
        }

        private String line() throws IOException {
            var line = new StringBuilder();
            for (int b = in.read(); b != '\r'; b = in.read()) {
                if (b < 0) {
                    throw new IOException("Redis closed the connection");
                }
                line.append((char) b);
            }
            in.skipNBytes(1);
            return line.toString();
        }

        void close() {
            try {
                socket.close();
            } catch (IOException e) {
                // It is closed then.
            }
        }
    }
}
