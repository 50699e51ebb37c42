package dev.dewberry.systemtests.chaos;

import dev.dewberry.systemtests.cluster.DewberryCluster;
import dev.dewberry.systemtests.cluster.Role;
import dev.dewberry.systemtests.cluster.Wire;
import dev.dewberry.systemtests.cluster.Wire.Direction;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// All that can go wrong, as a pack of cards: shuffled, dealt to the last one, shuffled again. The seed decides the
/// order, the victims and how long each fault lasts. Not thread-safe.
final class Catalogue {

    private static final int TRIES = 1_000;
    /// As a worn SD card takes it, for everything that storage-service and the others ask of MariaDB.
    private static final Duration SLOW_COMMIT = Duration.ofMillis(200);

    private static final Duration LONG_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONG_CUT = Duration.ofSeconds(60);

    private final DewberryCluster cluster;
    private final Predicate<String> only;
    private final Random random;
    private final Deque<Supplier<Fault>> pack = new ArrayDeque<>();

    /// @param only faults in whose name this regular expression is found, whatever the case; empty for all
    Catalogue(DewberryCluster cluster, long seed, String only) {
        this.cluster = cluster;
        this.only = Pattern.compile(only, Pattern.CASE_INSENSITIVE).asPredicate();
        random = new Random(seed);
    }

    Fault next() {
        Set<String> others = new TreeSet<>();
        // The first pack may be almost at its end, and which victims are in the next one is chance.
        for (int dealt = 0; dealt < TRIES; dealt++) {
            Fault next = deal();
            if (only.test(next.name())) {
                return next;
            }
            others.add(next.kind());
        }
        throw new IllegalArgumentException("There is no such fault; there are: " + others);
    }

    private Fault deal() {
        if (pack.isEmpty()) {
            List<Supplier<Fault>> cards = cards();
            Collections.shuffle(cards, random);
            pack.addAll(cards);
        }
        return pack.removeFirst().get();
    }

    /// How long the next fault lasts.
    Duration hold() {
        return Duration.ofMillis(random.nextInt(1_500, 6_000));
    }

    private List<Supplier<Fault>> cards() {
        List<Supplier<Fault>> cards = new ArrayList<>();
        for (Role role : Role.values()) {
            cards.add(() -> new Killed(replica(role)));
            cards.add(() -> new Stopped(replica(role)));
            cards.add(() -> new Frozen(replica(role)));
        }
        // Nobody calls message-service, which is reached by the bus alone.
        for (Role role : EnumSet.complementOf(EnumSet.of(Role.MESSAGE))) {
            cards.add(() -> slow(cluster.wireTo(role)));
            cards.add(() -> halfDeaf(cluster.wireTo(role)));
        }
        for (Victim store : List.of(Victim.mariaDb(cluster), Victim.redis(cluster))) {
            cards.add(() -> new Killed(store));
            cards.add(() -> new Stopped(store));
            cards.add(() -> new Frozen(store));
        }
        cards.add(() -> several("kill two", 2));
        cards.add(() -> several("kill two", 2));
        cards.add(() -> several("kill five", 5));
        cards.add(this::everything);
        redis(cards);
        mariaDb(cards);
        network(cards);
        lasting(cards);
        return cards;
    }

    private void redis(List<Supplier<Fault>> cards) {
        cards.add(() -> RedisFault.wiped(cluster.redis()));
        cards.add(() -> RedisFault.torn(cluster.redis(), random.nextInt(20, 3_000)));
        cards.add(() -> RedisFault.outOfMemory(cluster.redis()));
        cards.add(() -> RedisFault.flushed(cluster.redis()));
        cards.add(() -> RedisFault.scriptsForgotten(cluster.redis()));
        cards.add(() -> RedisFault.connectionsEnded(cluster.redis()));
        cards.add(() -> new TakenPlaces(cluster.redis()));
        cards.add(() -> slow("all to Redis", cluster.wiresToRedis()));
        cards.add(this::withoutRedis);
    }

