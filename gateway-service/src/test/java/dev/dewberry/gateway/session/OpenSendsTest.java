package dev.dewberry.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.gateway.limit.Congestion;
import dev.dewberry.gateway.limit.Disturbance;
import dev.dewberry.protocol.ConversationId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OpenSendsTest {

    private static final ConversationId CONVERSATION = ConversationId.parse("d:1:2");

    private long now = 1;
    private final Congestion congestion = new Congestion();
    private final Disturbance disturbance = new Disturbance(() -> now);
    private final OpenSends sends =
            new OpenSends(congestion, disturbance, new SessionMetrics(new SimpleMeterRegistry()), () -> now);

    @Test
    void shouldNotSlowThoseWhoComeForOneWhoHasJustComeHimself() {
        now += TimeUnit.SECONDS.toNanos(29);
        sends.expect("s1", CONVERSATION, "k1");
        now += TimeUnit.SECONDS.toNanos(7);

        assertThat(disturbance.slowdown()).isEqualTo(1);
    }

    @Test
    void shouldSlowThoseWhoComeForOneWhoHasBeenHereForAWhile() {
        now += TimeUnit.SECONDS.toNanos(30);
        sends.expect("s1", CONVERSATION, "k1");
        now += TimeUnit.MILLISECONDS.toNanos(40);

        assertThat(disturbance.slowdown()).isEqualTo(2);
    }

    enum End {
        ANSWERED(sends -> sends.take(1)),
        REFUSED(sends -> sends.takeRefused(1)),
        LOST(sends -> sends.giveUpAll(send -> {})),
        OVERDUE(sends -> sends.giveUpOverdue(Long.MAX_VALUE, send -> {})),
        GONE(OpenSends::abandon);

        private final Consumer<OpenSends> way;

        End(Consumer<OpenSends> way) {
            this.way = way;
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldHoldNobodyUpWhenAllIsOver(End end) {
        now += TimeUnit.SECONDS.toNanos(30);
        sends.expect("s1", CONVERSATION, "k1");
        end.way.accept(sends);
        assertThat(sends.isEmpty()).isTrue();

        // Past the moment in which an answer's own wait counts.
        for (int i = 0; i < 2; i++) {
            now += TimeUnit.SECONDS.toNanos(1);
            disturbance.slowdown();
        }
        assertThat(disturbance.slowdown()).isEqualTo(1);
    }
}
