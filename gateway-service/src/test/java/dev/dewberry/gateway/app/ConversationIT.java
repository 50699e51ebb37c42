package dev.dewberry.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Command;
import dev.dewberry.protocol.bus.Delivery;
import dev.dewberry.protocol.bus.PresenceReport;
import dev.dewberry.protocol.bus.PresenceReportCodec;
import dev.dewberry.protocol.bus.Signal;
import dev.dewberry.protocol.frame.PresenceItem;
import dev.dewberry.protocol.json.Json;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

@ExtendWith(Servers.class)
class ConversationIT {

    private static StandIn others;
    private static Gateway gateway;

    @BeforeAll
    static void start(Redis redis) {
        redis.freshUri();
        others = new StandIn(redis);
        gateway = Gateway.start(redis, others, "--dewberry.gateway.socket.drain=200ms");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        others.close();
    }

    private static TestClient client(long user, String device) {
        return TestClient.welcomed(gateway.port(), others.token(user, device));
    }

    @Test
    void aHelloIsWelcomedWithEverythingTheProtocolNames() {
        try (TestClient ann = TestClient.open(gateway.port())) {
            ann.send("{\"type\":\"hello\",\"id\":\"1\",\"token\":\"" + others.token(7421, "31") + "\"}");

            String welcome = ann.nextText();

            assertThat(welcome)
                    .startsWith("{\"type\":\"welcome\",\"id\":\"1\",\"user\":{\"id\":\"7421\",\"username\":\"u7421\"},"
                            + "\"device\":\"31\",\"session\":\"s7421-31\",\"epoch\":\"e1\",\"time\":")
                    .endsWith("\"heartbeatSeconds\":60,\"limits\":{\"frameBytes\":65536,\"sendsPerSecond\":20}}");
        }
    }

    @Test
    void theSendingSocketGetsTheAckAndTheOthersTheEvent() {
        try (TestClient ann = client(11, "1");
                TestClient annsPhone = client(11, "2");
                TestClient bob = client(12, "1")) {
            ann.send("{\"type\":\"send\",\"id\":\"2\",\"to\":{\"user\":\"12\"},\"clientId\":\"c1\","
                    + "\"content\":{\"kind\":\"text\",\"text\":\"hi\"}}");
            Command.Send send = (Command.Send) others.command();
            assertThat(send.conversation()).hasToString("d:11:12");

            others.deliver(gateway.id(), others.commit(send, 1, 11, 12));

            JsonNode ack = ann.next();
            assertThat(ack.get("type").stringValue()).isEqualTo("ack");
            assertThat(ack.get("id").stringValue()).isEqualTo("2");
            assertThat(ack.get("seq").asLong()).isEqualTo(1);
            assertThat(ack.has("duplicate")).isFalse();
            JsonNode own = annsPhone.next();
            assertThat(own.get("type").stringValue()).isEqualTo("event");
            assertThat(own.get("clientId").stringValue()).isEqualTo("c1");
            JsonNode event = bob.next();
            assertThat(event.get("type").stringValue()).isEqualTo("event");
            assertThat(event.get("content").get("text").stringValue()).isEqualTo("hi");
            assertThat(event.has("clientId")).isFalse();
        }
    }

    private static String send(String id, long to, String clientId) {
        return "{\"type\":\"send\",\"id\":\"" + id + "\",\"to\":{\"user\":\"" + to + "\"},\"clientId\":\"" + clientId
                + "\",\"content\":{\"kind\":\"text\",\"text\":\"hi\"}}";
    }

    private Command.Send sent(TestClient client, String id, long to, String clientId) {
        client.send(send(id, to, clientId));
        return (Command.Send) others.command();
    }

    @Test
    void anEventThatIsPublishedAgainIsMatchedByItsClientId() {
        try (TestClient ann = client(21, "1")) {
            Command.Send send = sent(ann, "2", 22, "c");
            others.deliver(gateway.id(), others.republish(send, 1, 21));
            assertThat(ann.nextText())
                    .startsWith("{\"type\":\"ack\",\"id\":\"2\",\"conversation\":\"d:21:22\",\"seq\":1,\"event\":");
        }
    }

