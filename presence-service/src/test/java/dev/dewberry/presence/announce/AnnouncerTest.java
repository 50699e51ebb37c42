package dev.dewberry.presence.announce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Delivery;
import dev.dewberry.protocol.frame.PresenceItem;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class AnnouncerTest {

    private final Map<String, List<Delivery.Presence>> told = new HashMap<>();
    private final Set<String> full = new HashSet<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Announcer announcer = new Announcer(this::deliver, Schedulers.immediate(), 500, meters);

    @Test
    void everyLiveGatewayIsToldOnce() {
        announcer.add(List.of(item(1, "online"), item(2, "away")), Set.of("a", "b"));
        announcer.flush().block();
        announcer.flush().block();

        assertThat(told).containsOnlyKeys("a", "b");
        assertThat(told.get("a")).containsExactly(new Delivery.Presence(List.of(item(1, "online"), item(2, "away"))));
        assertThat(told.get("b")).hasSize(1);
    }

    @Test
    void manyChangesGoInSeveralRecords() {
        announcer.add(items(1, 450), Set.of("a"));
        announcer.flush().block();

        assertThat(told.get("a"))
                .extracting(presence -> presence.items().size())
                .containsExactly(200, 200, 50);
    }

    @Test
    void aFullGatewayIsToldTheLatestStateLater() {
        full.add("a");
        announcer.add(List.of(item(1, "online"), item(2, "online")), Set.of("a", "b"));
        announcer.flush().block();
        announcer.add(List.of(item(1, "away")), Set.of("a", "b"));
        announcer.flush().block();
        assertThat(told).containsOnlyKeys("b");

        full.clear();
        announcer.flush().block();

        assertThat(told.get("a")).containsExactly(new Delivery.Presence(List.of(item(2, "online"), item(1, "away"))));
        assertThat(meters.counter("dewberry.presence.postponed").count()).isEqualTo(4);
    }

    @Test
    void onlySoManyWaitAndTheOldestAreDropped() {
        full.add("a");
        announcer.add(items(1, 400), Set.of("a"));
        announcer.flush().block();
        announcer.add(items(401, 300), Set.of("a"));
        full.clear();
        announcer.flush().block();

        List<UserId> users = told.get("a").stream()
                .flatMap(presence -> presence.items().stream())
                .map(PresenceItem::user)
                .toList();
        assertThat(users).hasSize(500).startsWith(new UserId(201)).endsWith(new UserId(700));
        assertThat(meters.counter("dewberry.presence.dropped").count()).isEqualTo(200);
    }

    @Test
    void aDeadGatewayIsForgotten() {
        full.add("a");
        announcer.add(items(1, 10), Set.of("a"));
        announcer.flush().block();
        announcer.add(List.of(), Set.of("b"));
        full.clear();
        announcer.flush().block();

        assertThat(told).isEmpty();
    }

    private Mono<Boolean> deliver(String gateway, Delivery.Presence presence) {
        return Mono.fromSupplier(() -> {
            if (full.contains(gateway)) {
                return false;
            }
            told.computeIfAbsent(gateway, absent -> new ArrayList<>()).add(presence);
            return true;
        });
    }

    private static List<PresenceItem> items(long first, int count) {
        return LongStream.range(first, first + count)
                .mapToObj(user -> item(user, "online"))
                .toList();
    }

    private static PresenceItem item(long user, String status) {
        return new PresenceItem(new UserId(user), status, 5L, null);
    }
}
