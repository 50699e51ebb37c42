package dev.dewberry.auth.session;

import java.time.Instant;

/// A device that is signed in.
///
/// @param lastSeen when it last signed in or refreshed its token
public record Device(long id, String name, String kind, Instant created, Instant lastSeen, long session) {}
