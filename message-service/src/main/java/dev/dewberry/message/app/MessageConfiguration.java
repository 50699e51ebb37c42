package dev.dewberry.message.app;

import dev.dewberry.message.alert.AlertHook;
import dev.dewberry.message.alert.AlertProperties;
import dev.dewberry.message.command.CommandHandler;
import dev.dewberry.message.command.Policy;
import dev.dewberry.message.command.SignalHandler;
import dev.dewberry.message.delivery.CommittedHandler;
import dev.dewberry.message.delivery.DeadGateways;
import dev.dewberry.message.delivery.FanOut;
import dev.dewberry.message.delivery.GatewayOutbox;
import dev.dewberry.message.delivery.RouteTable;
import dev.dewberry.message.membership.CachedMembershipStore;
import dev.dewberry.message.membership.HttpMembershipStore;
import dev.dewberry.message.membership.HttpUserDirectory;
import dev.dewberry.message.membership.Memberships;
import dev.dewberry.platform.app.PlatformConfiguration;
import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.PartitionLeases;
import dev.dewberry.platform.bus.PartitionReader;
import dev.dewberry.platform.bus.PartitionWorker;
import dev.dewberry.platform.bus.Partitions;
import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.platform.bus.StreamDepths;
import dev.dewberry.platform.bus.StreamWriter;
import dev.dewberry.platform.http.ServiceClient;
import dev.dewberry.platform.http.ServicesProperties;
import dev.dewberry.platform.security.ServiceTokens;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

@Configuration(proxyBeanMethods = false)
@Import(PlatformConfiguration.class)
@EnableConfigurationProperties(AlertProperties.class)
class MessageConfiguration {

    /// Entries of each stream in one read; an entry holds up to 64 records.
    private static final int ENTRIES = 32;

    @Bean
    Memberships memberships(
            ServicesProperties services,
            WebClient.Builder http,
            ServiceTokens tokens,
            RedisBus bus,
            Partitions partitions,
            MeterRegistry meters) {
        ServiceClient storage = new ServiceClient("storage", services.storage(), http, tokens, services, meters);
        return new Memberships(new CachedMembershipStore(new HttpMembershipStore(storage), bus), partitions, meters);
    }

    @Bean
    Policy policy(
            Memberships memberships,
            ServicesProperties services,
            WebClient.Builder http,
            ServiceTokens tokens,
            MeterRegistry meters) {
        ServiceClient auth = new ServiceClient("auth", services.auth(), http, tokens, services, meters);
        return new Policy(memberships, new HttpUserDirectory(auth));
    }

    @Bean
    RouteTable routeTable(RedisBus bus) {
        return new RouteTable(bus);
    }

    @Bean
    RouterFunction<ServerResponse> alertHook(
            AlertProperties properties, StreamWriter writer, Partitions partitions, Clock clock) {
        return new AlertHook(properties, writer, partitions, clock).route();
    }

    @Bean
    GatewayOutbox gatewayOutbox(StreamWriter writer, MeterRegistry meters) {
        return new GatewayOutbox(writer, meters);
    }

    @Bean
    FanOut fanOut(Memberships memberships, RouteTable routes, GatewayOutbox outbox, MeterRegistry meters) {
        return new FanOut(memberships, routes, outbox, meters);
    }

    @Bean
    CommandHandler commandHandler(
            Policy policy,
            Memberships memberships,
            RouteTable routes,
            StreamWriter writer,
            GatewayOutbox outbox,
            Partitions partitions,
            MeterRegistry meters) {
        SignalHandler signals = new SignalHandler(memberships, routes, writer, outbox, partitions);
        return new CommandHandler(policy, signals, writer, outbox, partitions, meters);
    }

    @Bean
    Chores chores(RedisBus bus, GatewayOutbox outbox, FanOut fanOut) {
        return new Chores(List.of(outbox.resyncs(), fanOut.waitingMarks(), new DeadGateways(bus, outbox).sweeps()));
    }

    @Bean
    PartitionLeases partitionLeases(RedisBus bus, Partitions partitions) {
        return new PartitionLeases(bus, "message", UUID.randomUUID().toString(), partitions.count());
    }

    @Bean
    PartitionWorker worker(
            RedisBus bus, PartitionLeases leases, CommandHandler commands, Memberships memberships, FanOut fanOut) {
        return new PartitionWorker(
                leases,
                List.of(
                        new PartitionReader(
                                bus,
                                leases,
                                "commands",
                                ENTRIES,
                                p -> List.of(BusKeys.commands(p), BusKeys.signals(p)),
                                commands),
                        new PartitionReader(
                                bus,
                                leases,
                                "committed",
                                ENTRIES,
                                p -> List.of(BusKeys.committed(p)),
                                new CommittedHandler(memberships, fanOut))));
    }

    @Bean
    StreamDepths streamDepths(RedisBus bus, PartitionLeases leases, MeterRegistry meters) {
        return new StreamDepths(
                bus,
                List.of("commands", "signals", "committed"),
                () -> leases.held().stream()
                        .flatMap(p -> Stream.of(BusKeys.commands(p), BusKeys.signals(p), BusKeys.committed(p)))
                        .toList(),
                meters);
    }
}
