-- When a user was last known to be connected, in milliseconds since 1970 UTC.
-- Eight bytes a column and nothing else: a page holds several hundred users.
CREATE TABLE IF NOT EXISTS last_seen (
  user_id BIGINT UNSIGNED NOT NULL,
  seen_at BIGINT NOT NULL,
  PRIMARY KEY (user_id)
) ENGINE = InnoDB;
