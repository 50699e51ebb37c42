package dev.dewberry.client;

import java.time.Duration;

/// How many sends may be under way at once, over all conversations. The server counts sends by connection, so where
/// it says `rate_limited` all of them pause, and begin again with few: asking on would only be refused, and far above
/// the limit the server closes the connection. Loop-confined.
final class SendWindow {

    private static final int WIDEST = 16;
    /// A longer pause concerns one conversation, not the connection.
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Loop loop;
    private int width = WIDEST;
    private int underWay;
    private Duration closedUntil;

    SendWindow(Loop loop) {
        this.loop = loop;
        closedUntil = loop.uptime();
    }

    boolean isOpen() {
        return underWay < width && loop.uptime().compareTo(closedUntil) >= 0;
    }

    /// A send is under way.
    void enter() {
        underWay++;
    }

    /// It was answered, or is lost.
    void leave() {
        underWay--;
    }

    void acknowledged() {
        width = Math.min(WIDEST, width + 1);
    }

    /// @return how long it is closed now
    Duration limited(Duration pause) {
        width = Math.max(1, width / 2);
        Duration until = loop.uptime().plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
        if (until.compareTo(closedUntil) > 0) {
            closedUntil = until;
        }
        return closedUntil.minus(loop.uptime());
    }
}
