package dev.dewberry.storage.app;

import dev.dewberry.database.Database;
import dev.dewberry.platform.app.PlatformConfiguration;
import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.PartitionLeases;
import dev.dewberry.platform.bus.PartitionReader;
import dev.dewberry.platform.bus.PartitionWorker;
import dev.dewberry.platform.bus.Partitions;
import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.platform.bus.StreamDepths;
import dev.dewberry.storage.commit.AppendHandler;
import dev.dewberry.storage.commit.CommitMetrics;
import dev.dewberry.storage.commit.CommitTransaction;
import dev.dewberry.storage.commit.Ownership;
import dev.dewberry.storage.hot.HotMemory;
import dev.dewberry.storage.identity.Epoch;
import dev.dewberry.storage.identity.IdBlocks;
import dev.dewberry.storage.identity.Meta;
import dev.dewberry.storage.plan.Fingerprints;
import dev.dewberry.storage.publish.CommittedFill;
import dev.dewberry.storage.publish.Publisher;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import reactor.core.publisher.Mono;

/// The commit loop.
@Configuration(proxyBeanMethods = false)
@Import(PlatformConfiguration.class)
class CommitConfiguration {

    private static final String SERVICE = "storage";
    /// Entries of all partitions in one read; each holds up to 64 records or 64 KiB.
    private static final int ENTRIES = 64;

    /// New at each start, so that a predecessor of the same name is another owner.
    record Instance(String id) {}

    @Bean
    Instance instance() {
        return new Instance(UUID.randomUUID().toString());
    }

    @Bean
    Publisher publisher(
            RedisBus bus,
            Database database,
            HotMemory memory,
            Partitions partitions,
            Clock clock,
            MeterRegistry meters) {
        return new Publisher(bus, database, memory, partitions::of, clock, meters);
    }

    @Bean
    CommittedFill committedFill(RedisBus bus) {
        return new CommittedFill(bus);
    }

    @Bean
    Epoch epoch(RedisBus bus, Meta meta) {
        return new Epoch(bus, meta);
    }

    @Bean
    AppendHandler appendHandler(
            Database database,
            @Qualifier("commits") Database commits,
            Instance instance,
            Partitions partitions,
            Publisher publisher,
            CommittedFill fill,
            Epoch epoch,
            Meta meta,
            @Qualifier("eventIds") IdBlocks eventIds,
            Clock clock,
            MeterRegistry meters) {
        return new AppendHandler(
                new Ownership(database, instance.id()),
                new CommitTransaction(commits, instance.id(), partitions::of, clock),
                publisher,
                fill,
                epoch,
                eventIds,
                fingerprints(meta),
                new CommitMetrics(meters));
    }

    /// Read once; a failure is not kept.
    private static Mono<Fingerprints> fingerprints(Meta meta) {
        return meta.fingerprintKey().map(Fingerprints::new).cacheInvalidateIf(_ -> false);
    }

    @Bean
    PartitionLeases partitionLeases(RedisBus bus, Instance instance, Partitions partitions) {
        return new PartitionLeases(bus, SERVICE, instance.id(), partitions.count());
    }

    @Bean
    PartitionReader appendReader(
            RedisBus bus, PartitionLeases leases, Partitions partitions, CommittedFill fill, AppendHandler handler) {
        PartitionReader reader = new PartitionReader(
                bus,
                leases,
                "appends",
                Math.max(1, ENTRIES / partitions.count()),
                partition -> fill.isFull(partition) ? List.of() : List.of(BusKeys.appends(partition)),
                handler);
        handler.onFenced(reader::forget);
        return reader;
    }

    @Bean
    StreamDepths streamDepths(RedisBus bus, PartitionReader appendReader, MeterRegistry meters) {
        return new StreamDepths(
                bus,
                List.of("appends"),
                () -> appendReader.prepared().stream().map(BusKeys::appends).toList(),
                meters);
    }

    @Bean
    PartitionWorker partitionWorker(PartitionLeases leases, PartitionReader reader) {
        return new PartitionWorker(leases, List.of(reader));
    }
}
