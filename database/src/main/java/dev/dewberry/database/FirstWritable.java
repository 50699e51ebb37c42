package dev.dewberry.database;

import dev.dewberry.platform.time.Recurring;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.List;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Several servers that hold the same, as those of a Galera cluster: connects to the first of them, in their order,
/// that can be written to. All services have the same order, so one server at a time takes all writes. When the first
/// one changes, connections to the one before are no longer given out.
final class FirstWritable implements ConnectionFactory {

    private static final Logger log = LoggerFactory.getLogger(FirstWritable.class);

    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofSeconds(1);

    /// A server that has lost its cluster refuses every question, and a replica is read-only.
    private static final String CAN_BE_WRITTEN_TO = "SELECT @@GLOBAL.read_only = 0";

    private final List<Server> servers;
    private volatile Server current;

    record Server(String address, ConnectionFactory connections) {}

    FirstWritable(List<Server> servers) {
        this.servers = List.copyOf(servers);
        current = servers.getFirst();
    }

    /// Keeps looking which one it is.
    Disposable watch() {
        return Recurring.every(Duration.ZERO, TICK, "watching the servers of MariaDB", _ -> look())
                .subscribe();
    }

    /// As this, for those who connect seldom and so do not watch.
    ConnectionFactory lookingFirst() {
        return new ConnectionFactory() {
            @Override
            public Publisher<? extends Connection> create() {
                return look().then(Mono.defer(() -> Mono.from(FirstWritable.this.create())));
            }

            @Override
            public ConnectionFactoryMetadata getMetadata() {
                return FirstWritable.this.getMetadata();
            }
        };
    }

    @Override
    public Mono<? extends Connection> create() {
        return Mono.defer(() -> {
            Server server = current;
            return Mono.from(server.connections().create())
                    .map(connection -> new TiedConnection(connection, () -> current == server));
        });
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
        return servers.getFirst().connections().getMetadata();
    }

    /// Where none can be written to, the last one stays: it may come back.
    Mono<Void> look() {
        return Flux.fromIterable(servers)
                .concatMap(
                        server ->
                                isWritable(server).filter(Boolean::booleanValue).map(_ -> server),
                        1)
                .next()
                .doOnNext(this::use)
                .then();
    }

    private void use(Server server) {
        if (current != server) {
            log.info("MariaDB is written to at {}, no longer at {}", server.address(), current.address());
            current = server;
        }
    }

    private static Mono<Boolean> isWritable(Server server) {
        return Mono.usingWhen(
                        Mono.from(server.connections().create()),
                        connection -> Flux.from(connection
                                        .createStatement(CAN_BE_WRITTEN_TO)
                                        .execute())
                                .concatMap(FirstWritable::answer)
                                .next(),
                        Connection::close)
                .timeout(LOOK)
                .onErrorReturn(false);
    }

    private static Publisher<Boolean> answer(Result result) {
        return result.map((row, _) -> Columns.flag(row, 0));
    }
}
