package dev.dewberry.auth.session;

import dev.dewberry.auth.account.Account;
import dev.dewberry.auth.account.AccountStore;
import dev.dewberry.auth.account.Username;
import dev.dewberry.auth.crypto.Secret;
import dev.dewberry.auth.database.Transactions;
import dev.dewberry.auth.key.AccessClaims;
import dev.dewberry.auth.key.AccessTokens;
import dev.dewberry.auth.password.Password;
import dev.dewberry.auth.password.PasswordHasher;
import dev.dewberry.auth.throttle.LoginThrottle;
import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Signing in by password. An unknown username costs as much time as a wrong password, and is told the same.
@Component
public class SignIn {

    private final AccountStore accounts;
    private final Sessions sessions;
    private final SessionStore store;
    private final DeviceStore devices;
    private final PasswordHasher hasher;
    private final LoginThrottle throttle;
    private final AccessTokens tokens;
    private final Transactions transactions;
    private final SessionProperties properties;
    private final AuthMetrics metrics;
    private final Clock clock;
    private final SecureRandom random;

    SignIn(
            AccountStore accounts,
            Sessions sessions,
            SessionStore store,
            DeviceStore devices,
            PasswordHasher hasher,
            LoginThrottle throttle,
            AccessTokens tokens,
            Transactions transactions,
            SessionProperties properties,
            AuthMetrics metrics,
            Clock clock,
            SecureRandom random) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.store = store;
        this.devices = devices;
        this.hasher = hasher;
        this.throttle = throttle;
        this.tokens = tokens;
        this.transactions = transactions;
        this.properties = properties;
        this.metrics = metrics;
        this.clock = clock;
        this.random = random;
    }

    /// @param known the device's proof that it signed in before; `null` for a new one
    /// @param address the client's true address, where known
    public record Request(
            Username username,
            Password password,
            String deviceName,
            String deviceKind,
            @Nullable KnownDevice known,
            @Nullable String address) {}

    /// @param deviceSecret what the device shows, together with its id, at its next sign-in
    public record Result(
            Account account,
            long device,
            String deviceSecret,
            String accessToken,
            Instant accessUntil,
            String refreshToken) {

        /// Never the tokens.
        @Override
        public String toString() {
            return "Result[" + account.id() + ", device " + device + "]";
        }
    }

    /// Errors: `bad_credentials`, `rate_limited`, `forbidden` for the banned, `busy`.
    public Mono<Result> signIn(Request request) {
        return Mono.fromRunnable(hasher::requirePlace)
                .then(transactions.read(find(request)))
                .flatMap(candidate -> checked(request, candidate))
                .flatMap(candidate -> open(request, candidate));
    }

    /// @param trusted the known device where it is the account's own
    private record Candidate(
            @Nullable Account account, @Nullable KnownDevice trusted) {}

    private Mono<Candidate> find(Request request) {
        Mono<Optional<Account>> account =
                accounts.byUsername(request.username()).singleOptional();
        return account.zipWhen(
                found -> deviceOwner(request.known()),
                (found, owner) -> new Candidate(found.orElse(null), trusted(request.known(), found, owner)));
    }

    private Mono<Optional<UserId>> deviceOwner(@Nullable KnownDevice known) {
        return known == null
                ? Mono.just(Optional.empty())
                : devices.owner(known).singleOptional();
    }

    private static @Nullable KnownDevice trusted(
            @Nullable KnownDevice known, Optional<Account> account, Optional<UserId> owner) {
        return owner.isPresent() && owner.equals(account.map(Account::id)) ? known : null;
    }

    private Mono<Candidate> checked(Request request, Candidate candidate) {
        KnownDevice trusted = candidate.trusted();
        LoginThrottle.Attempt attempt = new LoginThrottle.Attempt(
                request.username().value(), trusted == null ? null : trusted.id(), request.address());
        try {
            throttle.check(attempt);
        } catch (DewberryException tooEarly) {
            metrics.login(AuthMetrics.Login.RATE_LIMITED);
            return Mono.error(tooEarly);
        }
        Account account = candidate.account();
        return hasher.matches(request.password(), account == null ? null : account.passwordHash())
                .flatMap(matches -> {
                    if (!matches) {
                        throttle.failed(attempt);
                        metrics.login(AuthMetrics.Login.BAD_CREDENTIALS);
                        return Mono.error(badCredentials());
                    }
                    throttle.succeeded(attempt);
                    return Mono.just(candidate);
                });
    }

    private Mono<Result> open(Request request, Candidate candidate) {
        Account account = candidate.account();
        if (account == null) {
            return Mono.error(new IllegalStateException("a password matched without an account"));
        }
        return transactions
                .write(store.lockAccounts(List.of(account.id())).single().flatMap(locked -> {
                    if (locked.banned()) {
                        metrics.login(AuthMetrics.Login.BANNED);
                        return Mono.error(new DewberryException(ErrorCode.FORBIDDEN, "this account is banned"));
                    }
                    // The password was changed while the old one was being checked.
                    if (!Objects.equals(locked.passwordHash(), account.passwordHash())) {
                        return Mono.error(badCredentials());
                    }
                    return openLocked(request, account, candidate.trusted());
                }))
                .doOnSuccess(done -> metrics.login(AuthMetrics.Login.OK));
    }

    private static DewberryException badCredentials() {
        return new DewberryException(ErrorCode.BAD_CREDENTIALS, "the username or the password is wrong");
    }

    private Mono<Result> openLocked(Request request, Account account, @Nullable KnownDevice trusted) {
        return trusted == null ? onNewDevice(request, account) : onKnownDevice(request, account, trusted);
    }

    private Mono<Result> onNewDevice(Request request, Account account) {
        Secret secret = Secret.random(KnownDevice.SECRET_BYTES, random);
        DeviceStore.NewDevice device = new DeviceStore.NewDevice(
                account.id(), request.deviceName(), request.deviceKind(), secret, deviceExpires());
        return sessions.makeRoom(Map.of(account.id(), 1L))
                .then(devices.insert(List.of(device)).single())
                .flatMap(id -> session(account, new KnownDevice(id, secret)));
    }

    /// A device has one session: the one that it had before ends.
    private Mono<Result> onKnownDevice(Request request, Account account, KnownDevice device) {
        return store.lockOfDevice(device.id())
                .flatMap(row -> sessions.end(List.of(row), RevocationReason.REVOKED))
                .then(sessions.makeRoom(Map.of(account.id(), 1L)))
                .then(devices.rename(device.id(), request.deviceName(), request.deviceKind(), deviceExpires()))
                .then(Mono.defer(() -> session(account, device)));
    }

    private Mono<Result> session(Account account, KnownDevice device) {
        Instant now = clock.instant();
        Instant accessUntil = now.plus(properties.accessLifetime());
        RefreshToken refresh = RefreshToken.first(random);
        SessionStore.NewSession session = new SessionStore.NewSession(
                account.id(), device.id(), refresh, accessUntil, now.plus(properties.refreshLifetime()));
        List<String> roles = account.admin() ? List.of("admin") : List.of();
        return store.insert(List.of(session)).single().map(id -> {
            AccessClaims claims = new AccessClaims(
                    account.id(), id, device.id(), account.username().value(), roles);
            return new Result(
                    account,
                    device.id(),
                    device.secret().text(KnownDevice.PREFIX),
                    tokens.sign(claims, accessUntil),
                    accessUntil,
                    refresh.text());
        });
    }

    private Instant deviceExpires() {
        return clock.instant().plus(properties.refreshLifetime()).plus(properties.deviceMemory());
    }
}
