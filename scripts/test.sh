# ./dewberry test [--all]
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
        *) fail "'test' knows only --all." ;;
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

# The web client is tested in a real browser.
need_chromium() {
    local chromium
    chromium=$(find_program chromium chromium-browser google-chrome) || {
        install_packages chromium -- && chromium=$(find_program chromium)
    } || fail "Chromium is needed to test the web client. $(why_not_installed chromium)"
    say "  Chromium  $chromium"
}
