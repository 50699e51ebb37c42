package dev.dewberry.presence.board;

import org.jspecify.annotations.Nullable;

/// What watchers see of a user.
///
/// @param text what the user says about it
/// @param textGateway the gateway whose socket said so; takes it back when that gateway reports
///     otherwise
public record Shown(
        Status status, @Nullable String text, @Nullable String textGateway) {

    public static final Shown OFFLINE = new Shown(Status.OFFLINE, null, null);

    public static Shown of(Status status) {
        return new Shown(status, null, null);
    }

    /// Whether watchers would notice no difference.
    boolean looksLike(Shown other) {
        return status == other.status && java.util.Objects.equals(text, other.text);
    }
}
