package dev.dewberry.protocol.frame;

import dev.dewberry.protocol.UserId;
import org.jspecify.annotations.Nullable;

/// @param status `online`, `away` or `offline`
/// @param lastSeen milliseconds since 1970 UTC; `null` where it is not known or not shown
/// @param text what the user says about himself, where he does
public record PresenceItem(
        UserId user,
        String status,
        @Nullable Long lastSeen,
        @Nullable String text) {}
