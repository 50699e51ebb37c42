package dev.dewberry.message.app;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.util.retry.Retry;

/// What is to be done all the time beside the streams; it owns the subscriptions.
final class Chores implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Chores.class);

    private final List<Flux<Void>> chores;
    private volatile @Nullable Disposable running;

    Chores(List<Flux<Void>> chores) {
        this.chores = List.copyOf(chores);
    }

    @Override
    public void start() {
        running = Flux.fromIterable(chores)
                .flatMap(
                        chore -> chore.retryWhen(Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(200))
                                .maxBackoff(Duration.ofSeconds(5))),
                        chores.size())
                .subscribe(nothing -> {}, error -> log.error("A chore ended", error));
    }

    @Override
    public void stop() {
        Disposable now = running;
        if (now != null) {
            now.dispose();
        }
        running = null;
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }
}
