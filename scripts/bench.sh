# ./dewberry bench SCENARIO [--option value ...]
# shellcheck shell=bash

for part in machine build servers processes training; do
    # shellcheck source=/dev/null
    source "$DEWBERRY_HOME/scripts/$part.sh"
done

# The bench starts a system of its own, in a data folder of its own, through this launcher; it touches none that runs.
command_bench() {
    mkdir -p "$LOGS" || fail "Cannot write to $LOGS."
    case ${1:-help} in
        help | -h | --help)
            list_scenarios
            return
            ;;
    esac
    say 'Looking for what is needed:'
    need_jdk
    need_mariadb
    need_redis
    build_if_needed bench
    refuse_unknown_scenario "$1"
    build_if_needed "${SERVICES[@]}"
    mkdir -p "$RUN" "$DATA/apps" && unpack_services
    make_aot_caches
    exec "$DEWBERRY_HOME/bench/run" "$@"
}

# Only the bench itself knows them.
list_scenarios() {
    need_jdk >/dev/null
    build_if_needed bench >&2
    printf 'Usage: ./dewberry bench SCENARIO [--option value ...]\n\n'
    "$DEWBERRY_HOME/bench/run"
}

# Before minutes are spent on building and preparing what it would measure.
refuse_unknown_scenario() {
    local list names
    list=$("$DEWBERRY_HOME/bench/run") || fail "The bench does not start: $list"
    # Down to the options that all of them have.
    names=$(sed -n '/^For all/q; s/^  \([a-z][a-z-]*\) .*/\1/p' <<<"$list" | tr '\n' ' ')
    [[ " $names" == *" $1 "* ]] || fail "There is no scenario '$1'; there are $names"
}
