package dev.dewberry.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.ClientFrame.Target;
import dev.dewberry.protocol.frame.Event;
import dev.dewberry.protocol.frame.ServerFrameCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A server that says anything at all: no frame of it ends the client, makes it send a broken frame, or makes it tell
/// an event twice or out of order. Each run has a seed, so that a failure comes again.
class HostileServerTest {

    private static final int RUNS = 60;
    private static final int STEPS = 250;
    private static final ConversationId FRESH = ConversationId.group(999_999);
    private static final int[] CLOSE_CODES = {
        1000, 1001, 1006, 1009, 1011, 3000, 4400, 4401, 4403, 4408, 4409, 4429, 4430, 4503, 4999
    };
    private static final String[] ERRORS = {
        "bad_frame",
        "unsupported",
        "unauthenticated",
        "forbidden",
        "not_found",
        "conflict",
        "too_large",
        "blocked",
        "rate_limited",
        "busy",
        "internal",
        "newer_than_us",
        ""
    };
    private static final String[] ODD_VALUES = {
        "null",
        "-1",
        "0",
        "9007199254740991",
        "9223372036854775808",
        "1e400",
        "1e-999999",
        "true",
        "[]",
        "{}",
        "\"\\ud800\"",
        "\"\"",
        "[[[[[[[[]]]]]]]]",
        "17.5",
        "\"17\""
    };

    /// One run.
    private static final class Run {
        final Random random;
        final ClientFixture fixture = new ClientFixture();
        final FakeServer server = fixture.server;
        final FakeLoop loop = fixture.loop;
        int sends;

        Run(long seed) {
            random = new Random(seed);
        }

        void play() {
            fixture.client.connect();
            for (int step = 0; step < STEPS; step++) {
                loop.run();
                misbehave();
                checkOrder();
            }
        }

        private void misbehave() {
            switch (random.nextInt(10)) {
                case 0, 1 -> answerOne();
                case 2, 3 -> tell(event());
                case 4 -> tell(mangled(random.nextBoolean() ? event() : anyFrame("1")));
                case 5 -> tell(anyFrame(Integer.toString(random.nextInt(40))));
                case 6 -> useClient();
                case 7 -> http();
                case 8 -> cut();
                default -> loop.advance(Duration.ofMillis(random.nextInt(random.nextInt(10) == 0 ? 60_000 : 600)));
            }
        }

        private boolean isLinked() {
            return !server.links.isEmpty() && !server.link().closed;
        }

        private void tell(String frame) {
            if (isLinked()) {
                server.link().tell(frame);
            }
        }

        private void answerOne() {
            ClientFrame asked = isLinked() ? server.link().received.poll() : null;
            if (asked instanceof ClientFrame.Hello hello && random.nextInt(4) > 0) {
                server.link().welcome(random.nextInt(8) == 0 ? "e2" : "e1", 1 + random.nextInt(100));
                assertThat(hello.token()).isNotEmpty();
            } else if (asked instanceof ClientFrame.Sync sync && random.nextInt(3) > 0) {
                long head = random.nextInt(30);
                server.link().conversations(sync, "c" + random.nextInt(9), head, random.nextInt(40), pageUpTo(head));
            } else if (asked instanceof ClientFrame.History history && random.nextInt(3) > 0) {
                server.link().events(history, random.nextBoolean(), pageUpTo(random.nextInt(30)));
            } else if (asked instanceof ClientFrame.Send send && random.nextInt(3) > 0) {
                server.link().ack(send, random.nextInt(30), random.nextBoolean());
            } else if (asked instanceof ClientFrame.Request request) {
                tell(anyFrame(request.id()));
            }
        }

        /// In no order, with holes and repetitions, and with strangers.
        private Event[] pageUpTo(long head) {
            Event[] events = new Event[random.nextInt(8)];
            for (int i = 0; i < events.length; i++) {
                ConversationId conversation = random.nextInt(6) == 0 ? ConversationId.group(3) : FakeServer.CHAT;
                long seq = Math.max(0, head - random.nextInt(12));
                events[i] = FakeServer.event(conversation, seq, FakeServer.BOB);
            }
            return events;
        }

        private String event() {
            long seq = random.nextInt(20) == 0 ? (1L << 53) - 1 - random.nextInt(3) : random.nextInt(40);
            ConversationId conversation =
                    random.nextBoolean() ? FakeServer.CHAT : ConversationId.group(1 + random.nextInt(3));
            return ServerFrameCodec.event(FakeServer.event(conversation, seq, FakeServer.BOB));
        }

        private String odd() {
            return ODD_VALUES[random.nextInt(ODD_VALUES.length)];
        }

