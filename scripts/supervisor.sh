#!/usr/bin/env bash
# Keeps the processes of an installation running. Started by `./dewberry up`, ended by `./dewberry down`.
#
# It runs as two processes: the supervisor proper, and a watchdog that does nothing but start another supervisor where it
# is gone; the supervisor does the same for the watchdog. A new supervisor takes over what runs. Neither is a JVM.
set -u -o pipefail

DEWBERRY_HOME=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
readonly DEWBERRY_HOME
for part in common servers processes; do
    # shellcheck source=/dev/null
    source "$DEWBERRY_HOME/scripts/$part.sh"
done

readonly TICK=0.5
# How often a process is asked how it is, in seconds.
readonly PROBE_INTERVAL=10
# A service that does not answer for so many seconds, once it was healthy, is killed; it will be started again.
readonly SILENCE_LIMIT=60
readonly LOG_LIMIT_MEGABYTES=20
readonly DISK_WARNING_MEGABYTES=200

declare -A STARTED_AT=() RESTARTS=() FAILURES=() START_AGAIN_AT=() HEALTH=() SILENT_SINCE=() PROBED_AT=() PROBE_PID=()
declare -A LAST_EXIT=() WAS_HEALTHY=() LOG_START=() PROCESS=()
NAMES=()

log() {
    printf '%(%Y-%m-%dT%H:%M:%SZ)T %s\n' -1 "$*" >>"$LOGS/supervisor.log"
}

now() {
    printf -v NOW '%(%s)T' -1
}

write_status() {
    local name=$1 pid=
    find_process "$name" && pid=$PID
    printf 'pid=%s\nhealth=%s\nrestarts=%s\nstarted=%s\nlast_exit=%s\n' "$pid" "${HEALTH[$name]}" \
        "${RESTARTS[$name]}" "${STARTED_AT[$name]}" "${LAST_EXIT[$name]}" >"$RUN/$name.status"
}

set_health() {
    [[ ${HEALTH[$1]} != "$2" ]] || return 0
    log "$1 is $2"
    HEALTH[$1]=$2
    write_status "$1"
}

# --- one process -------------------------------------------------------------------------------------------------------

# Takes over what an earlier supervisor started, or prepares the start.
adopt() {
    local name=$1
    local -A before=()
    read_map "$RUN/$name.status" before
    RESTARTS[$name]=${before[restarts]:-0}
    LAST_EXIT[$name]=${before[last_exit]:-}
    STARTED_AT[$name]=${before[started]:-$NOW}
    FAILURES[$name]=0
    PROBED_AT[$name]=0
    SILENT_SINCE[$name]=0
    START_AGAIN_AT[$name]=0
    WAS_HEALTHY[$name]=
    HEALTH[$name]=stopped
    if find_process "$name"; then
        PROCESS[$name]="$PID $START"
        HEALTH[$name]=starting
        log "$name runs already (pid $PID)"
    elif [[ -n ${before[pid]:-} ]]; then
        # It ended while nobody looked.
        note_end "$name" 127
    fi
    write_status "$name"
}

start() {
    local name=$1
    LOG_START[$name]=$(stat -c %s "$LOGS/$name.log" 2>/dev/null || echo 0)
    forget_probe "$name"
    start_process "$name"
    PROCESS[$name]="$PID ${START:-0}"
    STARTED_AT[$name]=$NOW
    START_AGAIN_AT[$name]=0
    SILENT_SINCE[$name]=0
    PROBED_AT[$name]=0
    WAS_HEALTHY[$name]=
    HEALTH[$name]=starting
    log "$name started (pid $PID)"
    write_status "$name"
}

describe_exit() {
    local status=$1
    if ((status == 127)); then
        echo 'ended'
    elif ((status > 128)); then
        echo "was ended by signal $((status - 128)) ($(kill -l $((status - 128)) 2>/dev/null))"
    else
        echo "ended with status $status"
    fi
}

# What the last lines of a log say about the reason, in a sentence.
reason_of_end() {
    local lines
    lines=$(tail -c "+$((${LOG_START[$1]:-0} + 1))" "$LOGS/$1.log" 2>/dev/null | tail -n 60)
    case $lines in
        *'No space left on device'* | *'Disk full'* | *'Disk is full'*) echo ': the disk is full' ;;
        *'Address already in use'* | *'already in use'*) echo ": port $(port_of "$1") is taken by another process" ;;
        *'OutOfMemoryError'* | *'Cannot allocate memory'*) echo ': it had not enough memory' ;;
        *'Access denied for user'*) echo ': the database does not accept its password' ;;
    esac
}

