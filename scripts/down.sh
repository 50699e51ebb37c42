# ./dewberry down
# shellcheck shell=bash

for part in servers processes; do
    # shellcheck source=/dev/null
    source "$DEWBERRY_HOME/scripts/$part.sh"
done

command_down() {
    (($# == 0)) || fail "'down' takes no arguments."
    [[ -d $RUN ]] || {
        say "Dewberry does not run (there is no data folder $DATA)."
        return 0
    }
    take_lock
    is_running || {
        say "Dewberry does not run (data in $DATA)."
        return 0
    }
    say 'Stopping:'
    stop_supervision
    stop_processes
    say 'Dewberry is down. Its data stay in' "$DATA."
}
