package dev.dewberry.auth.key;

import dev.dewberry.auth.database.Transactions;
import dev.dewberry.platform.time.ClockTrust;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// Sees to it that there is always a key that signs and, shortly before that one's end, the next one. Instances take
/// turns by a locked row, so that they agree on the keys. No key ends by a clock that may be wrong.
public final class KeyRotation {

    private static final Logger log = LoggerFactory.getLogger(KeyRotation.class);

    private final KeyStore store;
    private final Transactions transactions;
    private final KeyRing ring;
    private final KeyProperties properties;
    private final Clock clock;
    private final ClockTrust trust;
    private final SecureRandom random;

    KeyRotation(
            KeyStore store,
            Transactions transactions,
            KeyRing ring,
            KeyProperties properties,
            Clock clock,
            ClockTrust trust,
            SecureRandom random) {
        this.store = store;
        this.transactions = transactions;
        this.ring = ring;
        this.properties = properties;
        this.clock = clock;
        this.trust = trust;
        this.random = random;
    }

    /// Reads the keys, makes those that are due, and puts them into the ring.
    public Mono<Void> check() {
        return transactions
                .write(store.lock().then(Mono.defer(this::renewed)))
                .doOnNext(ring::replace)
                .then();
    }

    private Mono<List<SigningKey>> renewed() {
        Optional<Instant> believed = trust.believed();
        Instant now = believed.orElseGet(clock::instant);
        Mono<List<SigningKey>> published =
                believed.isPresent() ? store.purge(now).then(store.published(now)) : store.published(Instant.EPOCH);
        return published.flatMap(keys -> {
            Optional<SigningKey> due = due(keys, now, believed.isPresent());
            if (due.isEmpty()) {
                return Mono.just(keys);
            }
            List<SigningKey> more = new ArrayList<>(keys);
            more.add(due.get());
            log.info(
                    "New signing key {}, signs from {}",
                    due.get().id(),
                    due.get().signsFrom());
            return store.insert(due.get()).thenReturn(more);
        });
    }

    private Optional<SigningKey> due(List<SigningKey> keys, Instant now, boolean believed) {
        // A key of a time that is far off was made by a clock that was ahead, and says nothing of what is due now.
        Optional<SigningKey> youngest = keys.stream()
                .filter(key -> !key.signsFrom().isAfter(now.plus(properties.publishedAhead())))
                .max(Comparator.comparing(SigningKey::signsFrom));
        if (youngest.isEmpty()) {
            return keys.isEmpty() || believed ? Optional.of(key(now)) : Optional.empty();
        }
        if (!youngest.get().publishedUntil().isAfter(now)) {
            return Optional.of(key(now));
        }
        Instant end = youngest.get().signsUntil();
        if (now.isBefore(end.minus(properties.publishedAhead()))) {
            return Optional.empty();
        }
        // After a long sleep the old key is past its end: it signs on until everybody has the new one.
        Instant from = end.isAfter(now) ? end : now.plus(properties.publishedAhead());
        return Optional.of(key(from));
    }

    private SigningKey key(Instant from) {
        Instant until = from.plus(properties.signsFor());
        // A day more, since a key may sign a little past its end.
        Instant publishedUntil = until.plus(properties.longestToken()).plus(Duration.ofDays(1));
        return new SigningKey(SigningKey.generate(random), from, until, publishedUntil);
    }
}
