# How each process is started, asked how it is, and stopped.
# shellcheck shell=bash

# --- starting ----------------------------------------------------------------------------------------------------------

# Sets JAVA_OPTIONS for a service. The sums fit the memory of a Raspberry Pi 4B, see docs/operations.md.
java_options() {
    local service=$1 options=$DEWBERRY_HOME/scripts/jvm
    # Meant for other programs: it would change what was measured, and the caches were made without.
    unset JDK_JAVA_OPTIONS
    JAVA_OPTIONS=("@$options/common.options" -Djava.io.tmpdir="$DATA/tmp")
    [[ ! -f $options/$service.options ]] || JAVA_OPTIONS+=("@$options/$service.options")
    case $service in
        gateway) JAVA_OPTIONS+=(-Xms64m -Xmx192m -XX:MaxDirectMemorySize=128m) ;;
        message | storage) JAVA_OPTIONS+=(-Xms32m -Xmx128m -XX:MaxDirectMemorySize=48m) ;;
        # Auth hashes two passwords at a time, 20 MB each.
        auth) JAVA_OPTIONS+=(-Xms24m -Xmx88m -XX:MaxDirectMemorySize=32m) ;;
        presence) JAVA_OPTIONS+=(-Xms24m -Xmx80m -XX:MaxDirectMemorySize=32m) ;;
    esac
}

database_environment() {
    local service=$1
    if [[ -n ${DEWBERRY_MARIADB_URL:-} ]]; then
        parse_url DEWBERRY_MARIADB_URL "$DEWBERRY_MARIADB_URL" 3306
        export DEWBERRY_DATABASE_HOST=$URL_HOST DEWBERRY_DATABASE_PORT=$URL_PORT
    else
        export DEWBERRY_DATABASE_HOST=127.0.0.1 DEWBERRY_DATABASE_PORT=${PORTS[mariadb]}
    fi
    export DEWBERRY_DATABASE_NAME=dewberry_$service
    export DEWBERRY_DATABASE_USERNAME=dewberry_$service
    export DEWBERRY_DATABASE_PASSWORD=${SECRETS[mariadb-$service]}
    export DEWBERRY_DATABASE_OWNER_USERNAME=dewberry_${service}_owner
    export DEWBERRY_DATABASE_OWNER_PASSWORD=${SECRETS[mariadb-$service-owner]}
}

# Puts the settings of one process into the environment; runs in the process that will become the service.
service_environment() {
    local name=$1 service
    service=$(service_of "$name")
    if [[ -n ${DEWBERRY_REDIS_URL:-} ]]; then
        export DEWBERRY_BUS_URI=$DEWBERRY_REDIS_URL
    else
        export DEWBERRY_BUS_URI="redis://$service:${SECRETS[redis-$service]}@127.0.0.1:${PORTS[redis]}"
    fi
    export DEWBERRY_SECURITY_SERVICE_KEY=${SECRETS[service-key]}
    export DEWBERRY_SERVICES_AUTH=http://127.0.0.1:${PORTS[auth]}
    export DEWBERRY_SERVICES_STORAGE=http://127.0.0.1:${PORTS[storage]}
    export DEWBERRY_SERVICES_PRESENCE=http://127.0.0.1:${PORTS[presence]}
    case $service in
        auth | storage | presence) database_environment "$service" ;;
    esac
    if [[ $service == gateway ]]; then
        export SERVER_PORT MANAGEMENT_SERVER_PORT MANAGEMENT_SERVER_ADDRESS=127.0.0.1
        SERVER_PORT=$(port_of "$name")
        MANAGEMENT_SERVER_PORT=$(health_port_of "$name")
        [[ -z ${DEWBERRY_ADDRESS:-} ]] || export SERVER_ADDRESS=$DEWBERRY_ADDRESS
    else
        export SERVER_ADDRESS=127.0.0.1 SERVER_PORT
        SERVER_PORT=$(port_of "$name")
    fi
    if [[ $service == auth ]]; then
        export DEWBERRY_ADMIN_USERNAME=$ADMIN_USERNAME DEWBERRY_ADMIN_PASSWORD=${SECRETS[admin-password]}
    else
        unset DEWBERRY_ADMIN_PASSWORD
    fi
    unset DEWBERRY_MARIADB_URL DEWBERRY_REDIS_URL
}

# Only for measuring: the bench has made these folders and set their limits.
join_control_groups() {
    local folder
    for folder in ${DEWBERRY_CGROUPS:-}; do
        [[ ! -d $folder/$1 ]] || echo "$BASHPID" >"$folder/$1/cgroup.procs" || exit 1
    done
}

