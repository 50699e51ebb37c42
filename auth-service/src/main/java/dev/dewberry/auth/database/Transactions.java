package dev.dewberry.auth.database;

import dev.dewberry.platform.error.DewberryException;
import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// How every piece of work reaches the database: bounded in time, repeated where the database gave up for a reason
/// that passes (a deadlock, error 1020), and `busy` where the database cannot answer.
public final class Transactions {

    private static final Retry CONTENTION = Retry.backoff(4, Duration.ofMillis(10))
            .jitter(0.5)
            .filter(ConcurrencyFailureException.class::isInstance)
            .onRetryExhaustedThrow((spec, signal) -> signal.failure());

    private final TransactionalOperator operator;
    private final Duration timeout;

    Transactions(TransactionalOperator operator, Duration timeout) {
        this.operator = operator;
        this.timeout = timeout;
    }

    /// All or nothing. May be subscribed to several times: what it does outside of the database must bear that.
    public <T> Mono<T> write(Mono<T> work) {
        return bounded(operator.transactional(work).retryWhen(CONTENTION));
    }

    /// Without a transaction: each statement sees what is committed.
    public <T> Mono<T> read(Mono<T> work) {
        return bounded(work);
    }

    private <T> Mono<T> bounded(Mono<T> work) {
        return work.timeout(timeout)
                .onErrorMap(
                        Transactions::cannotAnswer,
                        error -> DewberryException.busy("the database cannot answer now", error));
    }

    private static boolean cannotAnswer(Throwable error) {
        return error instanceof TimeoutException
                || error instanceof DataAccessResourceFailureException
                || error instanceof TransientDataAccessException
                || error instanceof ConcurrencyFailureException
                || error instanceof TransactionException
                || error instanceof R2dbcException;
    }
}
