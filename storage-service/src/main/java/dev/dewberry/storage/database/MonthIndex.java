package dev.dewberry.storage.database;

import dev.dewberry.database.Columns;
import dev.dewberry.database.Session;
import dev.dewberry.protocol.ConversationId;
import io.r2dbc.spi.Row;
import java.util.Collection;
import java.util.Map;
import java.util.Map.Entry;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/// Which months hold which `seq`s of one conversation, so that a page touches only the partitions that
/// hold it.
public final class MonthIndex {

    public static final String LOAD = "SELECT conversation, month, first_seq FROM conversation_month"
            + " WHERE conversation IN ({rows}) ORDER BY conversation, month";

    /// Knows nothing, so every month may hold everything.
    public static final MonthIndex UNKNOWN = new MonthIndex();

    private final NavigableMap<Long, Long> monthOfFirstSeq = new TreeMap<>();

    /// Times from `from` to before `to`.
    public record Range(long from, long to) {}

    public void add(long month, long firstSeq) {
        monthOfFirstSeq.merge(firstSeq, month, Math::max);
    }

    /// The months that hold the events from `lowest` to `highest`.
    public Range holding(long lowest, long highest) {
        Entry<Long, Long> first = monthOfFirstSeq.floorEntry(lowest);
        Entry<Long, Long> last = monthOfFirstSeq.floorEntry(highest);
        return new Range(
                first == null ? Long.MIN_VALUE : first.getValue(),
                last == null ? Long.MAX_VALUE : Month.endOf(last.getValue()));
    }

    /// A row of [#LOAD].
    public record Line(ConversationId conversation, long month, long firstSeq) {
        public static Line of(Row row) {
            return new Line(ConversationId.parse(Columns.text(row, 0)), Columns.number(row, 1), Columns.number(row, 2));
        }
    }

    public static Mono<Map<ConversationId, MonthIndex>> load(
            Session session, Collection<ConversationId> conversations) {
        return session.query(
                        Sql.rows(LOAD, "?", conversations.size()),
                        conversations.stream().map(ConversationId::toString).toList(),
                        Line::of)
                .collect(Collectors.groupingBy(
                        Line::conversation, Collectors.collectingAndThen(Collectors.toList(), lines -> {
                            MonthIndex index = new MonthIndex();
                            lines.forEach(line -> index.add(line.month(), line.firstSeq()));
                            return index;
                        })));
    }
}