    @Test
    void twoPendingSendsWithOneClientIdAreEachAnsweredOnce() {
        try (TestClient ann = client(23, "1")) {
            Command.Send first = sent(ann, "a", 24, "c");
            Command.Send second = sent(ann, "b", 24, "c");
            others.deliver(
                    gateway.id(),
                    others.commit(first, 1, 23),
                    new Delivery.Reply(
                            second.origin(), new Delivery.Outcome.Duplicate(second.conversation(), 1, "e", 5)));

            assertThat(ann.nextText()).contains("\"ack\",\"id\":\"a\"").doesNotContain("duplicate");
            assertThat(ann.nextText()).contains("\"ack\",\"id\":\"b\"").endsWith("\"duplicate\":true}");
        }
    }

    @Test
    void acksAndEventsOfAConversationComeInTheOrderOfTheirSeq() {
        try (TestClient ann = client(25, "1");
                TestClient bob = client(26, "1")) {
            Command.Send byAnn = sent(ann, "a", 26, "ca");
            Command.Send byBob = sent(bob, "b", 25, "cb");
            others.deliver(gateway.id(), others.commit(byBob, 1, 25, 26), others.commit(byAnn, 2, 25, 26));

            assertThat(ann.nextText()).contains("\"event\",").contains("\"seq\":1,");
            assertThat(ann.nextText()).contains("\"ack\",").contains("\"seq\":2,");
            assertThat(bob.nextText()).contains("\"ack\",").contains("\"seq\":1,");
            assertThat(bob.nextText()).contains("\"event\",").contains("\"seq\":2,");
        }
    }

    @Test
    void aRefusalIsAnErrorWithTheRequestsId() {
        try (TestClient ann = client(27, "1")) {
            Command.Send send = sent(ann, "a", 28, "c");
            others.deliver(
                    gateway.id(),
                    new Delivery.Reply(
                            send.origin(), new Delivery.Outcome.Refused(ErrorCode.NOT_FOUND, "no such user", null)));
            assertThat(ann.nextText())
                    .isEqualTo("{\"type\":\"error\",\"id\":\"a\",\"code\":\"not_found\",\"message\":\"no such user\"}");
        }
    }

    @Test
    void withoutAnOutcomeTheAnswerIsBusyWithinTenSecondsAndTheEventComesAsEvent() {
        try (TestClient ann = client(29, "1")) {
            Command.Send send = sent(ann, "a", 30, "c");
            long begin = System.nanoTime();
            assertThat(ann.nextText()).contains("\"busy\"").contains("\"retryAfterMs\":");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));

