-- Times are milliseconds since 1970 UTC. Text is compared byte for byte and without padding, so that 'a' and 'a ' differ.

CREATE TABLE IF NOT EXISTS account (
    id            BIGINT       NOT NULL AUTO_INCREMENT,
    username      VARCHAR(32)  NOT NULL,
    display_name  VARCHAR(100) NOT NULL,
    -- The display name as it is searched: normalised and in lower case.
    search_name   VARCHAR(100) NOT NULL,
    external_id   VARCHAR(128) NULL,
    -- None: signs in by token only.
    password_hash VARCHAR(255) NULL,
    admin         BOOLEAN      NOT NULL DEFAULT FALSE,
    banned_at     BIGINT       NULL,
    created_at    BIGINT       NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY account_username (username),
    UNIQUE KEY account_external_id (external_id),
    KEY account_search_name (search_name)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin AUTO_INCREMENT = 1000;

-- A device outlives its sessions, so that it is known when it signs in again.
CREATE TABLE IF NOT EXISTS device (
    id           BIGINT       NOT NULL AUTO_INCREMENT,
    user_id      BIGINT       NOT NULL,
    name         VARCHAR(100) NOT NULL,
    kind         VARCHAR(32)  NOT NULL,
    secret_hash  BINARY(32)   NULL,
    created_at   BIGINT       NOT NULL,
    last_seen_at BIGINT       NOT NULL,
    expires_at   BIGINT       NOT NULL,
    PRIMARY KEY (id),
    KEY device_user (user_id),
    KEY device_expires (expires_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;

-- A row is a session that lives; one that ends is deleted, and named in revocation.
CREATE TABLE IF NOT EXISTS session (
    id           BIGINT          NOT NULL AUTO_INCREMENT,
    user_id      BIGINT          NOT NULL,
    device_id    BIGINT          NOT NULL,
    -- What all refresh tokens of the session have in common; none where the session cannot be refreshed.
    family_hash  BINARY(32)      NULL,
    token_hash   BINARY(32)      NULL,
    -- The token spent last, when, and its successor's pair, which only that token opens.
    spent_hash   BINARY(32)      NULL,
    spent_at     BIGINT          NULL,
    sealed_pair  VARBINARY(2048) NULL,
    -- When the last of its access tokens ends.
    access_until BIGINT          NOT NULL,
    created_at   BIGINT          NOT NULL,
    expires_at   BIGINT          NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY session_device (device_id),
    UNIQUE KEY session_family (family_hash),
    KEY session_user (user_id),
    KEY session_expires (expires_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;

-- Sessions that ended while their access tokens may still be alive. The numbers come from head, so that they become
-- visible in rising order; AUTO_INCREMENT gives numbers out before the commit, and a reader would miss some.
CREATE TABLE IF NOT EXISTS revocation (
    id         BIGINT      NOT NULL,
    session_id BIGINT      NOT NULL,
    reason     VARCHAR(16) NOT NULL,
    live_until BIGINT      NOT NULL,
    PRIMARY KEY (id),
    KEY revocation_live_until (live_until)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS head (
    name  VARCHAR(32) NOT NULL,
    value BIGINT      NOT NULL,
    PRIMARY KEY (name)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;

INSERT IGNORE INTO head (name, value) VALUES ('revocation', 0), ('signing_key', 0);

CREATE TABLE IF NOT EXISTS signing_key (
    kid             VARCHAR(64)    NOT NULL,
    -- The private JWK, sealed by a key that is derived from the installation's service key.
    sealed_jwk      VARBINARY(1024) NOT NULL,
    signs_from      BIGINT         NOT NULL,
    signs_until     BIGINT         NOT NULL,
    published_until BIGINT         NOT NULL,
    PRIMARY KEY (kid),
    KEY signing_key_published_until (published_until)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS api_key (
    id         BIGINT       NOT NULL AUTO_INCREMENT,
    name       VARCHAR(100) NOT NULL,
    key_hash   BINARY(32)   NOT NULL,
    created_by BIGINT       NULL,
    created_at BIGINT       NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY api_key_hash (key_hash)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
