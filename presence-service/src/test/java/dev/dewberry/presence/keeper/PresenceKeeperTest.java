package dev.dewberry.presence.keeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.platform.bus.StreamBatch;
import dev.dewberry.presence.board.Shown;
import dev.dewberry.presence.board.Status;
import dev.dewberry.presence.route.MemoryRoutes;
import dev.dewberry.presence.seen.LastSeenQueue;
import dev.dewberry.presence.seen.MemoryLastSeenStore;
import dev.dewberry.presence.shown.MemoryShownPresence;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Delivery;
import dev.dewberry.protocol.bus.PresenceReport;
import dev.dewberry.protocol.bus.PresenceReportCodec;
import dev.dewberry.protocol.frame.PresenceItem;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// The keeper with everything around it in memory, and time in the test's hand.
class PresenceKeeperTest {

    private static final UserId ANN = new UserId(1);
    private static final KeeperProperties PROPERTIES = new KeeperProperties(
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            1_000_000,
            1_000);

    private final MemoryRoutes routes = new MemoryRoutes();
    private final MemoryShownPresence shown = new MemoryShownPresence();
    private final MemoryLastSeenStore store = new MemoryLastSeenStore();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final LastSeenQueue lastSeen = new LastSeenQueue(store, meters);
    private final MovableClock clock = new MovableClock();
    private final List<String> told = new ArrayList<>();
    private final PresenceKeeper keeper = new PresenceKeeper(
            routes, shown, this::deliver, lastSeen, PROPERTIES, clock, Schedulers.immediate(), meters);

    @Test
    void aReportIsAnnouncedShownAndSeen() {
        begin("gw", Map.of());
        report("gw", "online");
        turnAfter(200);

        assertThat(told).containsExactly("gw 1 online");
        assertThat(shown.all().block()).containsEntry(ANN, Shown.of(Status.ONLINE));
        lastSeen.flush().block();
        assertThat(store.find(List.of(ANN)).block()).containsKey(ANN);
        assertThat(gauge("dewberry.presence.users")).isEqualTo(1);
        assertThat(gauge("dewberry.presence.keeper")).isEqualTo(1);
    }

    @Test
    void theUsersOfAGatewayThatDiesLeave() {
        routes.put("other", Map.of());
        begin("gw", Map.of(ANN, Status.ONLINE));
        turnAfter(200);
        told.clear();

        routes.remove("gw");
        turnAfter(1_000);
        assertThat(told).isEmpty();
        turnAfter(3_000);

        assertThat(told).containsExactly("other 1 offline");
        assertThat(shown.all().block()).isEmpty();
    }

    @Test
    void theNextKeeperTellsWhoLeftMeanwhile() {
        shown.write(Map.of(ANN, Shown.of(Status.ONLINE))).block();
        begin("gw", Map.of());
        turnAfter(200);
        assertThat(told).isEmpty();

        turnAfter(3_000);
        assertThat(told).containsExactly("gw 1 offline");
    }

    @Test
    void aWipedRedisIsWrittenAgainAndNobodyFlickers() {
        begin("gw", Map.of(ANN, Status.ONLINE));
        turnAfter(200);
        told.clear();

        shown.wipe();
        routes.remove("gw");
        turnAfter(1_000);
        turnAfter(4_000);
        assertThat(told).isEmpty();
        assertThat(shown.all().block()).containsEntry(ANN, Shown.of(Status.ONLINE));

        routes.put("gw", Map.of(ANN, Status.ONLINE));
        turnAfter(1_000);
        turnAfter(20_000);
        assertThat(told).containsOnly("gw 1 online");
    }

    @Test
    void whatHappensWhileRedisIsAwayIsToldAfterwards() {
        begin("gw", Map.of());
        turnAfter(200);
        shown.away(true);
        report("gw", "away");
        turnAfter(200);
        turnAfter(1_000);
        assertThat(told).isEmpty();

        shown.away(false);
        turnAfter(200);
        assertThat(told).containsExactly("gw 1 away");
        assertThat(shown.all().block()).containsEntry(ANN, Shown.of(Status.AWAY));
    }

    @Test
    void aLostReportIsFoundByReconciliation() {
        begin("gw", Map.of());
        turnAfter(200);
        routes.put("gw", Map.of(ANN, Status.ONLINE));
        turnAfter(2_000);
        assertThat(told).isEmpty();

        turnAfter(30_000);
        assertThat(told).containsExactly("gw 1 online");
    }

    @Test
    void aReportThatIsAheadOfItsGatewayIsNotLost() {
        begin("gw", Map.of());
        routes.put("fresh", Map.of(ANN, Status.ONLINE));
        keeper.handle(List.of(new StreamBatch(
                        "reports",
                        0,
                        List.of(PresenceReportCodec.encode(
                                new PresenceReport("fresh", ANN, "online", "lunch", clock.millis()))))))
                .block();
        turnAfter(200);

        assertThat(told).containsExactlyInAnyOrder("gw 1 online", "fresh 1 online");
        assertThat(shown.all().block()).containsEntry(ANN, new Shown(Status.ONLINE, "lunch", "fresh"));
    }

    @Test
    void anUnreadableReportIsLeftOut() {
        begin("gw", Map.of());
        keeper.handle(List.of(new StreamBatch("reports", 0, List.of("{", encode("gw", "online")))))
                .block();
        turnAfter(200);

        assertThat(told).containsExactly("gw 1 online");
    }

    @Test
    void withoutTheLeaseNothingIsTold() {
        begin("gw", Map.of(ANN, Status.ONLINE));
        keeper.released(0);
        turnAfter(200);
        report("gw", "offline");
        turnAfter(10_000);

        assertThat(told).isEmpty();
        assertThat(gauge("dewberry.presence.keeper")).isZero();
    }

    private void begin(String gateway, Map<UserId, Status> users) {
        routes.put(gateway, users);
        keeper.prepare(0).block();
    }

    private void report(String gateway, String status) {
        keeper.handle(List.of(new StreamBatch("reports", 0, List.of(encode(gateway, status)))))
                .block();
    }

    private String encode(String gateway, String status) {
        return PresenceReportCodec.encode(new PresenceReport(gateway, ANN, status, null, clock.millis()));
    }

    private void turnAfter(long millis) {
        clock.advance(Duration.ofMillis(millis));
        keeper.turn().block();
    }

    private Mono<Boolean> deliver(String gateway, Delivery.Presence presence) {
        return Mono.fromSupplier(() -> {
            for (PresenceItem item : presence.items()) {
                told.add(gateway + " " + item.user() + " " + item.status());
            }
            return true;
        });
    }

    private double gauge(String name) {
        return meters.get(name).gauge().value();
    }
}
