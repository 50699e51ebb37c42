package dev.dewberry.storage.database;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/// Puts statements with a varying number of rows together. `Statement.add()` and `Batch` of the driver
/// cost a round trip per row, one `VALUES` with many rows costs one for all.
public final class Sql {

    /// Stands in a statement for its repeated part.
    public static final String ROWS = "{rows}";

    private Sql() {}

    /// @param statement with [#ROWS] once
    /// @param row what is repeated, e.g. `(?,?)`
    public static String rows(String statement, String row, int count) {
        return repeated(statement, row, ",", count);
    }

    /// As [#rows], for alternatives of a condition.
    public static String anyOf(String statement, String condition, int count) {
        return repeated(statement, condition, " OR ", count);
    }

    /// As [#rows], for the branches of a `CASE`.
    public static String cases(String statement, String branch, int count) {
        return repeated(statement, branch, " ", count);
    }

    /// Cuts rows into statements of at most `size` rows.
    public static <T> List<List<T>> chunks(List<T> rows, int size) {
        List<List<T>> chunks = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += size) {
            chunks.add(rows.subList(from, Math.min(from + size, rows.size())));
        }
        return chunks;
    }

    /// As [#chunks(List, int)], and each of at most `weight` together, but for a single row that is
    /// heavier.
    public static <T> List<List<T>> chunks(List<T> rows, int size, ToIntFunction<T> weigh, int weight) {
        List<List<T>> chunks = new ArrayList<>();
        int from = 0;
        int together = 0;
        for (int i = 0; i < rows.size(); i++) {
            int one = weigh.applyAsInt(rows.get(i));
            if (i > from && (i - from == size || together + one > weight)) {
                chunks.add(rows.subList(from, i));
                from = i;
                together = 0;
            }
            together += one;
        }
        if (from < rows.size()) {
            chunks.add(rows.subList(from, rows.size()));
        }
        return chunks;
    }

    private static String repeated(String statement, String part, String between, int count) {
        int place = statement.indexOf(ROWS);
        StringBuilder sql = new StringBuilder(statement.length() + count * (part.length() + between.length()));
        sql.append(statement, 0, place).append(part);
        for (int i = 1; i < count; i++) {
            sql.append(between).append(part);
        }
        return sql.append(statement, place + ROWS.length(), statement.length()).toString();
    }
}
