package dev.dewberry.platform.security;

import dev.dewberry.protocol.UserId;
import java.time.Instant;
import java.util.List;

/// Who a client is, by his access token.
public record ClientIdentity(
        UserId user, String username, String session, String device, List<String> roles, Instant expiresAt) {

    public boolean isAdmin() {
        return roles.contains("admin");
    }
}
