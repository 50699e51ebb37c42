package dev.dewberry.bench.report;

import dev.dewberry.bench.load.Window;
import dev.dewberry.bench.system.Meter;
import java.util.List;

/// One measured stretch of load.
///
/// @param wantedPerSecond the schedule's rate
/// @param ack from the moment a message was due to its `ack`
/// @param delivery from the moment a message was due to its arrival at one recipient
/// @param generatorLag how late the generator put messages on the socket
/// @param marksSent `delivered` and `read` that the receivers sent meanwhile
/// @param cpuMicrosPerMessage CPU time of all server processes by acknowledged message
/// @param costs the same by process
public record Phase(
        String name,
        double seconds,
        double wantedPerSecond,
        double ackedPerSecond,
        double deliveredPerSecond,
        long sent,
        long acked,
        long deliveriesExpected,
        long delivered,
        long recovered,
        long marksSent,
        Latency ack,
        Latency delivery,
        Latency generatorLag,
        Meter.Usage usage,
        double cpuMicrosPerMessage,
        List<Cost> costs) {
    /// What one process did for a message and for a delivery.
    ///
    /// @param switchesPerMessage how often a thread of it went to wait
    public record Cost(
            String role, double cpuMicrosPerMessage, double cpuMicrosPerDelivery, double switchesPerMessage) {}

    public static Phase of(Window window, double wantedPerSecond, Meter.Usage usage, long marksSent) {
        return new Phase(
                window.name(),
                window.seconds(),
                wantedPerSecond,
                window.acked() / window.seconds(),
                window.delivered() / window.seconds(),
                window.sent(),
                window.acked(),
                window.expected(),
                window.delivered(),
                window.recovered(),
                marksSent,
                Latency.of(window.ack()),
                Latency.of(window.delivery()),
                Latency.of(window.lag()),
                usage,
                per(usage.cpuSeconds() * 1e6, window.acked()),
                costs(window, usage));
    }

    /// The processes are metered over the measured stretch, so the messages due in it are what the CPU time was for.
    private static List<Cost> costs(Window window, Meter.Usage usage) {
        return usage.processes().stream()
                .map(use -> new Cost(
                        use.role(),
                        per(use.cpuSeconds() * 1e6, window.acked()),
                        per(use.cpuSeconds() * 1e6, window.delivered()),
                        per(use.voluntarySwitches(), window.acked())))
                .toList();
    }

    private static double per(double amount, long count) {
        return count == 0 ? 0 : amount / count;
    }

    public double marksPerSecond() {
        return seconds == 0 ? 0 : marksSent / seconds;
    }
}
