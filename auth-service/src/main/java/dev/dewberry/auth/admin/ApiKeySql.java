package dev.dewberry.auth.admin;

/// Every statement on API keys. A test explains each of them, and fails on one that reads a whole table.
final class ApiKeySql {

    static final String BY_HASH = "SELECT id FROM api_key WHERE key_hash = :hash";

    static final String INSERT = """
            INSERT INTO api_key (name, key_hash, created_by, created_at)
            VALUES (:name, :hash, :createdBy, :now) RETURNING id""";

    /// By the primary key in pieces: the few keys of an installation are all wanted.
    static final String LIST = """
            SELECT id, name, created_by, created_at FROM api_key WHERE id > :after ORDER BY id LIMIT 100""";

    static final String DELETE = "DELETE FROM api_key WHERE id = :id";

    private ApiKeySql() {}
}
