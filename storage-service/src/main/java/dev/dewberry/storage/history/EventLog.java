package dev.dewberry.storage.history;

import dev.dewberry.database.Session;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.storage.database.MonthIndex;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Reads parts of logs: the hot end from the cache, the rest from MariaDB, of which only the months
/// that hold it.
public final class EventLog {

    private final TailCache cache;

    public EventLog(TailCache cache) {
        this.cache = cache;
    }

    /// @param stamp as it was read before, by the same request
    public Mono<EventPage> page(
            Session session, ConversationId conversation, TailCache.Stamp stamp, Span span, UserId user, long bytes) {
        EventPage page = new EventPage(user, span.upwards(), bytes);
        if (span.isEmpty()) {
            return Mono.just(page);
        }
        long tailFrom = Math.max(1, stamp.headSeq() - TailCache.EVENTS + 1);
        if (span.lowest() < tailFrom) {
            return read(session, conversation, span).takeWhile(page::add).then(Mono.just(page));
        }
        return cache.get(conversation, stamp)
                .filter(tail -> !tail.isEmpty() && tail.getFirst().seq() <= span.lowest())
                .switchIfEmpty(Mono.defer(() -> loadTail(session, conversation, stamp, span)))
                .map(tail -> {
                    fill(page, tail, span);
                    return page;
                });
    }

    /// Loads a bit more than asked for, for those who ask next.
    private Mono<List<StoredEvent>> loadTail(
            Session session, ConversationId conversation, TailCache.Stamp stamp, Span span) {
        Span tail = Span.of(null, null, TailCache.EVENTS, stamp.headSeq());
        TailCache.Collector collector = new TailCache.Collector(span.lowest());
        return read(session, conversation, tail)
                .takeWhile(collector::add)
                .then(Mono.fromSupplier(collector::rising))
                .doOnNext(events -> cache.put(conversation, stamp, events));
    }

    private static void fill(EventPage page, List<StoredEvent> tail, Span span) {
        List<StoredEvent> inOrder = span.upwards() ? tail : tail.reversed();
        for (StoredEvent event : inOrder) {
            if (event.seq() >= span.lowest() && event.seq() <= span.highest() && !page.add(event)) {
                return;
            }
        }
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
