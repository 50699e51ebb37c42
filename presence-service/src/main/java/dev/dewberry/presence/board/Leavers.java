package dev.dewberry.presence.board;

import dev.dewberry.protocol.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Those who have no socket any more and are still shown, each until the end of a grace: the longer, the more are gone
/// already. Not thread-safe.
final class Leavers {

    /// A gateway takes back some hundreds of clients a second.
    private static final Duration GRACE_PER_LEAVER = Duration.ofMillis(10);

    private static final Duration LONGEST_GRACE = Duration.ofSeconds(30);

    private final Duration grace;
    private final Map<UserId, Instant> until = new HashMap<>();
    private Instant nobodyBefore = Instant.MIN;

    Leavers(Duration grace) {
        this.grace = grace;
    }

    /// For the next who is gone.
    Duration grace() {
        return graceOfLast(1);
    }

    /// For the last of so many more who are gone at once.
    Duration graceOfLast(int more) {
        Duration stretched = grace.plus(GRACE_PER_LEAVER.multipliedBy(until.size() + more - 1L));
        return stretched.compareTo(LONGEST_GRACE) < 0 ? stretched : LONGEST_GRACE;
    }

    /// Who is among them already keeps his time.
    void add(UserId user, Instant end) {
        until.putIfAbsent(user, end);
    }

    /// @return whether he was among them
    boolean remove(UserId user) {
        return until.remove(user) != null;
    }

    /// Whose grace is over is not due before that.
    void holdUntil(Instant instant) {
        if (instant.isAfter(nobodyBefore)) {
            nobodyBefore = instant;
        }
    }

    boolean isHeld(Instant now) {
        return now.isBefore(nobodyBefore);
    }

    /// Takes out those whose grace is over.
    List<UserId> takeDue(Instant now) {
        if (isHeld(now)) {
            return List.of();
        }
        List<UserId> due = new ArrayList<>();
        until.forEach((user, end) -> {
            if (!end.isAfter(now)) {
                due.add(user);
            }
        });
        due.forEach(until::remove);
        return due;
    }

    /// Else nobody would leave until it is that time again.
    void clockSetBack(Instant now, Duration by) {
        Instant latest = now.plus(LONGEST_GRACE);
        until.replaceAll((user, end) -> end.isAfter(latest) ? end.minus(by) : end);
        if (nobodyBefore.isAfter(latest)) {
            nobodyBefore = nobodyBefore.minus(by);
        }
    }
}
