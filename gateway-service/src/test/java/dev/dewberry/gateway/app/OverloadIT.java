package dev.dewberry.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.gateway.limit.Precedence.Kind;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Command;
import dev.dewberry.protocol.bus.Delivery;
import dev.dewberry.protocol.bus.Signal;
import dev.dewberry.protocol.frame.PresenceItem;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A gateway whose sends nobody serves: what it leaves, in which order, and that all of it comes back.
@ExtendWith(Servers.class)
class OverloadIT {

    private static final int STANDING = 40;
    private static final ConversationId MARKED = ConversationId.parse("d:85:86");
    private static final UserId WATCHED = new UserId(90);

    private StandIn others;
    private Gateway gateway;
    private TestClient sender;
    private TestClient watcher;
    private TestClient typist;
    private TestClient reader;
    private int sends;
    private int marks;

    @BeforeEach
    void start(Redis redis) {
        redis.freshUri();
        others = new StandIn(redis);
        others.on(
                "/internal/v1/presence/queries",
                call -> StandIn.Answer.ok(
                        call.body().lines().map(line -> "{\"items\":[]}").collect(Collectors.joining("\n"))));
        gateway = Gateway.start(
                redis,
                others,
                "--dewberry.gateway.socket.drain=100ms",
                // Time enough between one kind and the next, on a slow machine as well.
                "--dewberry.gateway.limits.longest-queue=4s");
        sender = TestClient.welcomed(gateway.port(), others.token(81, "1"));
        watcher = TestClient.welcomed(gateway.port(), others.token(83, "1"));
        typist = TestClient.welcomed(gateway.port(), others.token(84, "1"));
        reader = TestClient.welcomed(gateway.port(), others.token(85, "1"));
    }

    @AfterEach
    void stop() {
        List.of(sender, watcher, typist, reader).forEach(TestClient::close);
        gateway.close();
        others.close();
    }

    private void send() {
        sends++;
        sender.send("{\"type\":\"send\",\"id\":\"s" + sends + "\",\"to\":{\"user\":\"82\"},\"clientId\":\"c" + sends
                + "\",\"content\":{\"kind\":\"text\",\"text\":\"hi\"}}");
    }

    private String watch(String id) {
        watcher.send("{\"type\":\"watch\",\"id\":\"" + id + "\",\"users\":[\"" + WATCHED + "\"]}");
        return watcher.nextText();
    }

    private void type(boolean on) {
        typist.send("{\"type\":\"typing\",\"conversation\":\"d:84:86\",\"on\":" + on + "}");
    }

    private void read() {
        marks++;
        reader.send("{\"type\":\"read\",\"conversation\":\"" + MARKED + "\",\"seq\":" + marks + "}");
    }

    private double shed(Kind kind) {
        return gateway.bean(MeterRegistry.class)
                .get("dewberry.gateway.shed")
                .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                .counter()
                .count();
    }

    private void present(String status) {
        others.deliver(gateway.id(), new Delivery.Presence(List.of(new PresenceItem(WATCHED, status, null, null))));
    }

    /// Goes on with everything until something of each kind was left, and notes which was first.
    private List<Kind> untilAllIsShed() throws InterruptedException {
        List<Kind> order = new ArrayList<>();
        long deadline = System.nanoTime() + Duration.ofSeconds(8).toNanos();
        for (int turn = 0; order.size() < Kind.values().length && System.nanoTime() < deadline; turn++) {
            String answer = watch("w" + turn);
            assertThat(answer).contains(order.isEmpty() ? "\"id\":\"w" + turn + "\"" : "\"busy\"");
            type(turn % 2 == 0);
            read();
            if (turn % 4 == 0) {
                send();
            }
            // The queue that is looked for is one of time.
            Thread.sleep(100);
            Arrays.stream(Kind.values())
                    .filter(kind -> !order.contains(kind) && shed(kind) > 0)
                    .forEach(order::add);
            if (order.equals(List.of(Kind.PRESENCE)) && turn % 2 == 0) {
                present(turn % 4 == 0 ? "away" : "online");
            }
        }
        return order;
    }

    private String sendByRest() throws IOException {
        String body = "{\"clientId\":\"r\",\"content\":{\"kind\":\"text\",\"text\":\"hi\"}}";
        try (RawSocket raw = new RawSocket(gateway.port(), 0)) {
            return raw.request("POST /api/v1/conversations/d:87:88/events HTTP/1.1\r\nHost: a\r\n"
                    + "Content-Type: application/json\r\nAuthorization: Bearer " + others.token(87, "1")
                    + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        }
    }

    @Test
    void presenceIsLeftFirstThenTypingThenMarksThenMessagesAndAllComeBack() throws IOException, InterruptedException {
        type(true);
        type(false);
        read();
        assertThat(others.signals(3)).hasSize(3);
        assertThat(watch("before")).startsWith("{\"type\":\"presence\",\"id\":\"before\"");
        present("online");
        assertThat(watcher.nextText()).contains("online");
        for (int i = 0; i < STANDING; i++) {
            send();
        }

        assertThat(untilAllIsShed()).containsExactly(Kind.values());

        present("offline");
        assertThat(watcher.hasNothingFor(Duration.ofMillis(300))).isTrue();
        String refused = sender.nextText();
        assertThat(refused).contains("\"busy\"", "\"retryAfterMs\":", "too much to do");
        int highest = marks;
        int accepted = sends - (int) shed(Kind.SENDS);
        assertThat(sendByRest()).startsWith("HTTP/1.1 503").containsIgnoringCase("retry-after:");
        assertThat(shed(Kind.SENDS)).as("that by REST as well").isEqualTo(sends - accepted + 1);
        serve(accepted);

        assertThat(watcher.nextText()).as("the latest alone").contains("\"offline\"");
        assertThat(watch("after")).startsWith("{\"type\":\"presence\",\"id\":\"after\"");
        send();
        assertThat(others.command()).isInstanceOf(Command.Send.class);
        type(true);
        type(false);
        List<Signal> signals = new ArrayList<>();
        while (!signals.contains(new Signal.Marks(new UserId(85), MARKED, highest, highest))
                || !(signals.getLast() instanceof Signal.Typing)) {
            signals.addAll(others.signals(1));
        }
    }

    /// Everything that was accepted is committed now.
    private void serve(int accepted) {
        List<Command> commands = others.commands(accepted);
        for (int i = 0; i < accepted; i++) {
            others.deliver(gateway.id(), others.commit((Command.Send) commands.get(i), i + 1, 81, 82));
        }
        for (int i = 0; i < accepted; i++) {
            assertThat(sender.nextText()).contains("\"ack\"");
        }
    }
}
