package dev.dewberry.auth.password;

import dev.dewberry.platform.error.DewberryException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/// Argon2id on threads of its own: a hash takes tens of milliseconds and 19 MiB, so there are few at a time, some
/// that wait, and `busy` for the rest. Each thread keeps its memory for the next hash, until it has had nothing to do
/// for a minute. Thread-safe.
@Component
public class PasswordHasher implements DisposableBean {

    /// Past that a client soon gives up, and its hash would only keep the others waiting.
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    /// Ends with its thread.
    private final ThreadLocal<Argon2id> argon2 = ThreadLocal.withInitial(Argon2id::new);

    private final Argon2id.Cost cost;
    private final SecureRandom random;
    private final ThreadPoolExecutor executor;
    private final Scheduler scheduler;
    private final Timer timer;
    private final PasswordHash nobodys;

    public PasswordHasher(PasswordProperties properties, SecureRandom random, MeterRegistry metrics) {
        cost = new Argon2id.Cost(properties.memoryKib(), properties.passes(), properties.lanes());
        this.random = random;
        executor = new ThreadPoolExecutor(
                properties.threads(),
                properties.threads(),
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(properties.queue()),
                Thread.ofPlatform().name("auth-hash-", 0).daemon().factory());
        executor.allowCoreThreadTimeOut(true);
        scheduler = Schedulers.fromExecutorService(executor, "auth-hash");
        timer = Timer.builder("dewberry.auth.password.hash")
                .description("Time of one password hash, without the time in the queue")
                .register(metrics);
        Gauge.builder(
                        "dewberry.auth.password.queue",
                        executor,
                        pool -> pool.getQueue().size())
                .description("Password hashes that wait")
                .register(metrics);
        nobodys = PasswordHash.nobodys(cost, random);
    }

    /// @return the hash with its parameters and salt, or the error `busy`
    public Mono<String> hash(Password password) {
        return run(own -> PasswordHash.of(password, cost, random, own).encoded());
    }

    /// Takes the same time whether there is a hash or not.
    ///
    /// @param hash `null` where there is no such account, or it has no password
    public Mono<Boolean> matches(Password password, @Nullable String hash) {
        PasswordHash against = hash == null ? nobodys : PasswordHash.parse(hash);
        return run(own -> against.matches(password, own) && hash != null);
    }

    @Override
    public void destroy() {
        scheduler.dispose();
        executor.shutdown();
    }

    private <T> Mono<T> run(Function<Argon2id, T> work) {
        return Mono.defer(() -> {
                    long asked = System.nanoTime();
                    return Mono.fromCallable(() -> {
                                refuseLate(asked);
                                return timer.record(() -> withOwnMemory(work));
                            })
                            .subscribeOn(scheduler);
                })
                .onErrorMap(RejectedExecutionException.class, full -> busy());
    }

    private static void refuseLate(long asked) {
        if (System.nanoTime() - asked > LONGEST_WAIT.toNanos()) {
            throw busy();
        }
    }

    private static DewberryException busy() {
        return DewberryException.busy("too many passwords are being checked", null);
    }

    private <T> T withOwnMemory(Function<Argon2id, T> work) {
        Argon2id own = argon2.get();
        try {
            return work.apply(own);
        } finally {
            own.wipe();
        }
    }
}
