# The account by which storage-service reads from the replica.
CREATE USER IF NOT EXISTS 'dewberry_storage_reader'@'%';
ALTER USER 'dewberry_storage_reader'@'%' IDENTIFIED BY '@password@';
GRANT SELECT ON `dewberry\_storage`.* TO 'dewberry_storage_reader'@'%';
