-- By which the administrators are counted, once a minute.
ALTER TABLE account ADD INDEX IF NOT EXISTS account_admin (admin);
