package dev.dewberry.storage.hot;

import static dev.dewberry.storage.rig.StorageRig.change;
import static dev.dewberry.storage.rig.StorageRig.create;
import static dev.dewberry.storage.rig.StorageRig.done;
import static dev.dewberry.storage.rig.StorageRig.read;
import static dev.dewberry.storage.rig.StorageRig.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Append;
import dev.dewberry.protocol.bus.Command;
import dev.dewberry.protocol.json.Json;
import dev.dewberry.storage.commit.Commit;
import dev.dewberry.storage.history.History;
import dev.dewberry.storage.rig.Statements;
import dev.dewberry.storage.rig.StorageRig;
import dev.dewberry.storage.sync.SyncProbe;
import dev.dewberry.testsupport.MariaDb;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// What is kept hot says the same as MariaDB, and spares asking it.
@ExtendWith(Servers.class)
class HotIT {

    private static final UserId ANN = new UserId(41);
    private static final UserId BOB = new UserId(42);
    private static final UserId CAT = new UserId(43);
    private static final ConversationId DIRECT = ConversationId.direct(ANN, BOB);
    private static final ConversationId GROUP = ConversationId.group(5);
    private static final ConversationId LARGE = ConversationId.group(6);

    private final Statements statements = new Statements();
    private StorageRig rig;

