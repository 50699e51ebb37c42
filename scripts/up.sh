# ./dewberry up
# shellcheck shell=bash

for part in machine build servers processes training; do
    # shellcheck source=/dev/null
    source "$DEWBERRY_HOME/scripts/$part.sh"
done

# What a first start writes, with room to live for a while.
readonly NEEDED_MEGABYTES=1000

command_up() {
    (($# == 0)) || fail "'up' takes no arguments; settings are environment variables, see ./dewberry help."
    check_settings
    prepare_folders
    take_lock
    refuse_second_start
    refuse_taken_port
    check_disk_space

    say 'Looking for what is needed:'
    # shellcheck disable=SC2046 # several words
    refuse_what_is_missing $(what_is_needed)
    need_jdk
    if [[ -n ${DEWBERRY_MARIADB_URL:-} ]]; then :; else need_mariadb; fi
    if [[ -n ${DEWBERRY_REDIS_URL:-} ]]; then :; else need_redis; fi

    build_if_needed "${SERVICES[@]}"
    unpack_services
    prepare_services

    make_secrets
    make_ports
    if [[ -n ${DEWBERRY_MARIADB_URL:-} ]]; then set_up_foreign_mariadb; else set_up_mariadb; fi
    if [[ -n ${DEWBERRY_REDIS_URL:-} ]]; then check_foreign_redis; else set_up_redis; fi

    start_supervisor
    wait_until_healthy
    print_welcome
}

what_is_needed() {
    echo jdk
    [[ -n ${DEWBERRY_MARIADB_URL:-} ]] || echo mariadb
    [[ -n ${DEWBERRY_REDIS_URL:-} ]] || echo redis
    is_up_to_date gateway || echo node
}

# After a build, and when the JDK was replaced; not when somebody built by hand, who is likely to do it again soon.
prepare_services() {
    [[ -z ${DEWBERRY_MARIADB_URL:-}${DEWBERRY_REDIS_URL:-} ]] || return 0
    [[ -z ${BUILT:-} ]] && ! has_stale_caches || make_aot_caches
}

prepare_folders() {
    mkdir -p "$DATA" "$RUN" "$LOGS" "$DATA/apps" "$DATA/tmp" 2>/dev/null || {
        [[ ! -d $DATA && -w $(dirname "$DATA") ]] || [[ $(free_megabytes "$(existing_parent)") != 0 ]] ||
            fail "The disk that holds $DATA is full."
        fail "The data folder $DATA cannot be written; set DEWBERRY_DATA_DIR to another one."
    }
    chmod 700 "$DATA" || fail "The data folder $DATA belongs to somebody else; set DEWBERRY_DATA_DIR to another one."
}

existing_parent() {
    local folder=$DATA
    while [[ ! -d $folder ]]; do folder=$(dirname "$folder"); done
    printf '%s' "$folder"
}

refuse_second_start() {
    local name left=()
    if find_process supervisor || find_process watchdog; then
        say "Dewberry runs already, at $(address) (data in $DATA). './dewberry status' shows it, './dewberry down' stops it."
        exit 1
    fi
    for name in $(recorded_processes); do
        find_process "$name" && left+=("$name")
    done
    ((${#left[@]} == 0)) ||
        fail "Of an earlier start these still run: ${left[*]}. Run './dewberry down' first."
    rm -f "$RUN"/*.pid "$RUN"/*.status "$RUN"/*.probe "$RUN/servers-ready" "$RUN/stopping" "$RUN/disk-warning" \
        "$RUN"/.pause.*
}

refuse_taken_port() {
    local name port
    for name in $(process_names); do
        [[ $name == gateway* ]] || continue
        port=$(port_of "$name")
        ! is_listening "$port" ||
            fail "Port $port is taken by another process$(who_listens "$port"). Stop it, or choose another port: DEWBERRY_PORT=8090 ./dewberry up"
        if ((port < 1024)) && [[ $(id -u) != 0 ]] &&
            ((port < $(cat /proc/sys/net/ipv4/ip_unprivileged_port_start 2>/dev/null || echo 1024))); then
            fail "Only root may use port $port. Choose one from 1024 on: DEWBERRY_PORT=8080 ./dewberry up"
        fi
    done
}

who_listens() {
    local who
    who=$(ss -Hltnp "sport = :$1" 2>/dev/null | sed -n 's/.*users:(("\([^"]*\)",pid=\([0-9]*\).*/ (\1, pid \2)/p;q')
    printf '%s' "$who"
}

check_disk_space() {
    local free
    free=$(free_megabytes "$DATA")
    [[ -z $free ]] || ((free >= NEEDED_MEGABYTES)) ||
        fail "The disk that holds $DATA is (nearly) full: $free MB are free, $NEEDED_MEGABYTES MB are needed. Make room, or set DEWBERRY_DATA_DIR."
}

start_supervisor() {
    export JAVA_HOME MARIADBD=${MARIADBD:-} REDIS_SERVER=${REDIS_SERVER:-} MARIADB_CLIENT=${MARIADB_CLIENT:-}
    export DEWBERRY_DATA_DIR=$DATA DEWBERRY_PORT=$PUBLIC_PORT
    rm -f "$RUN/public-scheme"
    local scheme
    scheme=$(public_scheme)
    echo "$scheme" >"$RUN/public-scheme" && echo "$PUBLIC_PORT" >"$RUN/public-port" || fail "Cannot write to $RUN."
    (
        close_files
        exec setsid "$BASH" "$DEWBERRY_HOME/scripts/supervisor.sh" supervisor </dev/null >>"$LOGS/supervisor.log" 2>&1
    ) &
    disown
}

wait_until_healthy() {
    local name names started=$SECONDS limit=${DEWBERRY_START_TIMEOUT:-180}
    local -A seen=() state=()
    mapfile -t names < <(process_names)
    say 'Starting:'
    while ((${#seen[@]} < ${#names[@]})); do
        pause 0.2
        for name in "${names[@]}"; do
            [[ -z ${seen[$name]:-} ]] || continue
            state=()
            read_map "$RUN/$name.status" state
            if [[ ${state[health]:-} == healthy ]]; then
                seen[$name]=yes
                printf '  %-12s healthy after %s s\n' "$name" "$((SECONDS - started))"
            elif ((${state[restarts]:-0} >= 4)); then
                give_up "$name does not start: it ${state[last_exit]:-ended}."  "$name"
            fi
        done
        find_process supervisor || ((SECONDS - started < 5)) ||
            give_up "The supervisor ended; see $LOGS/supervisor.log." supervisor
        ((SECONDS - started < limit)) || {
            for name in "${names[@]}"; do
                [[ -n ${seen[$name]:-} ]] || break
            done
            give_up "$name is not healthy after $limit s (a slower machine may need DEWBERRY_START_TIMEOUT=600)." "$name"
        }
    done
}

give_up() {
    say "The end of $LOGS/$2.log:"
    # Of a JSON line the message alone.
    tail -n 15 "$LOGS/$2.log" 2>/dev/null | sed -E 's/.*"message":"(([^"\\]|\\.)*)".*/\1/; s/\\n/ /g; s/^ *//' |
        cut -c 1-400 | sed 's/^/  | /'
    say 'Stopping what was started ...'
    stop_supervision
    stop_processes >/dev/null
    fail "$1"
}

address() {
    printf '%s://localhost:%s' "$(public_scheme)" "$PUBLIC_PORT"
}

# The first address under which other machines see this one.
outside_address() {
    local host
    [[ -z ${DEWBERRY_ADDRESS:-} ]] || return 0
    host=$(hostname -I 2>/dev/null | cut -d ' ' -f 1)
    [[ -z $host ]] || printf ' (from other machines: %s://%s:%s)' "$(public_scheme)" "$host" "$PUBLIC_PORT"
}

other_gateways() {
    local name
    for name in $(process_names); do
        [[ $name != gateway-* ]] ||
            printf '\n                  %s://localhost:%s (%s)' "$(public_scheme)" "$(port_of "$name")" "$name"
    done
}

# The status of a sign-in with the password that we would print; it may have been changed since. Where the public port
# speaks TLS, auth-service itself is asked, on this machine: bash has no TLS.
sign_in_status() (
    local fd line body port=$PUBLIC_PORT escaped=${SECRETS[admin-password]}
    [[ $(public_scheme) == http ]] || port=${PORTS[auth]}
    escaped=${escaped//\\/\\\\}
    escaped=${escaped//\"/\\\"}
    body="{\"username\":\"$ADMIN_USERNAME\",\"password\":\"$escaped\",\"device\":{\"name\":\"dewberry up\",\"kind\":\"launcher\"}}"
    { exec {fd}<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null || return 1
    LC_ALL=C
    printf 'POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %s\r\nConnection: close\r\n\r\n%s' \
        "${#body}" "$body" >&"$fd"
    IFS= read -r -t 10 -u "$fd" line || return 1
    line=${line#* }
    printf '%s' "${line%% *}"
)

# The first administrator is made a moment after auth-service became ready. Later a refusal means what it says, and is not
# repeated: too many of them would lock the administrator out.
try_sign_in() {
    local status attempt
    for ((attempt = 0; attempt < 5; attempt++)); do
        status=$(sign_in_status)
        [[ $status == 401 && ! -e $DATA/started-before ]] || break
        pause 1
    done
    : >"$DATA/started-before"
    printf '%s' "$status"
}

print_welcome() {
    local password
    case $(try_sign_in) in
        200) password=${SECRETS[admin-password]} ;;
        401) password='not the one in the settings; it was changed after the first start' ;;
        *) password="${SECRETS[admin-password]} (signing in could not be tried)" ;;
    esac
    cat <<END

Dewberry is ready.

  Address         $(address)$(outside_address)$(other_gateways)
  Administrator   $ADMIN_USERNAME
  Password        $password
  Data            $DATA

What to try next:
  open $(address) in a browser, register, and chat with somebody who does the same
  ./dewberry chat --user NAME     chat in this terminal
  ./dewberry status               how the processes are
  ./dewberry down                 stop; the data stay
END
}
