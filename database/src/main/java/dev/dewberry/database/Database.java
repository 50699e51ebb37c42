package dev.dewberry.database;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Gives out connections, each for one piece of work. Thread-safe.
///
/// Whatever goes wrong comes out as the [R2dbcException] it was, or as [UnreachableException] where no connection
/// was to be had or none answered in time.
public final class Database {

    private final ConnectionFactory connections;
    private final Duration timeout;

    /// @param timeout for one piece of work, the wait for a connection included
    public Database(ConnectionFactory connections, Duration timeout) {
        this.connections = connections;
        this.timeout = timeout;
    }

    /// Statements that commit one by one.
    public <T> Mono<T> with(Function<Session, Mono<T>> work) {
        return borrowed(connection -> work.apply(new Session(connection)));
    }

    /// All or nothing. A failed commit leaves open whether it took place; everything else was rolled back.
    public <T> Mono<T> transaction(Function<Session, Mono<T>> work) {
        return borrowed(connection -> inTransaction(connection, work));
    }

    /// As [#transaction], for work whose scripts begin the transaction and commit it themselves, to save
    /// round trips.
    public <T> Mono<T> scripted(Function<Session, Mono<T>> work) {
        return borrowed(connection -> rolledBackUnlessDone(connection, work));
    }

    private <T> Mono<T> borrowed(Function<Connection, Mono<T>> work) {
        return Mono.usingWhen(Mono.from(connections.create()), work, Connection::close)
                .timeout(timeout)
                .onErrorMap(UnreachableException::isSign, UnreachableException::new);
    }

    private static <T> Mono<T> rolledBackUnlessDone(Connection connection, Function<Session, Mono<T>> work) {
        return Mono.usingWhen(
                Mono.just(connection),
                used -> work.apply(new Session(used)),
                _ -> Mono.empty(),
                (used, _) -> rollBackScript(used),
                Database::rollBackScript);
    }

    /// As a statement: the driver may not know yet that a script has begun a transaction.
    private static Publisher<Void> rollBackScript(Connection connection) {
        return Flux.from(connection.createStatement("ROLLBACK").execute())
                .concatMap(Result::getRowsUpdated)
                .then()
                .onErrorComplete();
    }

    private static <T> Mono<T> inTransaction(Connection connection, Function<Session, Mono<T>> work) {
        return Mono.usingWhen(
                Mono.from(connection.beginTransaction()).thenReturn(connection),
                begun -> work.apply(new Session(begun)),
                Connection::commitTransaction,
                (begun, error) -> rollBack(begun),
                Connection::rollbackTransaction);
    }

    /// The error that caused the rollback says more than one of the rollback itself.
    private static Publisher<Void> rollBack(Connection connection) {
        return Mono.from(connection.rollbackTransaction()).onErrorComplete();
    }
}
