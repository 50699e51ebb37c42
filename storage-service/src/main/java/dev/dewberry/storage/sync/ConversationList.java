package dev.dewberry.storage.sync;

import static dev.dewberry.database.Columns.number;
import static dev.dewberry.database.Columns.text;

import dev.dewberry.database.Session;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.ConversationItem.MemberMark;
import dev.dewberry.storage.database.Sql;
import dev.dewberry.storage.history.EventLog;
import dev.dewberry.storage.history.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Puts the items of one answer together, until they would be too many bytes.
final class ConversationList {

    private final EventLog log;

    ConversationList(EventLog log) {
        this.log = log;
    }

    /// What an item without its events takes at most: a name and a hundred marks.
    private static final int ITEM_BYTES = 12 * 1024;

    /// @param items JSON objects, for the first so many of the memberships
    record Items(List<String> items, int count) {

        String toJson() {
            return "[" + String.join(",", items) + "]";
        }
    }

    /// @param events how many of the newest events of each
    /// @param bytes that all items may take together; the first one is always there, if need be with
    ///     fewer events
    Mono<Items> items(Session session, UserId user, List<Membership> memberships, int events, long bytes) {
        List<String> items = new ArrayList<>(memberships.size());
        long[] left = {bytes};
        return marks(session, memberships)
                .flatMap(marks -> Flux.fromIterable(memberships)
                        // One connection, one statement at a time; and no more in memory than one answer.
                        .concatMap(membership -> item(session, user, membership, marks, events, left[0]), 1)
                        .takeWhile(item -> {
                            long size = item.json().getBytes(StandardCharsets.UTF_8).length + 1L;
                            boolean fits = items.isEmpty() || (size <= left[0] && !item.cut());
                            if (fits) {
                                left[0] -= size;
                                items.add(item.json());
                            }
                            return fits;
                        })
                        .then(Mono.fromSupplier(() -> new Items(items, items.size()))));
    }

    /// @param cut some of its events did not fit
    private record Item(String json, boolean cut) {}

    private Mono<Item> item(
            Session session,
            UserId user,
            Membership membership,
            Map<ConversationId, List<MemberMark>> marks,
            int events,
            long bytes) {
        List<MemberMark> ofMembers = marks.getOrDefault(membership.conversation(), List.of());
        if (!membership.active() || events == 0) {
            return Mono.fromSupplier(() -> new Item(ItemJson.of(membership, ofMembers, "[]"), false));
        }
        Span newest = Span.of(null, null, events, membership.stamp().headSeq());
        return log.page(session, membership.conversation(), membership.stamp(), newest, user, bytes - ITEM_BYTES)
                .map(page -> new Item(ItemJson.of(membership, ofMembers, page.toJson()), page.isFull()));
    }

    private static Mono<Map<ConversationId, List<MemberMark>>> marks(Session session, List<Membership> memberships) {
        List<String> shared = memberships.stream()
                .filter(Membership::sharesMarks)
                .map(membership -> membership.conversation().toString())
                .toList();
        if (shared.isEmpty()) {
            return Mono.just(Map.of());
        }
        Map<ConversationId, List<MemberMark>> marks = new HashMap<>();
        return session.query(
                        Sql.rows(SyncSql.MARKS, "?", shared.size()),
                        shared,
                        row -> marks.computeIfAbsent(ConversationId.parse(text(row, 0)), _ -> new ArrayList<>())
                                .add(new MemberMark(new UserId(number(row, 1)), number(row, 2), number(row, 3))))
                .then(Mono.just(marks));
    }
}