    private void mariaDb(List<Supplier<Fault>> cards) {
        cards.add(() -> new Crowded(cluster.mariaDb()));
        cards.add(() -> MariaDbFault.readOnly(cluster.mariaDb()));
        cards.add(() -> MariaDbFault.accountsLocked(cluster));
        cards.add(() -> Rival.backup(cluster.mariaDb(), cluster.database(Role.STORAGE)));
        for (String table : List.of("partition_head", "conversation", "member")) {
            cards.add(() -> Rival.holding(cluster.mariaDb(), cluster.database(Role.STORAGE), table));
        }
        cards.add(() -> Rival.deadlocks(cluster.mariaDb(), cluster.database(Role.STORAGE)));
        cards.add(() -> new BadWire(
                "slow commits",
                "all to MariaDB",
                cluster.wiresToMariaDb(),
                wire -> wire.delay(SLOW_COMMIT),
                Promise.REPLACED));
        cards.add(this::withoutMariaDb);
    }

    private Fault withoutRedis() {
        return cut("all from Redis", cluster.wiresToRedis());
    }

    private Fault withoutMariaDb() {
        return cut("all from MariaDB", cluster.wiresToMariaDb());
    }

    /// One of each in a pack, because they take their time.
    private void lasting(List<Supplier<Fault>> cards) {
        cards.add(() -> longPause(any(Victim.all(cluster))));
        cards.add(
                () -> new Lasting(random.nextBoolean() ? withoutRedis() : withoutMariaDb(), LONG_CUT, Promise.MENDED));
    }

    /// A gateway keeps its clients until they have waited for an answer for 12 s, and the balancer, which
    /// unlike a kubelet asks nobody whether he is ready, leads some of them back: what counts is when it
    /// goes on.
    private static Fault longPause(Victim victim) {
        Promise promise = victim.kind().equals(Role.GATEWAY.label()) ? Promise.MENDED : victim.promise();
        return new Lasting(new Frozen(victim), LONG_PAUSE, promise);
    }

    /// One process and one store, whose others still meet.
    private void network(List<Supplier<Fault>> cards) {
        for (List<Wire> wires : List.of(cluster.wiresToRedis(), cluster.wiresToMariaDb())) {
            cards.add(() -> cut(any(wires)));
            cards.add(() -> slow(any(wires)));
            cards.add(() -> halfDeaf(any(wires)));
            cards.add(() -> new HalfOpen(any(wires)));
        }
        cards.add(() -> cut(cluster.wireTo(Role.GATEWAY)));
        cards.add(() -> new HalfOpen(cluster.wireTo(Role.GATEWAY)));
    }

    private Fault slow(Wire wire) {
        return slow(wire.toString(), List.of(wire));
    }

    /// Slow, and not away: everything works.
    private Fault slow(String name, List<Wire> wires) {
        return new BadWire(
                "slow network",
                name,
                wires,
                wire -> wire.delay(Duration.ofMillis(random.nextInt(20, 250))),
                Promise.REPLACED);
    }

    private Fault halfDeaf(Wire wire) {
        return new BadWire(
                "half-deaf network",
                wire.toString(),
                List.of(wire),
                deaf -> deaf.silence(any(List.of(Direction.values()))),
                Promise.MENDED);
    }

    private static Fault cut(Wire wire) {
        return cut(wire.toString(), List.of(wire));
    }

    private static Fault cut(String name, List<Wire> wires) {
        return new BadWire("cut off", name, wires, Wire::cut, Promise.MENDED);
    }

    private Victim replica(Role role) {
        return Victim.of(any(cluster.processes(role)));
    }

    private Fault several(String kind, int count) {
        List<Victim> all = new ArrayList<>(Victim.all(cluster));
        Collections.shuffle(all, random);
        return together(kind, all.subList(0, count));
    }

    /// As when the machine that all are on loses its power.
    private Fault everything() {
        return together("kill everything", Victim.all(cluster));
    }

    private static Fault together(String kind, List<Victim> victims) {
        // Stores come back first: no service starts without them.
        return new Together(
                kind,
                victims.stream()
                        .sorted(Comparator.comparing(Victim::replicated))
                        .<Fault>map(Killed::new)
                        .toList());
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
