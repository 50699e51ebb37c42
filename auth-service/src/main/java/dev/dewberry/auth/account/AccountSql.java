package dev.dewberry.auth.account;

/// Every statement on accounts. A test explains each of them, and fails on one that reads a whole table.
final class AccountSql {

    private static final String COLUMNS = "id, username, display_name, external_id, password_hash, admin, banned_at";

    static final String BY_ID = "SELECT " + COLUMNS + " FROM account WHERE id = :user";

    static final String BY_USERNAME = "SELECT " + COLUMNS + " FROM account WHERE username = :username";

    static final String BY_USERNAMES = "SELECT " + COLUMNS + " FROM account WHERE username IN (:usernames)";

    static final String BY_EXTERNAL_IDS = "SELECT " + COLUMNS + " FROM account WHERE external_id IN (:externalIds)";

    static final String EXISTING = "SELECT id FROM account WHERE id IN (:users)";

    static final String ADMINISTRATORS = "SELECT COUNT(*) AS administrators FROM account WHERE admin = TRUE";

    static final String SEARCH_USERNAME =
            "SELECT " + COLUMNS + " FROM account WHERE username LIKE :prefix ESCAPE '!' ORDER BY username LIMIT :limit";

    static final String SEARCH_NAME = "SELECT " + COLUMNS
            + " FROM account WHERE search_name LIKE :prefix ESCAPE '!' ORDER BY search_name LIMIT :limit";

    static final String SEARCH_EXTERNAL_ID = "SELECT " + COLUMNS
            + " FROM account WHERE external_id LIKE :prefix ESCAPE '!' ORDER BY external_id LIMIT :limit";

    static final String INSERT = """
            INSERT INTO account (username, display_name, search_name, external_id, password_hash, admin, created_at)
            VALUES :accounts RETURNING id""";

    static final String SET_PASSWORD = "UPDATE account SET password_hash = :hash WHERE id = :user";

    static final String BAN = "UPDATE account SET banned_at = :now WHERE id = :user AND banned_at IS NULL";

    static final String UNBAN = "UPDATE account SET banned_at = NULL WHERE id = :user";

    private AccountSql() {}
}
