# AOT caches: what the JVM keeps of an earlier run of a service, so that the next one need not find it out again.
# shellcheck shell=bash
#
# A cache holds the loaded classes, and the profiles of the methods that were hot: without these a service starts in half the
# time, but answers its first thousands of messages with code that is not compiled. So the training is a whole system of its
# own that works for half a minute, driven by the load generator, and each service writes its cache when it ends. Nothing
# depends on it: where it does not work out, the services are only started up for their caches (their classes, without
# profiles), and where that fails too they start without.

# DEWBERRY_AOT: on, start (the short training at once), off.
make_aot_caches() {
    local how=${DEWBERRY_AOT:-on} wanted=() lock started=$SECONDS
    [[ $how != off ]] || return 0
    lacks_caches || return 0
    # Whoever waited here may find that the other has made them.
    exec {lock}>"$APPS/.training" && flock "$lock"
    if lacks_caches; then
        : >"$LOGS/aot.log"
        if [[ $how != start ]]; then
            say 'Preparing the services: a training under traffic, for quick starts and a quick first minute ...'
            ({ is_up_to_date bench || (build_if_needed bench); } && close_files && train traffic) >>"$LOGS/aot.log" 2>&1 ||
                say "  (that did not work, see $LOGS/aot.log)"
        fi
        if lacks_caches; then
            say 'Preparing the services for a quick start ...'
            (close_files && train start) >>"$LOGS/aot.log" 2>&1 ||
                say "  (that did not work, see $LOGS/aot.log; they will just start slower)"
        fi
        say "Prepared in $((SECONDS - started)) s."
    fi
    exec {lock}>&-
}

