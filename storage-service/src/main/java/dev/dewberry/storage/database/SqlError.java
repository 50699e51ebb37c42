package dev.dewberry.storage.database;

import io.r2dbc.spi.R2dbcException;

/// MariaDB's error numbers that mean something to us.
public final class SqlError {

    private static final int DUPLICATE_KEY = 1062;
    private static final int RECORD_CHANGED = 1020;
    private static final int LOCK_TIMEOUT = 1205;
    private static final int DEADLOCK = 1213;

    private SqlError() {}

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
