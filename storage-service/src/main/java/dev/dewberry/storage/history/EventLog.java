package dev.dewberry.storage.history;

import dev.dewberry.database.Session;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.storage.database.MonthIndex;
import dev.dewberry.storage.hot.Membership.Stamp;
import dev.dewberry.storage.hot.StoredEvent;
import dev.dewberry.storage.hot.TailCache;
import dev.dewberry.storage.replica.Needed;
import dev.dewberry.storage.replica.Reads;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Reads parts of logs: the hot end from the cache, the rest from MariaDB, of which only the months
/// that hold it.
public final class EventLog {

    private final Reads reads;
    private final TailCache cache;

    public EventLog(Reads reads, TailCache cache) {
        this.reads = reads;
        this.cache = cache;
    }

    /// The hot ends of those conversations of which they are there.
    public Mono<Map<ConversationId, List<StoredEvent>>> tails(Map<ConversationId, Stamp> wanted) {
        return cache.get(wanted);
    }

    /// @param stamp as it was read before, by the same request
    public Mono<EventPage> page(ConversationId conversation, Stamp stamp, Span span, UserId user, long bytes) {
        Mono<Map<ConversationId, List<StoredEvent>>> tails =
                span.isEmpty() || isCold(span, stamp) ? Mono.just(Map.of()) : tails(Map.of(conversation, stamp));
        return tails.flatMap(found -> page(conversation, stamp, span, user, bytes, found.get(conversation)));
    }

    /// @param tail the hot end, where it is there
    public Mono<EventPage> page(
            ConversationId conversation,
            Stamp stamp,
            Span span,
            UserId user,
            long bytes,
            @Nullable List<StoredEvent> tail) {
        if (span.isEmpty()) {
            return Mono.fromSupplier(() -> new EventPage(user, span.upwards(), bytes));
        }
        if (tail != null && tail.getFirst().seq() <= span.lowest()) {
            return Mono.fromSupplier(() -> fill(new EventPage(user, span.upwards(), bytes), tail, span));
        }
        return reads.with(new Needed.Log(conversation, stamp), session -> {
            EventPage page = new EventPage(user, span.upwards(), bytes);
            return isCold(span, stamp)
                    ? read(session, conversation, span).takeWhile(page::add).then(Mono.just(page))
                    : loadTail(session, conversation, stamp, span).map(loaded -> fill(page, loaded, span));
        });
    }

    private static boolean isCold(Span span, Stamp stamp) {
        return span.lowest() < Math.max(1, stamp.headSeq() - TailCache.EVENTS + 1);
    }

    /// Loads a bit more than asked for, for those who ask next.
    private Mono<List<StoredEvent>> loadTail(Session session, ConversationId conversation, Stamp stamp, Span span) {
        Span tail = Span.of(null, null, TailCache.EVENTS, stamp.headSeq());
        TailCache.Collector collector = new TailCache.Collector(span.lowest());
        return read(session, conversation, tail)
                .takeWhile(collector::add)
                .then(Mono.fromSupplier(collector::rising))
                .doOnNext(events -> cache.put(conversation, stamp, events));
    }

    private static EventPage fill(EventPage page, List<StoredEvent> tail, Span span) {
        List<StoredEvent> inOrder = span.upwards() ? tail : tail.reversed();
        for (StoredEvent event : inOrder) {
            if (event.seq() >= span.lowest() && event.seq() <= span.highest() && !page.add(event)) {
                break;
            }
        }
        return page;
    }

    private static Flux<StoredEvent> read(Session session, ConversationId conversation, Span span) {
        return MonthIndex.load(session, List.of(conversation))
                .map(months -> months.getOrDefault(conversation, MonthIndex.UNKNOWN))
                .flatMapMany(index -> {
                    MonthIndex.Range range = index.holding(span.lowest(), span.highest());
                    return session.query(
                            span.upwards() ? HistorySql.PAGE_UP : HistorySql.PAGE_DOWN,
                            List.of(conversation.toString(), span.lowest(), span.highest(), range.from(), range.to()),
                            row -> StoredEvent.of(conversation.toString(), row));
                });
    }
}
