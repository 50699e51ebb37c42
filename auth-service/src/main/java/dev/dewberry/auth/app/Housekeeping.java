package dev.dewberry.auth.app;

import dev.dewberry.auth.admin.AdministratorCount;
import dev.dewberry.auth.admin.FirstAdministrator;
import dev.dewberry.auth.key.JwksPublisher;
import dev.dewberry.auth.key.KeyProperties;
import dev.dewberry.auth.key.KeyRotation;
import dev.dewberry.auth.session.Purge;
import dev.dewberry.platform.time.Recurring;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// What is done at the start and then every minute: keys, the first administrator, and what has run out. The one
/// place of this service that subscribes; ends with it.
@Component
class Housekeeping implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final KeyRotation rotation;
    private final JwksPublisher publisher;
    private final FirstAdministrator administrator;
    private final AdministratorCount administrators;
    private final Purge purge;
    private final Duration every;
    private volatile @Nullable Disposable work;

    Housekeeping(
            KeyRotation rotation,
            JwksPublisher publisher,
            FirstAdministrator administrator,
            AdministratorCount administrators,
            Purge purge,
            KeyProperties properties) {
        this.rotation = rotation;
        this.publisher = publisher;
        this.administrator = administrator;
        this.administrators = administrators;
        this.purge = purge;
        this.every = properties.checkEvery();
    }

    @Override
    public void start() {
        work = first().thenMany(rounds()).subscribe();
    }

    /// Tried until it works: nobody can sign in before.
    private Mono<Void> first() {
        return Mono.defer(rotation::check)
                .then(Mono.defer(administrator::create))
                .doOnError(error -> log.warn("Cannot start to serve yet: {}", error.toString()))
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, RETRY));
    }

    private Flux<Void> rounds() {
        // The start publishes at once.
        return Recurring.every(Duration.ZERO, every, "Housekeeping", _ -> round());
    }

    private Mono<Void> round() {
        return Mono.defer(rotation::check)
                .then(Mono.defer(publisher::publish))
                .then(Mono.defer(administrators::look))
                .then(Mono.defer(purge::run));
    }

    @Override
    public void stop() {
        Disposable running = work;
        if (running != null) {
            running.dispose();
        }
    }

    @Override
    public boolean isRunning() {
        Disposable running = work;
        return running != null && !running.isDisposed();
    }
}
