package dev.dewberry.protocol.bus;

import dev.dewberry.protocol.UserId;
import org.jspecify.annotations.Nullable;

/// What one gateway sees of a user over all of his sockets there.
///
/// @param status `online`, `away`, or `offline` when the last socket went
/// @param text status text; `null` where the user says nothing
/// @param at milliseconds since 1970 UTC by the gateway's clock
public record PresenceReport(
        String gateway,
        UserId user,
        String status,
        @Nullable String text,
        long at) {}
