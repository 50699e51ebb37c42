package dev.dewberry.gateway.socket;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// How sockets behave.
///
/// @param allowedOrigins origins of browsers that may connect, `*` for any; empty allows the host that
///     the browser asked for
/// @param max sockets of this node; past it, a new one is refused with 503
/// @param maxPerDevice sockets of one device; past it, the oldest is closed with 4409
/// @param heartbeat silence after which a socket is pinged; half as much again closes it
/// @param helloWithin time that a new socket has for its `hello`, and a request that has begun for its head
/// @param sweep how often sockets are looked at for the times above
/// @param highWater bytes waiting for a socket above which events are left out and nothing is read from
///     it
/// @param lowWater bytes below which it is served again
/// @param stalledFor time without any progress after which a socket that is not served is closed
/// @param closeGrace time that a client has to answer the closing handshake, and one that does not read to
///     fetch its code
/// @param compression whether permessage-deflate is offered
/// @param compressAbove bytes from which a frame is worth compressing
/// @param drain time over which good-byes are spread, of a stopping gateway and of others
/// @param dscp the mark of packets to clients (RFC 2474), by which a network may let chat pass first; by
///     default AF21, low-latency data (RFC 4594); 0 marks nothing
@Validated
@ConfigurationProperties("dewberry.gateway.socket")
public record SocketSettings(
        @DefaultValue List<String> allowedOrigins,
        @Min(1) @DefaultValue("19000") int max,
        @Min(1) @DefaultValue("5") int maxPerDevice,
        @NotNull @DefaultValue("60s") Duration heartbeat,
        @NotNull @DefaultValue("10s") Duration helloWithin,
        @NotNull @DefaultValue("1s") Duration sweep,
        @NotNull @DefaultValue("128KB") DataSize highWater,
        @NotNull @DefaultValue("32KB") DataSize lowWater,
        @NotNull @DefaultValue("30s") Duration stalledFor,
        @NotNull @DefaultValue("3s") Duration closeGrace,
        @DefaultValue("true") boolean compression,
        @Min(64) @Max(1 << 20) @DefaultValue("1024") int compressAbove,
        @NotNull @DefaultValue("5s") Duration drain,
        @Min(0) @Max(63) @DefaultValue("18") int dscp) {

    /// Origins as browsers send them: in lower case, and without a slash at the end.
    public SocketSettings {
        allowedOrigins = allowedOrigins.stream()
                .map(origin -> origin.strip().toLowerCase(Locale.ROOT))
                .map(origin -> origin.endsWith("/") ? origin.substring(0, origin.length() - 1) : origin)
                .toList();
    }
}
