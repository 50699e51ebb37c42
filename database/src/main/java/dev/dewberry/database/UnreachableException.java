package dev.dewberry.database;

import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/// MariaDB cannot be asked now. What was under way may have been committed or not.
public final class UnreachableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreachableException(Throwable cause) {
        super("MariaDB does not answer", cause);
    }

    static boolean isSign(Throwable error) {
        // The driver calls a lock timeout a transient resource as well.
        if (SqlError.isExpected(error)) {
            return false;
        }
        return error instanceof R2dbcNonTransientResourceException
                || error instanceof R2dbcTransientResourceException
                || error instanceof R2dbcTimeoutException
                || error instanceof TimeoutException
                || error instanceof IOException;
    }
}
