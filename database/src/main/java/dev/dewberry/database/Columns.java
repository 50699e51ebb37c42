package dev.dewberry.database;

import io.r2dbc.spi.Row;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads columns of rows, by position as the statement names them.
public final class Columns {

    private Columns() {}

    public static long number(Row row, int column) {
        return Objects.requireNonNull(row.get(column, Long.class));
    }

    public static @Nullable Long optionalNumber(Row row, int column) {
        return row.get(column, Long.class);
    }

    public static String text(Row row, int column) {
        return Objects.requireNonNull(row.get(column, String.class));
    }

    public static @Nullable String optionalText(Row row, int column) {
        return row.get(column, String.class);
    }

    public static boolean flag(Row row, int column) {
        return number(row, column) != 0;
    }
}
