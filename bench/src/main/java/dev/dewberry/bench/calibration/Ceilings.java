package dev.dewberry.bench.calibration;

import org.jspecify.annotations.Nullable;

/// What the pinned core can do without Dewberry, so that reports of different machines can be compared as ratios.
/// A null says that the program for it is not installed.
///
/// @param echoPerSecond WebSocket-sized frames of 200 bytes echoed by one Netty epoll loop on the system's core to the
///     generator on its own
/// @param redisXaddPerSecond pipelined `XADD` of 200 bytes into one stream, AOF `everysec`
/// @param mariadbCommitsPerSecond single-row inserts, each committed, on one connection
/// @param mariadbRowsPerSecond rows in inserts of 100, each statement committed
/// @param fsyncMicros the mean time of a 4 KiB write and fsync in the data folder
public record Ceilings(
        @Nullable Double echoPerSecond,
        @Nullable Double redisXaddPerSecond,
        @Nullable Double mariadbCommitsPerSecond,
        @Nullable Double mariadbRowsPerSecond,
        @Nullable Double fsyncMicros) {
    public static final Ceilings NOT_TAKEN = new Ceilings(null, null, null, null, null);
}
