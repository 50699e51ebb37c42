package dev.dewberry.storage.database;

import dev.dewberry.database.UnreachableException;
import dev.dewberry.platform.error.DewberryException;
import io.r2dbc.spi.R2dbcException;
import reactor.core.publisher.Mono;

/// What callers are told where MariaDB failed: to come again, never that something does not exist.
public final class HttpErrors {

    private HttpErrors() {}

    public static <T> Mono<T> busy(Mono<T> work) {
        return work.onErrorMap(
                error -> error instanceof UnreachableException || error instanceof R2dbcException,
                error -> DewberryException.busy("the store cannot be asked now", error));
    }
}
