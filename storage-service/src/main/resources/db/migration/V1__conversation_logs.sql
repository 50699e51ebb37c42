-- The conversation logs. No foreign keys: a partitioned table can have none, and all rows of a batch are
-- written by the one owner of their partition anyway.
-- Times (`at`, `month`) are milliseconds since 1970 UTC, as on the wire. Ids and keys compare byte for byte.

CREATE TABLE IF NOT EXISTS partition_head (
  partition_no SMALLINT UNSIGNED NOT NULL,
  owner VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  commit_no BIGINT NOT NULL,
  PRIMARY KEY (partition_no)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS conversation (
  id VARCHAR(48) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  head_seq BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  countable BIGINT NOT NULL,
  version BIGINT NOT NULL,
  member_count INT NOT NULL,
  -- Moves whenever something in the log is erased, so that caches of it become void.
  erasures BIGINT NOT NULL DEFAULT 0,
  partition_no SMALLINT UNSIGNED NOT NULL,
  commit_no BIGINT NOT NULL,
  PRIMARY KEY (id)
) ENGINE = InnoDB;

-- Months are split off `p_rest` ahead of time by the service; `p_rest` takes what no month takes.
CREATE TABLE IF NOT EXISTS event (
  conversation VARCHAR(48) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  seq BIGINT NOT NULL,
  at BIGINT NOT NULL,
  id BIGINT NOT NULL,
  sender BIGINT NULL,
  client_id VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  content MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  -- The running number of countable events of this log, this one included.
  countable BIGINT NOT NULL,
  -- The members' version with which this event is fanned out.
  version BIGINT NOT NULL,
  partition_no SMALLINT UNSIGNED NOT NULL,
  commit_no BIGINT NOT NULL,
  PRIMARY KEY (conversation, seq, at),
  KEY event_commit (partition_no, commit_no)
) ENGINE = InnoDB
PARTITION BY RANGE (at) (
  PARTITION p_rest VALUES LESS THAN MAXVALUE
);

CREATE TABLE IF NOT EXISTS conversation_month (
  conversation VARCHAR(48) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  month BIGINT NOT NULL,
  first_seq BIGINT NOT NULL,
  PRIMARY KEY (conversation, month)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS member (
  conversation VARCHAR(48) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user BIGINT NOT NULL,
  role VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  active BOOLEAN NOT NULL,
  joined_seq BIGINT NOT NULL,
  delivered_seq BIGINT NOT NULL,
  read_seq BIGINT NOT NULL,
  -- conversation.countable as it was at read_seq.
  read_countable BIGINT NOT NULL,
  partition_no SMALLINT UNSIGNED NOT NULL,
  commit_no BIGINT NOT NULL,
  PRIMARY KEY (conversation, user),
  KEY member_user (user, active)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS dedupe (
  sender BIGINT NOT NULL,
  client_id VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  fingerprint BINARY(16) NOT NULL,
  conversation VARCHAR(48) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  seq BIGINT NOT NULL,
  event BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (sender, client_id),
  KEY dedupe_at (at)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS id_block (
  name VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  next BIGINT NOT NULL,
  PRIMARY KEY (name)
) ENGINE = InnoDB;

INSERT IGNORE INTO id_block (name, next) VALUES ('event', 1), ('group', 1);

CREATE TABLE IF NOT EXISTS meta (
  name VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  value VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (name)
) ENGINE = InnoDB;