    @BeforeEach
    void start(MariaDb mariaDb, Redis redis) {
        rig = StorageRig.start(mariaDb, redis, statements);
        rig.takeAll();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void shouldAskMariaDbForNothingThatIsHot() {
        rig.handle(create(ANN, GROUP, "g", BOB, CAT), send(ANN, DIRECT, "a", "1"));
        rig.handle(large());
        JsonNode first = sync(BOB, null);
        history(BOB, GROUP);
        history(BOB, DIRECT);
        rig.handle(send(ANN, DIRECT, "b", "2"), send(CAT, GROUP, "c", "3", 1), send(ANN, LARGE, "d", "4", 1));
        rig.handle(read(BOB, DIRECT, 1), read(BOB, GROUP, 1), read(ANN, GROUP, 2));

        statements.forget();
        JsonNode since = sync(BOB, cursor(first));
        JsonNode all = sync(BOB, null);
        JsonNode nothing = sync(BOB, cursor(since));
        JsonNode group = history(BOB, GROUP);
        JsonNode direct = history(BOB, DIRECT);

        assertThat(statements.issued()).isEmpty();
        assertThat(conversations(since)).containsExactlyInAnyOrder("d:41:42", "g:5", "g:6");
        assertThat(all.get("items")).isEqualTo(truth(BOB, null).get("items"));
        assertThat(conversations(nothing)).isEmpty();
        assertThat(group.get("events")).hasSize(2);
        assertThat(direct.get("events")).hasSize(2);
    }

    @Test
    void shouldNotKeepWhatSomebodyScrollsBackIn() {
        rig.handle(send(ANN, DIRECT, "a", "1"), send(BOB, DIRECT, "b", "2"), send(ANN, DIRECT, "c", "3"));
        forgetHot();

        assertThat(history(BOB, DIRECT, 3L).get("events")).hasSize(2);
        history(BOB, DIRECT, 3L);
        assertThat(looks("heads", "miss")).isEqualTo(2);

        history(BOB, DIRECT);
        history(BOB, DIRECT, 3L);
        assertThat(looks("heads", "miss")).isEqualTo(3);
        assertThat(looks("heads", "hit")).isEqualTo(1);
    }

    /// After a gateway's end everybody asks, and many of those have begun to chat with somebody just before.
    @Test
    void shouldAskMariaDbForNothingThatHasJustBegun() {
        JsonNode before = sync(BOB, null);
        rig.handle(send(ANN, DIRECT, "a", "1"), create(ANN, GROUP, "g", BOB, CAT));
        rig.handle(send(BOB, DIRECT, "b", "2"), read(ANN, DIRECT, 1));

        statements.forget();
        JsonNode since = sync(BOB, cursor(before));
        JsonNode group = history(BOB, GROUP);
        JsonNode direct = history(BOB, DIRECT);

        assertThat(statements.issued()).isEmpty();
        assertThat(since.get("items")).isEqualTo(truth(BOB, cursor(before)).get("items"));
        assertThat(group.get("events")).hasSize(1);
        assertThat(direct.get("events")).hasSize(2);
    }

    @Test
    void shouldTakeOutInsteadOfAddingWhereThereIsNoRoom() {
        rig.handle(send(ANN, DIRECT, "a", "1"));
        assertThat(tails()).hasSize(1);
        done(rig.bus.call(redis -> redis.configSet("maxmemory", "1")));
        try {
            done(rig.hotMemory.look());
            assertThat(rig.hotMemory.hasRoom()).isFalse();
            // Nothing can be published above the limit itself.
            done(rig.bus.call(redis -> redis.configSet("maxmemory", "0")));
            rig.handle(send(ANN, DIRECT, "b", "2"), create(ANN, GROUP, "g", BOB));

            assertThat(tails()).isEmpty();
            assertThat(history(BOB, DIRECT).get("events")).hasSize(2);
            assertThat(tails()).isEmpty();
            assertThat(sync(BOB, null).get("items")).isEqualTo(truth(BOB, null).get("items"));
        } finally {
            done(rig.bus.call(redis -> redis.configSet("maxmemory", "0")));
        }
    }

    private List<String> tails() {
        return done(rig.bus.call(redis -> redis.keys("dw:cache:storage:*:tail:*")));
    }

    @Test
    void shouldBeAsTrueAsMariaDbWhateverHappens() {
        Random random = new Random(20261122);
        Map<UserId, String> cursors = new HashMap<>();
        rig.handle(create(ANN, GROUP, "g", BOB), create(BOB, ConversationId.group(7), "h", ANN));
        rig.handle(large());
        for (int step = 0; step < 300; step++) {
            List<Append> batch = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                batch.add(anything(random, step * 10 + i));
            }
            rig.handle(batch.toArray(new Append[0]));
            if (random.nextInt(25) == 0) {
                done(rig.bus.call(redis -> redis.set(Generation.KEY, Generation.next())));
            }
            UserId user = someone(random);
            String cursor = random.nextInt(5) == 0 ? null : cursors.get(user);
            JsonNode truth = truth(user, cursor);
            JsonNode hot = sync(user, cursor);
            assertThat(hot.get("items")).as("step %s of %s", step, user).isEqualTo(truth.get("items"));
            cursors.put(user, cursor(hot));
        }
        assertThat(looks("lists", "hit")).isGreaterThan(100);
        assertThat(looks("events", "hit")).isGreaterThan(100);
    }

    /// A reading of MariaDB that was overtaken by a commit must not put back what was before it.
    @Test
    void shouldNotPutInWhatACommitHasOvertaken() {
        rig.handle(send(ANN, DIRECT, "a", "1"));
        HotLists.Permit permit = permit(BOB);
        Moment before = done(rig.database.with(Moment::read));
        HotLists.Read stale = new HotLists.Read(
                listing(BOB, DIRECT),
                false,
                List.of(new HotLists.Sitting(BOB, listing(BOB, DIRECT).own())));
        forgetHot();

        rig.handle(send(ANN, DIRECT, "b", "2"));
        rig.handle(create(CAT, GROUP, "g", BOB));
        rig.hot.put(withPresentGeneration(permit), before, BOB, List.of(stale));

        for (int time = 0; time < 3; time++) {
            JsonNode synced = sync(BOB, null);
            assertThat(conversations(synced)).containsExactlyInAnyOrder("d:41:42", "g:5");
            assertThat(synced.get("items")).isEqualTo(truth(BOB, null).get("items"));
        }
        assertThat(looks("lists", "hit")).isPositive();
    }

