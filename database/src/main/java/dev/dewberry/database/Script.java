package dev.dewberry.database;

import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/// Several statements that go to MariaDB in one round trip. They are run in order; where one fails, those behind it
/// are not. On a single core each round trip costs more than most statements do.
///
/// Needs a connection that takes many statements at once ([MariaDbConnections#scripting]). Not thread-safe.
public final class Script {

    private final StringBuilder sql = new StringBuilder(1024);
    private final List<Object> parameters = new ArrayList<>();
    private final List<Function<Result, Publisher<?>>> readers = new ArrayList<>();
    private int size;

    /// A statement without rows.
    public Script run(String statement, List<?> values) {
        return add(statement, values, Result::getRowsUpdated);
    }

    public Script run(String statement) {
        return run(statement, List.of());
    }

    /// @param into is given each row, as the mapper makes it, while the script runs
    public <T> Script query(String statement, List<?> values, Function<Row, T> mapper, Consumer<T> into) {
        return add(
                statement,
                values,
                result -> Flux.from(result.map((row, _) -> mapper.apply(row))).doOnNext(into));
    }

    private Script add(String statement, List<?> values, Function<Result, Publisher<?>> reader) {
        if (!readers.isEmpty()) {
            sql.append(';');
        }
        sql.append(statement);
        parameters.addAll(values);
        size += statement.length();
        for (Object value : values) {
            size += value instanceof String text ? text.length() : Long.BYTES;
        }
        readers.add(reader);
        return this;
    }

    public boolean isEmpty() {
        return readers.isEmpty();
    }

    /// Characters of the statements and of their values, a measure of the packet's size.
    public int size() {
        return size;
    }

    String sql() {
        return sql.toString();
    }

    List<?> parameters() {
        return parameters;
    }

    Publisher<?> read(long index, Result result) {
        return readers.get((int) index).apply(result);
    }
}
