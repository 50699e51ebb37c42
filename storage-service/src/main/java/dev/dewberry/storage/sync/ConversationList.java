package dev.dewberry.storage.sync;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.storage.database.Sql;
import dev.dewberry.storage.history.EventLog;
import dev.dewberry.storage.history.Span;
import dev.dewberry.storage.hot.Listing;
import dev.dewberry.storage.hot.Membership;
import dev.dewberry.storage.hot.Membership.Stamp;
import dev.dewberry.storage.hot.StoredEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Puts the items of one answer together, until they would be too many bytes.
final class ConversationList {

    /// Conversations whose hot events are asked for at once.
    private static final int CHUNK = 16;

    /// What an item without its events takes at most: a name and a hundred marks.
    private static final int ITEM_BYTES = 12 * 1024;

    private final EventLog log;

    ConversationList(EventLog log) {
        this.log = log;
    }

    /// @param items JSON objects, for the first so many of the listings
    record Items(List<String> items, int count) {

        String toJson() {
            return "[" + String.join(",", items) + "]";
        }
    }

    /// @param events how many of the newest events of each
    /// @param bytes that all items may take together; the first one is always there, if need be with
    ///     fewer events
    Mono<Items> items(UserId user, List<Listing> listings, int events, long bytes) {
        List<String> items = new ArrayList<>(listings.size());
        long[] left = {bytes};
        return Flux.fromIterable(Sql.chunks(listings, CHUNK))
                // One chunk and one statement at a time; and no more in memory than one answer.
                .concatMap(chunk -> items(user, chunk, events, left), 1)
                .takeWhile(item -> {
                    long size = item.json().getBytes(StandardCharsets.UTF_8).length + 1L;
                    boolean fits = items.isEmpty() || (size <= left[0] && !item.cut());
                    if (fits) {
                        left[0] -= size;
                        items.add(item.json());
                    }
                    return fits;
                })
                .then(Mono.fromSupplier(() -> new Items(items, items.size())));
    }

    /// @param cut some of its events did not fit
    private record Item(String json, boolean cut) {}

    private Flux<Item> items(UserId user, List<Listing> chunk, int events, long[] left) {
        Map<ConversationId, Stamp> wanted = new LinkedHashMap<>();
        for (Listing listing : chunk) {
            if (events > 0 && listing.membership().active()) {
                wanted.put(
                        listing.membership().conversation(),
                        listing.membership().stamp());
            }
        }
        return log.tails(wanted)
                .flatMapMany(tails ->
                        Flux.fromIterable(chunk).concatMap(listing -> item(user, listing, tails, events, left[0]), 1));
    }

    private Mono<Item> item(
            UserId user, Listing listing, Map<ConversationId, List<StoredEvent>> tails, int events, long bytes) {
        Membership membership = listing.membership();
        if (!membership.active() || events == 0) {
            return Mono.fromSupplier(() -> new Item(ItemJson.of(listing, "[]"), false));
        }
        Span newest = Span.of(null, null, events, membership.stamp().headSeq());
        ConversationId id = membership.conversation();
        return log.page(id, membership.stamp(), newest, user, bytes - ITEM_BYTES, tails.get(id))
                .map(page -> new Item(ItemJson.of(listing, page.toJson()), page.isFull()));
    }
}
