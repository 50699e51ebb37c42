#!/bin/sh
# The part of the official image's entry point that the tests use, for the image that containers.sh makes.
set -eu

data=/var/lib/mysql
if [ ! -d "$data/mysql" ]; then
    mkdir -p "$data" /run/mysqld
    mariadb-install-db --no-defaults --datadir="$data" --auth-root-authentication-method=normal --skip-test-db --force --user=root
fi
# Who comes from 127.0.0.1 is to be nobody else than who comes from elsewhere.
accounts=$(mktemp)
cat >"$accounts" <<END
DELETE FROM mysql.global_priv WHERE User = 'root' AND Host NOT IN ('localhost', '$MARIADB_ROOT_HOST');
FLUSH PRIVILEGES;
CREATE OR REPLACE USER 'root'@'$MARIADB_ROOT_HOST' IDENTIFIED BY '$MARIADB_ROOT_PASSWORD';
GRANT ALL PRIVILEGES ON *.* TO 'root'@'$MARIADB_ROOT_HOST' WITH GRANT OPTION;
END
exec mariadbd --no-defaults --datadir="$data" --user=root --bind-address=0.0.0.0 --init-file="$accounts" "$@"
