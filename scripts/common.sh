# What all commands share: messages, settings, ports, and the files that say which process is ours.
# shellcheck shell=bash

fail() {
    printf 'dewberry: %s\n' "$*" >&2
    exit 1
}

say() {
    printf '%s\n' "$*"
}

# --- settings ------------------------------------------------------------------------------------------------------

DATA=${DEWBERRY_DATA_DIR:-$DEWBERRY_HOME/.dewberry}
[[ $DATA == /* ]] || DATA=$PWD/$DATA
RUN=$DATA/run
LOGS=$DATA/logs
PUBLIC_PORT=${DEWBERRY_PORT:-8080}
ADMIN_USERNAME=${DEWBERRY_ADMIN_USERNAME:-admin}
# The services run in another folder.
for variable in DEWBERRY_GATEWAY_TLS_{CERTIFICATE,KEY,AUTHORITY}; do
    [[ -z ${!variable:-} || ${!variable} == /* ]] || export "$variable=$PWD/${!variable}"
done

readonly SERVICES=(auth storage message presence gateway)

is_number() {
    [[ $1 =~ ^[0-9]{1,9}$ ]]
}

check_settings() {
    [[ $PUBLIC_PORT =~ ^[1-9][0-9]{0,4}$ && $PUBLIC_PORT -le 65535 ]] ||
        fail "DEWBERRY_PORT is '$PUBLIC_PORT'; it must be a port from 1 to 65535."
    local service variable
    for service in GATEWAY MESSAGE STORAGE; do
        variable=DEWBERRY_REPLICAS_$service
        [[ ${!variable:-1} == [1-9] ]] || fail "$variable is '${!variable}'; it must be a number from 1 to 9."
    done
    check_tls_settings
    [[ $DATA =~ ^[A-Za-z0-9_./@+,-]+$ ]] ||
        fail "The data folder '$DATA' has characters in its name that MariaDB or Redis would not take; set DEWBERRY_DATA_DIR."
}

# Here, because the gateway would be started again and again for want of a file.
check_tls_settings() {
    local variable
    [[ "${DEWBERRY_GATEWAY_TLS_CERTIFICATE:+set}" == "${DEWBERRY_GATEWAY_TLS_KEY:+set}" ]] ||
        fail "TLS wants both DEWBERRY_GATEWAY_TLS_CERTIFICATE and DEWBERRY_GATEWAY_TLS_KEY, or neither."
    for variable in DEWBERRY_GATEWAY_TLS_{CERTIFICATE,KEY,AUTHORITY}; do
        [[ -z ${!variable:-} || (-f ${!variable} && -r ${!variable}) ]] || fail "$variable is '${!variable}', which is no file that can be read."
    done
}

# How clients address the public port, by what `up` was started with where it runs.
public_scheme() {
    if [[ -r $RUN/public-scheme ]]; then
        cat "$RUN/public-scheme"
    elif [[ -n ${DEWBERRY_GATEWAY_TLS_CERTIFICATE:-} ]]; then
        echo https
    else
        echo http
    fi
}

replicas_of() {
    local variable=DEWBERRY_REPLICAS_${1^^}
    case $1 in
        gateway | message | storage) printf '%s' "${!variable:-1}" ;;
        *) printf 1 ;;
    esac
}

# The names of all processes that this installation consists of, in the order of their start.
process_names() {
    local service number
    [[ -n ${DEWBERRY_MARIADB_URL:-} ]] || echo mariadb
    [[ -n ${DEWBERRY_REDIS_URL:-} ]] || echo redis
    for service in "${SERVICES[@]}"; do
        echo "$service"
        for ((number = 2; number <= $(replicas_of "$service"); number++)); do
            echo "$service-$number"
        done
    done
}

# gateway-2 -> gateway
service_of() {
    printf '%s' "${1%-[2-9]}"
}

# What `status` calls the role of a process.
role_of() {
    local service
    service=$(service_of "$1")
    case $service in
        mariadb | redis | supervisor | watchdog) printf '%s' "$service" ;;
        *) printf '%s-service' "$service" ;;
    esac
}

# --- secrets and ports: made once, kept in the data folder -----------------------------------------------------------

declare -A SECRETS=() PORTS=()

# Reads lines name=value into the map named by the second argument.
read_map() {
    local -n map=$2
    local line
    [[ -r $1 ]] || return 0
    while IFS= read -r line; do
        # shellcheck disable=SC2034 # the caller's
        [[ $line != *=* ]] || map["${line%%=*}"]=${line#*=}
    done <"$1"
}

# It is there, as it was or as it is now, whenever the power goes: MariaDB syncs what it knows of these passwords.
write_map() {
    local -n written=$2
    local name
    for name in "${!written[@]}"; do
        printf '%s=%s\n' "$name" "${written[$name]}"
    done | sort >"$1.new" && sync "$1.new" && mv -f "$1.new" "$1" && sync "${1%/*}"
}

random_password() {
    head -c 24 /dev/urandom | base64 -w0 | tr '+/' 'xy'
}

# Four groups of letters and digits that are not taken for one another, for a person to type.
random_admin_password() {
    local text
    text=$(head -c 400 /dev/urandom | LC_ALL=C tr -dc 'abcdefghjkmnpqrstuvwxyz23456789' | head -c 16)
    printf '%s-%s-%s-%s' "${text:0:4}" "${text:4:4}" "${text:8:4}" "${text:12:4}"
}

make_secrets() {
    local name
    read_map "$DATA/secrets" SECRETS
    for name in mariadb-auth mariadb-auth-owner mariadb-storage mariadb-storage-owner mariadb-presence \
        mariadb-presence-owner redis-gateway redis-auth redis-storage redis-message redis-presence redis-probe; do
        : "${SECRETS[$name]:=$(random_password)}"
    done
    # base64 of 32 bytes, as the services want it.
    : "${SECRETS[service-key]:=$(head -c 32 /dev/urandom | base64 -w0)}"
    if [[ -n ${DEWBERRY_ADMIN_PASSWORD:-} ]]; then
        SECRETS[admin-password]=$DEWBERRY_ADMIN_PASSWORD
    else
        : "${SECRETS[admin-password]:=$(random_admin_password)}"
    fi
    (umask 077 && write_map "$DATA/secrets" SECRETS) || fail "Cannot write $DATA/secrets."
}

# Whether any process of this machine listens on a TCP port, on whatever address.
is_listening() {
    local wanted file lines
    # Local address, remote address, and 0A for "listens".
    printf -v wanted '^ *[0-9]+: [0-9A-F]+:%04X [0-9A-F]+:0000 0A ' "$1"
    for file in /proc/net/tcp /proc/net/tcp6; do
        lines=$(cat "$file" 2>/dev/null) || continue
        ! grep -Eq "$wanted" <<<"$lines" || return 0
    done
    return 1
}

# A free port below the range from which outgoing connections take theirs, so that a server finds it free again.
free_port() {
    local port attempt used
    for ((attempt = 0; attempt < 200; attempt++)); do
        port=$((15000 + SRANDOM % 17000))
        for used in "${PORTS[@]}" "$PUBLIC_PORT"; do
            ((port == used)) && continue 2
        done
        is_listening "$port" || {
            printf '%s' "$port"
            return
        }
    done
    fail "There is no free port between 15000 and 32000."
}

port_names() {
    local name
    for name in $(process_names); do
        case $name in
            gateway) echo gateway-management ;;
            gateway-*) echo "$name-management" ;;
            *) echo "$name" ;;
        esac
    done
}

# Keeps the ports of earlier starts where nobody else has taken them meanwhile.
make_ports() {
    local name
    read_map "$DATA/ports" PORTS
    for name in $(port_names); do
        if [[ -z ${PORTS[$name]:-} ]] || is_listening "${PORTS[$name]}"; then
            PORTS[$name]=$(free_port) || exit 1
        fi
    done
    write_map "$DATA/ports" PORTS || fail "Cannot write $DATA/ports."
}

# The port on which a process does its work.
port_of() {
    case $1 in
        gateway) printf '%s' "$PUBLIC_PORT" ;;
        gateway-*) printf '%s' "$((PUBLIC_PORT + ${1#gateway-} - 1))" ;;
        *) printf '%s' "${PORTS[$1]:-0}" ;;
    esac
}

# The port on which it tells how it is.
health_port_of() {
    case $1 in
        gateway | gateway-*) printf '%s' "${PORTS[$1-management]:-0}" ;;
        *) printf '%s' "${PORTS[$1]:-0}" ;;
    esac
}

# --- whose process is it --------------------------------------------------------------------------------------------
# A pid alone is not enough: after a crash or a reboot another process may have it. So run/NAME.pid holds the pid, the
# process' start time and the boot's id.

BOOT_ID=$(cat /proc/sys/kernel/random/boot_id 2>/dev/null || echo unknown)

# Sets START to the start time of a process; fails where there is none, or only a zombie.
start_time() {
    local line fields
    START=
    { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
    # The name in the second field may contain anything, but no other field has a parenthesis.
    read -r -a fields <<<"${line##*) }"
    [[ ${fields[0]} != [ZX] ]] || return 1
    START=${fields[19]}
}

record_process() {
    start_time "$2" || return 1
    printf '%s %s %s\n' "$2" "$START" "$BOOT_ID" >"$RUN/$1.pid"
}

# Sets PID to the pid of the process with this name; fails where it does not run.
find_process() {
    local pid start boot
    PID=
    { read -r pid start boot <"$RUN/$1.pid"; } 2>/dev/null || return 1
    [[ $boot == "$BOOT_ID" ]] && start_time "$pid" && [[ $START == "$start" ]] || return 1
    PID=$pid
}

signal_process() {
    find_process "$2" && kill "-$1" "$PID" 2>/dev/null
}

# Names of everything that was ever started in this data folder, whatever the settings are now.
recorded_processes() {
    local file
    for file in "$RUN"/*.pid; do
        [[ -e $file ]] || continue
        file=${file##*/}
        echo "${file%.pid}"
    done
}

