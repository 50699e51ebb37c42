# One schema per service, one account that only works on rows, and one that migrates. May be run any number of times, so that the
# accounts are always what this file says. The launcher and the cluster's setup tool fill it in for each service with tables.
CREATE DATABASE IF NOT EXISTS dewberry_@service@ CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE USER IF NOT EXISTS 'dewberry_@service@'@'@host@';
ALTER USER 'dewberry_@service@'@'@host@' IDENTIFIED BY '@password@';
GRANT SELECT, INSERT, UPDATE, DELETE ON `dewberry\_@service@`.* TO 'dewberry_@service@'@'@host@';
CREATE USER IF NOT EXISTS 'dewberry_@service@_owner'@'@host@';
ALTER USER 'dewberry_@service@_owner'@'@host@' IDENTIFIED BY '@owner-password@';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES, LOCK TABLES, CREATE TEMPORARY TABLES ON `dewberry\_@service@`.* TO 'dewberry_@service@_owner'@'@host@';
