# ./dewberry status [--json]
# shellcheck shell=bash

command_status() {
    local json=
    case ${1:-} in
        '') ;;
        --json) json=yes ;;
        *) fail "'status' knows only --json." ;;
    esac
    read_map "$DATA/ports" PORTS
    if [[ -n $json ]]; then
        print_json
    else
        print_table
    fi
}

# What is recorded, in the order in which things start, and then whatever else is recorded (other replicas, say).
known_processes() {
    local name recorded
    recorded=" $(recorded_processes | tr '\n' ' ')"
    for name in supervisor watchdog $(DEWBERRY_REPLICAS_GATEWAY=9 DEWBERRY_REPLICAS_MESSAGE=9 DEWBERRY_REPLICAS_STORAGE=9 \
        process_names); do
        [[ $recorded != *" $name "* ]] || echo "$name"
    done
}

# Sets HEALTH, RESTARTS, STARTED, LAST_EXIT and PID of one process.
look_at() {
    local name=$1
    local -A state=()
    read_map "$RUN/$name.status" state
    RESTARTS=${state[restarts]:-0}
    STARTED=${state[started]:-0}
    LAST_EXIT=${state[last_exit]:-}
    HEALTH=${state[health]:-starting}
    if ! find_process "$name"; then
        HEALTH=stopped
        PID=
    fi
    PORT=
    case $name in
        supervisor | watchdog) ;;
        *) PORT=$(public_port_of "$name") ;;
    esac
}

# The port of a running gateway is the one it was started with, whatever DEWBERRY_PORT says in this terminal.
public_port_of() {
    [[ ! -r $RUN/public-port ]] || read -r PUBLIC_PORT <"$RUN/public-port"
    port_of "$1"
}

overall_state() {
    local name bad=
    if ! find_process supervisor; then
        if is_running; then echo unsupervised; else echo stopped; fi
        return
    fi
    for name in $(known_processes); do
        look_at "$name"
        [[ $HEALTH == healthy ]] || bad=yes
    done
    if [[ -n $bad ]]; then echo degraded; else echo healthy; fi
}

json_text() {
    local text=${1//\\/\\\\}
    printf '"%s"' "${text//\"/\\\"}"
}

print_json() {
    local name separator='' port
    port=$(public_port_of gateway)
    printf '{"state":"%s","address":"%s://localhost:%s","dataDir":%s' "$(overall_state)" "$(public_scheme)" "$port" \
        "$(json_text "$DATA")"
    if [[ -r $RUN/disk-warning ]]; then
        printf ',"freeMegabytes":%s' "$(cat "$RUN/disk-warning")"
    fi
    printf ',"processes":['
    for name in $(known_processes); do
        look_at "$name"
        printf '%s\n  {"name":"%s","role":"%s","pid":%s,"port":%s,"managementPort":%s,"health":"%s","restarts":%s,"startedAt":%s,"lastExit":%s,"log":%s}' \
            "$separator" "$name" "$(role_of "$name")" "${PID:-null}" "${PORT:-null}" "$(management_port "$name")" "$HEALTH" \
            "$RESTARTS" "$STARTED" "$(json_text "$LAST_EXIT")" "$(json_text "$LOGS/${name/watchdog/supervisor}.log")"
        separator=,
    done
    printf '\n]}\n'
}

management_port() {
    case $1 in
        gateway | gateway-*) health_port_of "$1" ;;
        *) printf null ;;
    esac
}

print_table() {
    local name state
    state=$(overall_state)
    case $state in
        stopped)
            say "Dewberry does not run (data in $DATA)."
            return 0
            ;;
        unsupervised) say "The supervisor is gone. './dewberry down' stops what is left." ;;
        *) say "Dewberry is $state, at $(public_scheme)://localhost:$(public_port_of gateway) (data in $DATA)." ;;
    esac
    [[ ! -r $RUN/disk-warning ]] || say "Only $(cat "$RUN/disk-warning") MB are free on the disk that holds the data."
    printf '%-12s %-18s %8s %6s  %-10s %8s  %s\n' NAME ROLE PID PORT HEALTH RESTARTS 'LAST END'
    for name in $(known_processes); do
        look_at "$name"
        printf '%-12s %-18s %8s %6s  %-10s %8s  %s\n' "$name" "$(role_of "$name")" "${PID:--}" "${PORT:--}" "$HEALTH" \
            "$RESTARTS" "$LAST_EXIT"
    done
}
