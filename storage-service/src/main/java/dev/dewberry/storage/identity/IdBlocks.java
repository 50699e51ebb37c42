package dev.dewberry.storage.identity;

import dev.dewberry.database.Columns;
import dev.dewberry.database.Database;
import dev.dewberry.database.Session;
import java.util.List;
import reactor.core.publisher.Mono;

/// Gives out numbers that are never given out again, from blocks taken in MariaDB. A restart loses the
/// rest of a block, which nobody minds. Thread-safe; numbers of later calls are higher.
public final class IdBlocks {

    public static final String LOCK = "SELECT next FROM id_block WHERE name = ? FOR UPDATE";
    public static final String MOVE = "UPDATE id_block SET next = ? WHERE name = ?";

    private final Database database;
    private final String name;
    private final int size;
    private long next;
    private long end;

    public IdBlocks(Database database, String name, int size) {
        this.database = database;
        this.name = name;
        this.size = size;
    }

    /// @return the first of `count` numbers in a row
    public Mono<Long> take(int count) {
        return Mono.defer(() -> {
            long first = tryTake(count);
            return first > 0 ? Mono.just(first) : takeFromNewBlock(count);
        });
    }

    /// From now on numbers are higher than all that anybody has taken until now.
    public synchronized void dropRest() {
        next = end;
    }

    private Mono<Long> takeFromNewBlock(int count) {
        int block = Math.max(size, count);
        return database.transaction(session -> newBlock(session, block)).map(first -> use(first, block, count));
    }

    private Mono<Long> newBlock(Session session, int block) {
        return session.query(LOCK, List.of(name), row -> Columns.number(row, 0))
                .single()
                .flatMap(first -> session.update(MOVE, first + block, name).thenReturn(first));
    }

    private synchronized long tryTake(int count) {
        if (end - next < count) {
            return 0;
        }
        long first = next;
        next += count;
        return first;
    }

    private synchronized long use(long first, int block, int count) {
        if (first >= end) {
            next = first + count;
            end = first + block;
        }
        return first;
    }
}
