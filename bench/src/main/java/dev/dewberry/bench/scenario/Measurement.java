package dev.dewberry.bench.scenario;

import dev.dewberry.bench.client.Swarm;
import dev.dewberry.bench.load.Load;
import dev.dewberry.bench.load.Plan;
import dev.dewberry.bench.load.Stretch;
import dev.dewberry.bench.load.Timeline;
import dev.dewberry.bench.load.Window;
import dev.dewberry.bench.report.Phase;
import dev.dewberry.bench.system.Meter;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Measures stretches of a load: latencies, CPU, memory, marks. Used from the main thread.
final class Measurement {
    private static final double SETTLE_SECONDS = 15;

    private final Stage stage;
    private final Swarm swarm;
    private final Load load;

    /// What happens while the load goes on; may block.
    @FunctionalInterface
    interface Meanwhile {
        void happens() throws InterruptedException;
    }

    Measurement(Stage stage, Load load) {
        this.stage = stage;
        this.swarm = stage.swarm();
        this.load = load;
    }

    /// Runs one stretch of known length and waits for what is still under way at its end.
    Phase measure(Plan plan, String name, double rate, double warmup, double seconds) throws InterruptedException {
        stage.say("%s: %.0f messages/s for %.0f + %.0f s", name, rate, warmup, seconds);
        var window = new Window(name, seconds);
        Meter meter = stage.meter();
        Stretch stretch = load.start(plan, rate, warmup, window, seconds);
        long marks = 0;
        if (stretch.awaitMeasuring()) {
            meter.start();
            marks = marksSent();
        }
        stretch.await();
        return finish(window, rate, meter.stop(), marksSent() - marks);
    }

    /// Keeps a load going while something happens, and measures it for as long as that takes.
    Phase during(Plan plan, String name, double rate, double warmup, Meanwhile meanwhile) throws InterruptedException {
        return during(plan, name, rate, warmup, null, meanwhile);
    }

    /// @param timeline to be filled with the deliveries
    Phase during(Plan plan, String name, double rate, double warmup, @Nullable Timeline timeline, Meanwhile meanwhile)
            throws InterruptedException {
        stage.say("%s: %.0f messages/s meanwhile", name, rate);
        var window = new Window(name, 0, timeline);
        Meter meter = stage.meter();
        Stretch stretch = load.startOpen(plan, rate, warmup, window);
        boolean unusedGoesOn = stretch.awaitMeasuring();
        meter.start();
        long marks = marksSent();
        meanwhile.happens();
        window.lasted(stretch.stop());
        return finish(window, rate, meter.stop(), marksSent() - marks);
    }

    private Phase finish(Window window, double rate, Meter.Usage usage, long marks) throws InterruptedException {
        boolean complete = load.settle(window, stage.options().number("settle", SETTLE_SECONDS));
        Phase phase = phase(window, rate, usage, marks);
        stage.say(
                "  ack mean %.1f p50 %.1f p99 %.1f, delivery mean %.1f p50 %.1f p99 %.1f max %.1f ms%s",
                phase.ack().mean(),
                phase.ack().p50(),
                phase.ack().p99(),
                phase.delivery().mean(),
                phase.delivery().p50(),
                phase.delivery().p99(),
                phase.delivery().max(),
                complete ? "" : ", NOT COMPLETE");
        return phase;
    }

    Phase phase(Window window, double rate, Meter.Usage usage, long marks) {
        var phase = new Phase[1];
        swarm.onLoop(() -> phase[0] = Phase.of(window, rate, usage, marks));
        return phase[0];
    }

    long marksSent() {
        return onLoop(() -> swarm.tally().marksSent());
    }

    /// Messages acknowledged so far.
    long acked() {
        return onLoop(load::acked);
    }

    private long onLoop(LongSupplier what) {
        var value = new AtomicLong();
        swarm.onLoop(() -> value.set(what.getAsLong()));
        return value.get();
    }
}
