package dev.dewberry.presence.seen;

import dev.dewberry.protocol.UserId;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcTransientException;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// Last-seen moments in MariaDB, many rows a statement. Users are written in rising order, so that two writers cannot
/// lock each
/// other out. Each statement commits by itself.
public final class R2dbcLastSeenStore implements LastSeenStore {

    private static final Retry CONTENTION = Retry.backoff(3, Duration.ofMillis(10))
            .jitter(0.5)
            .filter(R2dbcTransientException.class::isInstance)
            .onRetryExhaustedThrow((spec, signal) -> signal.failure());

    private final ConnectionFactory connections;
    private final Duration timeout;

    /// @param timeout of one call as a whole
    public R2dbcLastSeenStore(ConnectionFactory connections, Duration timeout) {
        this.connections = connections;
        this.timeout = timeout;
    }

    @Override
    public Mono<Void> save(Map<UserId, Long> moments) {
        if (moments.isEmpty()) {
            return Mono.empty();
        }
        List<Map.Entry<UserId, Long>> rows = List.copyOf(new TreeMap<>(moments).entrySet());
        return Mono.usingWhen(connections.create(), open -> saveChunks(open, rows), Connection::close)
                .retryWhen(CONTENTION)
                .timeout(timeout);
    }

    private static Mono<Void> saveChunks(Connection open, List<Map.Entry<UserId, Long>> rows) {
        return Flux.fromIterable(chunks(rows))
                .concatMap(chunk -> Flux.from(upsert(open, chunk).execute())
                        .concatMap(result -> result.getRowsUpdated())
                        .then())
                .then();
    }

    private static Statement upsert(Connection open, List<Map.Entry<UserId, Long>> rows) {
        int size = LastSeenSql.sizeFor(rows.size());
        Statement statement = open.createStatement(LastSeenSql.upsert(size));
        for (int i = 0; i < size; i++) {
            Map.Entry<UserId, Long> row = rows.get(Math.min(i, rows.size() - 1));
            statement.bind(2 * i, row.getKey().value()).bind(2 * i + 1, row.getValue());
        }
        return statement;
    }

    @Override
    public Mono<Map<UserId, Long>> find(Collection<UserId> users) {
        if (users.isEmpty()) {
            return Mono.just(Map.of());
        }
        List<UserId> asked = List.copyOf(users);
        return Mono.usingWhen(connections.create(), open -> findChunks(open, asked), Connection::close)
                .retryWhen(CONTENTION)
                .timeout(timeout);
    }

    private static Mono<Map<UserId, Long>> findChunks(Connection open, List<UserId> users) {
        return Flux.fromIterable(chunks(users))
                .concatMap(chunk -> Flux.from(select(open, chunk).execute())
                        .concatMap(result -> result.map((Readable row) ->
                                Map.entry(new UserId(number(row, "user_id")), number(row, "seen_at")))))
                .collect(HashMap<UserId, Long>::new, (map, row) -> map.put(row.getKey(), row.getValue()))
                .map(Map::copyOf);
    }

    private static Statement select(Connection open, List<UserId> users) {
        int size = LastSeenSql.sizeFor(users.size());
        Statement statement = open.createStatement(LastSeenSql.select(size));
        for (int i = 0; i < size; i++) {
            statement.bind(i, users.get(Math.min(i, users.size() - 1)).value());
        }
        return statement;
    }

    private static long number(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Long.class), column);
    }

    private static <T> List<List<T>> chunks(List<T> all) {
        List<List<T>> chunks = new ArrayList<>();
        for (int from = 0; from < all.size(); from += LastSeenSql.largest()) {
            chunks.add(all.subList(from, Math.min(all.size(), from + LastSeenSql.largest())));
        }
        return chunks;
    }
}