    @Test
    void shouldNotPutInAListWithoutWhereSomebodyWasAddedMeanwhile() {
        HotLists.Permit permit = permit(CAT);
        Moment before = done(rig.database.with(Moment::read));

        rig.handle(create(ANN, GROUP, "g", CAT));
        rig.hot.put(permit, before, CAT, List.of());

        assertThat(conversations(sync(CAT, null))).containsExactly("g:5");
    }

    @Test
    void shouldHoldAnEventOnceThatWasReadBeforeItWasPublished() {
        rig.handle(send(ANN, DIRECT, "a", "1"));
        forgetHot();
        Commit unpublished = rig.commitOnly(send(ANN, DIRECT, "b", "2"));

        sync(BOB, null);
        assertThat(history(BOB, DIRECT).get("events")).hasSize(2);
        done(rig.publisher.publish(unpublished));
        rig.handle(send(BOB, DIRECT, "c", "3"));

        statements.forget();
        assertThat(history(BOB, DIRECT).get("events")).hasSize(3);
        assertThat(statements.issued()).isEmpty();
        assertThat(sync(BOB, null).get("items")).isEqualTo(truth(BOB, null).get("items"));
    }

    @Test
    void shouldBelieveNothingOfAnotherGeneration() {
        rig.handle(send(ANN, DIRECT, "a", "1"));
        sync(BOB, null);
        HotLists.Permit old = permit(CAT);
        assertThat(sync(BOB, null).get("items")).hasSize(1);
        double hits = looks("lists", "hit");

        done(rig.bus.call(redis -> redis.set(Generation.KEY, Generation.next())));
        rig.hot.put(old, done(rig.database.with(Moment::read)), CAT, List.of());

        assertThat(sync(BOB, null).get("items")).hasSize(1);
        assertThat(looks("lists", "hit")).isEqualTo(hits);
        rig.handle(send(CAT, ConversationId.direct(BOB, CAT), "x", "hi"));
        assertThat(conversations(sync(CAT, null))).containsExactly("d:42:43");
    }

    @Test
    void shouldForgetEverythingWhereAGapIsClosed() {
        rig.handle(send(ANN, DIRECT, "a", "1"));
        JsonNode first = sync(BOB, null);
        assertThat(sync(BOB, cursor(first)).get("items")).isEmpty();
        int partition = rig.partitions.of(DIRECT);
        String published = done(rig.bus.call(redis -> redis.get(BusKeys.published(partition))));
        rig.handle(read(BOB, DIRECT, 1));
        rig.handle(send(BOB, DIRECT, "b", "2"));

        // As if whoever committed these had died before he published them, and Redis never had them.
        done(rig.bus.call(redis -> redis.del(BusKeys.committed(partition))));
        done(rig.bus.call(redis -> redis.set(BusKeys.published(partition), published)));
        rig.take(partition);

        assertThat(sync(ANN, cursor(first)).get("items"))
                .isEqualTo(truth(ANN, cursor(first)).get("items"))
                .hasSize(1);
    }

    @Test
    void shouldAskMariaDbWhereRedisIsWipedOrFull() {
        rig.handle(send(ANN, DIRECT, "a", "1"));
        JsonNode first = sync(BOB, null);
        sync(BOB, null);
        done(rig.bus.call(redis -> redis.flushall()));

        assertThat(sync(BOB, null).get("items")).isEqualTo(first.get("items"));
        assertThat(sync(BOB, cursor(first)).get("items")).isEmpty();
        assertThat(history(BOB, DIRECT).get("events")).hasSize(1);
    }

    @Test
    void shouldNotKeepVeryLongLists() {
        List<Append> appends = new ArrayList<>();
        for (int i = 0; i <= HotLists.MOST; i++) {
            appends.add(send(ANN, ConversationId.direct(ANN, new UserId(1000 + i)), "a" + i, "hi"));
        }
        rig.handle(appends.toArray(new Append[0]));

        assertThat(SyncProbe.since(rig, ANN, null, 1, 200).get("items")).hasSize(200);
        SyncProbe.since(rig, ANN, null, 1, 200);
        assertThat(looks("lists", "hit")).isZero();
    }

