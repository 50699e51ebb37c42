package dev.dewberry.gateway.rest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.dewberry.gateway.limit.ClientAddresses;
import dev.dewberry.gateway.limit.FailureLimiter;
import dev.dewberry.gateway.limit.LimitSettings;
import dev.dewberry.gateway.limit.Ticks;
import dev.dewberry.gateway.limit.TokenBucket;
import dev.dewberry.gateway.session.TokenVerdict;
import dev.dewberry.gateway.session.Tokens;
import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.platform.security.ClientIdentity;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/// Who calls by REST, and how often he may. Thread-safe.
public final class Callers {

    private static final String BEARER = "Bearer ";
    private static final int MAX_USERS = 20_000;

    private final Tokens tokens;
    private final LimitSettings limits;
    private final FailureLimiter failures;
    private final ClientAddresses addresses;
    private final Cache<UserId, TokenBucket> commands = Caffeine.newBuilder()
            .maximumSize(MAX_USERS)
            .expireAfterAccess(Duration.ofMinutes(1))
            .build();

    public Callers(Tokens tokens, LimitSettings limits, FailureLimiter failures, ClientAddresses addresses) {
        this.tokens = tokens;
        this.limits = limits;
        this.failures = failures;
        this.addresses = addresses;
    }

    /// Fails with the [DewberryException] that the caller is answered.
    Mono<ClientIdentity> identify(ServerRequest request) {
        String address = addressOf(request);
        String header = request.headers().firstHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.startsWith(BEARER)) {
            return Mono.error(unauthenticated());
        }
        return turn(address)
                .then(tokens.check(header.substring(BEARER.length())))
                .map(verdict -> judge(verdict, address));
    }

    private Mono<Void> turn(@Nullable String address) {
        return Mono.defer(() -> {
            long wait = failures.turn(address, Ticks.now());
            if (wait == FailureLimiter.NO_TURN) {
                return Mono.error(DewberryException.rateLimited(FailureLimiter.comeAgain()));
            }
            return wait == 0 ? Mono.empty() : Mono.delay(Duration.ofNanos(wait)).then();
        });
    }

    private ClientIdentity judge(TokenVerdict verdict, @Nullable String address) {
        return switch (verdict) {
            case TokenVerdict.Valid valid -> valid.identity();
            case TokenVerdict.Invalid invalid -> {
                failures.failed(address, Ticks.now());
                throw unauthenticated();
            }
            case TokenVerdict.Expired expired -> throw unauthenticated();
            case TokenVerdict.Revoked revoked -> throw unauthenticated();
            case TokenVerdict.Unknown unknown -> throw DewberryException.busy("tokens cannot be checked now", null);
        };
    }

    /// Takes one command from what a user may do by REST.
    void takeCommand(UserId user) {
        TokenBucket bucket = commands.get(user, key -> new TokenBucket());
        long wait;
        synchronized (bucket) {
            wait = bucket.take(Ticks.now(), 1_000_000_000L / limits.sendsPerSecond(), limits.sendBurst());
        }
        if (wait > 0) {
            throw DewberryException.rateLimited(Duration.ofNanos(wait));
        }
    }

    private @Nullable String addressOf(ServerRequest request) {
        ServerHttpRequest incoming = request.exchange().getRequest();
        List<String> forwarded = incoming.getHeaders().get("X-Forwarded-For");
        return addresses.of(incoming.getRemoteAddress(), forwarded == null ? null : String.join(",", forwarded));
    }

    private static DewberryException unauthenticated() {
        return new DewberryException(ErrorCode.UNAUTHENTICATED, "not signed in");
    }
}
