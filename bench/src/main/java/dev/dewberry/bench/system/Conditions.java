package dev.dewberry.bench.system;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a system that the bench starts itself has to work under.
///
/// @param cpu the core for every process of the system; null leaves them free
/// @param keep whether its data stay when it is stopped
/// @param encryption of the public port
/// @param fsyncMillis the least time of each wait of the stores for the disk; 0 leaves it to
///     the disk
/// @param quota the name of the limits of each process; null for none but the core itself
/// @param settings of the services, by their names in the environment
public record Conditions(
        @Nullable Integer cpu,
        boolean keep,
        Encryption encryption,
        double fsyncMillis,
        @Nullable String quota,
        Map<String, String> settings) {
    /// What the public port speaks.
    public enum Encryption {
        /// Plain HTTP.
        NONE,
        /// TLS on a processor without instructions for AES, as a Raspberry Pi 4 has none.
        TLS_WITHOUT_AES,
        /// TLS as this machine does it.
        TLS
    }
}