        private String anyFrame(String id) {
            return switch (random.nextInt(12)) {
                case 0 ->
                    "{\"type\":\"error\",\"id\":\"" + id + "\",\"code\":\"" + ERRORS[random.nextInt(ERRORS.length)]
                            + "\",\"message\":\"\",\"retryAfterMs\":" + odd() + "}";
                case 1 ->
                    "{\"type\":\"error\",\"id\":\"" + id + "\",\"code\":\"" + ERRORS[random.nextInt(ERRORS.length)]
                            + "\"}";
                case 2 ->
                    "{\"type\":\"goaway\",\"reason\":\"overload\",\"retryAfterMs\":[" + odd() + "," + odd() + "]}";
                case 3 -> "{\"type\":\"resync\"}";
                case 4 -> "{\"type\":\"resync\",\"conversation\":" + odd() + "}";
                case 5 ->
                    "{\"type\":\"ack\",\"id\":\"" + id + "\",\"conversation\":\"g:7\",\"seq\":" + odd()
                            + ",\"event\":\"1\",\"at\":" + odd() + "}";
                case 6 ->
                    "{\"type\":\"events\",\"id\":\"" + id + "\",\"conversation\":\"d:7:9\",\"events\":" + odd()
                            + ",\"more\":true,\"firstSeq\":" + odd() + "}";
                case 7 ->
                    "{\"type\":\"conversations\",\"id\":\"" + id + "\",\"items\":["
                            + "{\"conversation\":\"d:7:9\",\"left\":true}],\"cursor\":" + odd() + ",\"more\":true}";
                case 8 -> "{\"type\":\"presence\",\"id\":\"" + id + "\",\"items\":" + odd() + "}";
                case 9 ->
                    "{\"type\":\"mark\",\"conversation\":\"d:7:9\",\"user\":\"9\",\"delivered\":" + odd()
                            + ",\"read\":3}";
                case 10 -> "{\"type\":\"hologram\",\"id\":\"" + id + "\",\"x\":" + odd() + "}";
                default ->
                    "{\"type\":\"event\",\"conversation\":\"d:7:9\",\"seq\":" + random.nextInt(30)
                            + ",\"event\":\"1\",\"at\":1,\"content\":{\"kind\":\"text\",\"text\":" + odd() + "}}";
            };
        }

        private String mangled(String frame) {
            StringBuilder text = new StringBuilder(frame);
            for (int i = random.nextInt(3); i >= 0; i--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(4)) {
                    case 0 -> text.setLength(Math.max(1, at));
                    case 1 ->
                        text.deleteCharAt(at == 0 && text.length() > 1 ? 1 : at).append('}');
                    case 2 -> text.insert(at, (char) (random.nextInt(4) == 0 ? 0xd800 : 32 + random.nextInt(90)));
                    default -> text.insert(at, odd());
                }
            }
            return text.toString();
        }

        private void useClient() {
            DewberryClient client = fixture.client;
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    CompletableFuture<SendReceipt> unused =
                            client.send(new Target.ToUser(FakeServer.BOB), Content.Text.of("hi"), "id" + sends++);
                }
                case 2 -> client.markRead(FakeServer.CHAT, random.nextInt(40));
                case 3 -> {
                    CompletableFuture<HistoryPage> unused = client.history(FakeServer.CHAT, null, null, 10);
                }
                default -> client.connect(Credentials.password("ann", "secret"));
            }
        }

        private void http() {
            server.httpAnswers.add(
                    switch (random.nextInt(5)) {
                        case 0 -> new HttpTransport.Answer(200, "{\"accessToken\":" + odd() + "}", null);
                        case 1 -> new HttpTransport.Answer(401, "", null);
                        case 2 -> new HttpTransport.Answer(429, "<html>", Long.MAX_VALUE);
                        case 3 -> new HttpTransport.Answer(503, odd(), -5L);
                        default -> new HttpTransport.Answer(500, "{\"code\":" + odd() + "}", 1L);
                    });
        }

        private void cut() {
            if (!isLinked()) {
                return;
            }
            if (random.nextBoolean()) {
                server.link().breakOff();
            } else {
                server.link().closeWith(CLOSE_CODES[random.nextInt(CLOSE_CODES.length)]);
            }
        }

        private void checkOrder() {
            Map<ConversationId, Long> last = new HashMap<>();
            for (Event event : fixture.events) {
                Long before = last.put(event.conversation(), event.seq());
                assertThat(event.seq()).as("in " + event.conversation()).isGreaterThan(before == null ? 0 : before);
            }
            if (fixture.notices.contains("left") || fixture.notices.contains("epoch")) {
                // From here on it is another log.
                fixture.events.clear();
                fixture.notices.clear();
            }
        }

        /// The server comes to its senses, and everything works.
        void recover() {
            server.httpAnswers.clear();
            fixture.client.disconnect();
            fixture.client.connect(Credentials.password("ann", "secret"));
            loop.run();
            FakeServer.Link link = server.link();
            link.all(ClientFrame.Hello.class);
            link.welcome("e1");
            loop.run();
            assertThat(fixture.client.state()).isEqualTo(ConnectionState.ONLINE);
            link.conversations(link.all(ClientFrame.Sync.class).get(0), "end", 0, 0);
            fixture.events.clear();
            link.event(FakeServer.event(FRESH, 1, new UserId(5)));
            loop.run();
            assertThat(fixture.events).extracting(Event::conversation).contains(FRESH);
            var receipt = fixture.client.send(new Target.ToConversation(FRESH), Content.Text.of("hi"), "last");
            for (int i = 0; i < 2000 && !receipt.isDone(); i++) {
                loop.advance(Duration.ofMillis(20));
                link.tell("{\"type\":\"pong\",\"time\":1}");
                link.all(ClientFrame.Send.class)
                        .forEach(send -> link.tell("{\"type\":\"ack\",\"id\":\"" + send.id()
                                + "\",\"conversation\":\"" + send.to().resolve(FakeServer.ANN)
                                + "\",\"seq\":2,\"event\":\"2\",\"at\":1}"));
                link.all(ClientFrame.History.class).forEach(history -> link.events(history, false));
            }
            assertThat(receipt).isCompletedWithValueMatching(done -> done.seq() == 2);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1000, 2000, 3000, 4000})
    void neverEndsTheClientNorItsOrder(long firstSeed) {
        for (long seed = firstSeed; seed < firstSeed + RUNS; seed++) {
            Run run = new Run(seed);
            try {
                run.play();
                run.recover();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }
}
