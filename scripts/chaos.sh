# ./dewberry chaos [--minutes N] [--seed S] [--only PATTERN]
# shellcheck shell=bash

for part in machine build; do
    # shellcheck source=/dev/null
    source "$DEWBERRY_HOME/scripts/$part.sh"
done

# A system of its own, on ports and in folders of its own; it touches none that runs.
command_chaos() {
    local minutes=15 seed=$RANDOM only=
    while [[ $# -gt 0 ]]; do
        case $1 in
            --minutes) minutes=${2:-} ;;
            --seed) seed=${2:-} ;;
            --only) only=${2:-} ;;
            *) fail "'chaos' knows only --minutes, --seed and --only." ;;
        esac
        [[ $1 == --only ]] || is_number "${2:-}" || fail "'$1' wants a number."
        [[ -n ${2:-} ]] || fail "'--only' wants a part of the names of faults."
        shift 2
    done
    # Else a leading zero would make it an octal one.
    minutes=$((10#$minutes)) seed=$((10#$seed))
    ((minutes > 0)) || fail "'--minutes' wants at least 1."
    [[ -d $DEWBERRY_HOME/system-tests ]] || fail "'chaos' needs the sources; it is not part of an installation without them."
    mkdir -p "$LOGS" || fail "Cannot write to $LOGS."
    say "Chaos for $minutes min with seed $seed; ./dewberry chaos --minutes $minutes --seed $seed${only:+ --only '$only'} does the same again."
    say 'Looking for what is needed:'
    need_jdk
    need_mariadb
    need_redis
    need_node
    say 'Building, which takes some minutes the first time ...'
    run_chaos "$minutes" "$seed" "$only"
}

# Arguments: minutes, seed, regular expression for the names of faults, or nothing
run_chaos() {
    # -Dtest names no unit test.
    (cd "$DEWBERRY_HOME" && ./mvnw -B -ntp -q -pl system-tests -am -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false \
        -Dfailsafe.failIfNoSpecifiedTests=false -Dweb.skipTests=true -Dspotless.check.skip -Dit.test=ChaosIT \
        -Ddewberry.chaos.minutes="$1" -Ddewberry.chaos.seed="$2" -Ddewberry.chaos.only="$3" verify 2>&1) |
        tee "$LOGS/chaos.log" | grep --line-buffered -E '^([0-9]{2,}:[0-9]{2}  |Chaos|  )'
    local result=${PIPESTATUS[0]}
    ((result == 0)) && return 0
    grep -q 'promises were kept\.$' "$LOGS/chaos.log" ||
        grep -E '^\[ERROR\]' "$LOGS/chaos.log" | head -n 20 >&2
    fail "Not everything went well. All that was said is in $LOGS/chaos.log; the logs of the processes are in
  $DEWBERRY_HOME/system-tests/target/cluster-1."
}
