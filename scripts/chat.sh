# ./dewberry chat --user NAME
# shellcheck shell=bash

for part in machine build; do
    # shellcheck source=/dev/null
    source "$DEWBERRY_HOME/scripts/$part.sh"
done

command_chat() {
    mkdir -p "$LOGS" || fail "Cannot write to $LOGS."
    need_jdk >/dev/null
    build_if_needed chat
    if [[ " $* " != *' --server '* && " $* " != *' --url '* ]]; then
        set -- --server "$(server_address)" "$@"
    fi
    exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
        -jar "$(jar_of chat)" "$@"
}

server_address() {
    [[ -z ${DEWBERRY_PORT:-} && -r $RUN/public-port ]] && read -r PUBLIC_PORT <"$RUN/public-port"
    printf '%s://localhost:%s' "$(public_scheme)" "$PUBLIC_PORT"
}
