package dev.dewberry.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {

    private boolean rejects;
    private final List<Integer> ran = new ArrayList<>();
    private final SerialExecutor executor = new SerialExecutor(task -> {
        if (rejects) {
            throw new RejectedExecutionException();
        }
        task.run();
    });

    @Test
    void goesOnAfterATaskThatFails() {
        executor.execute(() -> {
            throw new IllegalStateException("a listener's bug");
        });
        executor.execute(() -> ran.add(1));

        assertThat(ran).containsExactly(1);
    }

    @Test
    void keepsNothingThatAClosedExecutorDoesNotTake() {
        rejects = true;
        executor.execute(() -> ran.add(1));
        executor.execute(() -> ran.add(2));
        rejects = false;
        executor.execute(() -> ran.add(3));

        assertThat(ran).containsExactly(3);
    }
}
