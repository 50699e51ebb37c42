package dev.dewberry.message.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.Partitions;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Append;
import dev.dewberry.protocol.bus.AppendCodec;
import dev.dewberry.protocol.bus.Command;
import dev.dewberry.protocol.bus.CommandCodec;
import dev.dewberry.protocol.bus.Committed;
import dev.dewberry.protocol.bus.CommittedCodec;
import dev.dewberry.protocol.bus.Delivery;
import dev.dewberry.protocol.bus.DeliveryCodec;
import dev.dewberry.protocol.bus.Origin;
import dev.dewberry.protocol.bus.Signal;
import dev.dewberry.protocol.bus.SignalCodec;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import io.lettuce.core.Range;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.NettyOutbound;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerResponse;

/// The whole service on a real Redis, between streams that the test writes and reads; storage and auth
/// are played by a small server.
@ExtendWith(Servers.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MessageServiceIT {

    private static final UserId ANN = new UserId(7);
    private static final UserId BEN = new UserId(9);
    private static final ConversationId DIRECT = ConversationId.direct(ANN, BEN);
    private static final ConversationId GROUP = ConversationId.group(88);
    private static final Origin ORIGIN = new Origin("gw1", 1, 2);
    private static final String ALERT_TOKEN = "0123456789abcdef0123456789abcdef";
    private static final Partitions PARTITIONS = new Partitions(8);

    private Redis redis;
    private DisposableServer others;
    private ConfigurableApplicationContext service;

    @BeforeAll
    void start(Redis server) {
        redis = server;
        redis.freshUri();
        others = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(routes -> routes.post(
                                "/internal/v1/users/existing",
                                (request, response) -> response.sendString(Mono.just("{\"ids\":[\"7\",\"9\"]}")))
                        .get("/internal/v1/conversations/g:88/members", (request, response) -> members(response))
                        .get("/internal/v1/conversations/g:4713/members", (request, response) -> members(response))
                        .get(
                                "/internal/v1/conversations/g:4714/members",
                                (request, response) -> response.sendString(Mono.just("{\"kind\":\"group\"}"))))
                .bindNow();
        service = new SpringApplicationBuilder(MessageApplication.class)
                .run(
                        "--server.port=0",
                        "--dewberry.bus.uri=" + redis.uri(),
                        "--dewberry.security.service-key=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                        "--dewberry.message.alerts.token=" + ALERT_TOKEN,
                        "--dewberry.message.alerts.sender=9",
                        "--dewberry.message.alerts.conversation=g:88",
                        "--dewberry.services.auth=http://127.0.0.1:" + others.port(),
                        "--dewberry.services.storage=http://127.0.0.1:" + others.port());
    }

    private static NettyOutbound members(HttpServerResponse response) {
        return response.sendString(Mono.just("{\"kind\":\"group\",\"version\":3,\"headSeq\":4,\"members\":["
                + "{\"user\":\"7\",\"role\":\"owner\"},{\"user\":\"9\",\"role\":\"member\"}]}"));
    }

    @AfterAll
    void stop() {
        service.close();
        others.disposeNow();
    }

    @BeforeEach
    void twoGatewaysAreLive() {
        redis.call(r -> r.del(BusKeys.deliveries("gw1"), BusKeys.deliveries("gw2")));
        double end = System.currentTimeMillis() + 3_600_000;
        redis.call(r -> r.zadd(BusKeys.GATEWAYS, end, "gw1"));
        redis.call(r -> r.zadd(BusKeys.GATEWAYS, end, "gw2"));
        redis.call(r -> r.hset(BusKeys.gatewayUsers("gw1"), "7", "online"));
        redis.call(r -> r.hset(BusKeys.gatewayUsers("gw2"), "9", "away"));
    }

    private void add(String stream, String record) {
        redis.call(r -> r.xadd(stream, Map.of("r", record)));
    }

    private List<String> records(String stream) {
        List<String> records = new ArrayList<>();
        redis.call(r -> r.xrange(stream, Range.unbounded()))
                .forEach(message ->
                        records.addAll(List.of(message.getBody().get("r").split("\n"))));
        return records;
    }

    private List<Delivery> deliveries(String gateway) {
        return records(BusKeys.deliveries(gateway)).stream()
                .map(DeliveryCodec::decode)
                .toList();
    }

    private static Command.Send send(UserId from, ConversationId to, String clientId) {
        return new Command.Send(ORIGIN, from, to, clientId, "text", "{\"kind\":\"text\",\"text\":\"hi\"}");
    }

    @Test
    void allowedCommandsGoOnToStorageInTheirOrderWithTheVersion() {
        int partition = PARTITIONS.of(GROUP);
        redis.call(r -> r.del(BusKeys.appends(partition)));
        List<Append> expected = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Command.Send send = send(BEN, GROUP, "order-" + i);
            expected.add(new Append.Apply(send, 3));
            add(BusKeys.commands(partition), CommandCodec.encode(send));
        }
        await().untilAsserted(() -> assertThat(
                        records(BusKeys.appends(partition)).stream().map(AppendCodec::decode))
                .containsExactlyElementsOf(expected));
        await().until(() -> redis.<Long>call(r -> r.xlen(BusKeys.commands(partition))) == 0);
    }

    @Test
    void anAlertOfTheMonitoringBecomesAMessage() {
        String posted = """
                {"version":"4","alerts":[{"status":"firing","fingerprint":"f","labels":{"alertname":"A"},
                "annotations":{"summary":"The board is hot."}}]}""";
        redis.call(r -> r.del(BusKeys.appends(PARTITIONS.of(GROUP))));

        assertThat(post(posted, "Bearer " + ALERT_TOKEN)).isEqualTo(202);

        await().untilAsserted(() -> assertThat(
                        records(BusKeys.appends(PARTITIONS.of(GROUP))).stream().map(AppendCodec::decode))
                .singleElement()
                .isInstanceOfSatisfying(Append.Apply.class, apply -> {
                    Command.Send send = (Command.Send) apply.command();
                    assertThat(send.from()).isEqualTo(BEN);
                    assertThat(send.content()).contains("Warning: The board is hot.");
                }));
        assertThat(post(posted, "Bearer " + ALERT_TOKEN.replace('0', '1'))).isEqualTo(401);
        assertThat(post("{}", "Bearer " + ALERT_TOKEN)).isEqualTo(400);
    }

    private int post(String body, String authorization) {
        String port = service.getEnvironment().getProperty("local.server.port");
        return WebClient.create("http://127.0.0.1:" + port)
                .post()
                .uri("/hooks/v1/alertmanager")
                .header("Authorization", authorization)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchangeToMono(answer ->
                        answer.releaseBody().thenReturn(answer.statusCode().value()))
                .block(Duration.ofSeconds(5));
    }

    @Test
    void aRefusedCommandIsAnsweredToItsGateway() {
        UserId stranger = new UserId(1234);
        add(BusKeys.commands(PARTITIONS.of(GROUP)), CommandCodec.encode(send(stranger, GROUP, "c")));
        await().untilAsserted(() -> assertThat(deliveries("gw1"))
                .singleElement()
                .isInstanceOfSatisfying(Delivery.Reply.class, reply -> {
                    assertThat(reply.origin()).isEqualTo(ORIGIN);
                    assertThat(((Delivery.Outcome.Refused) reply.outcome()).code())
                            .isEqualTo(ErrorCode.NOT_FOUND);
                }));
    }

    @Test
    void anEventGoesOnceToEachGatewayThatHasRecipients() {
        Committed.Event event = new Committed.Event(
                ORIGIN, DIRECT, 3, "77", ANN, 5, "{\"kind\":\"text\",\"text\":\"hi\"}", "c", 0, List.of(), List.of());
        add(BusKeys.committed(PARTITIONS.of(DIRECT)), CommittedCodec.encode(event));
        await().untilAsserted(() -> {
            assertThat(deliveries("gw1")).containsExactly(new Delivery.Event(event, new long[] {7}));
            assertThat(deliveries("gw2")).containsExactly(new Delivery.Event(event, new long[] {9}));
        });
    }

    @Test
    void theSendersGatewayHearsOfItEvenWhereNobodyIsOnIt() {
        redis.call(r -> r.del(BusKeys.gatewayUsers("gw1")));
        Committed.Event event = new Committed.Event(
                ORIGIN, DIRECT, 4, "78", ANN, 5, "{\"kind\":\"text\",\"text\":\"hi\"}", "c", 0, List.of(), List.of());
        add(BusKeys.committed(PARTITIONS.of(DIRECT)), CommittedCodec.encode(event));
        await().untilAsserted(
                        () -> assertThat(deliveries("gw1")).containsExactly(new Delivery.Event(event, new long[0])));
    }

    @Test
    void aGroupWhoseMembersCannotBeReadHoldsUpNobodyElse() {
        ConversationId broken = ConversationId.group(4714);
        UserId cem = new UserId(1234);
        add(BusKeys.commands(PARTITIONS.of(broken)), CommandCodec.encode(send(cem, broken, "c")));
        await().untilAsserted(() -> assertThat(deliveries("gw1"))
                .singleElement()
                .isInstanceOfSatisfying(
                        Delivery.Reply.class,
                        reply -> assertThat(((Delivery.Outcome.Refused) reply.outcome()).code())
                                .isEqualTo(ErrorCode.INTERNAL)));

        twoGatewaysAreLive();
        Committed.Event lost = new Committed.Event(
                ORIGIN, broken, 6, "80", cem, 5, "{\"kind\":\"text\",\"text\":\"hi\"}", "c", 4, List.of(), List.of());
        Committed.Event other = new Committed.Event(
                ORIGIN, GROUP, 6, "81", ANN, 5, "{\"kind\":\"text\",\"text\":\"hi\"}", "c", 3, List.of(), List.of());
        add(BusKeys.committed(PARTITIONS.of(broken)), CommittedCodec.encode(lost));
        add(BusKeys.committed(PARTITIONS.of(GROUP)), CommittedCodec.encode(other));
        await().untilAsserted(() -> {
            assertThat(deliveries("gw1"))
                    .containsExactlyInAnyOrder(
                            new Delivery.Event(lost, new long[0]), new Delivery.Event(other, new long[] {7}));
            assertThat(deliveries("gw2")).containsExactly(new Delivery.Event(other, new long[] {9}));
        });
    }

    @Test
    void typingGoesToTheOthersAndMarksGoToStorage() {
        int partition = PARTITIONS.of(DIRECT);
        redis.call(r -> r.del(BusKeys.appends(partition)));
        Signal.Marks marks = new Signal.Marks(BEN, DIRECT, 3, 2);
        add(BusKeys.signals(partition), SignalCodec.encode(new Signal.Typing(ANN, DIRECT, true)));
        add(BusKeys.signals(partition), SignalCodec.encode(marks));
        add(BusKeys.signals(partition), SignalCodec.encode(new Signal.Typing(new UserId(1234), DIRECT, true)));
        await().untilAsserted(() -> {
            assertThat(deliveries("gw2"))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Delivery.Typing.class,
                            typing -> assertThat(typing.recipients()).containsExactly(9));
            assertThat(records(BusKeys.appends(partition)).stream().map(AppendCodec::decode))
                    .containsExactly(new Append.Mark(marks));
        });
        assertThat(deliveries("gw1")).isEmpty();
    }

    @Test
    void theMembersOfAGroupAreKeptInRedisForWhoStartsNext() {
        ConversationId made = ConversationId.group(4711);
        Committed.Event creation = new Committed.Event(
                null, made, 1, "79", ANN, 5, "{\"kind\":\"group\",\"name\":\"g\"}", "c", 1, List.of(BEN), List.of());
        add(BusKeys.committed(PARTITIONS.of(made)), CommittedCodec.encode(creation));
        await().untilAsserted(() -> assertThat(
                        redis.<String>call(r -> r.get(BusKeys.cache("message", "members:" + made))))
                .isEqualTo("{\"channel\":false,\"version\":1,\"members\":{\"7\":0,\"9\":2}}"));

        // Known only from there: the server that plays storage-service has no such group.
        ConversationId known = ConversationId.group(4712);
        redis.<String>call(r -> r.set(
                BusKeys.cache("message", "members:" + known),
                "{\"channel\":false,\"version\":6,\"members\":{\"7\":0,\"9\":2}}"));
        int partition = PARTITIONS.of(known);
        redis.<Long>call(r -> r.del(BusKeys.appends(partition)));
        Command.Send send = send(BEN, known, "kept");
        add(BusKeys.commands(partition), CommandCodec.encode(send));
        await().untilAsserted(() -> assertThat(
                        records(BusKeys.appends(partition)).stream().map(AppendCodec::decode))
                .containsExactly(new Append.Apply(send, 6)));
    }

    @Test
    void aMarkIsNotShownToWhoLeftWhereWhatIsKeptIsOld() {
        // A group that no other test makes the service remember.
        ConversationId group = ConversationId.group(4713);
        redis.<String>call(r -> r.set(
                BusKeys.cache("message", "members:" + group),
                "{\"channel\":false,\"version\":2,\"members\":{\"7\":0,\"9\":2,\"1234\":2}}"));
        redis.<Boolean>call(r -> r.hset(BusKeys.gatewayUsers("gw2"), "1234", "online"));
        add(BusKeys.committed(PARTITIONS.of(group)), CommittedCodec.encode(new Committed.Marked(group, 3, ANN, 4, 4)));
        await().untilAsserted(() -> assertThat(deliveries("gw2"))
                .singleElement()
                .isInstanceOfSatisfying(
                        Delivery.Mark.class,
                        mark -> assertThat(mark.recipients()).containsExactly(9)));
    }

    /// Also where it died at a time that has not come yet, before the clock was set back.
    @ParameterizedTest
    @ValueSource(longs = {1000, 4_000_000_000_000L})
    void whatADeadGatewayLeftIsClearedAway(long leaseEnd) {
        redis.call(r -> r.zadd(BusKeys.GATEWAYS, leaseEnd, "dead"));
        add(BusKeys.deliveries("dead"), "{\"t\":\"resync\"}");
        redis.call(r -> r.hset(BusKeys.gatewayUsers("dead"), "7", "online"));
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        redis.<Long>call(r -> r.exists(BusKeys.deliveries("dead"), BusKeys.gatewayUsers("dead"))) == 0);
        assertThat(redis.<Double>call(r -> r.zscore(BusKeys.GATEWAYS, "dead"))).isNull();
    }
}
