package dev.dewberry.storage.identity;

import dev.dewberry.database.Columns;
import dev.dewberry.database.Database;
import dev.dewberry.database.Session;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/// Single values of the installation: made once by whoever asks first, then the same for all.
public final class Meta {

    public static final String READ = "SELECT value FROM meta WHERE name = ?";
    public static final String MAKE = "INSERT IGNORE INTO meta (name, value) VALUES (?, ?)";

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Database database;

    public Meta(Database database) {
        this.database = database;
    }

    /// Changes when the store is restored from a backup.
    public Mono<String> epoch() {
        return value("epoch", () -> random(8));
    }

    /// The key of the fingerprints.
    public Mono<byte[]> fingerprintKey() {
        return value("fingerprint_key", () -> random(32)).map(HexFormat.of()::parseHex);
    }

    private Mono<String> value(String name, Supplier<String> first) {
        return database.with(session -> read(session, name)
                .switchIfEmpty(
                        Mono.defer(() -> session.update(MAKE, name, first.get()).then(read(session, name)))));
    }

    private static Mono<String> read(Session session, String name) {
        return session.query(READ, List.of(name), row -> Columns.text(row, 0)).next();
    }

    private static String random(int bytes) {
        byte[] value = new byte[bytes];
        RANDOM.nextBytes(value);
        return HexFormat.of().formatHex(value);
    }
}
