package dev.dewberry.presence.board;

import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.PresenceItem;
import java.util.List;
import java.util.Map;

/// What has to be done after some time on the board.
///
/// @param items to be announced
/// @param shown the same for Redis; offline users are to be removed there
/// @param seen moments, in milliseconds since 1970 UTC, to be written
public record Changes(List<PresenceItem> items, Map<UserId, Shown> shown, Map<UserId, Long> seen) {

    public boolean isEmpty() {
        return items.isEmpty() && seen.isEmpty();
    }
}
