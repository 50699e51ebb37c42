package dev.dewberry.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/// Tells what only the newest counts of: a value that comes before the one with the same key was told takes its
/// place, so that nothing piles up. Thread-safe.
final class Latest<V> {

    private final Executor executor;
    private final Function<V, Object> key;
    private final Consumer<List<V>> out;
    private final Map<Object, V> untold = new LinkedHashMap<>();

    /// @param out called on the executor
    Latest(Executor executor, Function<V, Object> key, Consumer<List<V>> out) {
        this.executor = executor;
        this.key = key;
        this.out = out;
    }

    void tell(List<V> values) {
        if (add(values)) {
            executor.execute(() -> out.accept(take()));
        }
    }

    /// @return whether there was none yet
    private boolean add(List<V> values) {
        synchronized (untold) {
            boolean first = untold.isEmpty() && !values.isEmpty();
            values.forEach(value -> untold.put(key.apply(value), value));
            return first;
        }
    }

    private List<V> take() {
        synchronized (untold) {
            List<V> all = new ArrayList<>(untold.values());
            untold.clear();
            return all;
        }
    }
}
