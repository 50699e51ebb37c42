package dev.dewberry.setup.log;

import java.io.PrintStream;
import java.time.Instant;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One JSON object a line, with the names that the services' logs use. Callers name secrets and keys, never values.
/// Thread-safe.
public final class Log {

    private static final JsonMapper JSON = new JsonMapper();

    private final PrintStream out;

    public Log(PrintStream out) {
        this.out = out;
    }

    public void info(String message, Map<String, String> fields) {
        write("INFO", message, fields);
    }

    public void warn(String message, Map<String, String> fields) {
        write("WARN", message, fields);
    }

    public void error(String message, Map<String, String> fields) {
        write("ERROR", message, fields);
    }

    private void write(String level, String message, Map<String, String> fields) {
        ObjectNode line = JSON.createObjectNode()
                .put("@timestamp", Instant.now().toString())
                .put("level", level)
                .put("message", message);
        fields.forEach(line::put);
        out.println(line);
    }
}
