package dev.dewberry.storage.replica;

import static dev.dewberry.database.Columns.optionalNumber;
import static dev.dewberry.database.Columns.optionalText;

import dev.dewberry.database.Database;
import dev.dewberry.database.Session;
import dev.dewberry.platform.time.Counter;
import dev.dewberry.platform.time.Recurring;
import io.r2dbc.spi.Row;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The read replica. It proves in each read that it is far enough for it; besides it is looked at every
/// second, and kept out while it is away, too far behind, or of another store. Thread-safe.
public final class Replica {

    private static final Logger log = LoggerFactory.getLogger(Replica.class);

    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofSeconds(3);

    private final Database primary;
    private final Database replica;
    private final ReplicaProperties properties;
    private final Counter counter;
    private final Lag lag = new Lag();

    private volatile boolean usable;
    /// As the primary had it last.
    private volatile String epoch = "";
    private volatile Duration behind = Duration.ZERO;

    /// @param replica with the account that may only read
    public Replica(Database primary, Database replica, ReplicaProperties properties, Counter counter) {
        this.primary = primary;
        this.replica = replica;
        this.properties = properties;
        this.counter = counter;
    }

    /// Not far enough for this read.
    static final class BehindException extends RuntimeException {
        private static final long serialVersionUID = 1;

        BehindException() {
            super("the replica is behind", null, false, false);
        }
    }

    public Disposable start() {
        return Recurring.every(Duration.ZERO, TICK, "watching the replica", _ -> look())
                .subscribe();
    }

    boolean isUsable() {
        return usable;
    }

    Duration lag() {
        return behind;
    }

    /// @param work gives one value
    /// @return an error wherever somebody else should be asked
    <T> Mono<T> read(Needed needed, Function<Session, Mono<T>> work) {
        AtomicBoolean proven = new AtomicBoolean();
        return target(needed)
                .flatMap(target -> replica.with(session -> isEnough(session, needed, target)
                        .filter(Boolean::booleanValue)
                        .switchIfEmpty(Mono.error(BehindException::new))
                        .doOnNext(_ -> proven.set(true))
                        .flatMap(_ -> work.apply(session))))
                .timeout(Mono.delay(properties.patience())
                        .flatMap(_ -> proven.get()
                                ? Mono.delay(properties.longestRead().minus(properties.patience()))
                                : Mono.just(0L)))
                .doOnError(error -> !(error instanceof BehindException), _ -> setUsable(false, "it failed a read"));
    }

    /// Where the primary is, as far as that is needed.
    private Mono<Standing> target(Needed needed) {
        return switch (needed) {
            case Needed.Log _ -> Mono.just(new Standing(Gtids.parse(""), epoch));
            case Needed.Everything _ ->
                standing(primary, ReplicaSql.PRIMARY)
                        .filter(standing -> !standing.gtids().isEmpty())
                        .switchIfEmpty(Mono.error(BehindException::new));
        };
    }

    private Mono<Boolean> isEnough(Session session, Needed needed, Standing target) {
        Flux<Boolean> answer = switch (needed) {
            case Needed.Log(var conversation, var stamp) ->
                session.query(
                        ReplicaSql.HAS_LOG,
                        List.of(stamp.headSeq(), stamp.erasures(), target.epoch(), conversation.toString()),
                        Replica::isTrue);
            case Needed.Everything _ ->
                session.query(
                        ReplicaSql.REACHES,
                        List.of(target.gtids().text(), properties.patience().toMillis() / 2000.0, target.epoch()),
                        Replica::isTrue);
        };
        return answer.next();
    }

    private static boolean isTrue(Row row) {
        @Nullable Long value = optionalNumber(row, 0);
        return value != null && value != 0;
    }

    /// @param gtids how far a server is
    /// @param epoch of its store
    private record Standing(Gtids gtids, String epoch) {

        static Standing of(Row row) {
            @Nullable String gtids = optionalText(row, 0);
            @Nullable String epoch = optionalText(row, 1);
            return new Standing(Gtids.parse(gtids == null ? "" : gtids), epoch == null ? "" : epoch);
        }
    }

    private static Mono<Standing> standing(Database server, String sql) {
        return server.with(
                session -> session.query(sql, List.of(), Standing::of).next());
    }

    Mono<Void> look() {
        return standing(primary, ReplicaSql.PRIMARY)
                .timeout(LOOK)
                .flatMap(there -> {
                    epoch = there.epoch();
                    lag.primaryAt(there.gtids(), counter.nanos());
                    return standing(replica, ReplicaSql.REPLICA)
                            .timeout(LOOK)
                            .map(Optional::of)
                            .onErrorResume(error -> {
                                log.debug("No replica", error);
                                return Mono.just(Optional.empty());
                            })
                            .doOnNext(here -> judge(there, here));
                })
                // Whether the primary answers is others' to say; what was known of the replica stays.
                .onErrorResume(error -> {
                    log.debug("No primary", error);
                    return Mono.empty();
                })
                .then();
    }

    private void judge(Standing there, Optional<Standing> here) {
        here.ifPresent(standing -> lag.replicaAt(standing.gtids()));
        behind = lag.now(counter.nanos());
        if (here.isEmpty()) {
            setUsable(false, "it does not answer");
        } else if (there.epoch().isEmpty() || !here.get().epoch().equals(there.epoch())) {
            setUsable(false, "it has another store, or nothing yet");
        } else if (behind.compareTo(properties.longestLag()) > 0) {
            setUsable(false, "it is behind");
        } else {
            setUsable(true, "it keeps up");
        }
    }

    private void setUsable(boolean now, String reason) {
        if (usable != now) {
            usable = now;
            log.info("The replica is {}: {}", now ? "asked" : "not asked", reason);
        }
    }
}