note_end() {
    local name=$1 status=$2 delay
    ((NOW - STARTED_AT[$name] < 60)) || FAILURES[$name]=0
    # At once for the first time, then ever slower, so that a broken process does not eat the machine.
    delay=$((FAILURES[$name] == 0 ? 0 : 1 << (FAILURES[$name] > 5 ? 5 : FAILURES[$name] - 1)))
    FAILURES[$name]=$((FAILURES[$name] + 1))
    RESTARTS[$name]=$((RESTARTS[$name] + 1))
    LAST_EXIT[$name]="$(describe_exit "$status")$(reason_of_end "$name")"
    START_AGAIN_AT[$name]=$((NOW + delay))
    HEALTH[$name]=stopped
    log "$name ${LAST_EXIT[$name]}; it is started again in $delay s"
    write_status "$name"
}

check_process() {
    local name=$1 status pid
    if [[ ${HEALTH[$name]} == stopped ]]; then
        may_start "$name" && ((NOW >= START_AGAIN_AT[$name])) && start "$name"
        return
    fi
    if find_process "$name"; then
        check_probe "$name"
        return
    fi
    read -r pid _ <"$RUN/$name.pid"
    wait "$pid" 2>/dev/null
    status=$?
    note_end "$name" "$status"
    ((START_AGAIN_AT[$name] > NOW)) || start "$name"
}

# At the very first start the services wait for their servers. Later each comes back alone: a gateway has to be able to
# start while MariaDB is down.
may_start() {
    case $1 in
        mariadb | redis) return 0 ;;
    esac
    [[ ! -e $RUN/servers-ready ]] || return 0
    local server
    for server in mariadb redis; do
        [[ -z ${HEALTH[$server]:-} || ${HEALTH[$server]} == healthy ]] || return 1
    done
    : >"$RUN/servers-ready"
}

# --- probes run beside the loop, so that a process that hangs does not hold it up ------------------------------------------

# One that is under way asks the process that was there before; its answer would pass for the new one's.
forget_probe() {
    local pid=${PROBE_PID[$1]:-}
    [[ -n $pid ]] || return 0
    kill -KILL "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
    PROBE_PID[$1]=
}

check_probe() {
    local name=$1 answer interval=$PROBE_INTERVAL
    if [[ -n ${PROBE_PID[$name]:-} ]]; then
        if kill -0 "${PROBE_PID[$name]}" 2>/dev/null; then
            ((NOW - PROBED_AT[$name] <= 10)) || kill -KILL "${PROBE_PID[$name]}" 2>/dev/null
            return
        fi
        wait "${PROBE_PID[$name]}" 2>/dev/null
        PROBE_PID[$name]=
        answer=silent
        read -r answer <"$RUN/$name.probe" 2>/dev/null
        take_answer "$name" "$answer"
        return
    fi
    [[ ${HEALTH[$name]} == healthy ]] || interval=1
    ((NOW - PROBED_AT[$name] >= interval)) || return 0
    PROBED_AT[$name]=$NOW
    : >"$RUN/$name.probe"
    (
        close_files
        trap - TERM
        probe "$name" >"$RUN/$name.probe"
    ) &
    PROBE_PID[$name]=$!
}

take_answer() {
    local name=$1
    case $2 in
        healthy)
            SILENT_SINCE[$name]=0
            WAS_HEALTHY[$name]=yes
            set_health "$name" healthy
            ;;
        unready)
            SILENT_SINCE[$name]=0
            [[ -z ${WAS_HEALTHY[$name]} ]] || set_health "$name" unready
            ;;
        *)
            [[ -n ${WAS_HEALTHY[$name]} ]] || return 0
            ((SILENT_SINCE[$name] > 0)) || SILENT_SINCE[$name]=$NOW
            set_health "$name" silent
            # MariaDB may be right to be slow (recovery, a full disk); killing it would only make it slower.
            if ((NOW - SILENT_SINCE[$name] >= SILENCE_LIMIT)) && [[ $name != mariadb ]]; then
                log "$name has not answered for $SILENCE_LIMIT s and is killed"
                signal_process KILL "$name"
            fi
            ;;
    esac
}

# --- the machine -------------------------------------------------------------------------------------------------------

