package dev.dewberry.bench.load;

import io.netty.channel.EventLoop;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/// Fires at the times of a schedule that knows nothing of the answers (open loop). Whoever is fired is told when it was
/// *due*: latencies are measured from there, so a stall, of the server or of the generator, counts for every message
/// that was due in it and not only for the one that met it.
///
/// The gaps are exponential (a Poisson stream, as people make it) or all equal. Event loop only.
public final class Pacer {
    /// So many at once at most, then the sockets get their turn.
    private static final int BURST = 64;

    private final EventLoop loop;
    private final Random random;
    private final boolean even;
    private final double gapNanos;
    private final long end;
    private final LongConsumer fire;
    private final Runnable done;
    private double due;

    /// @param start the first moment of the schedule, in [System#nanoTime()]
    /// @param end nothing is due from here on
    public Pacer(
            EventLoop loop,
            long seed,
            boolean even,
            double perSecond,
            long start,
            long end,
            LongConsumer fire,
            Runnable done) {
        this.loop = loop;
        this.random = new Random(seed);
        this.even = even;
        this.gapNanos = 1e9 / perSecond;
        this.due = gap();
        this.base = start;
        this.end = end - start;
        this.fire = fire;
        this.done = done;
    }

    /// Due times count from here, as nanoTime may be too large for a double's 53 bits.
    private final long base;

    public void start() {
        loop.execute(this::turn);
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
            fire.accept(base + (long) due);
            due += gap();
        }
        loop.execute(this::turn);
    }

    private double gap() {
        return even ? gapNanos : -Math.log(1 - random.nextDouble()) * gapNanos;
    }
}
