package dev.dewberry.gateway.app;

import dev.dewberry.gateway.command.CommandBus;
import dev.dewberry.gateway.command.Marks;
import dev.dewberry.gateway.command.Queries;
import dev.dewberry.gateway.command.Sends;
import dev.dewberry.gateway.command.Typing;
import dev.dewberry.gateway.delivery.DeliveryMetrics;
import dev.dewberry.gateway.delivery.Dispatcher;
import dev.dewberry.gateway.delivery.PresenceUpdates;
import dev.dewberry.gateway.delivery.RestAnswers;
import dev.dewberry.gateway.delivery.SeqFilter;
import dev.dewberry.gateway.limit.Disturbance;
import dev.dewberry.gateway.limit.MemoryGuard;
import dev.dewberry.gateway.limit.Precedence;
import dev.dewberry.gateway.presence.PresenceQueries;
import dev.dewberry.gateway.presence.WatchIndex;
import dev.dewberry.gateway.presence.Watches;
import dev.dewberry.gateway.session.Epoch;
import dev.dewberry.gateway.session.GatewayLease;
import dev.dewberry.gateway.session.Registry;
import dev.dewberry.gateway.session.Revocations;
import dev.dewberry.gateway.session.SessionFrames;
import dev.dewberry.gateway.session.SigningKeys;
import dev.dewberry.gateway.socket.SocketLoops;
import dev.dewberry.gateway.socket.SocketNode;
import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.Partitions;
import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.platform.bus.StreamDepths;
import dev.dewberry.platform.bus.StreamWriter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What clients ask for, and what comes back.
@Configuration(proxyBeanMethods = false)
class CommandConfiguration {

    /// Conversations of which the gateway remembers the last `seq` for certain; 24 bytes each, twice.
    private static final int FILTER = 1 << 15;

    @Bean
    CommandBus commandBus(StreamWriter writer, Partitions partitions, MeterRegistry meters) {
        return new CommandBus(writer, partitions, meters);
    }

    @Bean
    Marks marks(CommandBus bus, Precedence precedence) {
        return new Marks(bus::add, precedence);
    }

    @Bean
    PresenceUpdates presenceUpdates(WatchIndex watches, Precedence precedence) {
        return new PresenceUpdates(watches, precedence);
    }

    @Bean
    StreamDepths streamDepths(GatewayId gateway, RedisBus bus, MeterRegistry meters) {
        List<String> own = List.of(BusKeys.deliveries(gateway.value()));
        return new StreamDepths(bus, List.of("deliveries"), () -> own, meters);
    }

    @Bean
    WatchIndex watchIndex() {
        return new WatchIndex();
    }

    @Bean
    SessionFrames frameRouter(
            GatewayId gateway,
            CommandBus bus,
            Marks marks,
            Services services,
            WatchIndex watches,
            Registry registry,
            Precedence precedence,
            Disturbance disturbance,
            MeterRegistry meters) {
        return new FrameRouter(
                new Sends(gateway.value(), bus),
                marks,
                new Typing(bus, precedence),
                new Queries(services.storage(), disturbance, meters),
                new Watches(watches, new PresenceQueries(services.presence(), disturbance), registry, precedence));
    }

    @Bean
    Dispatcher dispatcher(
            GatewayId gateway,
            Registry registry,
            SocketNode node,
            RestAnswers rest,
            PresenceUpdates presence,
            Precedence precedence,
            MeterRegistry meters) {
        return new Dispatcher(
                gateway.value(),
                registry,
                node,
                new SeqFilter(FILTER),
                rest,
                presence,
                precedence,
                new DeliveryMetrics(meters));
    }

    @Bean
    Housekeeping housekeeping(
            GatewayId gateway,
            RedisBus bus,
            Dispatcher dispatcher,
            GatewayLease lease,
            SigningKeys keys,
            Revocations revocations,
            Epoch epoch,
            Marks marks,
            PresenceUpdates presence,
            Shedding shedding) {
        return new Housekeeping(
                gateway.value(), bus, dispatcher, lease, keys, revocations, epoch, marks, presence, shedding);
    }

    @Bean
    Drain drain(SocketNode node, SocketLoops loops, Registry registry, Farewell farewell) {
        return new Drain(node, loops, registry, farewell);
    }

    @Bean
    Shedding shedding(MemoryGuard memory, Registry registry, Farewell farewell, MeterRegistry meters) {
        return new Shedding(memory, registry, farewell, meters);
    }
}
