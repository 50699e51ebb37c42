package dev.dewberry.platform.time;

import dev.dewberry.platform.error.JvmErrors;
import java.time.Duration;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/// Work that a service does again and again for as long as it lives. Nothing that happens in one turn ends it: what
/// fails is said and comes again with the next, and so does what has not ended after a minute, or after its period
/// where that is longer, since an error of the JVM in the midst of a turn tells nobody. A turn that takes longer than a
/// period leaves out the next.
public final class Recurring {

    private static final Logger log = LoggerFactory.getLogger(Recurring.class);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private Recurring() {}

    /// @param first from now to the first turn
    /// @param what it is called where it fails
    /// @param work of a turn, by its number from 0 on; numbers of those left out are missing
    /// @return without an end, until it is cancelled
    public static Flux<Void> every(Duration first, Duration period, String what, LongFunction<Mono<Void>> work) {
        return every(first, period, Schedulers.parallel(), what, work);
    }

    /// The same by a clock, and on a thread, of one's own.
    public static Flux<Void> every(
            Duration first, Duration period, Scheduler scheduler, String what, LongFunction<Mono<Void>> work) {
        Duration longest = period.compareTo(LONGEST) > 0 ? period : LONGEST;
        return Flux.interval(first, period, scheduler)
                .onBackpressureDrop()
                .concatMap(turn -> turn(scheduler, longest, what, () -> work.apply(turn)), 0);
    }

    /// One turn, for those who say themselves when the next one comes: it ends without an error, after a minute at
    /// the latest.
    public static Mono<Void> turn(Scheduler scheduler, String what, Supplier<Mono<Void>> work) {
        return turn(scheduler, LONGEST, what, work);
    }

    private static Mono<Void> turn(Scheduler scheduler, Duration longest, String what, Supplier<Mono<Void>> work) {
        return JvmErrors.contained(work).timeout(longest, scheduler).onErrorResume(error -> {
            log.warn("{} failed, and comes again: {}", what, error.toString());
            return Mono.empty();
        });
    }
}
