package dev.dewberry.auth.session;

/// Every statement on devices, sessions and revocations. A test explains each of them, and fails on one that reads a
/// whole table.
///
/// Locks are taken in one order: account, session, `head`. Reading an account under a session's lock takes no lock.
final class SessionSql {

    static final String LOCK_ACCOUNTS = """
            SELECT id, username, password_hash, admin, banned_at FROM account WHERE id IN (:users)
            ORDER BY id FOR UPDATE""";

    static final String LIVE = """
            SELECT s.id, s.device_id, s.user_id, a.username, a.admin FROM session s JOIN account a ON a.id = s.user_id
            WHERE s.id = :session""";

    // Not ordered: an optimizer that reads the primary key for the sake of the order would lock every session there
    // is.
    static final String LOCK_OF_USERS =
            "SELECT id, user_id, device_id, access_until FROM session WHERE user_id IN (:users) FOR UPDATE";

    static final String LOCK_ONE =
            "SELECT id, user_id, device_id, access_until FROM session WHERE id = :session FOR UPDATE";

    static final String LOCK_FAMILY = """
            SELECT id, user_id, device_id, token_hash, spent_hash, spent_at, sealed_pair, access_until, expires_at
            FROM session WHERE family_hash = :family FOR UPDATE""";

    static final String INSERT = """
            INSERT INTO session (user_id, device_id, family_hash, token_hash, access_until, created_at, expires_at)
            VALUES :sessions RETURNING id, device_id""";

    static final String ROTATE = """
            UPDATE session SET token_hash = :token, spent_hash = :spent, spent_at = :now, sealed_pair = :sealed,
                access_until = :accessUntil, expires_at = :expires WHERE id = :session""";

    static final String DELETE = "DELETE FROM session WHERE id IN (:sessions)";

    static final String PURGE = "DELETE FROM session WHERE expires_at <= :now LIMIT 1000";

    // What a wrong clock made ended before there was any installation, or ends later than anything may.
    static final String RENEW = """
            UPDATE session SET expires_at = :latest
            WHERE (expires_at < :earliest AND family_hash IS NOT NULL) OR expires_at > :latest LIMIT 1000""";

    static final String DEVICE = "SELECT user_id, secret_hash FROM device WHERE id = :device";

    static final String INSERT_DEVICES = """
            INSERT INTO device (user_id, name, kind, secret_hash, created_at, last_seen_at, expires_at)
            VALUES :devices RETURNING id, user_id""";

    static final String RENAME_DEVICE = """
            UPDATE device SET name = :name, kind = :kind, last_seen_at = :now, expires_at = :expires
            WHERE id = :device""";

    static final String TOUCH_DEVICE =
            "UPDATE device SET last_seen_at = :now, expires_at = :expires WHERE id = :device";

    static final String DELETE_DEVICES = "DELETE FROM device WHERE id IN (:devices)";

    static final String PURGE_DEVICES = "DELETE FROM device WHERE expires_at <= :now LIMIT 1000";

    static final String RENEW_DEVICES = """
            UPDATE device SET expires_at = :latest WHERE expires_at < :earliest OR expires_at > :latest LIMIT 1000""";

    static final String DEVICES_OF_USER = """
            SELECT d.id, d.name, d.kind, d.created_at, d.last_seen_at, s.id AS session_id
            FROM session s JOIN device d ON d.id = s.device_id WHERE s.user_id = :user ORDER BY s.id DESC""";

    static final String SESSION_OF_DEVICE = """
            SELECT id, user_id, device_id, access_until FROM session WHERE device_id = :device FOR UPDATE""";

    static final String TAKE_REVOCATIONS = "UPDATE head SET value = value + :count WHERE name = 'revocation'";

    static final String LAST_REVOCATION = "SELECT value FROM head WHERE name = 'revocation'";

    static final String INSERT_REVOCATIONS =
            "INSERT INTO revocation (id, session_id, reason, live_until) VALUES :revocations";

    static final int REVOCATIONS_PAGE = 5000;

    static final String REVOCATIONS_AFTER = """
            SELECT id, session_id, reason FROM revocation WHERE id > :after AND id <= :last AND live_until > :now
            ORDER BY id LIMIT\s""" + REVOCATIONS_PAGE;

    static final String PURGE_REVOCATIONS = "DELETE FROM revocation WHERE live_until <= :now LIMIT 1000";

    static final String CLOCK_SEEN = "SELECT value FROM head WHERE name = 'clock_seen'";

    static final String SEE_CLOCK = """
            INSERT INTO head (name, value) VALUES ('clock_seen', :now) ON DUPLICATE KEY UPDATE value = VALUES(value)""";

    private SessionSql() {}
}
