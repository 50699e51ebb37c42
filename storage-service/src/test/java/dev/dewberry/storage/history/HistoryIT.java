package dev.dewberry.storage.history;

import static dev.dewberry.storage.rig.StorageRig.create;
import static dev.dewberry.storage.rig.StorageRig.done;
import static dev.dewberry.storage.rig.StorageRig.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.Limits;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Append;
import dev.dewberry.protocol.json.Json;
import dev.dewberry.storage.rig.StorageRig;
import dev.dewberry.storage.upkeep.UpkeepProbe;
import dev.dewberry.testsupport.MariaDb;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

@ExtendWith(Servers.class)
class HistoryIT {

    private static final UserId ANN = new UserId(21);
    private static final UserId BOB = new UserId(22);
    private static final UserId CAT = new UserId(23);
    private static final ConversationId DIRECT = ConversationId.direct(ANN, BOB);
    private static final ConversationId GROUP = ConversationId.group(3);

    private StorageRig rig;
    private Redis redis;

    @BeforeEach
    void start(MariaDb mariaDb, Redis server) {
        redis = server;
        rig = StorageRig.start(mariaDb, server);
        rig.takeAll();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void shouldPageInBothDirectionsOverMonths() {
        UpkeepProbe.makeMonths(rig);
        talk(150);
        rig.clock.pass(Duration.ofDays(31));
        talk(150);
        rig.clock.pass(Duration.ofDays(31));
        talk(50);

        assertThat(seqs(page(ANN, null, null, 50))).isEqualTo(range(301, 350));
        assertThat(seqs(page(ANN, 100L, null, 200))).isEqualTo(range(101, 300));
        assertThat(more(page(ANN, 100L, null, 200))).isTrue();
        assertThat(seqs(page(ANN, 340L, null, 50))).isEqualTo(range(341, 350));
        assertThat(more(page(ANN, 340L, null, 50))).isFalse();
        assertThat(seqs(page(ANN, null, 151L, 10))).isEqualTo(range(141, 150));
        assertThat(seqs(page(ANN, null, 11L, 50))).isEqualTo(range(1, 10));
        assertThat(more(page(ANN, null, 11L, 50))).isFalse();
        assertThat(seqs(page(ANN, 148L, 153L, 50))).isEqualTo(range(149, 152));
        assertThat(more(page(ANN, 148L, 153L, 50))).isFalse();
        assertThat(more(page(ANN, 148L, 153L, 2))).isTrue();
        assertThat(seqs(page(ANN, 350L, null, 50))).isEmpty();
        assertThat(seqs(page(ANN, 9999L, null, 50))).isEmpty();
        assertThat(seqs(page(ANN, null, 9999L, 2))).isEqualTo(range(349, 350));
        assertThat(seqs(page(ANN, null, 1L, 2))).isEmpty();
        assertThat(seqs(page(ANN, 5L, 5L, 2))).isEmpty();
    }

    @Test
    void shouldShowClientIdsToTheirSenderOnly() {
        rig.handle(send(ANN, DIRECT, "of ann", "1"), send(BOB, DIRECT, "of bob", "2"));

        for (int time = 0; time < 2; time++) {
            assertThat(page(ANN, null, null, 50).toString()).contains("of ann").doesNotContain("of bob");
            assertThat(page(BOB, null, null, 50).toString()).contains("of bob").doesNotContain("of ann");
        }
        assertThat(rig.meters
                        .get("dewberry.storage.cache")
                        .tag("result", "hit")
                        .counter()
                        .count())
                .isPositive();
    }

    @Test
    void shouldAnswerTheSameWithoutAndWithABrokenCache() {
        talk(30);
        JsonNode first = page(ANN, null, null, 50);
        JsonNode cached = page(ANN, null, null, 50);
        redis.call(commands -> {
            commands.keys("dw:cache:*").forEach(key -> commands.set(key, "rubbish"));
            return true;
        });

        assertThat(cached).isEqualTo(first);
        assertThat(page(ANN, null, null, 50)).isEqualTo(first);
        talk(1);
        assertThat(seqs(page(ANN, null, null, 2))).isEqualTo(range(30, 31));
    }

    @Test
    void shouldShowNothingToOthers() {
        rig.handle(send(ANN, DIRECT, "a", "1"), create(ANN, GROUP, "g", BOB));

        assertNotFound(CAT, DIRECT);
        assertNotFound(CAT, GROUP);
        assertNotFound(CAT, ConversationId.group(999));
        assertThat(seqs(page(CAT, ConversationId.direct(ANN, CAT), null, null, 50)))
                .isEmpty();
        assertThat(seqs(page(BOB, GROUP, null, null, 50))).isEqualTo(range(1, 1));
    }

    @Test
    void shouldHoldFewerEventsWhereTheyWouldNotFit() {
        String text = "x".repeat(Limits.TEXT_CHARACTERS);
        List<Append> appends = new ArrayList<>();
        for (int i = 0; i < 180; i++) {
            appends.add(send(ANN, DIRECT, "big" + i, text));
        }
        rig.handle(appends.toArray(new Append[0]));

        String body = done(new History(rig.database, rig.hot, rig.log).page(ANN, DIRECT, 0L, null, 200));
        JsonNode up = Json.read(body);
        JsonNode down = page(ANN, null, null, 200);

        assertThat(body.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(Limits.SERVER_FRAME_BYTES - 4096);
        assertThat(seqs(up)).startsWith(1L).hasSizeBetween(100, 179);
        assertThat(more(up)).isTrue();
        assertThat(seqs(down)).endsWith(180L).hasSizeBetween(100, 179);
        assertThat(more(down)).isTrue();
    }

    private void talk(int events) {
        List<Append> appends = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            appends.add(send(ANN, DIRECT, rig.clock.millis() + "-" + events + "-" + i, "text " + i));
        }
        rig.handle(appends.toArray(new Append[0]));
    }

    private JsonNode page(UserId user, @Nullable Long after, @Nullable Long before, int limit) {
        return page(user, DIRECT, after, before, limit);
    }

    private JsonNode page(
            UserId user, ConversationId conversation, @Nullable Long after, @Nullable Long before, int limit) {
        return Json.read(
                done(new History(rig.database, rig.hot, rig.log).page(user, conversation, after, before, limit)));
    }

    private void assertNotFound(UserId user, ConversationId conversation) {
        assertThatThrownBy(() -> page(user, conversation, null, null, 50)).isInstanceOf(DewberryException.class);
    }

    private static List<Long> seqs(JsonNode page) {
        List<Long> seqs = new ArrayList<>();
        page.get("events").forEach(event -> seqs.add(event.get("seq").longValue()));
        return seqs;
    }

    private static boolean more(JsonNode page) {
        return page.get("more").booleanValue();
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }
}
