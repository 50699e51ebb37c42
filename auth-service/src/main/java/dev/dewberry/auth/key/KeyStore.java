package dev.dewberry.auth.key;

import com.nimbusds.jose.jwk.ECKey;
import dev.dewberry.auth.crypto.Sealer;
import dev.dewberry.auth.database.Rows;
import io.r2dbc.spi.Readable;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/// The rows of signing keys, their private parts sealed: who has the database alone, or a backup of it, cannot sign.
final class KeyStore {

    private static final Logger log = LoggerFactory.getLogger(KeyStore.class);

    private final DatabaseClient database;
    private final Sealer sealer;
    private final SecureRandom random;

    KeyStore(DatabaseClient database, Sealer sealer, SecureRandom random) {
        this.database = database;
        this.sealer = sealer;
        this.random = random;
    }

    /// Holds others off until the transaction ends.
    Mono<Long> lock() {
        return database.sql(KeySql.LOCK).map(row -> Rows.number(row, "value")).one();
    }

    Mono<List<SigningKey>> published(Instant now) {
        return database.sql(KeySql.PUBLISHED)
                .bind("now", now.toEpochMilli())
                .map(this::key)
                .all()
                .<SigningKey>handle((key, sink) -> key.ifPresent(sink::next))
                .collectList();
    }

    Mono<Void> insert(SigningKey key) {
        byte[] sealed = sealer.seal(key.jwk().toJSONString().getBytes(StandardCharsets.UTF_8), random);
        return database.sql(KeySql.INSERT)
                .bind("kid", key.id())
                .bind("sealed", sealed)
                .bind("from", key.signsFrom().toEpochMilli())
                .bind("until", key.signsUntil().toEpochMilli())
                .bind("publishedUntil", key.publishedUntil().toEpochMilli())
                .then();
    }

    Mono<Long> purge(Instant now) {
        return database.sql(KeySql.PURGE)
                .bind("now", now.toEpochMilli())
                .fetch()
                .rowsUpdated();
    }

    /// Empty for a key that another service key sealed: it is left alone, and a new one takes its place.
    private Optional<SigningKey> key(Readable row) {
        try {
            byte[] jwk = sealer.open(Rows.bytes(row, "sealed_jwk"));
            return Optional.of(new SigningKey(
                    ECKey.parse(new String(jwk, StandardCharsets.UTF_8)),
                    Instant.ofEpochMilli(Rows.number(row, "signs_from")),
                    Instant.ofEpochMilli(Rows.number(row, "signs_until")),
                    Instant.ofEpochMilli(Rows.number(row, "published_until"))));
        } catch (GeneralSecurityException | ParseException e) {
            log.warn(
                    "Signing key {} cannot be opened: was the service key changed? Its tokens are no longer good",
                    Rows.text(row, "kid"));
            return Optional.empty();
        }
    }
}
