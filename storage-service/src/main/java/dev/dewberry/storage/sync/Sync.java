package dev.dewberry.storage.sync;

import dev.dewberry.database.Database;
import dev.dewberry.protocol.Limits;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.json.Json;
import dev.dewberry.storage.history.EventLog;
import dev.dewberry.storage.hot.HotLists;
import dev.dewberry.storage.hot.Listing;
import dev.dewberry.storage.hot.Moment;
import dev.dewberry.storage.replica.Needed;
import dev.dewberry.storage.replica.Reads;
import java.util.List;
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
    private final HotLists hot;
    private final ConversationList changed;
    private final Reads reads;
    private final ConversationList listed;

    /// @param log that begins at the primary: what changed just now is what a replica lacks
    /// @param reads for whole lists
    /// @param listedLog for the events in them
    public Sync(Database database, HotLists hot, EventLog log, Reads reads, EventLog listedLog) {
        this.database = database;
        this.hot = hot;
        this.changed = new ConversationList(log);
        this.reads = reads;
        this.listed = new ConversationList(listedLog);
    }

    /// `{items, cursor, more}`.
    ///
    /// @param cursor `null` starts from nothing
    Mono<String> since(UserId user, @Nullable SyncCursor cursor, int events, int limit) {
        return hot.changed(user, cursor == null ? null : cursor.wanted())
                .flatMap(look -> switch (look) {
                    // Not where the cursor's end lies beyond what was published: MariaDB knows better.
                    case HotLists.Look.Hit<HotLists.Found>(HotLists.Found found)
                    when cursor == null || cursor.upTo().isWithin(found.now()) -> {
                        SyncCursor from = start(cursor, found.now());
                        yield Mono.just(new Part(from, Memberships.page(found.listings(), from.after(), limit + 1)));
                    }
                    case HotLists.Look.Hit<HotLists.Found> _ -> read(user, cursor, null, limit + 1);
                    case HotLists.Look.Miss<HotLists.Found>(HotLists.Permit permit) ->
                        read(user, cursor, permit, limit + 1);
                })
                .flatMap(part -> page(changed, user, part.found(), events, limit)
                        .map(page -> {
                            SyncCursor from = part.from();
                            Position end = page.end();
                            SyncCursor next = end == null
                                    ? SyncCursor.done(from.upTo())
                                    : new SyncCursor(from.since(), from.upTo(), end);
                            return json(page, "cursor", next.encode(), end != null);
                        }));
    }

    /// `{items, next}`.
    Mono<String> list(UserId user, Position before, int limit) {
        return reads.with(new Needed.Everything(), session -> Memberships.page(session, user, null, before, limit + 1))
                .flatMap(found -> page(listed, user, found, LISTED_EVENTS, limit))
                .map(page -> {
                    Position end = page.end();
                    return json(page, "next", end == null ? null : ListCursor.encode(end), null);
                });
    }

    /// @param from the cursor that the answer continues
    /// @param found one more than the answer may have, if there are so many
    private record Part(SyncCursor from, List<Listing> found) {}

    private Mono<Part> read(UserId user, @Nullable SyncCursor cursor, HotLists.@Nullable Permit permit, int limit) {
        return database.with(session -> Moment.read(session).flatMap(now -> {
            SyncCursor from = start(cursor, now);
            Mono<List<Listing>> some = Memberships.page(session, user, from.since(), from.after(), limit);
            return (permit == null
                            ? some
                            : Memberships.all(session, user)
                                    .doOnNext(all -> hot.put(permit, now, user, all))
                                    .map(all -> Memberships.page(all, from.since(), from.after(), limit))
                                    .switchIfEmpty(some))
                    .map(found -> new Part(from, found));
        }));
    }

    /// Where the numbers of the cursor are not reached any more, the store is older than the cursor: it
    /// was restored.
    private static SyncCursor start(@Nullable SyncCursor cursor, Moment now) {
        Moment since = cursor == null ? null : cursor.wanted();
        if (cursor == null || !cursor.upTo().isWithin(now) || (since != null && !since.isWithin(now))) {
            return new SyncCursor(null, now, Position.START);
        }
        return cursor.position() == null ? new SyncCursor(since, now, Position.START) : cursor;
    }

    /// @param end where the next page begins; `null` where there is none
    private record Page(
            ConversationList.Items items, @Nullable Position end) {}

    private static Mono<Page> page(ConversationList list, UserId user, List<Listing> found, int events, int limit) {
        List<Listing> wanted = found.subList(0, Math.min(limit, found.size()));
        return list.items(user, wanted, events, BYTES).map(items -> {
            boolean more = items.count() < found.size() && items.count() > 0;
            return new Page(
                    items,
                    more ? Memberships.position(wanted.get(items.count() - 1).membership()) : null);
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
