# Sets up the private MariaDB and Redis: folders, configuration, accounts. Starting them is the supervisor's work.
# shellcheck shell=bash

readonly DATABASES=(auth storage presence)

# --- MariaDB -----------------------------------------------------------------------------------------------------------

# Run again at each start, so that the accounts are always what scripts/mariadb-accounts.sql says.
accounts_sql() {
    local host=$1 service text
    for service in "${DATABASES[@]}"; do
        text=$(grep -v '^#' "$DEWBERRY_HOME/scripts/mariadb-accounts.sql") || return 1
        text=${text//@service@/"$service"}
        text=${text//@host@/"$host"}
        text=${text//@password@/"${SECRETS[mariadb-$service]}"}
        printf '%s\n' "${text//@owner-password@/"${SECRETS[mariadb-$service-owner]}"}"
    done
}

write_mariadb_configuration() {
    local folder=$DATA/mariadb user_line=
    # The server refuses to run as root unless it is told to.
    [[ $(id -u) != 0 ]] || user_line='user = root'
    (umask 077 && accounts_sql 127.0.0.1 >"$folder/accounts.sql") || fail "Cannot write to $folder."
    cat >"$folder/server.cnf" <<END
# Written by ./dewberry up at each start.
[mariadbd]
$user_line
datadir = $folder/data
# Relative to the data folder, because the path of a socket may only have 107 characters.
socket = server.sock
pid-file = $folder/server.pid
tmpdir = $folder/tmp
secure-file-priv = $folder/tmp
init-file = $folder/accounts.sql
bind-address = 127.0.0.1
port = ${PORTS[mariadb]}
skip-name-resolve
skip-ssl
local-infile = OFF

# An acknowledged message is on the disk.
innodb_flush_log_at_trx_commit = 1
innodb_buffer_pool_size = ${DEWBERRY_MARIADB_BUFFER_POOL:-192M}
innodb_log_file_size = 96M
innodb_log_buffer_size = 8M
transaction-isolation = READ-COMMITTED

character-set-server = utf8mb4
collation-server = utf8mb4_bin

# What a Pi has no memory for.
performance_schema = OFF
skip-log-bin
max_connections = 100
table_open_cache = 400
key_buffer_size = 1M
aria_pagecache_buffer_size = 8M
query_cache_type = OFF
max_allowed_packet = 16M
log_warnings = 1
END
}

install_mariadb_data() {
    local folder=$DATA/mariadb
    [[ ! -d $folder/data ]] || return 0
    rm -rf "$folder/data.new"
    # --force: also where the machine's own name has no address.
    local as_user=()
    [[ $(id -u) != 0 ]] || as_user=(--user=root)
    "$MARIADB_INSTALL" --no-defaults --datadir="$folder/data.new" --auth-root-authentication-method=socket \
        --auth-root-socket-user="$(id -un)" --skip-test-db --force "${as_user[@]}" >"$LOGS/mariadb-install.log" 2>&1 || {
        ! grep -q 'No space left' "$LOGS/mariadb-install.log" || fail "The disk that holds $DATA is full."
        fail "MariaDB could not make its data folder; see $LOGS/mariadb-install.log."
    }
    # It is all there or not at all, whenever the power goes.
    sync -f "$folder/data.new" && mv "$folder/data.new" "$folder/data" && sync "$folder" || fail "Cannot write to $folder."
}

set_up_mariadb() {
    mkdir -p "$DATA/mariadb/tmp" || fail "Cannot write to $DATA/mariadb."
    chmod 700 "$DATA/mariadb"
    write_mariadb_configuration
    install_mariadb_data
}

# --- Redis -------------------------------------------------------------------------------------------------------------

redis_users() {
    local service text
    text=$(grep -v '^#' "$DEWBERRY_HOME/scripts/redis-users.acl") || return 1
    for service in "${SERVICES[@]}" probe; do
        text=${text//@"$service"@/">${SECRETS[redis-$service]}"}
    done
    printf '%s\n' "$text"
}

write_redis_configuration() {
    local folder=$DATA/redis
    (umask 077 && redis_users >"$folder/users.acl") || fail "Cannot write to $folder."
    cat >"$folder/redis.conf" <<END
# Written by ./dewberry up at each start.
bind 127.0.0.1
port ${PORTS[redis]}
dir $folder/data
aclfile $folder/users.acl
daemonize no
appendonly yes
appendfsync everysec
save ""
maxmemory ${DEWBERRY_REDIS_MEMORY:-96mb}
maxmemory-policy noeviction
auto-aof-rewrite-min-size 16mb
END
}

set_up_redis() {
    mkdir -p "$DATA/redis/data" || fail "Cannot write to $DATA/redis."
    chmod 700 "$DATA/redis"
    write_redis_configuration
}

# --- servers that somebody else runs -----------------------------------------------------------------------------------

# Sets URL_USER, URL_PASSWORD, URL_HOST and URL_PORT from scheme://user:password@host:port/...
parse_url() {
    local variable=$1 url=$2 default_port=$3
    local pattern='^(jdbc:)?[a-z]+://(([^:@/]*)(:([^@/]*))?@)?(\[[0-9a-fA-F:]+\]|[^:/@]+)(:([0-9]+))?(/.*)?$'
    [[ $url =~ $pattern ]] ||
        fail "$variable cannot be understood; it looks like scheme://USER:PASSWORD@HOST:PORT."
    URL_USER=$(percent_decoded "${BASH_REMATCH[3]}")
    URL_PASSWORD=$(percent_decoded "${BASH_REMATCH[5]}")
    URL_HOST=${BASH_REMATCH[6]}
    URL_PORT=${BASH_REMATCH[8]:-$default_port}
}

percent_decoded() {
    local text=${1//\\/\\\\}
    printf '%b' "${text//%/\\x}"
}

# Makes the schemas and accounts in an existing MariaDB.
set_up_foreign_mariadb() {
    parse_url DEWBERRY_MARIADB_URL "$DEWBERRY_MARIADB_URL" 3306
    need_mariadb_client
    local options=$RUN/mariadb-client.cnf error
    (umask 077 && printf '[client]\nuser="%s"\npassword="%s"\nhost="%s"\nport=%s\nskip-ssl\nconnect-timeout=10\n' \
        "$URL_USER" "${URL_PASSWORD//\"/\\\"}" "$URL_HOST" "$URL_PORT" >"$options")
    error=$(accounts_sql % | "$MARIADB_CLIENT" --defaults-file="$options" --batch 2>&1)
    local result=$?
    rm -f "$options"
    ((result == 0)) || case $error in
        *'ERROR 1045'*) fail "The MariaDB server $URL_HOST:$URL_PORT does not accept the user and password of DEWBERRY_MARIADB_URL." ;;
        *'ERROR 1044'* | *'ERROR 1227'*) fail "The account of DEWBERRY_MARIADB_URL may not create schemas and accounts: ${error##*: }" ;;
        *'ERROR 2002'* | *'ERROR 2003'* | *'ERROR 2005'*) fail "There is no MariaDB server at $URL_HOST:$URL_PORT (DEWBERRY_MARIADB_URL)." ;;
        *) fail "The MariaDB server of DEWBERRY_MARIADB_URL could not be set up: $error" ;;
    esac
    say "  MariaDB   $URL_HOST:$URL_PORT"
}

check_foreign_redis() {
    parse_url DEWBERRY_REDIS_URL "$DEWBERRY_REDIS_URL" 6379
    say "  Redis     $URL_HOST:$URL_PORT"
    # What lies behind TLS the services find out themselves.
    [[ $DEWBERRY_REDIS_URL == redis://* ]] || return 0
    local answer
    answer=$(redis_answer "$URL_HOST" "$URL_PORT" "$URL_USER" "$URL_PASSWORD")
    case $answer in
        +PONG*) ;;
        '') fail "There is no Redis server at $URL_HOST:$URL_PORT (DEWBERRY_REDIS_URL)." ;;
        *NOAUTH* | *WRONGPASS* | *'AUTH failed'*)
            fail "The Redis server $URL_HOST:$URL_PORT does not accept the user and password of DEWBERRY_REDIS_URL."
            ;;
        *) fail "The Redis server of DEWBERRY_REDIS_URL answers: $answer" ;;
    esac
}

# Prints what Redis says to PING, or the error of AUTH. Runs in a process of its own ($(...)).
redis_answer() {
    local fd answer
    { exec {fd}<>"/dev/tcp/$1/$2"; } 2>/dev/null || return 1
    if [[ -n $4 ]]; then
        printf 'AUTH %s %s\r\n' "${3:-default}" "$4" >&"$fd"
        IFS= read -r -t 3 -u "$fd" answer || return 1
        [[ $answer == +OK* ]] || {
            printf '%s' "$answer"
            return
        }
    fi
    printf 'PING\r\n' >&"$fd"
    IFS= read -r -t 3 -u "$fd" answer || return 1
    printf '%s' "$answer"
}
