# ./dewberry test [--all | --containers | --reproducible]
# shellcheck shell=bash

for part in machine build; do
    # shellcheck source=/dev/null
    source "$DEWBERRY_HOME/scripts/$part.sh"
done

command_test() {
    local arguments=(-B -ntp verify)
    case ${1:-} in
        '') ;;
        --all) arguments+=(-Pall) ;;
        --containers)
            test_in_containers
            return
            ;;
        --reproducible)
            test_reproducible
            return
            ;;
        *) fail "'test' knows only --all, --containers and --reproducible." ;;
    esac
    mkdir -p "$LOGS" || fail "Cannot write to $LOGS."
    say 'Looking for what is needed:'
    need_jdk
    need_mariadb
    need_redis
    need_node
    need_chromium
    need_prometheus
    cd "$DEWBERRY_HOME" && exec ./mvnw "${arguments[@]}"
}

# The part of the tests that depends on the servers: how tests get them, and what talks to them by scripts and statements of
# its own. Once with Redis, once with Valkey.
test_in_containers() {
    [[ $(id -u) == 0 ]] || fail "'test --containers' has to be run by root, because it brings its own container engine."
    mkdir -p "$LOGS" || fail "Cannot write to $LOGS."
    need_jdk
    # -Dtest names no unit test: they are the same without containers.
    cd "$DEWBERRY_HOME" && exec scripts/containers.sh ./mvnw -B -ntp -pl test-support,platform,storage-service -am \
        -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \
        -Dit.test=ServersIT,BusIT,CommitIT,CommitPathIT verify
}

# Two builds of the same commit in two folders give the same jars.
test_reproducible() {
    mkdir -p "$LOGS" || fail "Cannot write to $LOGS."
    need_jdk
    need_node
    cd "$DEWBERRY_HOME" && exec scripts/reproducible.sh
}

# The web client is tested in a real browser.
need_chromium() {
    local chromium
    chromium=$(find_program chromium chromium-browser google-chrome) || {
        install_packages chromium -- && chromium=$(find_program chromium)
    } || fail "Chromium is needed to test the web client. $(why_not_installed chromium)"
    say "  Chromium  $chromium"
}

# Rules are tested by promtool, and rules, dashboards and alerts by a Prometheus, its exporters and an Alertmanager.
need_prometheus() {
    local package packages=(prometheus prometheus-alertmanager prometheus-node-exporter prometheus-mysqld-exporter prometheus-redis-exporter) missing=()
    for package in "${packages[@]}"; do
        find_program "$package" >/dev/null || missing+=("$package")
    done
    ((${#missing[@]} == 0)) || install_packages "${missing[@]}" -- "${missing[@]}" ||
        fail "Prometheus and its exporters are needed to test the monitoring. $(why_not_installed "${missing[@]}")"
    say "  Prometheus $(find_program prometheus)"
}