    /// A group whose members' rows are not all kept.
    private static Append large() {
        UserId[] members =
                LongStream.range(0, 150).mapToObj(i -> new UserId(500 + i)).toArray(UserId[]::new);
        members[0] = BOB;
        return create(ANN, LARGE, "large", members);
    }

    private static Append anything(Random random, int id) {
        UserId one = someone(random);
        UserId other = someone(random);
        ConversationId conversation = switch (random.nextInt(4)) {
            case 0 -> GROUP;
            case 1 -> LARGE;
            case 2 -> ConversationId.group(7);
            default -> ConversationId.direct(one, other);
        };
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> read(one, conversation, 1 + random.nextInt(40));
            case 3 ->
                conversation.isDirect()
                        ? send(one, conversation, "c" + id, "direct " + id)
                        : change(one, conversation, "c" + id, 99, Command.Change.ADD, other);
            case 4 ->
                conversation.isDirect()
                        ? send(one, conversation, "c" + id, "你好 " + id)
                        : change(one, conversation, "c" + id, 99, Command.Change.REMOVE, other);
            default ->
                send(one, conversation, "c" + id, "x".repeat(random.nextInt(20) == 0 ? 6000 : random.nextInt(300)), 99);
        };
    }

    private static UserId someone(Random random) {
        return List.of(ANN, BOB, CAT, new UserId(44), new UserId(510)).get(random.nextInt(5));
    }

    /// As a storage-service answers that believes nothing of Redis.
    private JsonNode truth(UserId user, @Nullable String cursor) {
        return SyncProbe.cold(rig, user, cursor);
    }

    private JsonNode sync(UserId user, @Nullable String cursor) {
        return SyncProbe.since(rig, user, cursor, 20, 50);
    }

    private JsonNode history(UserId user, ConversationId conversation) {
        return history(user, conversation, null);
    }

    private JsonNode history(UserId user, ConversationId conversation, @Nullable Long before) {
        return Json.read(done(new History(rig.database, rig.hot, rig.log).page(user, conversation, null, before, 50)));
    }

    private HotLists.Permit permit(UserId user) {
        HotLists.Look<HotLists.Found> look = done(rig.hot.changed(user, null));
        assertThat(look).isInstanceOf(HotLists.Look.Miss.class);
        return java.util.Objects.requireNonNull(((HotLists.Look.Miss<HotLists.Found>) look).permit());
    }

    private Membership listing(UserId user, ConversationId conversation) {
        sync(user, null);
        HotLists.Look<HotLists.Found> look = done(rig.hot.changed(user, null));
        return ((HotLists.Look.Hit<HotLists.Found>) look)
                .found().listings().stream()
                        .map(Listing::membership)
                        .filter(membership -> membership.conversation().equals(conversation))
                        .findFirst()
                        .orElseThrow();
    }

    private void forgetHot() {
        done(rig.bus.call(redis -> redis.set(Generation.KEY, Generation.next())));
    }

    private HotLists.Permit withPresentGeneration(HotLists.Permit permit) {
        return new HotLists.Permit(done(rig.bus.<String>call(redis -> redis.get(Generation.KEY))), permit.millis());
    }

    private double looks(String what, String result) {
        return rig.meters
                .get("dewberry.storage.cache")
                .tag("of", what)
                .tag("result", result)
                .counter()
                .count();
    }

    private static List<String> conversations(JsonNode page) {
        List<String> all = new ArrayList<>();
        page.get("items").forEach(item -> all.add(item.get("conversation").stringValue()));
        return all;
    }

    private static String cursor(JsonNode page) {
        return page.get("cursor").stringValue();
    }
}
