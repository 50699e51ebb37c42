package dev.dewberry.gateway.app;

import dev.dewberry.gateway.session.Session;
import dev.dewberry.protocol.frame.ServerFrame;
import dev.dewberry.protocol.frame.ServerFrameCodec;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import reactor.core.publisher.Flux;

/// Sends clients away with whom nothing is wrong: first a `goaway`, so that they leave by themselves, each at
/// a time of its own; then, spread over the second half of the time, a close for those who are still here.
/// What was sent before is still acknowledged. Thread-safe.
final class Farewell {

    /// The protocol's words for it.
    enum Reason {
        /// This gateway stops.
        DRAIN,
        /// They have to come in again, here or elsewhere.
        RESTART,
        /// There are too many.
        OVERLOAD
    }

    private static final int STEPS = 20;
    /// What a small board takes in a second without trouble for those who are there.
    private static final int RETURNS_PER_SECOND = 200;

    private static final long RETRY_MIN_MILLIS = 500;
    private static final long RETRY_SPREAD_MILLIS = 1500;
    /// Who comes back at once is as much of a load as before.
    private static final long OVERLOAD_MIN_MILLIS = 10_000;

    private static final long OVERLOAD_SPREAD_MILLIS = 50_000;

    private final Duration time;

    Farewell(Duration time) {
        this.time = time;
    }

    /// @return the steps of it; nothing happens before somebody subscribes
    Flux<Long> say(List<Session> sessions, Reason reason) {
        return Flux.defer(() -> {
            tell(sessions, reason);
            return Flux.interval(time.dividedBy(STEPS)).take(STEPS + 1).doOnNext(step -> dismiss(sessions, step + 1));
        });
    }

    private static void tell(List<Session> sessions, Reason reason) {
        boolean overload = reason == Reason.OVERLOAD;
        long min = overload ? OVERLOAD_MIN_MILLIS : RETRY_MIN_MILLIS;
        long spread = overload ? OVERLOAD_SPREAD_MILLIS : RETRY_SPREAD_MILLIS;
        long max = min + spread + 1000L * sessions.size() / RETURNS_PER_SECOND;
        String goaway =
                ServerFrameCodec.goaway(new ServerFrame.Goaway(reason.name().toLowerCase(Locale.ROOT), min, max));
        for (Session session : sessions) {
            session.socket().loop().execute(() -> session.leave(goaway));
        }
    }

    /// Nobody is closed in the first half, which belongs to those who go by themselves, and to the outcomes
    /// that are awaited.
    private static void dismiss(List<Session> sessions, long step) {
        int half = STEPS / 2;
        if (step <= half) {
            return;
        }
        int from = (int) (sessions.size() * (step - half - 1) / half);
        int to = (int) Math.min(sessions.size(), sessions.size() * (step - half) / half);
        for (Session session : sessions.subList(Math.min(from, to), to)) {
            session.socket().loop().execute(session::dismiss);
        }
    }
}
