package dev.dewberry.auth.session;

import dev.dewberry.protocol.UserId;
import java.time.Instant;

/// A session that lives.
///
/// @param accessUntil when the last of its access tokens ends
record SessionRow(long id, UserId user, long device, Instant accessUntil) {}
