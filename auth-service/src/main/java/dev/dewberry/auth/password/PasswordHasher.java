package dev.dewberry.auth.password;

import dev.dewberry.platform.error.DewberryException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/// Argon2id on threads of its own: a hash takes tens of milliseconds and 19 MiB, so there are few at a time, some
/// that wait, and `busy` for the rest. Thread-safe.
@Component
public class PasswordHasher implements DisposableBean {

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    /// Past that a client soon gives up, and its hash would only keep the others waiting.
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final Argon2PasswordEncoder encoder;
    private final ThreadPoolExecutor executor;
    private final Scheduler scheduler;
    private final Timer timer;
    private final String nobodysHash;

    public PasswordHasher(PasswordProperties properties, SecureRandom random, MeterRegistry metrics) {
        encoder = new Argon2PasswordEncoder(
                SALT_BYTES, HASH_BYTES, properties.lanes(), properties.memoryKib(), properties.passes());
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
        nobodysHash = nobodysHash(properties, random);
    }

    /// @return the hash with its parameters and salt, or the error `busy`
    public Mono<String> hash(Password password) {
        return run(() -> encodeChecked(password));
    }

    /// Takes the same time whether there is a hash or not.
    ///
    /// @param hash `null` where there is no such account, or it has no password
    public Mono<Boolean> matches(Password password, @Nullable String hash) {
        String against = hash == null ? nobodysHash : hash;
        return run(() -> encoder.matches(password.text(), against) && hash != null);
    }

    @Override
    public void destroy() {
        scheduler.dispose();
        executor.shutdown();
    }

    private String encodeChecked(Password password) {
        String hash = encoder.encode(password.text());
        if (hash == null) {
            throw new IllegalStateException("no hash for a password");
        }
        return hash;
    }

    private <T> Mono<T> run(Callable<T> work) {
        return Mono.defer(() -> {
                    long asked = System.nanoTime();
                    return Mono.fromCallable(() -> {
                                refuseLate(asked);
                                return timer.recordCallable(work);
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

    /// A hash of the usual cost that no password has: its result is random.
    private static String nobodysHash(PasswordProperties properties, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        byte[] hash = new byte[HASH_BYTES];
        random.nextBytes(salt);
        random.nextBytes(hash);
        Base64.Encoder encoder = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + properties.memoryKib() + ",t=" + properties.passes() + ",p=" + properties.lanes()
                + "$" + encoder.encodeToString(salt) + "$" + encoder.encodeToString(hash);
    }
}
