package dev.dewberry.bench.load;

import io.netty.channel.EventLoop;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;

/// Fires at the times of a schedule that knows nothing of the answers (open loop). Whoever is fired is told when it was
/// *due*: latencies are measured from there, so a stall, of the server or of the generator, counts for every message
/// that was due in it and not only for the one that met it.
///
/// The gaps are exponential (a Poisson stream, as people make it) or all equal. Event loop only.
public final class Pacer {
    /// A schedule that ends only when it is told to.
    public static final long WITHOUT_END = Long.MAX_VALUE;

    /// So many at once at most, then the sockets get their turn.
    private static final int BURST = 64;

    private final EventLoop loop;
    private final Random random;
    private final boolean even;
    private final double gapNanos;
    private final LongPredicate fire;
    private final Runnable done;
    /// Due times count from here, as nanoTime may be too large for a double's 53 bits.
    private final long base;

    private double due;
    private double end;

    /// @param start the first moment of the schedule, in [System#nanoTime()]
    /// @param end nothing is due from here on
    /// @param fire false when nothing shall be due any more
    public Pacer(
            EventLoop loop,
            long seed,
            boolean even,
            double perSecond,
            long start,
            long end,
            LongPredicate fire,
            Runnable done) {
        this.loop = loop;
        this.random = new Random(seed);
        this.even = even;
        this.gapNanos = 1e9 / perSecond;
        this.due = gap();
        this.base = start;
        this.end = end == WITHOUT_END ? Double.MAX_VALUE : end - start;
        this.fire = fire;
        this.done = done;
    }

    public void start() {
        loop.execute(this::turn);
    }

    /// Nothing is due any more; `done` is called after at most one more gap.
    public void stop() {
        end = 0;
    }

    private void turn() {
        for (int i = 0; i < BURST; i++) {
            if (due >= end) {
                done.run();
                return;
            }
            long wait = base + (long) due - System.nanoTime();
            if (wait > 0) {
                var unused = loop.schedule(this::turn, wait, TimeUnit.NANOSECONDS);
                return;
            }
            if (!fire.test(base + (long) due)) {
                done.run();
                return;
            }
            due += gap();
        }
        loop.execute(this::turn);
    }

    private double gap() {
        return even ? gapNanos : -Math.log(1 - random.nextDouble()) * gapNanos;
    }
}
