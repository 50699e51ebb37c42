package dev.dewberry.storage.upkeep;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// What has to be done now and then.
public final class Upkeep implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
    private static final Duration HOURLY = Duration.ofHours(1);

    private final @Nullable EventMonths months;
    private final DedupeCleaner cleaner;
    private volatile @Nullable Disposable running;

    /// @param months `null` where there is no owner's account
    public Upkeep(@Nullable EventMonths months, DedupeCleaner cleaner) {
        this.months = months;
        this.cleaner = cleaner;
    }

    @Override
    public void start() {
        EventMonths made = months;
        Disposable making =
                made == null ? Disposables.disposed() : every(HOURLY, "Making months", Mono.defer(made::make));
        Disposable cleaning = every(HOURLY, "Cleaning", Mono.defer(cleaner::clean));
        running = Disposables.composite(making, cleaning);
    }

    private static Disposable every(Duration period, String what, Mono<Void> task) {
        return Flux.interval(Duration.ZERO, period)
                .onBackpressureDrop()
                .concatMap(
                        _ -> task.onErrorResume(error -> {
                            log.warn("{} failed, again in {}: {}", what, period, error.toString());
                            return Mono.empty();
                        }),
                        1)
                .subscribe(_ -> {}, error -> log.error("{} has ended", what, error));
    }

    @Override
    public void stop() {
        Disposable now = running;
        running = null;
        if (now != null) {
            now.dispose();
        }
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }
}