            others.deliver(gateway.id(), others.commit(send, 1, 29));
            assertThat(ann.nextText()).startsWith("{\"type\":\"event\",").contains("\"clientId\":\"c\"");
        }
    }

    @Test
    void anEventComesOnceAndAGapBringsAResyncToThoseWhoWereThere() {
        try (TestClient ann = client(51, "1")) {
            Command.Send send = sent(ann, "a", 52, "c");
            try (TestClient early = client(52, "1")) {
                others.deliver(
                        gateway.id(),
                        others.commit(send, 4, 51, 52),
                        others.republish(send, 4, 51, 52),
                        others.republish(send, 3, 51, 52));
                assertThat(early.nextText()).contains("\"seq\":4,");
                try (TestClient late = client(52, "2")) {
                    others.deliver(gateway.id(), others.republish(send, 7, 52));
                    assertThat(early.nextText()).isEqualTo("{\"type\":\"resync\",\"conversation\":\"d:51:52\"}");
                    assertThat(early.nextText()).contains("\"seq\":7,");
                    assertThat(late.nextText()).contains("\"seq\":7,");
                }
            }
        }
    }

    @Test
    void marksAreCollectedAndOnlyTheHighestGoesOn() {
        try (TestClient ann = client(53, "1")) {
            for (int seq = 1; seq <= 20; seq++) {
                ann.send("{\"type\":\"delivered\",\"conversation\":\"d:53:54\",\"seq\":" + seq + "}");
            }
            ann.send("{\"type\":\"read\",\"conversation\":\"d:53:54\",\"seq\":7}");
            ann.send("{\"type\":\"read\",\"conversation\":\"d:1:2\",\"seq\":7}");
            Signal last = null;
            while (!(last instanceof Signal.Marks marks) || marks.delivered() < 20 || marks.read() < 7) {
                last = others.signals(1).getLast();
                assertThat(last.conversation()).hasToString("d:53:54");
            }
            others.deliver(
                    gateway.id(),
                    new Delivery.Mark(ConversationId.parse("d:53:54"), new UserId(54), 20, 19, new long[] {53}));
            assertThat(ann.nextText())
                    .isEqualTo("{\"type\":\"mark\",\"conversation\":\"d:53:54\",\"user\":\"54\","
                            + "\"delivered\":20,\"read\":19}");
        }
    }

    @Test
    void typingEndsWithTheSocketAndIsNotSentToWhoIsNotLooking() {
        try (TestClient bob = TestClient.open(gateway.port())) {
            bob.send("{\"type\":\"hello\",\"id\":\"h\",\"background\":true,\"token\":\"" + others.token(56, "1")
                    + "\"}");
            assertThat(bob.nextText()).contains("welcome");
            try (TestClient ann = client(55, "1")) {
                ann.send("{\"type\":\"typing\",\"conversation\":\"d:55:56\",\"on\":true}");
                assertThat(others.signals(1))
                        .containsExactly(new Signal.Typing(new UserId(55), ConversationId.parse("d:55:56"), true));
            }
            assertThat(others.signals(1))
                    .containsExactly(new Signal.Typing(new UserId(55), ConversationId.parse("d:55:56"), false));
            others.deliver(
                    gateway.id(),
                    new Delivery.Typing(ConversationId.parse("d:55:56"), new UserId(55), true, new long[] {56}),
                    new Delivery.Mark(ConversationId.parse("d:55:56"), new UserId(55), 1, 1, new long[] {56}));
            assertThat(bob.nextText()).contains("\"mark\"");
        }
    }

    @Test
    void aWatchIsAnsweredByPresenceServiceAndChangesFollow() {
        others.on(
                "/internal/v1/presence/queries",
                call -> StandIn.Answer.ok("{\"items\":[{\"user\":\"58\",\"status\":\"away\",\"lastSeen\":5}]}"));
        try (TestClient ann = client(57, "1")) {
            ann.send("{\"type\":\"watch\",\"id\":\"4\",\"users\":[\"58\"]}");
            assertThat(ann.nextText())
                    .isEqualTo("{\"type\":\"presence\",\"id\":\"4\",\"items\":"
                            + "[{\"user\":\"58\",\"status\":\"away\",\"lastSeen\":5}]}");
            others.deliver(
                    gateway.id(),
                    new Delivery.Presence(List.of(
                            new PresenceItem(new UserId(99), "online", 7L, null),
                            new PresenceItem(new UserId(58), "online", 7L, null))));
            assertThat(ann.nextText())
                    .isEqualTo("{\"type\":\"presence\",\"items\":"
                            + "[{\"user\":\"58\",\"status\":\"online\",\"lastSeen\":7}]}");
        }
    }

    @Test
    void watchesOfOneMomentAreAskedTogetherAndEachGetsItsOwnAnswer() {
        AtomicInteger calls = new AtomicInteger();
        others.on("/internal/v1/presence/queries", call -> {
            calls.incrementAndGet();
            return StandIn.Answer.ok(Arrays.stream(call.body().split("\n"))
                    .map(question -> Json.read(question).get("user").stringValue())
                    .map(user -> "{\"items\":[{\"user\":\"58\",\"status\":\"away\",\"lastSeen\":" + user + "}]}")
                    .collect(Collectors.joining("\n")));
        });
        List<TestClient> clients = new ArrayList<>();
        try {
            for (int user = 300; user < 330; user++) {
                clients.add(client(user, "1"));
            }
            clients.forEach(client -> client.send("{\"type\":\"watch\",\"id\":\"4\",\"users\":[\"58\"]}"));
            for (int i = 0; i < clients.size(); i++) {
                assertThat(clients.get(i).nextText()).contains("\"lastSeen\":" + (300 + i) + "}");
            }
            assertThat(calls.get()).isBetween(1, 29);
        } finally {
            clients.forEach(TestClient::close);
        }
    }

    @Test
    void aWatchThatIsNotAnsweredRightIsBusy() {
        others.on("/internal/v1/presence/queries", call -> StandIn.Answer.ok("{\"items\":[]}\n{\"items\":[]}"));
        try (TestClient ann = client(57, "1")) {
            ann.send("{\"type\":\"watch\",\"id\":\"4\",\"users\":[\"58\"]}");
            assertThat(ann.nextText()).contains("\"busy\"").contains("\"id\":\"4\"");
        }
    }

    @Test
    void syncAndHistoryAreCopiedAndErrorsKeepTheirCode() {
        others.on("/internal/v1/syncs", call -> StandIn.Answer.ok("{\"items\":[],\"cursor\":\"x\",\"more\":false}"));
        others.on(
                "/internal/v1/conversations/d:59:60/events",
                call -> StandIn.Answer.ok("{\"conversation\":\"d:59:60\",\"events\":[],\"more\":false}"));
        others.on("/internal/v1/conversations/g:7/events", call -> new StandIn.Answer(500, "oops"));
        try (TestClient ann = client(59, "1")) {
            ann.send("{\"type\":\"sync\",\"id\":\"5\",\"cursor\":null,\"events\":20,\"limit\":500}");
            assertThat(ann.nextText())
                    .isEqualTo(
                            "{\"type\":\"conversations\",\"id\":\"5\",\"items\":[],\"cursor\":\"x\",\"more\":false}");
            ann.send("{\"type\":\"history\",\"id\":\"6\",\"conversation\":\"d:59:60\",\"after\":17}");
            assertThat(ann.nextText())
                    .isEqualTo(
                            "{\"type\":\"events\",\"id\":\"6\",\"conversation\":\"d:59:60\",\"events\":[],\"more\":false}");
            ann.send("{\"type\":\"history\",\"id\":\"7\",\"conversation\":\"g:8\"}");
            assertThat(ann.nextText()).contains("\"id\":\"7\",\"code\":\"not_found\"");
            ann.send("{\"type\":\"history\",\"id\":\"8\",\"conversation\":\"g:7\"}");
            assertThat(ann.nextText()).contains("\"id\":\"8\",\"code\":\"busy\"");
        }
        assertThat(others.calls)
                .anySatisfy(call -> {
                    assertThat(call.path()).isEqualTo("/internal/v1/conversations/d:59:60/events?limit=50&after=17");
                    assertThat(call.headers()).containsEntry("x-dewberry-user", "59");
                })
                .anySatisfy(call -> assertThat(call.body()).contains("\"limit\":200"));
    }

    @Test
    void presenceIsReportedForTheFirstSocketTheStatusAndTheLastOne() {
        try (TestClient ann = client(61, "1")) {
            ann.send("{\"type\":\"status\",\"status\":\"away\",\"text\":\"lunch\"}");
            ann.send("{\"type\":\"ping\"}");
            ann.nextText();
        }
        List<PresenceReport> mine = new ArrayList<>();
        while (mine.size() < 3) {
            others.records(BusKeys.PRESENCE_REPORTS, 1).stream()
                    .map(PresenceReportCodec::decode)
                    .filter(report -> report.user().value() == 61)
                    .forEach(mine::add);
        }
        assertThat(mine).extracting(PresenceReport::status).containsExactly("online", "away", "offline");
        assertThat(mine.get(1).text()).isEqualTo("lunch");
    }
}