# Becomes the process; never returns.
become() {
    local name=$1 service
    service=$(service_of "$name")
    close_files
    exec </dev/null >>"$LOGS/$name.log" 2>&1
    trap - TERM INT HUP
    cd "$DATA" || exit 1
    local pin=()
    [[ -z ${DEWBERRY_CPUS:-} ]] || pin=(taskset -c "$DEWBERRY_CPUS")
    join_control_groups "$service"
    case $service in
        # Only for measuring: a library of the bench that makes their disk slower.
        mariadb | redis) [[ -z ${DEWBERRY_STORES_PRELOAD:-} ]] || export LD_PRELOAD=$DEWBERRY_STORES_PRELOAD ;;
    esac
    case $service in
        mariadb) exec "${pin[@]}" "$MARIADBD" --defaults-file="$DATA/mariadb/server.cnf" ;;
        redis)
            "${pin[@]}" "$DEWBERRY_HOME/helm/dewberry/files/redis-appendonly.sh" "$DATA/redis/data"
            exec "${pin[@]}" "$REDIS_SERVER" "$DATA/redis/redis.conf"
            ;;
    esac
    local JAVA_OPTIONS folder extra
    java_options "$service"
    folder=$(readlink -f "$DATA/apps/$service")
    if [[ ${TRAINED:-} == *" $service "* ]]; then
        JAVA_OPTIONS+=("-XX:AOTCacheOutput=$DATA/caches/$service.aot")
    elif [[ -f $folder/app.aot && ${DEWBERRY_AOT:-on} != off ]]; then
        JAVA_OPTIONS+=("-XX:AOTCache=$folder/app.aot")
    fi
    # On purpose several words.
    read -r -a extra <<<"${DEWBERRY_JAVA_OPTIONS:-}"
    service_environment "$name"
    # One arena of the C library per thread would cost tens of megabytes.
    export MALLOC_ARENA_MAX=2
    exec "${pin[@]}" "$JAVA_HOME/bin/java" "${JAVA_OPTIONS[@]}" "${extra[@]}" -jar "$folder/app.jar"
}

# Starts a process as a child of this shell and sets PID.
start_process() {
    (become "$1") &
    PID=$!
    record_process "$1" "$PID" || printf '%s 0 %s\n' "$PID" "$BOOT_ID" >"$RUN/$1.pid"
}

# --- asking ------------------------------------------------------------------------------------------------------------
# These open files that are only closed with the process, so they run in one of their own.

# Prints the status line of an answer.
http_status() {
    local fd line
    { exec {fd}<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
    printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' "$2" >&"$fd"
    IFS= read -r -t 3 -u "$fd" line || return 1
    line=${line#* }
    printf '%s' "${line%% *}"
}

# Prints healthy, unready (it lives, but cannot work now) or silent (it does not answer).
probe() {
    local name=$1 status
    case $(service_of "$name") in
        mariadb)
            if (cd "$DATA/mariadb/data" && timeout 5 "$MARIADB_CLIENT" --no-defaults --skip-ssl --socket=server.sock \
                --user="$(id -un)" -e 'DO 1' >/dev/null 2>&1); then
                echo healthy
            else
                echo silent
            fi
            ;;
        redis)
            case $(redis_answer 127.0.0.1 "${PORTS[redis]}" probe "${SECRETS[redis-probe]}") in
                +PONG*) echo healthy ;;
                '') echo silent ;;
                *) echo unready ;;
            esac
            ;;
        *)
            status=$(http_status "$(health_port_of "$name")" /actuator/health/readiness)
            if [[ $status == 200 ]]; then
                echo healthy
            elif [[ -n $status && $(http_status "$(health_port_of "$name")" /actuator/health/liveness) == 200 ]]; then
                echo unready
            else
                echo silent
            fi
            ;;
    esac
}

# --- stopping ----------------------------------------------------------------------------------------------------------

# The order in which things stop: whoever uses something stops before it.
readonly STOP_GROUPS=('gateway*' 'message* presence' 'storage*' 'auth' 'redis' 'mariadb')

group_members() {
    local pattern name
    for name in $(recorded_processes); do
        set -f
        for pattern in $1; do
            # shellcheck disable=SC2254 # a pattern
            case $name in $pattern) echo "$name" ;; esac
        done
        set +f
    done
}

# Stops everything that was recorded as ours: SIGTERM, and SIGKILL for what does not listen.
stop_processes() {
    local group name names deadline
    for group in "${STOP_GROUPS[@]}"; do
        names=()
        for name in $(group_members "$group"); do
            if find_process "$name"; then
                names+=("$name")
                kill -TERM "$PID" 2>/dev/null
                # One that is paused would not notice.
                kill -CONT "$PID" 2>/dev/null
            else
                rm -f "$RUN/$name.pid"
            fi
        done
        ((${#names[@]})) || continue
        deadline=$((SECONDS + ${DEWBERRY_STOP_TIMEOUT:-30}))
        while any_runs "${names[@]}" && ((SECONDS < deadline)); do
            pause 0.1
        done
        for name in "${names[@]}"; do
            if signal_process KILL "$name"; then
                say "  $name did not stop in time and was killed"
                while find_process "$name"; do pause 0.05; done
            else
                say "  $name stopped"
            fi
            rm -f "$RUN/$name.pid" "$RUN/$name.status"
        done
    done
}

any_runs() {
    local name
    for name in "$@"; do
        find_process "$name" && return 0
    done
    return 1
}

# Ends the supervisor and its watchdog without letting them stop or start anything: the caller does that.
stop_supervision() {
    local name
    : >"$RUN/stopping"
    for name in watchdog supervisor; do
        signal_process KILL "$name" || true
        while find_process "$name"; do pause 0.05; done
        rm -f "$RUN/$name.pid" "$RUN/$name.status"
    done
}
