package dev.dewberry.auth.database;

import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;

/// Columns that are never NULL, parameters that may be, and lists in pieces.
public final class Rows {

    /// Rows in one statement: large enough to save round trips, small enough for any packet limit.
    private static final int CHUNK = 250;

    private Rows() {}

    public static long number(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Long.class), column);
    }

    public static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class), column);
    }

    public static byte[] bytes(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, byte[].class), column);
    }

    public static GenericExecuteSpec bytes(GenericExecuteSpec statement, String name, byte @Nullable [] value) {
        return value == null ? statement.bindNull(name, byte[].class) : statement.bind(name, value);
    }

    public static <T> List<List<T>> chunks(List<T> all) {
        List<List<T>> chunks = new ArrayList<>();
        for (int from = 0; from < all.size(); from += CHUNK) {
            chunks.add(all.subList(from, Math.min(all.size(), from + CHUNK)));
        }
        return chunks;
    }
}
