package dev.dewberry.auth.password;

import dev.dewberry.platform.error.DewberryException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.security.SecureRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/// Argon2id on threads of its own: a hash takes tens of milliseconds and 19 MiB, so there are few at a time, some
/// that wait, and `busy` for the rest, with the time at which they have a chance. Thread-safe.
@Component
public class PasswordHasher implements DisposableBean {

    private final Argon2id argon2;
    private final ThreadPoolExecutor executor;
    private final Scheduler scheduler;
    private final WaitingRoom room;
    private final Timer timer;
    private final String nobodysHash;

    public PasswordHasher(PasswordProperties properties, SecureRandom random, MeterRegistry metrics) {
        argon2 = new Argon2id(
                new Argon2id.Cost(properties.memoryKib(), properties.passes(), properties.lanes()), random);
        executor = new ThreadPoolExecutor(
                properties.threads(),
                properties.threads(),
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(properties.queue()),
                // Whoever signs in waits rather than everybody's messages; ThreadPriorityPolicy makes it the kernel's.
                Thread.ofPlatform()
                        .name("auth-hash-", 0)
                        .daemon()
                        .priority(Thread.MIN_PRIORITY)
                        .factory());
        executor.allowCoreThreadTimeOut(true);
        room = new WaitingRoom(properties.threads(), properties.queue(), System::nanoTime, random);
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
        nobodysHash = argon2.ofNobody();
    }

    /// @return the hash with its parameters and salt, or the error `busy`
    public Mono<String> hash(Password password) {
        return run(() -> argon2.encode(password.text()));
    }

    /// Takes the same time whether there is a hash or not.
    ///
    /// @param hash `null` where there is no such account, or it has no password
    public Mono<Boolean> matches(Password password, @Nullable String hash) {
        String against = hash == null ? nobodysHash : hash;
        return run(() -> argon2.matches(password.text(), against) && hash != null);
    }

    @Override
    public void destroy() {
        scheduler.dispose();
        executor.shutdown();
    }

    /// Refuses at once who would be refused later; what else a sign-in takes can be spared then.
    ///
    /// @throws DewberryException `busy`
    public void requirePlace() {
        room.requirePlace(executor.getQueue().size());
    }

    private <T> Mono<T> run(Callable<T> work) {
        return Mono.defer(() -> {
                    requirePlace();
                    long asked = System.nanoTime();
                    return Mono.fromCallable(() -> {
                                room.requirePatience(System.nanoTime() - asked);
                                return timed(work);
                            })
                            .subscribeOn(scheduler);
                })
                .onErrorMap(RejectedExecutionException.class, full -> room.refusal());
    }

    private <T> T timed(Callable<T> work) throws Exception {
        long begun = System.nanoTime();
        try {
            return work.call();
        } finally {
            long nanos = System.nanoTime() - begun;
            timer.record(nanos, TimeUnit.NANOSECONDS);
            room.served(nanos, executor.getQueue().size());
        }
    }
}
