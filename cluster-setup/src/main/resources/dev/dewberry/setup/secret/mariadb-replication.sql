# The account by which a read replica follows the primary: the binary log, and a first copy of what storage-service has.
CREATE USER IF NOT EXISTS 'dewberry_replication'@'%';
ALTER USER 'dewberry_replication'@'%' IDENTIFIED BY '@password@';
GRANT REPLICATION SLAVE, BINLOG MONITOR ON *.* TO 'dewberry_replication'@'%';
GRANT SELECT ON `dewberry\_storage`.* TO 'dewberry_replication'@'%';
