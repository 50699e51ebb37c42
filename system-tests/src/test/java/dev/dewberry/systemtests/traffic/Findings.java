package dev.dewberry.systemtests.traffic;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What should not have happened. Not thread-safe.
public final class Findings {

    private static final int SHOWN = 10;

    /// A broken promise.
    public enum Kind {
        /// Acknowledged, and not in the log, or another in its place; or a mark that was never stored.
        LOST,
        /// Twice in a log, or told twice.
        DOUBLED,
        /// Against the order in which it was written, or in which it was committed.
        OUT_OF_ORDER,
        /// Neither told live, nor a `resync` or a close in its place; or not caught up with.
        MISSED,
        /// No acknowledgement at all, or an answer that means "not committed".
        UNANSWERED,
        /// A process that nobody killed has ended.
        CRASHED
    }

    private final Map<Kind, List<String>> all = new EnumMap<>(Kind.class);

    public void add(Kind kind, String what) {
        all.computeIfAbsent(kind, _ -> new ArrayList<>()).add(what);
    }

    public int count(Kind kind) {
        return all.getOrDefault(kind, List.of()).size();
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /// The first ones of each kind.
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        all.forEach((kind, list) -> {
            String name = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            list.stream().limit(SHOWN).forEach(one -> lines.add(name + ": " + one));
            if (list.size() > SHOWN) {
                lines.add(name + ": and " + (list.size() - SHOWN) + " more");
            }
        });
        return lines;
    }

    @Override
    public String toString() {
        return String.join("\n", lines());
    }
}
