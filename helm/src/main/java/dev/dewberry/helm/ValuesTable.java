package dev.dewberry.helm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// The table of all values, of `values.yaml` and the comments in it that begin with `# --`, as helm-docs reads them.
public final class ValuesTable {

    private static final String BEGIN = "<!-- values: written by ./dewberry manifests -->\n";
    private static final String END = "<!-- end of values -->\n";
    private static final Pattern KEY = Pattern.compile("^( *)([A-Za-z][A-Za-z0-9-]*):.*");

    private final Map<String, String> comments;
    private final StringBuilder rows = new StringBuilder();

    private ValuesTable(Map<String, String> comments) {
        this.comments = comments;
    }

    /// @return the page with the table as it has to be
    /// @throws IllegalArgumentException where the page has no place for it
    public static String replaceIn(String page, Path values) throws IOException {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("The page lacks the lines between which the table is");
        }
        return page.substring(0, begin + BEGIN.length()) + "\n" + of(values) + "\n" + page.substring(end);
    }

    private static String of(Path values) throws IOException {
        ValuesTable table = new ValuesTable(comments(Files.readAllLines(values)));
        table.rows.append("| value | default | |\n| --- | --- | --- |\n");
        Map<String, Object> root = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(values));
        table.add("", root);
        return table.rows.toString();
    }

    private void add(String prefix, Map<String, Object> values) {
        values.forEach((key, value) -> {
            String path = prefix + key;
            Map<String, Object> inner = inner(value);
            if (!inner.isEmpty() && !comments.containsKey(path)) {
                add(path + ".", inner);
            } else {
                rows.append("| `%s` | `%s` | %s |\n".formatted(path, json(value), comments.getOrDefault(path, "")));
            }
        });
    }

    private static Map<String, Object> inner(@Nullable Object value) {
        Map<String, Object> inner = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> inner.put(String.valueOf(key), each));
        }
        return inner;
    }

    private static String json(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case String text -> '"' + text + '"';
            case List<?> list -> list.stream().map(ValuesTable::json).collect(Collectors.joining(", ", "[", "]"));
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> "\"" + entry.getKey() + "\": " + json(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            default -> value.toString();
        };
    }

    /// By the path of the key that stands below.
    private static Map<String, String> comments(List<String> lines) {
        Map<String, String> comments = new HashMap<>();
        Deque<String> path = new ArrayDeque<>();
        String comment = "";
        for (String line : lines) {
            String text = line.strip();
            if (text.startsWith("# -- ")) {
                comment = text.substring(5);
            } else if (text.startsWith("#")) {
                comment = comment.isEmpty() || text.startsWith("# @")
                        ? comment
                        : comment + " " + text.substring(1).strip();
            } else {
                Matcher key = KEY.matcher(line);
                if (key.matches()) {
                    while (path.size() > key.group(1).length() / 2) {
                        path.removeLast();
                    }
                    path.addLast(key.group(2));
                    if (!comment.isEmpty()) {
                        comments.put(String.join(".", path), comment);
                    }
                }
                comment = "";
            }
        }
        return comments;
    }
}
