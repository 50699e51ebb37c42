package dev.dewberry.storage.rig;

import dev.dewberry.database.Database;
import dev.dewberry.database.DatabaseProperties;
import dev.dewberry.database.MariaDbConnections;
import dev.dewberry.database.Migrations;
import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.BusProperties;
import dev.dewberry.platform.bus.Partitions;
import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.platform.bus.StreamBatch;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Append;
import dev.dewberry.protocol.bus.AppendCodec;
import dev.dewberry.protocol.bus.Command;
import dev.dewberry.protocol.bus.Committed;
import dev.dewberry.protocol.bus.CommittedCodec;
import dev.dewberry.protocol.bus.Origin;
import dev.dewberry.protocol.bus.Signal;
import dev.dewberry.storage.commit.AppendHandler;
import dev.dewberry.storage.commit.Commit;
import dev.dewberry.storage.commit.CommitMetrics;
import dev.dewberry.storage.commit.CommitTransaction;
import dev.dewberry.storage.commit.Ownership;
import dev.dewberry.storage.history.EventLog;
import dev.dewberry.storage.hot.Generation;
import dev.dewberry.storage.hot.HotLists;
import dev.dewberry.storage.hot.HotMemory;
import dev.dewberry.storage.hot.TailCache;
import dev.dewberry.storage.identity.Epoch;
import dev.dewberry.storage.identity.IdBlocks;
import dev.dewberry.storage.identity.Meta;
import dev.dewberry.storage.plan.Fingerprints;
import dev.dewberry.storage.plan.Task;
import dev.dewberry.storage.publish.CommittedFill;
import dev.dewberry.storage.publish.Publisher;
import dev.dewberry.storage.replica.Reads;
import dev.dewberry.testsupport.MariaDb;
import dev.dewberry.testsupport.Redis;
import io.lettuce.core.Range;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import reactor.core.publisher.Mono;

/// A storage-service without HTTP and without its loop: a test hands it batches.
public final class StorageRig implements AutoCloseable {

    /// Beyond the ids of all events that a test makes.
    private static final long UNPUBLISHED_ID = 900_000;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    public final dev.dewberry.testsupport.Database schema;
    public final RedisBus bus;
    public final ConnectionPool pool;
    public final ConnectionPool commitPool;
    public final Database database;
    public final TestClock clock;
    public final Partitions partitions = new Partitions(4);
    public final AppendHandler handler;
    public final CommitTransaction transaction;
    public final Publisher publisher;
    public final Generation generation;
    public final HotMemory hotMemory;
    public final HotLists hot;
    public final EventLog log;
    public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    public final List<Integer> forgotten = new ArrayList<>();

    private StorageRig(dev.dewberry.testsupport.Database schema, Redis redis, TestClock clock, Watch watch) {
        this.schema = schema;
        this.clock = clock;
        DatabaseProperties properties = new DatabaseProperties(
                schema.host(),
                schema.port(),
                schema.name(),
                schema.username(),
                schema.password(),
                schema.ownerUsername(),
                schema.ownerPassword(),
                6,
                3,
                Duration.ofSeconds(8));
        Migrations.run(properties);
        bus = new RedisBus(new BusProperties(redis.uri(), partitions.count(), Duration.ofSeconds(2)));
        pool = MariaDbConnections.pool(properties);
        database = new Database(watch.around(pool), Duration.ofSeconds(8));
        String owner = UUID.randomUUID().toString();
        Meta meta = new Meta(database);
        commitPool = MariaDbConnections.scripting(properties, "commits", 2, bus.loop());
        transaction = new CommitTransaction(
                new Database(watch.around(commitPool), Duration.ofSeconds(8)), owner, partitions::of, clock);
        hotMemory = new HotMemory(bus);
        publisher = new Publisher(bus, database, hotMemory, partitions::of, clock, meters);
        handler = new AppendHandler(
                new Ownership(database, owner),
                transaction,
                publisher,
                new CommittedFill(bus),
                new Epoch(bus, meta),
                new IdBlocks(database, "event", 1000),
                meta.fingerprintKey().map(Fingerprints::new),
                new CommitMetrics(meters));
        handler.onFenced(forgotten::add);
        generation = Generation.on(bus);
        hot = new HotLists(bus, generation, hotMemory, partitions.count(), PATIENCE, meters);
        log = new EventLog(Reads.of(database), new TailCache(bus, generation, hotMemory, PATIENCE, meters));
        waitForRedis();
    }

