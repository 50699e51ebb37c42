package dev.dewberry.storage.upkeep;

import dev.dewberry.database.Columns;
import dev.dewberry.database.Database;
import dev.dewberry.storage.database.Month;
import java.time.Clock;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// Makes the partitions of the coming months ahead of time. `p_rest` takes what no month takes, so
/// nothing fails where this is late; only the month is then made of rows that have to be moved.
public final class EventMonths {

    static final String PARTITIONS = "SELECT partition_name, partition_description FROM information_schema.partitions"
            + " WHERE table_schema = DATABASE() AND table_name = 'event' ORDER BY partition_ordinal_position";

    private static final Logger log = LoggerFactory.getLogger(EventMonths.class);
    private static final int AHEAD = 3;
    private static final String REST = "MAXVALUE";

    private final Database owner;
    private final Clock clock;

    /// @param owner with the account that owns the tables
    public EventMonths(Database owner, Clock clock) {
        this.owner = owner;
        this.clock = clock;
    }

    public Mono<Void> make() {
        long now = clock.millis();
        if (!ClockTrust.isPlausible(now)) {
            log.warn("No months are made while the clock says {}", now);
            return Mono.empty();
        }
        return owner.with(session -> session.query(PARTITIONS, List.of(), row -> Columns.text(row, 1))
                .collectList()
                .map(boundaries -> missing(boundaries, Month.of(now)))
                .filter(months -> !months.isEmpty())
                .flatMap(months -> session.update(statement(months)).doOnSuccess(_ -> log.info("Made {}", months)))
                .then());
    }

    /// The months from this one on that are not there; partitions can only be split off above the last
    /// one.
    static List<YearMonth> missing(List<String> boundaries, YearMonth now) {
        long last = boundaries.stream()
                .filter(boundary -> !boundary.equals(REST))
                .mapToLong(Long::parseLong)
                .max()
                .orElse(Long.MIN_VALUE);
        List<YearMonth> months = new ArrayList<>();
        for (int i = 0; i <= AHEAD; i++) {
            YearMonth month = now.plusMonths(i);
            if (Month.start(month.plusMonths(1)) > last) {
                months.add(month);
            }
        }
        return months;
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
