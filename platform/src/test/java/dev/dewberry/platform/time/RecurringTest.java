package dev.dewberry.platform.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

class RecurringTest {

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final List<Long> turns = new ArrayList<>();
    private Disposable running;

    @AfterEach
    void stop() {
        running.dispose();
    }

    private void run(LongFunction<Mono<Void>> work) {
        running = Recurring.every(Duration.ZERO, Duration.ofSeconds(1), time, "a test", turn -> {
                    turns.add(turn);
                    return work.apply(turn);
                })
                .subscribe();
    }

    private void after(int seconds) {
        time.advanceTimeBy(Duration.ofSeconds(seconds));
    }

    @Test
    void shouldGoOnAfterAFailure() {
        run(turn -> turn == 0 ? Mono.error(new IllegalArgumentException("told")) : Mono.empty());
        after(2);

        assertThat(turns).containsExactly(0L, 1L, 2L);
    }

    @Test
    void shouldGoOnAfterAnExceptionOfWhoMakesTheWork() {
        run(turn -> {
            if (turn == 0) {
                throw new IllegalArgumentException("thrown");
            }
            return Mono.empty();
        });
        after(2);

        assertThat(turns).containsExactly(0L, 1L, 2L);
    }

    @Test
    void shouldGoOnAfterAnErrorOfTheJvm() {
        run(turn -> Mono.fromRunnable(() -> {
            if (turn == 0) {
                throw new StackOverflowError("as a deep recursion");
            }
        }));
        after(2);

        assertThat(turns).containsExactly(0L, 1L, 2L);
    }

    @Test
    void shouldGoOnAfterATurnThatNeverEnds() {
        run(turn -> turn == 0 ? Mono.never() : Mono.empty());
        after(59);
        assertThat(turns).containsExactly(0L);

        after(3);
        assertThat(turns).hasSizeGreaterThan(1);
    }

    @Test
    void shouldLeaveOutTurnsWhileOneTakesLonger() {
        run(turn -> Mono.delay(Duration.ofMillis(2_500), time).then());
        after(9);

        assertThat(turns).containsExactly(0L, 3L, 6L, 9L);
    }
}
