package dev.dewberry.storage.upkeep;

import dev.dewberry.database.Columns;
import dev.dewberry.database.Database;
import dev.dewberry.database.Session;
import dev.dewberry.platform.time.ClockTrust;
import dev.dewberry.storage.database.Month;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// Makes the partitions of the coming months ahead of time. `p_rest` takes what no month takes, so
/// nothing fails where this is late; only the month is then made of rows that have to be moved.
public final class EventMonths {

    static final String PARTITIONS = "SELECT partition_name, partition_description FROM information_schema.partitions"
            + " WHERE table_schema = DATABASE() AND table_name = 'event' ORDER BY partition_ordinal_position";

    static final String ANY_EVENT = "SELECT 1 FROM event LIMIT 1";

    private static final Logger log = LoggerFactory.getLogger(EventMonths.class);
    private static final int AHEAD = 3;
    private static final String REST = "MAXVALUE";
    /// Past the last month that was made, a clock is more likely wrong than right: see [#make()].
    private static final Duration FAR_AHEAD = Duration.ofDays(60);

    private static final Duration EVEN_FOR = Duration.ofDays(1);
    /// For the first months of a table that has events already: it is of a board that began in 1970.
    private static final Duration EVEN_FOR_THE_FIRST = Duration.ofHours(1);

    private final Database owner;
    private final Clock clock;
    private final ClockTrust trust;

    /// @param owner with the account that owns the tables
    public EventMonths(Database owner, Clock clock, ClockTrust trust) {
        this.owner = owner;
        this.clock = clock;
        this.trust = trust;
    }

    /// Below a month that was made no other can be split off: those of a clock that is far ahead would swallow all
    /// that come before them. They are made when it has run evenly for long enough.
    public Mono<Void> make() {
        Instant now = clock.instant();
        if (!ClockTrust.isPlausible(now)) {
            log.warn("No months are made while the clock says {}", now);
            return Mono.empty();
        }
        return makeAsOf(now, trust.evenFor());
    }

    private Mono<Void> makeAsOf(Instant now, Duration even) {
        return owner.with(session -> session.query(PARTITIONS, List.of(), row -> Columns.text(row, 1))
                .collectList()
                .filterWhen(boundaries -> isBelieved(session, boundaries, now, even))
                .map(boundaries -> missing(boundaries, Month.of(now.toEpochMilli())))
                .filter(months -> !months.isEmpty())
                .flatMap(months -> session.update(statement(months)).doOnSuccess(_ -> log.info("Made {}", months)))
                .then());
    }

    /// The months from this one on that are not there; partitions can only be split off above the last
    /// one.
    static List<YearMonth> missing(List<String> boundaries, YearMonth now) {
        long last = last(boundaries).orElse(Long.MIN_VALUE);
        List<YearMonth> months = new ArrayList<>();
        for (int i = 0; i <= AHEAD; i++) {
            YearMonth month = now.plusMonths(i);
            if (Month.start(month.plusMonths(1)) > last) {
                months.add(month);
            }
        }
        return months;
    }

    private static Mono<Boolean> isBelieved(Session session, List<String> boundaries, Instant now, Duration even) {
        if (last(boundaries).isPresent()) {
            return Mono.just(even.compareTo(EVEN_FOR) >= 0 || !isFarAhead(boundaries, now));
        }
        if (even.compareTo(EVEN_FOR_THE_FIRST) >= 0) {
            return Mono.just(true);
        }
        return session.query(ANY_EVENT, List.of(), row -> Columns.number(row, 0))
                .hasElements()
                .map(any -> !any);
    }

    static boolean isFarAhead(List<String> boundaries, Instant now) {
        OptionalLong last = last(boundaries);
        return last.isPresent()
                && now.isAfter(Instant.ofEpochMilli(last.getAsLong()).plus(FAR_AHEAD));
    }

    private static OptionalLong last(List<String> boundaries) {
        return boundaries.stream()
                .filter(boundary -> !boundary.equals(REST))
                .mapToLong(Long::parseLong)
                .max();
    }

    static String statement(List<YearMonth> months) {
        StringBuilder sql = new StringBuilder("ALTER TABLE event REORGANIZE PARTITION p_rest INTO (");
        for (YearMonth month : months) {
            sql.append("PARTITION p_%d_%02d VALUES LESS THAN (%d), "
                    .formatted(month.getYear(), month.getMonthValue(), Month.start(month.plusMonths(1))));
        }
        return sql.append("PARTITION p_rest VALUES LESS THAN MAXVALUE)").toString();
    }
}
