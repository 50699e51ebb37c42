package dev.dewberry.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.gateway.limit.Congestion;
import dev.dewberry.gateway.limit.FailureLimiter;
import dev.dewberry.gateway.limit.Precedence;
import dev.dewberry.gateway.session.Presence;
import dev.dewberry.gateway.session.Registry;
import dev.dewberry.gateway.session.Routes;
import dev.dewberry.gateway.socket.SocketMetrics;
import dev.dewberry.gateway.socket.SocketNode;
import dev.dewberry.gateway.socket.TestSettings;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Committed;
import dev.dewberry.protocol.bus.Delivery;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DispatcherTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> told = new ArrayList<>();

    /// They had been judged: to come again as repetitions would have lost them, and nobody would have known.
    @Test
    void whatCannotBePassedOnEndsInAResyncAndTheOthersGoOn() {
        Dispatcher dispatcher = dispatcher();

        dispatcher.dispatch(List.of(event(1), event(2), event(3))).block(Duration.ofSeconds(5));

        assertThat(told).containsExactly("1", "3", "lost");
    }

    private Dispatcher dispatcher() {
        Precedence precedence = new Precedence(new Congestion(), Duration.ofSeconds(2), System::nanoTime, meters);
        return new Dispatcher(
                "gw",
                new Registry(new NoRoutes(), 5),
                new SocketNode(TestSettings.sockets(), new SocketMetrics(meters), new FailureLimiter(10, 10, 10, 10)),
                new SeqFilter(16),
                new Answers(),
                new PresenceUpdates(_ -> List.of(), precedence),
                precedence,
                new DeliveryMetrics(meters));
    }

    private static Delivery.Event event(long seq) {
        return new Delivery.Event(
                new Committed.Event(
                        null,
                        ConversationId.parse("d:1:2"),
                        seq,
                        Long.toString(seq),
                        new UserId(1),
                        1_700_000_000_000L,
                        "{\"kind\":\"text\",\"text\":\"hi\"}",
                        "c" + seq,
                        0,
                        List.of(),
                        List.of()),
                new long[] {1, 2});
    }

    private final class Answers implements RestAnswers {
        @Override
        public void onEvent(long request, Committed.Event event) {
            if (event.seq() == 2) {
                throw new OutOfMemoryError("no direct memory now");
            }
            told.add(event.event());
        }

        @Override
        public void onReply(long request, Delivery.Outcome outcome) {
            throw new AssertionError("nobody asked");
        }

        @Override
        public void onOutcomesLost() {
            told.add("lost");
        }
    }

    private static final class NoRoutes implements Routes {
        @Override
        public CompletionStage<?> put(UserId user, Presence presence) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> remove(UserId user) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void report(UserId user, Presence presence, @Nullable String text) {
            // Nobody is told.
        }
    }
}
