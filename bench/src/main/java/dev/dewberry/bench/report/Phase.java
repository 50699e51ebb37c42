package dev.dewberry.bench.report;

import dev.dewberry.bench.load.Window;
import dev.dewberry.bench.system.Meter;

/// One measured stretch of load.
///
/// @param wantedPerSecond the schedule's rate
/// @param ack from the moment a message was due to its `ack`
/// @param delivery from the moment a message was due to its arrival at one recipient
/// @param generatorLag how late the generator put messages on the socket
/// @param cpuMicrosPerMessage CPU time of all server processes by acknowledged message
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
        Latency ack,
        Latency delivery,
        Latency generatorLag,
        Meter.Usage usage,
        double cpuMicrosPerMessage) {
    public static Phase of(Window window, double wantedPerSecond, Meter.Usage usage) {
        // The processes are metered over the measured stretch, so the messages due in it are what the CPU time was for.
        double perMessage = window.acked() == 0 ? 0 : usage.cpuSeconds() * 1e6 / window.acked();
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
                Latency.of(window.ack()),
                Latency.of(window.delivery()),
                Latency.of(window.lag()),
                usage,
                perMessage);
    }
}
