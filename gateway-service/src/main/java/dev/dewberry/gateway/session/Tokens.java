package dev.dewberry.gateway.session;

import dev.dewberry.platform.security.ClientTokens;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/// Checks access tokens against what this gateway knows: the signing keys and the revoked sessions.
/// Signatures cost a millisecond on a small board, so they are checked on one thread of their own, where
/// thousands who return at once do not stop open sockets. Thread-safe.
public final class Tokens implements AutoCloseable {

    private static final int WAITING = 20_000;

    private final ClientTokens keys;
    private final SigningKeys signingKeys;
    private final Revocations revocations;
    private final ThreadPoolExecutor executor;
    private final Scheduler scheduler;

    public Tokens(ClientTokens keys, SigningKeys signingKeys, Revocations revocations) {
        this.keys = keys;
        this.signingKeys = signingKeys;
        this.revocations = revocations;
        this.executor = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
            Thread thread = new Thread(task, "tokens");
            thread.setDaemon(true);
            return thread;
        });
        this.scheduler = Schedulers.fromExecutor(executor);
    }

    /// Never fails: what cannot be found out is [TokenVerdict.Unknown].
    public Mono<TokenVerdict> check(String token) {
        return Mono.fromCallable(() -> keys.verify(token))
                .subscribeOn(scheduler)
                .flatMap(verdict -> verdict instanceof ClientTokens.Verdict.UnknownKey
                        ? withFreshKeys(token)
                        : Mono.just(judge(verdict)))
                .onErrorReturn(new TokenVerdict.Unknown());
    }

    /// A key that is not known may be newer than ours. Where auth-service cannot be asked, nobody can tell.
    private Mono<TokenVerdict> withFreshKeys(String token) {
        return signingKeys.refresh().publishOn(scheduler).map(fresh -> {
            ClientTokens.Verdict again = keys.verify(token);
            return again instanceof ClientTokens.Verdict.UnknownKey && !fresh
                    ? new TokenVerdict.Unknown()
                    : judge(again);
        });
    }

    private TokenVerdict judge(ClientTokens.Verdict verdict) {
        return switch (verdict) {
            case ClientTokens.Verdict.Valid valid -> {
                if (!revocations.areKnown()) {
                    yield new TokenVerdict.Unknown();
                }
                Revocations.Reason reason =
                        revocations.reasonFor(valid.identity().session());
                yield reason == null
                        ? new TokenVerdict.Valid(valid.identity())
                        : new TokenVerdict.Revoked(reason == Revocations.Reason.BANNED);
            }
            case ClientTokens.Verdict.Invalid invalid -> new TokenVerdict.Invalid();
            case ClientTokens.Verdict.Expired expired -> new TokenVerdict.Expired();
            case ClientTokens.Verdict.UnknownKey unknown -> new TokenVerdict.Invalid();
        };
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