rotate_logs() {
    local file size name
    for file in "$LOGS"/*.log; do
        size=$(stat -c %s "$file" 2>/dev/null) || continue
        ((size > LOG_LIMIT_MEGABYTES * 1024 * 1024)) || continue
        [[ ! -e $file.1 ]] || mv -f "$file.1" "$file.2"
        # Copied and emptied: the process that writes it keeps the file open, and appends.
        cp "$file" "$file.1" && : >"$file"
        name=${file##*/}
        LOG_START[${name%.log}]=0
    done
}

check_disk() {
    local free
    free=$(free_megabytes "$DATA")
    if [[ -n $free ]] && ((free < DISK_WARNING_MEGABYTES)); then
        [[ -e $RUN/disk-warning ]] || log "only $free MB are free where the data are ($DATA)"
        echo "$free" >"$RUN/disk-warning"
    else
        rm -f "$RUN/disk-warning"
    fi
}

start_other() {
    local role=$1
    # The environment still holds what `up` was started with.
    (
        close_files
        exec setsid "$BASH" "$DEWBERRY_HOME/scripts/supervisor.sh" "$role" </dev/null >>"$LOGS/supervisor.log" 2>&1
    ) &
    disown
}

# As long as this is held, no other installation's build removes what runs here.
hold_apps() {
    local service fd
    for service in "${SERVICES[@]}"; do
        exec {fd}<"$DATA/apps/$service/in-use" && flock -s "$fd"
    done
}

# --- the two loops -------------------------------------------------------------------------------------------------------

# Whether the data folder is gone, or is another installation's by now: somebody removed it while we were running.
is_disowned() {
    local pid
    { read -r pid _ <"$RUN/$role.pid"; } 2>/dev/null || return 0
    [[ $pid != "$$" ]]
}

# Without the folder nobody could ever stop these processes.
kill_everything() {
    local name pid start
    for name in "${NAMES[@]}"; do
        read -r pid start <<<"${PROCESS[$name]:-0 0}"
        start_time "$pid" && [[ $START == "$start" ]] && kill -KILL "$pid"
    done
    exit 1
}

# The machine shuts down, or somebody ends the supervisor politely: everything stops in order.
stop_everything() {
    : >"$RUN/stopping"
    log 'asked to stop'
    stop_processes >>"$LOGS/supervisor.log"
    log 'stopped'
    exit 0
}

supervise() {
    local name tick=0
    : "${MARIADBD:=}" "${REDIS_SERVER:=}" "${MARIADB_CLIENT:=}"
    read_map "$DATA/secrets" SECRETS
    read_map "$DATA/ports" PORTS
    mapfile -t NAMES < <(process_names)
    # Thousands of sockets are thousands of files.
    ulimit -S -n "$(ulimit -H -n)" 2>/dev/null
    ulimit -S -c 0
    hold_apps
    now
    for name in "${NAMES[@]}"; do
        adopt "$name"
    done
    trap stop_everything TERM INT
    trap '' HUP
    while [[ ! -e $RUN/stopping ]]; do
        ! is_disowned || kill_everything
        now
        for name in "${NAMES[@]}"; do
            check_process "$name"
        done
        if ((tick % 4 == 3)) && ! find_process watchdog; then
            [[ ! -e $RUN/watchdog.pid ]] || log 'the watchdog is gone and is started again'
            start_other watchdog
        fi
        if ((tick % 60 == 30)); then
            rotate_logs
            check_disk
        fi
        tick=$((tick + 1))
        pause $TICK
    done
}

watch() {
    trap 'exit 0' TERM INT
    trap '' HUP
    while [[ ! -e $RUN/stopping ]] && ! is_disowned; do
        if ! find_process supervisor; then
            log 'the supervisor is gone and is started again'
            start_other supervisor
            pause 1
        fi
        pause 1
    done
}

cd "$DATA" || exit 1
# The two themselves are counted as well.
note_own_start() {
    local -A before=()
    local restarts=0 last_exit=
    if [[ -e $RUN/$role.pid ]]; then
        read_map "$RUN/$role.status" before
        restarts=$((${before[restarts]:-0} + 1)) last_exit='ended'
    fi
    # From a process of its own: under an emulator (qemu) a process sees a start time of itself that nobody else sees.
    (record_process "$role" $$)
    now
    printf 'pid=%s\nhealth=healthy\nrestarts=%s\nstarted=%s\nlast_exit=%s\n' $$ "$restarts" "$NOW" "$last_exit" \
        >"$RUN/$role.status"
}

role=${1:-supervisor}
exec {ROLE_LOCK}>"$RUN/$role.lock"
flock -n "$ROLE_LOCK" || exit 0
note_own_start
case $role in
    supervisor) supervise ;;
    watchdog) watch ;;
esac
