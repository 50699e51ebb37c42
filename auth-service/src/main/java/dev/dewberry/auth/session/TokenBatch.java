package dev.dewberry.auth.session;

import dev.dewberry.auth.database.Transactions;
import dev.dewberry.auth.key.AccessClaims;
import dev.dewberry.auth.key.AccessTokens;
import dev.dewberry.auth.key.KeyProperties;
import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// Tokens for many users at once, all or none, each on a device of its own: how the owner's back end signs its users
/// in. Such a session cannot be refreshed; it ends with its token.
@Component
public class TokenBatch {

    public static final int MAX = 1000;

    private static final String DEVICE_NAME = "API";
    private static final String DEVICE_KIND = "api";
    private static final Duration SHORTEST = Duration.ofMinutes(1);

    private final Sessions sessions;
    private final SessionStore store;
    private final DeviceStore devices;
    private final AccessTokens tokens;
    private final Transactions transactions;
    private final SessionProperties properties;
    private final Duration longest;
    private final Clock clock;

    TokenBatch(
            Sessions sessions,
            SessionStore store,
            DeviceStore devices,
            AccessTokens tokens,
            Transactions transactions,
            SessionProperties properties,
            KeyProperties keys,
            Clock clock) {
        this.sessions = sessions;
        this.store = store;
        this.devices = devices;
        this.tokens = tokens;
        this.transactions = transactions;
        this.properties = properties;
        this.longest = keys.longestToken();
        this.clock = clock;
    }

    public record Token(UserId user, String accessToken, Duration expiresIn) {

        /// Never the token.
        @Override
        public String toString() {
            return "Token[" + user + "]";
        }
    }

    /// @param lifetime `null`: the usual one
    /// @return in the order of the users; the error `not_found` where one does not exist, `forbidden` where one
    ///     is banned
    public Mono<List<Token>> issue(List<UserId> users, @Nullable Duration lifetime) {
        Duration lives = checked(lifetime);
        Map<UserId, Long> counts = counts(users);
        Instant until = clock.instant().plus(lives);
        return transactions
                .write(store.lockAccounts(counts.keySet())
                        .collectMap(SessionStore.LockedAccount::id)
                        .doOnNext(accounts -> check(counts, accounts))
                        .flatMap(accounts -> open(users, counts, until).map(opened -> claims(users, accounts, opened))))
                // A thousand signatures are some hundred milliseconds: not on an event loop.
                .publishOn(Schedulers.boundedElastic())
                .map(claims -> claims.stream()
                        .map(one -> new Token(one.user(), tokens.sign(one, until), lives))
                        .toList());
    }

    private Duration checked(@Nullable Duration lifetime) {
        if (lifetime == null) {
            return properties.tokenLifetime();
        }
        if (lifetime.compareTo(SHORTEST) < 0 || lifetime.compareTo(longest) > 0) {
            throw DewberryException.badFrame(
                    "expiresIn is " + SHORTEST.toSeconds() + "-" + longest.toSeconds() + " seconds");
        }
        return lifetime;
    }

    private Map<UserId, Long> counts(List<UserId> users) {
        Map<UserId, Long> counts =
                users.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        if (counts.values().stream().anyMatch(count -> count > properties.devices())) {
            throw DewberryException.badFrame("a user has at most " + properties.devices() + " devices");
        }
        return counts;
    }

    private static void check(Map<UserId, Long> wanted, Map<UserId, SessionStore.LockedAccount> accounts) {
        for (UserId user : wanted.keySet()) {
            SessionStore.LockedAccount account = accounts.get(user);
            if (account == null) {
                throw new DewberryException(ErrorCode.NOT_FOUND, "no user " + user);
            }
            if (account.banned()) {
                throw new DewberryException(ErrorCode.FORBIDDEN, "user " + user + " is banned");
            }
        }
    }

    private record Opened(List<Long> sessions, List<Long> devices) {}

    private Mono<Opened> open(List<UserId> users, Map<UserId, Long> counts, Instant until) {
        List<DeviceStore.NewDevice> fresh = users.stream()
                .map(user -> new DeviceStore.NewDevice(user, DEVICE_NAME, DEVICE_KIND, null, until))
                .toList();
        return sessions.makeRoom(counts)
                .then(devices.insert(fresh).collectList())
                .flatMap(deviceIds -> store.insert(sessions(users, deviceIds, until))
                        .collectList()
                        .map(sessionIds -> new Opened(sessionIds, deviceIds)));
    }

    private static List<SessionStore.NewSession> sessions(List<UserId> users, List<Long> devices, Instant until) {
        List<SessionStore.NewSession> sessions = new ArrayList<>(users.size());
        for (int i = 0; i < users.size(); i++) {
            sessions.add(new SessionStore.NewSession(users.get(i), devices.get(i), null, until, until));
        }
        return sessions;
    }

    private static List<AccessClaims> claims(
            List<UserId> users, Map<UserId, SessionStore.LockedAccount> accounts, Opened opened) {
        List<AccessClaims> claims = new ArrayList<>(users.size());
        for (int i = 0; i < users.size(); i++) {
            SessionStore.LockedAccount account = Objects.requireNonNull(accounts.get(users.get(i)));
            claims.add(new AccessClaims(
                    account.id(),
                    opened.sessions().get(i),
                    opened.devices().get(i),
                    account.username(),
                    account.roles()));
        }
        return claims;
    }
}
