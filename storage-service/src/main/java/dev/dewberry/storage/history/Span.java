package dev.dewberry.storage.history;

import org.jspecify.annotations.Nullable;

/// Which part of a log a page is.
///
/// @param lowest above `highest` where the page is empty
/// @param upwards whether it is read, and cut where it is too large, from the lowest on
/// @param more whether the log goes on in the direction of reading
public record Span(long lowest, long highest, boolean upwards, boolean more) {

    public static final int DEFAULT_LIMIT = 50;
    public static final int MAX_LIMIT = 200;

    /// `after` gives the next above it, `before` the last below it, neither the newest, both what is
    /// between.
    ///
    /// @param head of the log
    public static Span of(@Nullable Long after, @Nullable Long before, int limit, long head) {
        if (after != null) {
            long end = before == null ? head : Math.min(head, before - 1);
            long highest = Math.min(end, Math.min(after, head) + limit);
            return new Span(after + 1, highest, true, highest < end);
        }
        long end = before == null ? head : Math.min(head, before - 1);
        long lowest = Math.max(1, end - limit + 1);
        return new Span(lowest, end, false, lowest > 1 && end > 0);
    }

    public static int limit(@Nullable Long wanted) {
        return wanted == null ? DEFAULT_LIMIT : (int) Math.clamp(wanted, 1L, (long) MAX_LIMIT);
    }

    public boolean isEmpty() {
        return lowest > highest;
    }
}
