package dev.dewberry.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a device needs to stay signed in. Secret: a store keeps it as safely as the platform can.
///
/// @param refreshToken `null` where tokens come from the owner's own back end
/// @param expiresAt of the access token, by the device's clock; `null` where it is not known
public record StoredSession(
        String accessToken,
        @Nullable String refreshToken,
        @Nullable Instant expiresAt) {

    @Override
    public String toString() {
        return "StoredSession[secret]";
    }
}
