package dev.dewberry.presence.seen;

import dev.dewberry.database.Columns;
import dev.dewberry.database.Database;
import dev.dewberry.database.Session;
import dev.dewberry.database.SqlError;
import dev.dewberry.protocol.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// Last-seen moments in MariaDB, many rows a statement. Users are written in rising order, so that two
/// writers cannot lock each other out. Each statement commits by itself.
public final class R2dbcLastSeenStore implements LastSeenStore {

    private static final Retry CONTENTION = Retry.backoff(3, Duration.ofMillis(10))
            .jitter(0.5)
            .filter(SqlError::isContention)
            .onRetryExhaustedThrow((spec, signal) -> signal.failure());

    private final Database database;

    public R2dbcLastSeenStore(Database database) {
        this.database = database;
    }

    @Override
    public Mono<Void> save(Map<UserId, Long> moments) {
        if (moments.isEmpty()) {
            return Mono.empty();
        }
        List<Map.Entry<UserId, Long>> rows = List.copyOf(new TreeMap<>(moments).entrySet());
        return database.with(session -> saveChunks(session, rows)).retryWhen(CONTENTION);
    }

    private static Mono<Void> saveChunks(Session session, List<Map.Entry<UserId, Long>> rows) {
        return Flux.fromIterable(chunks(rows))
                .concatMap(chunk -> upsert(session, chunk))
                .then();
    }

    private static Mono<Long> upsert(Session session, List<Map.Entry<UserId, Long>> rows) {
        int size = LastSeenSql.sizeFor(rows.size());
        List<Object> parameters = new ArrayList<>(2 * size);
        for (int i = 0; i < size; i++) {
            Map.Entry<UserId, Long> row = rows.get(Math.min(i, rows.size() - 1));
            parameters.add(row.getKey().value());
            parameters.add(row.getValue());
        }
        return session.update(LastSeenSql.upsert(size), parameters);
    }

    @Override
    public Mono<Map<UserId, Long>> find(Collection<UserId> users) {
        if (users.isEmpty()) {
            return Mono.just(Map.of());
        }
        List<UserId> asked = List.copyOf(users);
        return database.with(session -> findChunks(session, asked)).retryWhen(CONTENTION);
    }

    private record Line(UserId user, long at) {}

    private static Mono<Map<UserId, Long>> findChunks(Session session, List<UserId> users) {
        return Flux.fromIterable(chunks(users))
                .concatMap(chunk -> select(session, chunk))
                .collectMap(Line::user, Line::at);
    }

    private static Flux<Line> select(Session session, List<UserId> users) {
        int size = LastSeenSql.sizeFor(users.size());
        List<Long> parameters = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            parameters.add(users.get(Math.min(i, users.size() - 1)).value());
        }
        return session.query(
                LastSeenSql.select(size),
                parameters,
                row -> new Line(new UserId(Columns.number(row, 0)), Columns.number(row, 1)));
    }

    private static <T> List<List<T>> chunks(List<T> all) {
        List<List<T>> chunks = new ArrayList<>();
        for (int from = 0; from < all.size(); from += LastSeenSql.largest()) {
            chunks.add(all.subList(from, Math.min(all.size(), from + LastSeenSql.largest())));
        }
        return chunks;
    }
}
