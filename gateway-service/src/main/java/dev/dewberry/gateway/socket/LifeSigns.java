package dev.dewberry.gateway.socket;

import dev.dewberry.gateway.limit.Ticks;

/// When one client was heard of, and what his silence calls for. All methods on the event loop.
final class LifeSigns {

    /// What is due.
    enum Due {
        NOTHING,
        PING,
        GOODBYE
    }

    private final long openedAt = Ticks.now();
    private long lastSign = openedAt;
    private boolean greeted;
    private boolean pinged;

    /// He has said who he is, or tries to.
    void greeted() {
        greeted = true;
    }

    /// Something came.
    void heard() {
        lastSign = Ticks.now();
        pinged = false;
    }

    boolean isHelloOverdue(long now, long helloWithin) {
        return !greeted && now - openedAt > helloWithin;
    }

    /// Says only once of each silence that a ping is due.
    Due due(long now, long heartbeat) {
        long silence = now - lastSign;
        if (silence > heartbeat + heartbeat / 2) {
            return Due.GOODBYE;
        }
        if (silence > heartbeat && !pinged) {
            pinged = true;
            return Due.PING;
        }
        return Due.NOTHING;
    }
}
