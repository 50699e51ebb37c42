package dev.dewberry.presence.app;

import dev.dewberry.database.Database;
import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.PartitionLeases;
import dev.dewberry.platform.bus.PartitionReader;
import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.platform.bus.StreamDepths;
import dev.dewberry.platform.bus.StreamWriter;
import dev.dewberry.presence.announce.Announcements;
import dev.dewberry.presence.announce.BusAnnouncements;
import dev.dewberry.presence.keeper.KeeperLoop;
import dev.dewberry.presence.keeper.KeeperProperties;
import dev.dewberry.presence.keeper.PresenceKeeper;
import dev.dewberry.presence.query.PresenceQuery;
import dev.dewberry.presence.query.PresenceRoutes;
import dev.dewberry.presence.query.Visibility;
import dev.dewberry.presence.route.RedisRoutes;
import dev.dewberry.presence.route.Routes;
import dev.dewberry.presence.seen.LastSeenQueue;
import dev.dewberry.presence.seen.LastSeenStore;
import dev.dewberry.presence.seen.R2dbcLastSeenStore;
import dev.dewberry.presence.seen.RememberedLastSeen;
import dev.dewberry.presence.shown.RedisShownPresence;
import dev.dewberry.presence.shown.ShownPresence;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/// Wires the features. The one thread named `presence-board` owns all state of the keeper.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(KeeperProperties.class)
public class PresenceConfiguration {

    private static final String SERVICE = "presence";
    /// Entries of one read; an entry holds up to 64 reports.
    private static final int READ_COUNT = 64;

    @Bean(destroyMethod = "dispose")
    Scheduler boardScheduler() {
        return Schedulers.newSingle("presence-board", true);
    }

    @Bean
    Routes routes(RedisBus bus) {
        return new RedisRoutes(bus);
    }

    @Bean
    ShownPresence shownPresence(RedisBus bus) {
        return new RedisShownPresence(bus);
    }

    @Bean
    Announcements announcements(StreamWriter writer, KeeperProperties properties) {
        return new BusAnnouncements(writer, properties.deliveriesCapBytes());
    }

    @Bean
    LastSeenStore lastSeenStore(Database database) {
        return new RememberedLastSeen(new R2dbcLastSeenStore(database));
    }

    @Bean
    LastSeenQueue lastSeenQueue(LastSeenStore store, MeterRegistry meters) {
        return new LastSeenQueue(store, meters);
    }

    @Bean
    PresenceKeeper presenceKeeper(
            Routes routes,
            ShownPresence shown,
            Announcements announcements,
            LastSeenQueue lastSeen,
            KeeperProperties properties,
            Clock clock,
            Scheduler boardScheduler,
            MeterRegistry meters) {
        return new PresenceKeeper(routes, shown, announcements, lastSeen, properties, clock, boardScheduler, meters);
    }

    @Bean
    PartitionLeases partitionLeases(RedisBus bus) {
        return new PartitionLeases(bus, SERVICE, UUID.randomUUID().toString(), 1);
    }

    @Bean
    KeeperLoop keeperLoop(
            RedisBus bus,
            PartitionLeases leases,
            PresenceKeeper keeper,
            LastSeenQueue lastSeen,
            KeeperProperties properties,
            Scheduler boardScheduler) {
        PartitionReader reader = new PartitionReader(
                bus, leases, "presence-reports", READ_COUNT, partition -> List.of(BusKeys.PRESENCE_REPORTS), keeper);
        return new KeeperLoop(leases, reader, keeper, lastSeen, properties, boardScheduler);
    }

    @Bean
    StreamDepths streamDepths(RedisBus bus, PartitionLeases leases, MeterRegistry meters) {
        return new StreamDepths(
                bus,
                List.of("reports"),
                () -> leases.held().stream().map(_ -> BusKeys.PRESENCE_REPORTS).toList(),
                meters);
    }

    @Bean
    RouterFunction<ServerResponse> presenceRoutes(
            Routes routes, ShownPresence shown, LastSeenStore lastSeen, Clock clock) {
        PresenceQuery query = new PresenceQuery(routes, shown, lastSeen, Visibility.OPEN, clock);
        return new PresenceRoutes(query).routes();
    }
}
