package dev.dewberry.storage.commit;

import dev.dewberry.database.Database;
import dev.dewberry.database.Session;
import reactor.core.publisher.Mono;

/// Makes this storage-service the one that may write to a partition. Waits for the predecessor's last
/// transaction; what the predecessor begins later fails.
public final class Ownership {

    static final String OPEN = "INSERT IGNORE INTO partition_head (partition_no, owner, commit_no) VALUES (?, ?, 0)";

    /// A store that was restored from a backup has numbers that were published already: they are
    /// skipped.
    static final String TAKE =
            "UPDATE partition_head SET owner = ?, commit_no = GREATEST(commit_no, ?) WHERE partition_no = ?";

    private final Database database;
    private final String owner;

    public Ownership(Database database, String owner) {
        this.database = database;
        this.owner = owner;
    }

    /// @param published the last number that is known to be used
    public Mono<Void> take(int partition, long published) {
        // First the row that is nearly always there: inserting beside it takes a weaker lock, and raising that one
        // deadlocks.
        return database.transaction(session -> take(session, partition, published)
                        .filter(rows -> rows > 0)
                        .switchIfEmpty(Mono.defer(() ->
                                session.update(OPEN, partition, owner).then(take(session, partition, published)))))
                .then();
    }

    private Mono<Long> take(Session session, int partition, long published) {
        return session.update(TAKE, owner, published, partition);
    }
}
