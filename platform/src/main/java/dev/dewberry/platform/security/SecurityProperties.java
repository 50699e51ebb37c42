package dev.dewberry.platform.security;

import jakarta.validation.constraints.NotBlank;
import java.util.Base64;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/// @param serviceKey base64 of at least 32 random bytes, the same for all services of an installation;
///     they prove with it who they are
@Validated
@ConfigurationProperties("dewberry.security")
public record SecurityProperties(@NotBlank String serviceKey) {

    public SecurityProperties {
        if (Base64.getDecoder().decode(serviceKey).length < 32) {
            throw new IllegalArgumentException("dewberry.security.service-key has fewer than 32 bytes");
        }
    }

    byte[] keyBytes() {
        return Base64.getDecoder().decode(serviceKey);
    }

    /// A key never stands in a log.
    @Override
    public String toString() {
        return "SecurityProperties[serviceKey=***]";
    }
}
