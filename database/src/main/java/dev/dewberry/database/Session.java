package dev.dewberry.database;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// One connection, for one statement after another. Parameters are positional; a [Null] stands for SQL's `NULL`.
public final class Session {

    /// A typed `NULL`.
    public record Null(Class<?> type) {
        public static Object orText(@Nullable String text) {
            return text == null ? new Null(String.class) : text;
        }

        public static Object orNumber(@Nullable Long number) {
            return number == null ? new Null(Long.class) : number;
        }
    }

    private final Connection connection;

    Session(Connection connection) {
        this.connection = connection;
    }

    /// @return how many rows were touched
    public Mono<Long> update(String sql, List<?> parameters) {
        return Flux.from(bound(sql, parameters).execute())
                .concatMap(Result::getRowsUpdated)
                .reduce(0L, Long::sum);
    }

    public Mono<Long> update(String sql, Object... parameters) {
        return update(sql, Arrays.asList(parameters));
    }

    public <T> Flux<T> query(String sql, List<?> parameters, Function<Row, T> mapper) {
        return Flux.from(bound(sql, parameters).execute())
                .concatMap(result -> result.map((row, metadata) -> mapper.apply(row)));
    }

    public Mono<Void> run(Script script) {
        return Flux.from(bound(script.sql(), script.parameters()).execute())
                .index()
                .concatMap(indexed -> script.read(indexed.getT1(), indexed.getT2()))
                .then();
    }

    private Statement bound(String sql, List<?> parameters) {
        Statement statement = connection.createStatement(sql);
        for (int i = 0; i < parameters.size(); i++) {
            Object parameter = parameters.get(i);
            if (parameter instanceof Null(Class<?> type)) {
                statement.bindNull(i, type);
            } else {
                statement.bind(i, parameter);
            }
        }
        return statement;
    }
}
