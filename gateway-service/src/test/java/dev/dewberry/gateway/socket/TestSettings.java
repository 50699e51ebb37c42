package dev.dewberry.gateway.socket;

import java.time.Duration;
import java.util.List;
import org.springframework.util.unit.DataSize;

/// Settings of sockets for tests.
public final class TestSettings {

    private TestSettings() {}

    /// @param origins that pages may come from
    public static SocketSettings sockets(String... origins) {
        return new SocketSettings(
                List.of(origins),
                10,
                5,
                Duration.ofSeconds(60),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                DataSize.ofKilobytes(128),
                DataSize.ofKilobytes(32),
                Duration.ofSeconds(30),
                Duration.ofSeconds(3),
                true,
                1024,
                Duration.ofSeconds(5),
                0);
    }
}
