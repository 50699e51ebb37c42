package dev.dewberry.auth.key;

import dev.dewberry.protocol.UserId;
import java.util.List;

/// What an access token says.
public record AccessClaims(UserId user, long session, long device, String username, List<String> roles) {}
