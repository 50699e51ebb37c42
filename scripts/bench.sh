# ./dewberry bench SCENARIO [--option value ...]
# shellcheck shell=bash

for part in machine build servers processes; do
    # shellcheck source=/dev/null
    source "$DEWBERRY_HOME/scripts/$part.sh"
done

# The bench starts a system of its own, in a data folder of its own, through this launcher; it touches none that runs.
command_bench() {
    mkdir -p "$LOGS" || fail "Cannot write to $LOGS."
    say 'Looking for what is needed:'
    need_jdk
    need_mariadb
    need_redis
    build_if_needed "${SERVICES[@]}" bench
    mkdir -p "$RUN" "$DATA/apps" && unpack_services
    make_aot_caches
    exec "$DEWBERRY_HOME/bench/run" "$@"
}
