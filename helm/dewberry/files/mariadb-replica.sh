#!/bin/bash
# Runs MariaDB as a replica of storage-service's schema. A data folder that is empty, or was not finished, is first filled with a
# copy of the primary's; from then on the binary log is followed. Arguments are options of the server.
set -euo pipefail
umask 077

data=${DATA_FOLDER:-/var/lib/mysql}
run=${RUN_FOLDER:-/run/mysqld}
secrets=${SECRETS_FOLDER:-/etc/dewberry/secrets}
schema=dewberry_storage
# Beside MariaDB's own files, which have no such name.
done_mark=$data/dewberry-replica-filled

say() { printf '%s %s\n' "$(date -u +%FT%TZ)" "$*"; }

# Passwords go through the environment of one process or through a file, never through arguments.
at_primary() {
    local client=$1
    shift
    MYSQL_PWD=$(<"$secrets/replication-password") "$client" --no-defaults --skip-ssl-verify-server-cert \
        --host="$PRIMARY_HOST" --port="$PRIMARY_PORT" --user=dewberry_replication "$@"
}

quoted() { sed -e 's/\\/\\\\/g' -e "s/'/''/g" "$1"; }

start_alone() {
    mariadbd "$@" --skip-networking --skip-slave-start --socket="$run/fill.sock" --pid-file="$run/fill.pid" &
    server=$!
    for _ in {1..300}; do
        ! mariadb-admin --no-defaults --socket="$run/fill.sock" --user=root ping >/dev/null 2>&1 || return 0
        kill -0 "$server" || return 1
        sleep 0.2
    done
    return 1
}

fill() {
    say "Copies $schema from $PRIMARY_HOST."
    find "$data" -mindepth 1 -maxdepth 1 ! -name lost+found -exec rm -rf {} +
    mariadb-install-db --no-defaults --datadir="$data" --auth-root-authentication-method=normal --skip-test-db --force >/dev/null
    start_alone "$@"
    # The position of the copy in the binary log comes with it.
    at_primary mariadb-dump --single-transaction --quick --master-data=1 --gtid --skip-lock-tables --no-tablespaces \
        --databases "$schema" | mariadb --no-defaults --socket="$run/fill.sock" --user=root
    mariadb-admin --no-defaults --socket="$run/fill.sock" --user=root shutdown
    wait "$server"
    touch "$done_mark"
    say "Copied."
}

# Each line is one statement, as MariaDB wants its init-file.
first_statements() {
    printf "ALTER USER root@localhost IDENTIFIED BY '%s';\n" "$(quoted "$secrets/root-password")"
    cat "$secrets/reader.sql"
    printf "CHANGE MASTER TO MASTER_HOST = '%s', MASTER_PORT = %s, MASTER_USER = 'dewberry_replication', MASTER_PASSWORD = '%s', MASTER_SSL = 0, MASTER_USE_GTID = slave_pos, MASTER_CONNECT_RETRY = 5;\n" \
        "$PRIMARY_HOST" "$PRIMARY_PORT" "$(quoted "$secrets/replication-password")"
    printf 'START SLAVE;\n'
}

until at_primary mariadb --connect-timeout=5 --execute="SELECT 1 FROM $schema.meta LIMIT 1" >/dev/null || [[ -e $done_mark ]]; do
    say "Waits for $schema on $PRIMARY_HOST."
    sleep 2
done
[[ -e $done_mark ]] || fill "$@"
first_statements >"$run/first.sql"
exec mariadbd "$@" --skip-slave-start --socket="$run/mysqld.sock" --pid-file="$run/mysqld.pid" --init-file="$run/first.sql"
