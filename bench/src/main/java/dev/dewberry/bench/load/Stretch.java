package dev.dewberry.bench.load;

import io.netty.channel.EventLoop;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A load that is under way. For the main thread.
public final class Stretch {
    private final EventLoop loop;
    private final Pacer pacer;
    private final CountDownLatch finished;
    private final long measuredFrom;

    Stretch(EventLoop loop, Pacer pacer, CountDownLatch finished, long measuredFrom) {
        this.loop = loop;
        this.pacer = pacer;
        this.finished = finished;
        this.measuredFrom = measuredFrom;
    }

    /// Waits for the end of the warm-up; false where the load was over before.
    public boolean awaitMeasuring() throws InterruptedException {
        return !finished.await(Math.max(0, measuredFrom - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    /// Waits until the last message is out.
    public void await() throws InterruptedException {
        finished.await();
    }

    /// Ends it now; returns for how many seconds it was measured.
    public double stop() throws InterruptedException {
        double seconds = (System.nanoTime() - measuredFrom) / 1e9;
        loop.execute(pacer::stop);
        finished.await();
        return Math.max(0.001, seconds);
    }
}
