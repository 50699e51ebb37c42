package dev.dewberry.gateway.session;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.platform.http.ServiceClient;
import dev.dewberry.platform.security.ClientTokens;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// Keeps the signing keys fresh: from auth-service, or, where that cannot be asked when the gateway starts,
/// the last known ones from Redis. Thread-safe.
public final class SigningKeys {

    private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);
    /// So that tokens with made-up key ids do not become a load on auth-service.
    private static final Duration AT_MOST_EVERY = Duration.ofSeconds(1);

    private final ServiceClient auth;
    private final RedisBus bus;
    private final ClientTokens tokens;
    private final Mono<Boolean> fetch;

    public SigningKeys(ServiceClient auth, RedisBus bus, ClientTokens tokens) {
        this.auth = auth;
        this.bus = bus;
        this.tokens = tokens;
        this.fetch = Mono.defer(this::fetch).cache(AT_MOST_EVERY);
    }

    /// @return whether the keys are now those of auth-service
    public Mono<Boolean> refresh() {
        return fetch;
    }

    public boolean areKnown() {
        return tokens.hasKeys();
    }

    private Mono<Boolean> fetch() {
        return auth.get("/internal/v1/jwks", null)
                .flatMap(jwks -> {
                    tokens.useKeys(jwks);
                    return remember(jwks);
                })
                .onErrorResume(error -> tokens.hasKeys() ? Mono.just(false) : lastKnown());
    }

    private Mono<Boolean> remember(String jwks) {
        return bus.call(redis -> redis.set(BusKeys.JWKS, jwks)).map(ok -> true).onErrorResume(error -> {
            log.debug("The signing keys could not be remembered", error);
            return Mono.just(true);
        });
    }

    private Mono<Boolean> lastKnown() {
        return bus.call(redis -> redis.get(BusKeys.JWKS))
                .map(jwks -> {
                    tokens.useKeys(jwks);
                    log.info("auth-service cannot be asked: using the last known signing keys");
                    return false;
                })
                .onErrorReturn(false)
                .defaultIfEmpty(false);
    }
}
