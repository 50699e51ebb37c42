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
import java.util.function.Consumer;
import java.util.function.Supplier;

/// All that can go wrong, as a pack of cards: shuffled, dealt to the last one, shuffled again. The seed decides the
/// order, the victims and how long each fault lasts. Not thread-safe.
final class Catalogue {

    private final DewberryCluster cluster;
    private final String only;
    private final Random random;
    private final Deque<Supplier<Fault>> pack = new ArrayDeque<>();

    /// @param only faults with these words in their kind; empty for all
    Catalogue(DewberryCluster cluster, long seed, String only) {
        this.cluster = cluster;
        this.only = only;
        random = new Random(seed);
    }

    Fault next() {
        Fault next = deal();
        while (!next.kind().contains(only)) {
            next = deal();
        }
        return next;
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
            cards.add(() -> wire("slow network", cluster.wireTo(role), this::slow));
            cards.add(() -> wire("half-deaf network", cluster.wireTo(role), this::silenceOneWay));
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
        return cards;
    }

    private void redis(List<Supplier<Fault>> cards) {
        cards.add(() -> RedisFault.wiped(cluster.redis()));
        cards.add(() -> RedisFault.torn(cluster.redis(), random.nextInt(20, 3_000)));
        cards.add(() -> RedisFault.outOfMemory(cluster.redis()));
        cards.add(() -> new BadWire("slow network", "all to Redis", cluster.wiresToRedis(), this::slow));
        cards.add(() -> new BadWire("cut off", "all from Redis", cluster.wiresToRedis(), Wire::cut));
    }

    private void mariaDb(List<Supplier<Fault>> cards) {
        cards.add(() -> new Crowded(cluster.mariaDb()));
        cards.add(() -> new ReadOnly(cluster.mariaDb()));
        for (String table : List.of("partition_head", "conversation", "member")) {
            cards.add(() -> Rival.holding(cluster.mariaDb(), cluster.database(Role.STORAGE), table));
        }
        cards.add(() -> Rival.deadlocks(cluster.mariaDb(), cluster.database(Role.STORAGE)));
        cards.add(() -> new BadWire("slow commits", "all to MariaDB", cluster.wiresToMariaDb(), this::slow));
        cards.add(() -> new BadWire("cut off", "all from MariaDB", cluster.wiresToMariaDb(), Wire::cut));
    }

    /// One process and one store, whose others still meet.
    private void network(List<Supplier<Fault>> cards) {
        for (List<Wire> wires : List.of(cluster.wiresToRedis(), cluster.wiresToMariaDb())) {
            cards.add(() -> wire("cut off", any(wires), Wire::cut));
            cards.add(() -> wire("slow network", any(wires), this::slow));
            cards.add(() -> wire("half-deaf network", any(wires), this::silenceOneWay));
            cards.add(() -> new HalfOpen(any(wires)));
        }
        cards.add(() -> wire("cut off", cluster.wireTo(Role.GATEWAY), Wire::cut));
        cards.add(() -> new HalfOpen(cluster.wireTo(Role.GATEWAY)));
    }

    private static Fault wire(String kind, Wire wire, Consumer<Wire> worsen) {
        return new BadWire(kind, wire.toString(), List.of(wire), worsen);
    }

    private void slow(Wire wire) {
        wire.delay(Duration.ofMillis(random.nextInt(20, 250)));
    }

    private void silenceOneWay(Wire wire) {
        wire.silence(any(List.of(Direction.values())));
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
