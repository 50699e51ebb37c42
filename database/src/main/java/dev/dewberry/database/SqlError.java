package dev.dewberry.database;

import io.r2dbc.spi.R2dbcException;
import java.util.Set;

/// MariaDB's error numbers that mean something to us.
public final class SqlError {

    private static final int DUPLICATE_KEY = 1062;
    private static final int RECORD_CHANGED = 1020;
    private static final int LOCK_TIMEOUT = 1205;
    private static final int DEADLOCK = 1213;

    /// A value that the column does not take: null, too long, not in its character set, out of range, or against a
    /// check.
    private static final Set<Integer> UNFIT = Set.of(1048, 1264, 1265, 1292, 1366, 1406, 4025);

    private SqlError() {}

    /// The same again fails again, whenever that is.
    public static boolean isUnfitValue(Throwable error) {
        return error instanceof R2dbcException sql && UNFIT.contains(sql.getErrorCode());
    }

    /// For logs: without the message, which may quote a value.
    public static String nameOf(Throwable error) {
        String type = error.getClass().getSimpleName();
        return error instanceof R2dbcException sql ? type + " " + sql.getErrorCode() : type;
    }

    /// Not a fault of the server or of the way to it.
    static boolean isExpected(Throwable error) {
        return isDuplicateKey(error) || isContention(error) || isUnfitValue(error);
    }

    public static boolean isDuplicateKey(Throwable error) {
        return error instanceof R2dbcException sql && sql.getErrorCode() == DUPLICATE_KEY;
    }

    /// The transaction met another one and was rolled back whole: the same again may well succeed.
    /// (A lock timeout alone rolls back one statement; our transactions roll back the rest.)
    public static boolean isContention(Throwable error) {
        return error instanceof R2dbcException sql
                && (sql.getErrorCode() == RECORD_CHANGED
                        || sql.getErrorCode() == LOCK_TIMEOUT
                        || sql.getErrorCode() == DEADLOCK);
    }
}
