package dev.dewberry.platform.bus;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Where the bus is.
///
/// @param uri of Redis, with user and password
/// @param partitions fixed for an installation; bounds the useful number of message- and
///     storage-services
/// @param commandTimeout after which a command to Redis has failed
/// @param tlsAuthority a file in PEM form by which the certificate of a Redis at `rediss://` is
///     signed; without one, those that the JVM trusts
@Validated
@ConfigurationProperties("dewberry.bus")
public record BusProperties(
        @DefaultValue("redis://127.0.0.1:6379") @NotBlank String uri,
        @DefaultValue("8") @Min(1) @Max(256) int partitions,
        @DefaultValue("2s") Duration commandTimeout,
        @DefaultValue("") String tlsAuthority) {

    @ConstructorBinding
    public BusProperties {}

    /// Without an authority of one's own.
    public BusProperties(String uri, int partitions, Duration commandTimeout) {
        this(uri, partitions, commandTimeout, "");
    }
}
