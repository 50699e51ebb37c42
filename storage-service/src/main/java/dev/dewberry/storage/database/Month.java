package dev.dewberry.storage.database;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;

/// The months (UTC) by which events are partitioned; in MariaDB a month is the millisecond in which it
/// starts.
public final class Month {

    private Month() {}

    public static long startOf(long at) {
        return start(of(at));
    }

    /// The start of the month after that of `at`.
    public static long endOf(long at) {
        return start(of(at).plusMonths(1));
    }

    public static YearMonth of(long at) {
        return YearMonth.from(Instant.ofEpochMilli(at).atOffset(ZoneOffset.UTC));
    }

    public static long start(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }
}
