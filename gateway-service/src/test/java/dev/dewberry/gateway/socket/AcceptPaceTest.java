package dev.dewberry.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// The listening channel is stood in for by one whose clock the test moves; reading from it is accepting.
class AcceptPaceTest {

    private static final int BURST = 8;

    private final AtomicLong now = new AtomicLong();
    private double slowdown = 1;
    private final EmbeddedChannel listening = new EmbeddedChannel(new AcceptPace(1_000, () -> slowdown, now::get));

    AcceptPaceTest() {
        listening.freezeTime();
    }

    @Test
    void shouldTakeABurstAsItComes() {
        accept(BURST);

        assertThat(listening.config().isAutoRead()).isTrue();
    }

    @Test
    void shouldLeaveTheRestToTheKernelUntilItsTurn() {
        accept(BURST);
        accept(1);
        assertThat(listening.config().isAutoRead()).isFalse();

        advance(999);
        assertThat(listening.config().isAutoRead()).isFalse();

        advance(1);
        assertThat(listening.config().isAutoRead()).isTrue();
    }

    @Test
    void shouldPassOnWhatCameTogetherAndWaitForAllOfIt() {
        accept(BURST);
        accept(16);
        assertThat(listening.inboundMessages()).hasSize(BURST + 16);

        // The first turn is that of one; who comes then waits for those before him.
        advance(1_000);
        accept(1);
        assertThat(listening.config().isAutoRead()).isFalse();
        advance(15_000);
        assertThat(listening.config().isAutoRead()).isFalse();
        advance(1_000);
        assertThat(listening.config().isAutoRead()).isTrue();
    }

    @Test
    void shouldLeaveThemThereLongerWhileOthersAreDisturbed() {
        slowdown = 2;
        accept(BURST / 4);
        assertThat(listening.config().isAutoRead()).isTrue();
        accept(1);
        advance(3_999);
        assertThat(listening.config().isAutoRead()).isFalse();

        advance(1);
        assertThat(listening.config().isAutoRead()).isTrue();
    }

    @Test
    void shouldNotLeaveThemThereForEver() {
        slowdown = 4;
        accept(2);
        advance(6_000);

        assertThat(listening.config().isAutoRead()).isTrue();
    }

    private void accept(int connections) {
        for (int i = 0; i < connections; i++) {
            listening.writeInbound(new Object());
        }
    }

    private void advance(long micros) {
        now.addAndGet(TimeUnit.MICROSECONDS.toNanos(micros));
        listening.advanceTimeBy(micros, TimeUnit.MICROSECONDS);
        listening.runScheduledPendingTasks();
    }
}
