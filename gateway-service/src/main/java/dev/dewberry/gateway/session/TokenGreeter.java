package dev.dewberry.gateway.session;

import dev.dewberry.platform.security.ClientIdentity;
import dev.dewberry.protocol.CloseCode;
import dev.dewberry.protocol.Limits;
import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.ServerFrame;
import dev.dewberry.protocol.frame.ServerFrameCodec;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;

/// Checks the token of a `hello`, puts the user's route into effect, and only then welcomes him: so each
/// event that is committed after the welcome finds its way. Thread-safe.
public final class TokenGreeter implements Greeter {

    private static final Logger log = LoggerFactory.getLogger(TokenGreeter.class);
    /// Well below the 10 s in which a request is answered.
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final Tokens tokens;
    private final Epoch epoch;
    private final Registry registry;
    private final Revocations revocations;
    private final Clock clock;
    private final Duration heartbeat;
    private final int sendsPerSecond;

    public TokenGreeter(
            Tokens tokens,
            Epoch epoch,
            Registry registry,
            Revocations revocations,
            Clock clock,
            Duration heartbeat,
            int sendsPerSecond) {
        this.tokens = tokens;
        this.epoch = epoch;
        this.registry = registry;
        this.revocations = revocations;
        this.clock = clock;
        this.heartbeat = heartbeat;
        this.sendsPerSecond = sendsPerSecond;
    }

    @Override
    public void greet(Session session, ClientFrame.Hello hello) {
        Disposable unused = tokens.check(hello.token())
                .timeout(PATIENCE)
                .onErrorReturn(new TokenVerdict.Unknown())
                .subscribe(verdict -> session.socket().loop().execute(() -> onVerdict(session, hello.id(), verdict)));
    }

    private void onVerdict(Session session, String id, TokenVerdict verdict) {
        if (!session.socket().isOpen()) {
            return;
        }
        switch (verdict) {
            case TokenVerdict.Valid valid -> register(session, id, valid.identity());
            case TokenVerdict.Invalid invalid -> session.socket().fail(CloseCode.UNAUTHENTICATED);
            case TokenVerdict.Expired expired -> session.socket().close(CloseCode.UNAUTHENTICATED);
            case TokenVerdict.Revoked revoked ->
                session.socket().close(revoked.banned() ? CloseCode.BANNED : CloseCode.UNAUTHENTICATED);
            case TokenVerdict.Unknown unknown -> session.socket().close(CloseCode.UNAVAILABLE);
        }
    }

    private void register(Session session, String id, ClientIdentity identity) {
        session.identify(identity);
        var unused = registry.add(session)
                .whenComplete((done, error) -> session.socket().loop().execute(() -> onRoute(session, id, error)));
        // Who was revoked between the check and the registration was not among those to be closed.
        Revocations.Reason reason = revocations.reasonFor(identity.session());
        if (reason != null) {
            session.socket().close(reason == Revocations.Reason.BANNED ? CloseCode.BANNED : CloseCode.UNAUTHENTICATED);
        }
    }

    private void onRoute(Session session, String id, @Nullable Throwable error) {
        String current = epoch.current();
        if (error != null || current == null) {
            log.debug("No welcome for user {}: epoch {}", session.user(), current, error);
            session.socket().close(CloseCode.UNAVAILABLE);
            return;
        }
        ClientIdentity identity = session.identity();
        session.welcome(ServerFrameCodec.welcome(new ServerFrame.Welcome(
                id,
                identity.user(),
                identity.username(),
                identity.device(),
                identity.session(),
                current,
                clock.millis(),
                (int) heartbeat.toSeconds(),
                Limits.CLIENT_FRAME_BYTES,
                sendsPerSecond)));
    }
}
