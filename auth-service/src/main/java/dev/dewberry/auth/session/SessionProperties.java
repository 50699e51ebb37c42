package dev.dewberry.auth.session;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param accessLifetime of an access token
/// @param refreshLifetime of a refresh token, and so of a session that is not used
/// @param replayWindow how long a spent refresh token still gets its successor's pair, for a client that lost the
/// answer
/// @param tokenLifetime of a token that an administrator asks for without saying how long
/// @param deviceMemory how long a device that signed out is still known
/// @param devices signed-in devices of one user; past that the oldest session ends
@Validated
@ConfigurationProperties("dewberry.auth.session")
public record SessionProperties(
        @DefaultValue("15m") Duration accessLifetime,
        @DefaultValue("60d") Duration refreshLifetime,
        @DefaultValue("60s") Duration replayWindow,
        @DefaultValue("12h") Duration tokenLifetime,
        @DefaultValue("90d") Duration deviceMemory,
        @DefaultValue("10") @Min(1) @Max(100) int devices) {}
