package dev.dewberry.auth.session;

import dev.dewberry.auth.database.Transactions;
import dev.dewberry.auth.key.AccessClaims;
import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.platform.security.ClientIdentity;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Sessions that live, and how they end. Every end that access tokens may outlive is listed for the gateways.
@Component
public class Sessions {

    private final SessionStore store;
    private final DeviceStore devices;
    private final RevocationStore revocations;
    private final Transactions transactions;
    private final SessionProperties properties;

    Sessions(
            SessionStore store,
            DeviceStore devices,
            RevocationStore revocations,
            Transactions transactions,
            SessionProperties properties) {
        this.store = store;
        this.devices = devices;
        this.revocations = revocations;
        this.transactions = transactions;
        this.properties = properties;
    }

    /// The present name and roles of who shows this token, or the error `unauthenticated` where the session ended.
    public Mono<AccessClaims> live(ClientIdentity identity) {
        return transactions
                .read(store.live(Long.parseLong(identity.session())))
                .filter(claims -> claims.user().equals(identity.user()))
                .switchIfEmpty(Mono.error(Sessions::unauthenticated));
    }

    /// Ends one session; its device is remembered. One that ended already is as good.
    public Mono<Void> end(long session) {
        return transactions.write(store.lock(session).flatMap(row -> end(List.of(row), RevocationReason.REVOKED)));
    }

    /// Signs a device out and forgets it.
    public Mono<Void> signOut(UserId user, long device) {
        return transactions.write(store.lockOfDevice(device)
                .filter(row -> row.user().equals(user))
                .switchIfEmpty(Mono.error(
                        () -> new DewberryException(ErrorCode.NOT_FOUND, "no such device of yours is signed in")))
                .flatMap(row -> end(List.of(row), RevocationReason.REVOKED).then(devices.delete(List.of(row)))));
    }

    public Mono<List<Device>> devices(UserId user) {
        return transactions.read(devices.signedIn(user).collectList());
    }

    /// In the caller's transaction, in which the account is locked.
    public Mono<Void> endAll(UserId user, RevocationReason reason) {
        return endOthers(user, session -> true, reason);
    }

    /// In the caller's transaction, in which the account is locked.
    public Mono<Void> endAllBut(UserId user, long kept) {
        return endOthers(user, session -> session.id() != kept, RevocationReason.REVOKED);
    }

    /// Takes the account's lock, under which sessions are made. Empty where there is no such account.
    public Mono<UserId> lockAccount(UserId user) {
        return store.lockAccounts(List.of(user)).next().map(SessionStore.LockedAccount::id);
    }

    /// Ends the oldest sessions, so that the new ones stay within the limit. The accounts are locked.
    Mono<Void> makeRoom(Map<UserId, Long> coming) {
        return store.lockOfUsers(coming.keySet()).collectList().flatMap(rows -> {
            Map<UserId, List<SessionRow>> byUser = rows.stream().collect(Collectors.groupingBy(SessionRow::user));
            List<SessionRow> oldest = byUser.entrySet().stream()
                    .flatMap(entry -> tooMany(entry.getValue(), coming.getOrDefault(entry.getKey(), 0L)))
                    .toList();
            return end(oldest, RevocationReason.REVOKED).then(devices.delete(oldest));
        });
    }

    /// In the caller's transaction.
    Mono<Void> end(List<SessionRow> sessions, RevocationReason reason) {
        return sessions.isEmpty() ? Mono.empty() : store.delete(sessions).then(revocations.add(sessions, reason));
    }

    static DewberryException unauthenticated() {
        return new DewberryException(ErrorCode.UNAUTHENTICATED, "sign in again");
    }

    private Stream<SessionRow> tooMany(Collection<SessionRow> present, long coming) {
        long over = present.size() + coming - properties.devices();
        return present.stream().sorted(Comparator.comparingLong(SessionRow::id)).limit(Math.max(0, over));
    }

    private Mono<Void> endOthers(UserId user, Predicate<SessionRow> which, RevocationReason reason) {
        return store.lockOfUsers(List.of(user)).filter(which).collectList().flatMap(rows -> end(rows, reason));
    }
}
