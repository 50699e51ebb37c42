# ./dewberry test [--all | --containers]
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
        *) fail "'test' knows only --all and --containers." ;;
    esac
    mkdir -p "$LOGS" || fail "Cannot write to $LOGS."
    say 'Looking for what is needed:'
    need_jdk
    need_mariadb
    need_redis
    need_node
    need_chromium
    cd "$DEWBERRY_HOME" && exec ./mvnw "${arguments[@]}"
}

# The one part of the tests that is different with a container engine: how they get their servers.
test_in_containers() {
    [[ $(id -u) == 0 ]] || fail "'test --containers' has to be run by root, because it brings its own container engine."
    mkdir -p "$LOGS" || fail "Cannot write to $LOGS."
    need_jdk
    cd "$DEWBERRY_HOME" && exec scripts/containers.sh ./mvnw -B -ntp -pl test-support -Dit.test=ServersIT verify
}

# The web client is tested in a real browser.
need_chromium() {
    local chromium
    chromium=$(find_program chromium chromium-browser google-chrome) || {
        install_packages chromium -- && chromium=$(find_program chromium)
    } || fail "Chromium is needed to test the web client. $(why_not_installed chromium)"
    say "  Chromium  $chromium"
}