# Sets the caller's `wanted`: the services without a cache that this JDK would take.
lacks_caches() {
    local service jdk
    jdk=$(jdk_identity)
    wanted=()
    for service in "${SERVICES[@]}"; do
        [[ -f $DATA/apps/$service/app.aot && $(cat "$DATA/apps/$service/app.aot.jdk" 2>/dev/null) == "$jdk" ]] ||
            wanted+=("$service")
    done
    ((${#wanted[@]} > 0))
}

# A cache is of use to exactly the JDK that wrote it.
jdk_identity() {
    printf '%s %s' "$JAVA_HOME" "$(cksum <"$JAVA_HOME/release" 2>/dev/null)"
}

# Whether there are caches, made by a JDK that was replaced since.
has_stale_caches() {
    local service wanted=()
    lacks_caches || return 1
    for service in "${wanted[@]}"; do
        [[ ! -f $DATA/apps/$service/app.aot ]] || return 0
    done
    return 1
}

# --- a system that is only there for the training -------------------------------------------------------------------------

# Runs in a process of its own: it has a data folder, settings and processes of its own.
#
# Arguments: traffic or start
train() {
    local apps=$DATA/apps variable
    remove_old_trainings
    DATA=$(mktemp -d "$APPS/training.XXXXXX") || return 1
    RUN=$DATA/run LOGS=$DATA/logs PAUSE_FD=
    for variable in ${!DEWBERRY_REPLICAS_*} ${!DEWBERRY_GATEWAY_TLS_*} DEWBERRY_MARIADB_URL DEWBERRY_REDIS_URL DEWBERRY_ADMIN_PASSWORD \
        DEWBERRY_MARIADB_BUFFER_POOL DEWBERRY_REDIS_MEMORY; do
        unset "$variable"
    done
    ADMIN_USERNAME=admin
    export DEWBERRY_ADDRESS=127.0.0.1
    mkdir "$RUN" "$LOGS" "$DATA/tmp" "$DATA/caches" && ln -s "$apps" "$DATA/apps" || return 1
    SECRETS=() PORTS=()
    trap end_training EXIT
    PUBLIC_PORT=$(free_port) || return 1
    make_secrets
    make_ports
    set_up_mariadb
    set_up_redis
    start_training_processes mariadb redis || return 1
    "train_by_$1"
}

end_training() {
    local service
    # What still runs would only write a cache that nobody wants any more.
    for service in "${SERVICES[@]}"; do
        ! signal_process KILL "$service" || tail -n 40 "$LOGS/$service.log"
    done
    stop_processes
    rm -rf "$DATA"
}

# Of a training that was killed. The caller holds the lock, so none is under way.
remove_old_trainings() {
    local folder
    for folder in "$APPS"/training.??????; do
        [[ -d $folder ]] || continue
        (DATA=$folder RUN=$folder/run LOGS=$folder/logs && end_training)
    done
}

start_training_processes() {
    local name attempt limit=${DEWBERRY_START_TIMEOUT:-300}
    for name in "$@"; do
        start_process "$name"
    done
    for name in "$@"; do
        for ((attempt = 0; attempt < limit * 4; attempt++)); do
            [[ $(probe "$name") != healthy ]] || continue 2
            find_process "$name" || break
            pause 0.25
        done
        echo "$name did not become healthy"
        return 1
    done
}

# Puts the cache that a service wrote into its place.
keep_cache() {
    local service=$1 folder
    folder=$(readlink -f "$DATA/apps/$service")
    [[ -s $DATA/caches/$service.aot ]] || {
        echo "$service wrote no cache"
        tail -n 20 "$LOGS/$service.log"
        return 1
    }
    # One that a power cut left half written would be taken for whole.
    sync "$DATA/caches/$service.aot" && mv -f "$DATA/caches/$service.aot" "$folder/app.aot" && jdk_identity >"$folder/app.aot.jdk"
}

# --- under traffic ---------------------------------------------------------------------------------------------------------

train_by_traffic() {
    local service first second result=0
    TRAINED=" ${wanted[*]} "
    start_training_processes "${SERVICES[@]}" || return 1
    drive || return 1
    # Writing a cache takes a second JVM for some seconds. Two at a time: a Pi has no memory for more.
    for service in 'gateway presence' 'message storage' auth; do
        read -r first second <<<"$service"
        signal_process TERM "$first"
        [[ -z $second ]] || signal_process TERM "$second"
        keep_trained "$first" || result=1
        [[ -z $second ]] || keep_trained "$second" || result=1
    done
    return $result
}

keep_trained() {
    local started=$SECONDS
    while find_process "$1" && ((SECONDS - started < 300)); do
        pause 0.2
    done
    echo "$1 ended after $((SECONDS - started)) s"
    [[ $TRAINED != *" $1 "* ]] || keep_cache "$1"
}

# What people do: some by hand, because the load generator's users come in by the administrator's door.
drive() {
    local name
    for name in ann ben cem; do
        drive_person "trainee-$name" >/dev/null
    done
    drive_web_client
    # 1 says that limits were not held, which is no wonder here.
    generate teams --users 200 --group-size 10 --rate 50 --warmup 0 --seconds 6 --sync || (($? == 1)) || return 1
    generate pairs --users 500 --rate 200 --warmup 0 --seconds 25 --sync || (($? == 1)) || return 1
    for name in "${SERVICES[@]}"; do
        http_status "$(health_port_of "$name")" /actuator/prometheus >/dev/null
    done
}

generate() {
    echo "Traffic: $*"
    DEWBERRY_ADMIN_PASSWORD=${SECRETS[admin-password]} timeout -k 5 300 "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx256m \
        -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
        -Ddewberry.home="$DEWBERRY_HOME" -jar "$(jar_of bench)" "$@" --target "http://127.0.0.1:$PUBLIC_PORT" \
        --no-pin --no-calibration --settle 5 --results "$DATA/bench" >/dev/null
}

# Registers, signs in, looks around, and signs out.
drive_person() {
    local answer token refresh id
    local credentials="\"username\":\"$1\",\"password\":\"correct horse battery\""
    call POST /api/v1/auth/register "{$credentials,\"displayName\":\"$1\"}" >/dev/null
    answer=$(call POST /api/v1/auth/login "{$credentials,\"device\":{\"name\":\"training\",\"kind\":\"launcher\"}}")
    refresh=$(json_field refreshToken <<<"$answer")
    answer=$(call POST /api/v1/auth/refresh "{\"refreshToken\":\"$refresh\"}")
    token=$(json_field accessToken <<<"$answer")
    id=$(call GET /api/v1/users/me '' "$token" | json_field id)
    call GET '/api/v1/users?q=train' '' "$token"
    call POST "/api/v1/conversations/d:$id:$id/events" \
        '{"clientId":"training-1","content":{"kind":"text","text":"a note"}}' "$token"
    call POST /api/v1/groups '{"name":"training","members":[]}' "$token"
    call GET '/api/v1/conversations?limit=20' '' "$token"
    call GET "/api/v1/conversations/d:$id:$id/events?limit=50" '' "$token"
    call POST /api/v1/auth/logout '' "$token"
}

drive_web_client() {
    local path
    for path in $(call GET / | grep -o '"/assets/[^"]*"' | tr -d '"') /favicon.ico; do
        call GET "$path" >/dev/null
    done
}

# The first text field of this name.
json_field() {
    sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" | head -n 1
}

# METHOD PATH [BODY [TOKEN]]: prints the gateway's answer, head included.
call() (
    local fd body=${3:-}
    LC_ALL=C
    { exec {fd}<>"/dev/tcp/127.0.0.1/$PUBLIC_PORT"; } 2>/dev/null || return 1
    {
        printf '%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n' "$1" "$2"
        [[ -z ${4:-} ]] || printf 'Authorization: Bearer %s\r\n' "$4"
        [[ -z $body ]] || printf 'Content-Type: application/json\r\n'
        printf 'Content-Length: %s\r\n\r\n%s' "${#body}" "$body"
    } >&"$fd"
    timeout 15 cat <&"$fd" | tr -d '\0'
    echo
)

# --- start only ------------------------------------------------------------------------------------------------------------

train_by_start() {
    local first result=0
    set -- "${wanted[@]}"
    # Two at a time: more would want more memory than a Pi has.
    while (($#)); do
        train_start_of "$1" &
        first=$!
        (($# < 2)) || train_start_of "$2" || result=1
        wait "$first" || result=1
        shift $(($# < 2 ? 1 : 2))
    done
    return $result
}

# Up to the point where it would begin to work.
train_start_of() (
    local JAVA_OPTIONS folder extra
    folder=$(readlink -f "$DATA/apps/$1")
    java_options "$1"
    read -r -a extra <<<"${DEWBERRY_JAVA_OPTIONS:-}"
    service_environment "$1"
    timeout 300 "$JAVA_HOME/bin/java" "${JAVA_OPTIONS[@]}" "${extra[@]}" "-XX:AOTCacheOutput=$DATA/caches/$1.aot" \
        -Dspring.context.exit=onRefresh -jar "$folder/app.jar" </dev/null >"$LOGS/$1.log" 2>&1
    keep_cache "$1"
)