    /// Sees all connections, for tests that look at statements.
    public interface Watch {
        ConnectionFactory around(ConnectionFactory connections);
    }

    public static StorageRig start(MariaDb mariaDb, Redis redis) {
        return start(mariaDb, redis, connections -> connections);
    }

    public static StorageRig start(MariaDb mariaDb, Redis redis, Watch watch) {
        redis.freshUri();
        return new StorageRig(mariaDb.createDatabase("storage"), redis, new TestClock(), watch);
    }

    /// Another storage-service of the same installation.
    public StorageRig another(Redis redis) {
        return new StorageRig(schema, redis, clock, connections -> connections);
    }

    /// As [#another], that prefers other servers of the same cluster.
    ///
    /// @param hosts as in `dewberry.database.host`
    public StorageRig another(Redis redis, String hosts) {
        dev.dewberry.testsupport.Database elsewhere = new dev.dewberry.testsupport.Database(
                hosts,
                schema.port(),
                schema.name(),
                schema.username(),
                schema.password(),
                schema.ownerUsername(),
                schema.ownerPassword());
        return new StorageRig(elsewhere, redis, clock, connections -> connections);
    }

    public void takeAll() {
        for (int partition = 0; partition < partitions.count(); partition++) {
            take(partition);
        }
    }

    public void take(int partition) {
        done(handler.prepare(partition));
    }

    /// Handles one batch.
    public void handle(Append... appends) {
        done(handler.handle(batches(appends)));
    }

    /// Commits one append and leaves it unpublished, as somebody does who dies in between.
    public Commit commitOnly(Append append) {
        Fingerprints prints = done(new Meta(database).fingerprintKey().map(Fingerprints::new));
        StreamBatch batch = batches(append).getFirst();
        Task task =
                Task.of(batch.partition(), AppendCodec.decode(batch.records().getFirst()), prints);
        return done(transaction.commit(List.of(task), UNPUBLISHED_ID));
    }

    public List<StreamBatch> batches(Append... appends) {
        Map<Integer, List<String>> records = new LinkedHashMap<>();
        for (Append append : appends) {
            ConversationId conversation = switch (append) {
                case Append.Apply apply -> apply.command().conversation();
                case Append.Mark mark -> mark.marks().conversation();
            };
            records.computeIfAbsent(partitions.of(conversation), _ -> new ArrayList<>())
                    .add(AppendCodec.encode(append));
        }
        List<StreamBatch> batches = new ArrayList<>();
        records.forEach((partition, list) -> batches.add(new StreamBatch(BusKeys.appends(partition), partition, list)));
        return batches;
    }

    /// Everything in the committed stream of the conversation's partition.
    public List<Committed> committed(ConversationId conversation) {
        List<Committed> all = new ArrayList<>();
        done(bus.call(redis -> redis.xrange(BusKeys.committed(partitions.of(conversation)), Range.unbounded())))
                .forEach(entry -> Arrays.stream(entry.getBody().get("r").split("\n"))
                        .map(CommittedCodec::decode)
                        .filter(one -> one.conversation().equals(conversation))
                        .forEach(all::add));
        return all;
    }

    public static Append send(UserId from, ConversationId to, String clientId, String text, long version) {
        return new Append.Apply(
                new Command.Send(
                        new Origin("gw", 1, 1),
                        from,
                        to,
                        clientId,
                        "text",
                        "{\"kind\":\"text\",\"text\":\"" + text + "\"}"),
                version);
    }

    public static Append send(UserId from, ConversationId to, String clientId, String text) {
        return send(from, to, clientId, text, 0);
    }

    public static Append create(UserId from, ConversationId group, String clientId, UserId... members) {
        return new Append.Apply(
                new Command.CreateGroup(new Origin("gw", 1, 2), from, group, clientId, "Chess", List.of(members)), 0);
    }

    public static Append change(
            UserId from, ConversationId group, String clientId, long version, Command.Change change, UserId... users) {
        return new Append.Apply(
                new Command.ChangeMembers(new Origin("gw", 1, 3), from, group, clientId, change, List.of(users)),
                version);
    }

    public static Append read(UserId user, ConversationId conversation, long seq) {
        return new Append.Mark(new Signal.Marks(user, conversation, seq, seq));
    }

    public static <T> T done(Mono<T> work) {
        return work.block(PATIENCE);
    }

    private void waitForRedis() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!(bus.isConnected() && generation.isTrusted()) && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        pool.dispose();
        commitPool.dispose();
        bus.close();
    }
}
