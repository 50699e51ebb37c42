package dev.dewberry.auth.session;

import dev.dewberry.auth.account.Account;
import dev.dewberry.auth.account.AccountStore;
import dev.dewberry.auth.crypto.Digests;
import dev.dewberry.auth.database.Transactions;
import dev.dewberry.auth.key.AccessClaims;
import dev.dewberry.auth.key.AccessTokens;
import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.platform.time.ClockTrust;
import dev.dewberry.protocol.UserId;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Rotation of refresh tokens (RFC 9700, section 4.14.2). Each token is spent by its first use. Shown again shortly
/// after, while its successor is unused, it gets the same pair once more, since the answer may have been lost on the
/// way; any other reuse means that two hold the token, and ends the session for both.
///
/// The pair to repeat is kept sealed by the spent token itself: the database alone gives nobody a token.
@Component
public class Refreshing {

    private static final Logger log = LoggerFactory.getLogger(Refreshing.class);

    private final SessionStore store;
    private final DeviceStore devices;
    private final Sessions sessions;
    private final AccountStore accounts;
    private final AccessTokens tokens;
    private final Transactions transactions;
    private final SessionProperties properties;
    private final AuthMetrics metrics;
    private final Clock clock;
    private final ClockTrust trust;
    private final SecureRandom random;

    Refreshing(
            SessionStore store,
            DeviceStore devices,
            Sessions sessions,
            AccountStore accounts,
            AccessTokens tokens,
            Transactions transactions,
            SessionProperties properties,
            AuthMetrics metrics,
            Clock clock,
            ClockTrust trust,
            SecureRandom random) {
        this.store = store;
        this.devices = devices;
        this.sessions = sessions;
        this.accounts = accounts;
        this.tokens = tokens;
        this.transactions = transactions;
        this.properties = properties;
        this.metrics = metrics;
        this.clock = clock;
        this.trust = trust;
        this.random = random;
    }

    /// What the client gets.
    public record Result(String accessToken, Instant accessUntil, String refreshToken, Account account, long device) {

        /// Never the tokens.
        @Override
        public String toString() {
            return "Result[until " + accessUntil + "]";
        }
    }

    /// What became of the token shown. The end of a session has to be committed before its holder is refused.
    private sealed interface Outcome {
        record Rotated(Result result) implements Outcome {}

        record Replayed(Result result) implements Outcome {}

        record Reused(UserId user) implements Outcome {}

        record Unknown() implements Outcome {}
    }

    /// The error `unauthenticated` for a token that is not good any more.
    public Mono<Result> refresh(String text) {
        RefreshToken shown = RefreshToken.parse(text);
        Mono<Outcome> outcome = shown == null
                ? Mono.just(new Outcome.Unknown())
                : transactions.write(store.lockFamily(shown.familyHash())
                        .flatMap(row -> decide(shown, row))
                        .defaultIfEmpty(new Outcome.Unknown()));
        return outcome.map(this::answer);
    }

    private Mono<Outcome> decide(RefreshToken shown, SessionStore.RefreshableRow row) {
        Instant now = clock.instant();
        if (hasEnded(row)) {
            return Mono.just(new Outcome.Unknown());
        }
        return accounts.byId(row.session().user()).flatMap(account -> {
            if (Digests.same(row.tokenHash(), shown.hash())) {
                return rotate(shown, row, account, now);
            }
            if (mayReplay(shown, row, now)) {
                return Mono.just(replay(shown, row, account));
            }
            return sessions.end(List.of(row.session()), RevocationReason.REVOKED)
                    .thenReturn(new Outcome.Reused(account.id()));
        });
    }

    /// Only by a clock that can be believed: one that is wrong would sign everybody out.
    private boolean hasEnded(SessionStore.RefreshableRow row) {
        return trust.believed().filter(now -> !row.expires().isAfter(now)).isPresent();
    }

    private boolean mayReplay(RefreshToken shown, SessionStore.RefreshableRow row, Instant now) {
        byte[] spentHash = row.spentHash();
        Instant spentAt = row.spentAt();
        return spentHash != null
                && spentAt != null
                && Digests.same(spentHash, shown.hash())
                && (!now.isAfter(spentAt.plus(properties.replayWindow())) || wasSetJustNow());
    }

    /// So that nobody can tell how long ago something was.
    private boolean wasSetJustNow() {
        return trust.evenFor().compareTo(properties.replayWindow()) < 0;
    }

    private Mono<Outcome> rotate(RefreshToken shown, SessionStore.RefreshableRow row, Account account, Instant now) {
        SessionRow session = row.session();
        Instant accessUntil = now.plus(properties.accessLifetime());
        Instant expires = now.plus(properties.refreshLifetime());
        RefreshToken successor = shown.successor(random);
        AccessClaims claims = new AccessClaims(
                account.id(),
                session.id(),
                session.device(),
                account.username().value(),
                account.admin() ? List.of("admin") : List.of());
        TokenPair pair = new TokenPair(tokens.sign(claims, accessUntil), accessUntil, successor.text());
        byte[] sealed = shown.sealer().seal(pair.encoded(), random);
        return store.rotate(session.id(), shown, pair, successor, sealed, expires)
                .then(devices.touch(session.device(), expires.plus(properties.deviceMemory())))
                .thenReturn(new Outcome.Rotated(result(pair, account, session)));
    }

    private static Outcome replay(RefreshToken shown, SessionStore.RefreshableRow row, Account account) {
        byte[] sealed = row.sealedPair();
        if (sealed == null) {
            return new Outcome.Unknown();
        }
        try {
            TokenPair pair = TokenPair.decoded(shown.sealer().open(sealed));
            return new Outcome.Replayed(result(pair, account, row.session()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a sealed pair does not open by the token whose hash stands beside it", e);
        }
    }

    private static Result result(TokenPair pair, Account account, SessionRow session) {
        return new Result(pair.accessToken(), pair.accessUntil(), pair.refreshToken(), account, session.device());
    }

    private Result answer(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Rotated rotated -> counted(AuthMetrics.Refresh.ROTATED, rotated.result());
            case Outcome.Replayed replayed -> counted(AuthMetrics.Refresh.REPLAYED, replayed.result());
            case Outcome.Reused reused -> {
                log.warn("A spent refresh token of user {} was shown again; its session is ended", reused.user());
                throw refused(AuthMetrics.Refresh.REUSED);
            }
            case Outcome.Unknown unknown -> throw refused(AuthMetrics.Refresh.UNKNOWN);
        };
    }

    private Result counted(AuthMetrics.Refresh outcome, Result result) {
        metrics.refresh(outcome);
        return result;
    }

    private DewberryException refused(AuthMetrics.Refresh outcome) {
        metrics.refresh(outcome);
        return Sessions.unauthenticated();
    }
}
