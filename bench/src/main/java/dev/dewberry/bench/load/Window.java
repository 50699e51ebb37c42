package dev.dewberry.bench.load;

import dev.dewberry.bench.client.Swarm;
import org.HdrHistogram.Histogram;

/// What is measured together: the messages that were *due* within a stretch of time, whenever their answers came.
/// Event loop only until the load is over.
public final class Window {
    private final String name;
    private final double seconds;
    private final Histogram ack = Swarm.histogram();
    private final Histogram delivery = Swarm.histogram();
    private final Histogram lag = Swarm.histogram();
    long sent;
    long acked;
    long expected;
    long delivered;
    long recovered;

    public Window(String name, double seconds) {
        this.name = name;
        this.seconds = seconds;
    }

    public String name() {
        return name;
    }

    public double seconds() {
        return seconds;
    }

    /// From the moment a message was due to its `ack`, in microseconds.
    public Histogram ack() {
        return ack;
    }

    /// From the moment a message was due to its arrival at one recipient, in microseconds.
    public Histogram delivery() {
        return delivery;
    }

    /// How late the generator itself was, in microseconds.
    public Histogram lag() {
        return lag;
    }

    public long sent() {
        return sent;
    }

    public long acked() {
        return acked;
    }

    public long expected() {
        return expected;
    }

    /// Deliveries that came, live or by catching up.
    public long delivered() {
        return delivered;
    }

    public long recovered() {
        return recovered;
    }

    public boolean complete() {
        return acked >= sent && delivered >= expected;
    }
}
