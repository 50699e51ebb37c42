package dev.dewberry.gateway.session;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.platform.http.ServiceClient;
import dev.dewberry.protocol.json.Fields;
import dev.dewberry.protocol.json.Json;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/// The sessions that were revoked and whose tokens may still live, asked for every second. What is known is
/// kept in Redis too, so that a gateway can start while auth-service is away. Thread-safe.
public final class Revocations {

    /// Why a session is over.
    public enum Reason {
        REVOKED,
        BANNED
    }

    private static final Logger log = LoggerFactory.getLogger(Revocations.class);
    private static final String CACHE = BusKeys.cache("gateway", "revoked");
    private static final Duration KEPT = Duration.ofDays(1);
    /// More than that at once is an auth-service gone mad; the oldest are then asked for again after a
    /// restart.
    private static final int MAX = 200_000;

    private final ServiceClient auth;
    private final RedisBus bus;
    private final BiConsumer<String, Reason> onRevoked;
    private final ConcurrentHashMap<String, Reason> revoked = new ConcurrentHashMap<>();
    private volatile boolean known;
    private volatile long last;

    /// @param onRevoked told of each session once, on any thread
    public Revocations(ServiceClient auth, RedisBus bus, BiConsumer<String, Reason> onRevoked) {
        this.auth = auth;
        this.bus = bus;
        this.onRevoked = onRevoked;
    }

    public @Nullable Reason reasonFor(String session) {
        return revoked.get(session);
    }

    /// Whether they were found out at least once.
    public boolean areKnown() {
        return known;
    }

    /// Asks for new ones. Never fails.
    public Mono<Void> refresh() {
        return auth.get("/internal/v1/revocations?after=" + last, null)
                .flatMap(this::take)
                .onErrorResume(error -> {
                    log.debug("auth-service could not be asked for revoked sessions", error);
                    return known ? Mono.empty() : lastKnown();
                });
    }

    private Mono<Void> take(String body) {
        Fields answer = new Fields(Json.read(body));
        long newest = answer.number("last");
        // A restored auth-service counts from an older number again.
        last = newest < last ? 0 : newest;
        Map<String, String> fresh = new HashMap<>();
        JsonNode sessions = answer.node("sessions");
        if (sessions != null) {
            for (JsonNode session : sessions) {
                Fields fields = new Fields(session);
                Reason reason = reasonOf(fields.optionalText("reason"));
                if (add(fields.text("session"), reason)) {
                    fresh.put(fields.text("session"), reason.name());
                }
            }
        }
        known = true;
        return fresh.isEmpty() ? Mono.empty() : remember(fresh);
    }

    private boolean add(String session, Reason reason) {
        if (revoked.size() >= MAX || revoked.putIfAbsent(session, reason) != null) {
            return false;
        }
        onRevoked.accept(session, reason);
        return true;
    }

    private Mono<Void> remember(Map<String, String> fresh) {
        return bus.call(redis -> redis.hset(CACHE, fresh))
                .then(bus.call(redis -> redis.expire(CACHE, KEPT)))
                .then()
                .onErrorResume(error -> Mono.empty());
    }

    private Mono<Void> lastKnown() {
        return bus.call(redis -> redis.hgetall(CACHE))
                .doOnNext(sessions -> {
                    sessions.forEach((session, reason) -> add(session, Reason.valueOf(reason)));
                    known = true;
                })
                .then()
                .onErrorResume(error -> Mono.empty());
    }

    private static Reason reasonOf(@Nullable String wire) {
        return "banned".equals(wire) ? Reason.BANNED : Reason.REVOKED;
    }
}
