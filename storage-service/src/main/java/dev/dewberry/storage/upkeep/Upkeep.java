package dev.dewberry.storage.upkeep;

import dev.dewberry.platform.time.Recurring;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/// What has to be done now and then.
public final class Upkeep implements SmartLifecycle {

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
        Disposable making = made == null ? Disposables.disposed() : hourly("Making months", made::make);
        Disposable cleaning = hourly("Cleaning", cleaner::clean);
        running = Disposables.composite(making, cleaning);
    }

    private static Disposable hourly(String what, Supplier<Mono<Void>> task) {
        return Recurring.every(Duration.ZERO, HOURLY, what, _ -> task.get()).subscribe();
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
