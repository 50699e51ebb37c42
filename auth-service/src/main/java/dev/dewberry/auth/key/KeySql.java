package dev.dewberry.auth.key;

/// Every statement on signing keys. A test explains each of them, and fails on one that reads a whole table.
final class KeySql {

    static final String LOCK = "SELECT value FROM head WHERE name = 'signing_key' FOR UPDATE";

    static final String PUBLISHED = """
            SELECT kid, sealed_jwk, signs_from, signs_until, published_until FROM signing_key
            WHERE published_until > :now""";

    static final String INSERT = """
            INSERT INTO signing_key (kid, sealed_jwk, signs_from, signs_until, published_until)
            VALUES (:kid, :sealed, :from, :until, :publishedUntil)""";

    static final String PURGE = "DELETE FROM signing_key WHERE published_until <= :now";

    private KeySql() {}
}
