package dev.dewberry.bench.load;

import dev.dewberry.bench.client.Swarm;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// What is measured together: the messages that were *due* within a stretch of time, whenever their answers came.
/// Event loop only until the load is over.
public final class Window {
    private final String name;
    private final @Nullable Timeline timeline;
    private final Histogram ack = Swarm.histogram();
    private final Histogram delivery = Swarm.histogram();
    private final Histogram lag = Swarm.histogram();
    private double seconds;
    private long sent;
    private long acked;
    private long expected;
    private long delivered;
    private long recovered;

    /// @param seconds its length, where that is known before
    public Window(String name, double seconds) {
        this(name, seconds, null);
    }

    /// @param timeline to be filled with the deliveries second by second
    public Window(String name, double seconds, @Nullable Timeline timeline) {
        this.name = name;
        this.seconds = seconds;
        this.timeline = timeline;
    }

    void enter(long due, int deliveries) {
        sent++;
        expected += deliveries;
        if (timeline != null) {
            timeline.expect(due, deliveries);
        }
    }

    void late(long nanos) {
        lag.recordValue(Math.max(0, nanos / 1000));
    }

    void acked(long nanos) {
        acked++;
        ack.recordValue(Math.max(0, nanos / 1000));
    }

    void delivered(long due, long now, boolean byCatchingUp) {
        delivered++;
        recovered += byCatchingUp ? 1 : 0;
        long micros = Math.max(0, (now - due) / 1000);
        delivery.recordValue(micros);
        if (timeline != null) {
            timeline.delivered(due, micros);
        }
    }

    /// For a stretch that was stopped: how long it was in the end.
    public void lasted(double itsSeconds) {
        seconds = itsSeconds;
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
