package dev.dewberry.gateway.presence;

import dev.dewberry.gateway.limit.Precedence;
import dev.dewberry.gateway.session.Presence;
import dev.dewberry.gateway.session.Registry;
import dev.dewberry.gateway.session.Session;
import dev.dewberry.platform.error.Problem;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.ServerFrameCodec;
import reactor.core.Disposable;

/// `watch` and `status`. On the session's event loop.
public final class Watches {

    private static final long RETRY_MILLIS = 500;

    private final WatchIndex index;
    private final PresenceQueries presence;
    private final Registry registry;
    private final Precedence precedence;

    public Watches(WatchIndex index, PresenceQueries presence, Registry registry, Precedence precedence) {
        this.index = index;
        this.presence = presence;
        this.registry = registry;
        this.precedence = precedence;
    }

    public void watch(Session session, ClientFrame.Watch watch) {
        if (!session.allowance().tryBeginQuery()) {
            session.error(watch.id(), ErrorCode.RATE_LIMITED, "too many requests at once", RETRY_MILLIS);
            return;
        }
        // First, so that no change is missed between the answer and the watching; changes come even to
        // those who are not answered.
        index.watch(session, watch.users());
        if (precedence.sheds(Precedence.Kind.PRESENCE)) {
            session.allowance().endQuery();
            session.busy(watch.id(), "messages come first");
            return;
        }
        Disposable unused = presence.ask(session.user(), watch.users())
                .subscribe(
                        answer -> session.socket().loop().execute(() -> onAnswer(session, watch.id(), answer)),
                        error -> session.socket().loop().execute(() -> onError(session, watch.id(), error)));
    }

    private static void onAnswer(Session session, String id, String answer) {
        session.allowance().endQuery();
        session.socket().answer(ServerFrameCodec.spliced("presence", id, answer));
    }

    private static void onError(Session session, String id, Throwable error) {
        session.allowance().endQuery();
        Problem problem = Problem.of(error);
        Long retryAfter =
                problem.retryAfter() == null ? null : problem.retryAfter().toMillis();
        session.error(id, problem.code(), problem.detail(), retryAfter);
    }

    public void status(Session session, ClientFrame.Status status) {
        Presence now = status.status().equals("away") ? Presence.AWAY : Presence.ONLINE;
        registry.setPresence(session, now, status.text());
    }

    public void onClosed(Session session) {
        index.forget(session);
    }
}
