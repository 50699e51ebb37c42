package dev.dewberry.storage.sync;

import static dev.dewberry.database.Columns.number;

import dev.dewberry.database.Database;
import dev.dewberry.database.Session;
import dev.dewberry.protocol.Limits;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.json.Json;
import dev.dewberry.storage.database.Sql;
import dev.dewberry.storage.history.EventLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Tells a user what changed since a cursor, newest conversations first, and lists all that he is in.
public final class Sync {

    static final int DEFAULT_LIMIT = 50;
    static final int MAX_LIMIT = 200;
    static final int DEFAULT_EVENTS = 20;
    static final int MAX_EVENTS = 100;

    /// The newest event of each, to show in a list.
    private static final int LISTED_EVENTS = 1;
    /// Room for the cursor, which grows with the partitions, besides the frame's own 4 KiB.
    private static final long BYTES = Limits.SERVER_FRAME_BYTES - 16 * 1024;

    private final Database database;
    private final ConversationList list;

    public Sync(Database database, EventLog log) {
        this.database = database;
        this.list = new ConversationList(log);
    }

    /// `{items, cursor, more}`.
    ///
    /// @param cursor `null` starts from nothing
    Mono<String> since(UserId user, @Nullable SyncCursor cursor, int events, int limit) {
        return database.with(session -> heads(session).flatMap(now -> {
            SyncCursor from = start(cursor, now);
            Position position = from.position() == null ? Position.START : from.position();
            return memberships(session, user, from.since(), position, limit + 1)
                    .flatMap(found -> page(session, user, found, events, limit))
                    .map(page -> {
                        Position end = page.end();
                        SyncCursor next = end == null
                                ? SyncCursor.done(from.upTo())
                                : new SyncCursor(from.since(), from.upTo(), end);
                        return json(page, "cursor", next.encode(), end != null);
                    });
        }));
    }

    /// `{items, next}`.
    Mono<String> list(UserId user, Position before, int limit) {
        return database.with(session -> memberships(session, user, null, before, limit + 1)
                .flatMap(found -> page(session, user, found, LISTED_EVENTS, limit))
                .map(page -> {
                    Position end = page.end();
                    return json(page, "next", end == null ? null : ListCursor.encode(end), null);
                }));
    }

    /// Where the numbers of the cursor are not reached any more, the store is older than the cursor: it
    /// was restored.
    private static SyncCursor start(@Nullable SyncCursor cursor, SyncCursor.Vector now) {
        SyncCursor.Vector since = cursor == null ? null : cursor.position() == null ? cursor.upTo() : cursor.since();
        if (cursor == null || !cursor.upTo().isWithin(now) || (since != null && !since.isWithin(now))) {
            return new SyncCursor(null, now, Position.START);
        }
        return cursor.position() == null ? new SyncCursor(since, now, Position.START) : cursor;
    }

    /// Read before the conversations: whatever is committed meanwhile has a higher number, and comes
    /// with the next sync.
    private static Mono<SyncCursor.Vector> heads(Session session) {
        return session.query(SyncSql.HEADS, List.of(), row -> Map.entry((int) number(row, 0), number(row, 1)))
                .<TreeMap<Integer, Long>>collect(
                        TreeMap::new, (map, entry) -> map.put(entry.getKey(), entry.getValue()))
                .map(SyncCursor.Vector::new);
    }

    private static Mono<List<Membership>> memberships(
            Session session, UserId user, SyncCursor.@Nullable Vector since, Position position, int limit) {
        List<Object> parameters = new ArrayList<>();
        parameters.add(user.value());
        String sql = SyncSql.ALL;
        if (since != null && !since.numbers().isEmpty()) {
            sql = Sql.cases(SyncSql.CHANGED, SyncSql.CASE, since.numbers().size());
            since.numbers().forEach((partition, number) -> {
                parameters.add(partition);
                parameters.add(number);
            });
        }
        parameters.addAll(List.of(position.at(), position.at(), position.id(), limit));
        return session.query(sql, parameters, Membership::of).collectList();
    }

    /// @param end where the next page begins; `null` where there is none
    private record Page(
            ConversationList.Items items, @Nullable Position end) {}

    private Mono<Page> page(Session session, UserId user, List<Membership> found, int events, int limit) {
        List<Membership> wanted = found.subList(0, Math.min(limit, found.size()));
        return list.items(session, user, wanted, events, BYTES).map(items -> {
            boolean more = items.count() < found.size() && items.count() > 0;
            return new Page(items, more ? wanted.get(items.count() - 1).position() : null);
        });
    }

    private static String json(Page page, String name, @Nullable String cursor, @Nullable Boolean more) {
        return Json.write(out -> {
            out.writeStartObject();
            out.writeName("items");
            out.writeRawValue(page.items().toJson());
            if (cursor == null) {
                out.writeNullProperty(name);
            } else {
                out.writeStringProperty(name, cursor);
            }
            if (more != null) {
                out.writeBooleanProperty("more", more);
            }
            out.writeEndObject();
        });
    }
}
