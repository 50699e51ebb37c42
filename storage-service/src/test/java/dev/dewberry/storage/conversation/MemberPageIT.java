package dev.dewberry.storage.conversation;

import static dev.dewberry.storage.rig.StorageRig.change;
import static dev.dewberry.storage.rig.StorageRig.create;
import static dev.dewberry.storage.rig.StorageRig.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Command;
import dev.dewberry.protocol.json.Json;
import dev.dewberry.storage.rig.StorageRig;
import dev.dewberry.testsupport.MariaDb;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
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
class MemberPageIT {

    private static final UserId ANN = new UserId(500);
    private static final UserId BOB = new UserId(501);
    private static final UserId STRANGER = new UserId(9999);
    private static final ConversationId GROUP = ConversationId.group(9);
    private static final int SIZE = 700;

    private StorageRig rig;

    @BeforeEach
    void start(MariaDb mariaDb, Redis redis) {
        rig = StorageRig.start(mariaDb, redis);
        rig.takeAll();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void shouldGoThroughABigGroupInTheOrderOfIds() {
        rig.handle(create(ANN, GROUP, "big", users(1, SIZE)));

        List<Long> seen = new ArrayList<>();
        List<String> owners = new ArrayList<>();
        Long after = null;
        do {
            JsonNode page = page(ANN, GROUP, after, 300L);
            assertThat(page.get("memberCount").asLong()).isEqualTo(SIZE);
            for (JsonNode item : page.get("items")) {
                seen.add(Long.parseLong(item.get("user").stringValue()));
                if (item.get("role").stringValue().equals("owner")) {
                    owners.add(item.get("user").stringValue());
                }
            }
            after = page.get("next").isNull()
                    ? null
                    : Long.valueOf(page.get("next").stringValue());
        } while (after != null);

        assertThat(seen).isEqualTo(LongStream.rangeClosed(1, SIZE).boxed().toList());
        assertThat(owners).containsExactly("500");
    }

    @Test
    void shouldCutTheLimitSilently() {
        rig.handle(create(ANN, GROUP, "big", users(1, SIZE)));

        assertThat(page(ANN, GROUP, null, null).get("items")).hasSize(100);
        assertThat(page(ANN, GROUP, null, 100_000L).get("items")).hasSize(500);
        assertThat(page(ANN, GROUP, null, 0L).get("items")).hasSize(1);
        JsonNode last = page(ANN, GROUP, SIZE - 1L, 1L);
        assertThat(last.get("items")).hasSize(1);
        assertThat(last.get("next").isNull()).isTrue();
        assertThat(page(ANN, GROUP, 1L * SIZE, 1L).get("items")).isEmpty();
    }

    @Test
    void shouldLeaveOutWhoHasLeft() {
        rig.handle(create(ANN, GROUP, "group", BOB, new UserId(502)));
        rig.handle(change(ANN, GROUP, "bye", 1, Command.Change.REMOVE, BOB));

        JsonNode page = page(ANN, GROUP, null, null);

        assertThat(page.get("memberCount").asLong()).isEqualTo(2);
        assertThat(page.toString())
                .isEqualTo("{\"conversation\":\"g:9\",\"memberCount\":2,\"items\":["
                        + "{\"user\":\"500\",\"role\":\"owner\"},{\"user\":\"502\",\"role\":\"member\"}],"
                        + "\"next\":null}");
    }

    @Test
    void shouldTellNobodyElseThatThereIsAGroup() {
        rig.handle(create(ANN, GROUP, "group", BOB));
        rig.handle(change(ANN, GROUP, "bye", 1, Command.Change.REMOVE, BOB));

        assertNotFound(BOB, GROUP);
        assertNotFound(STRANGER, GROUP);
        assertNotFound(ANN, ConversationId.group(10));
        assertNotFound(STRANGER, ConversationId.direct(ANN, BOB));
    }

    @Test
    void shouldKnowTheTwoOfADirectConversationBeforeItsFirstEvent() {
        JsonNode page = page(BOB, ConversationId.direct(ANN, BOB), null, null);

        assertThat(page.get("memberCount").asLong()).isEqualTo(2);
        assertThat(page.get("items").findValuesAsString("user")).containsExactly("500", "501");
        assertThat(page(ANN, ConversationId.direct(ANN, ANN), null, null)
                        .get("memberCount")
                        .asLong())
                .isEqualTo(1);
    }

    private void assertNotFound(UserId caller, ConversationId conversation) {
        assertThatThrownBy(() -> page(caller, conversation, null, null))
                .isInstanceOfSatisfying(
                        DewberryException.class,
                        error -> assertThat(error.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    private JsonNode page(UserId caller, ConversationId conversation, @Nullable Long after, @Nullable Long limit) {
        return Json.read(done(new MemberPage(rig.database).json(caller, conversation, after, limit)));
    }

    private static UserId[] users(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .filter(id -> id != ANN.value())
                .mapToObj(UserId::new)
                .toArray(UserId[]::new);
    }
}