is_running() {
    local name
    for name in $(recorded_processes); do
        find_process "$name" && return 0
    done
    return 1
}

# --- small things ---------------------------------------------------------------------------------------------------

free_megabytes() {
    df -Pm -- "$1" 2>/dev/null | awk 'NR == 2 { print $4 }'
}

# Sleeps without starting a process: the supervisor does so twice a second, for ever.
pause() {
    if [[ -z ${PAUSE_FD:-} ]]; then
        local fifo=$RUN/.pause.$BASHPID
        mkfifo "$fifo" || return 1
        exec {PAUSE_FD}<>"$fifo"
        rm -f "$fifo"
    fi
    read -r -t "$1" -u "$PAUSE_FD" _ || true
}

# Before a shell becomes something else: whoever inherits a lock's file keeps the lock, and whoever inherits a pipe keeps
# its reader waiting.
close_files() {
    local fd
    for fd in /proc/self/fd/*; do
        fd=${fd##*/}
        ((fd <= 2 || fd == 255)) || exec {fd}>&-
    done
    PAUSE_FD=
}

# Keeps two commands from changing the installation at the same time.
take_lock() {
    exec {LOCK_FD}>"$RUN/lock" || fail "Cannot write to $RUN."
    flock -n "$LOCK_FD" || fail "Another './dewberry up' or 'down' is at work in $DATA; wait until it is done."
}

release_lock() {
    exec {LOCK_FD}>&-
}
