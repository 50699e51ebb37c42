# ./dewberry logs [SERVICE] [-f]
# shellcheck shell=bash

command_logs() {
    local argument name= follow=() files=()
    for argument in "$@"; do
        case $argument in
            -f | --follow) follow=(-F) ;;
            -*) fail "'logs' knows only -f." ;;
            *) name=${argument%-service} ;;
        esac
    done
    if [[ -n $name ]]; then
        files=("$LOGS/$name.log")
        [[ -r ${files[0]} ]] || fail "There is no log of '$name' in $LOGS. There are: $(log_names)"
        exec tail -n 200 "${follow[@]}" -- "${files[@]}"
    fi
    for name in supervisor mariadb redis auth storage storage-2 message message-2 presence gateway gateway-2; do
        [[ ! -r $LOGS/$name.log ]] || files+=("$LOGS/$name.log")
    done
    ((${#files[@]})) || fail "There are no logs in $LOGS yet."
    exec tail -n 20 "${follow[@]}" -- "${files[@]}"
}

log_names() {
    local file
    for file in "$LOGS"/*.log; do
        file=${file##*/}
        printf '%s ' "${file%.log}"
    done
}
