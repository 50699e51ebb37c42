#!/bin/bash
# Says when the services need a module of the JDK that is not in modules.txt, and fails.
#
# Arguments: a folder with one folder for each service: its jar and, in lib, its libraries
set -eu -o pipefail

wanted=$(sed 's/#.*//' "$(dirname "$0")/modules.txt" | xargs -n 1 | LC_ALL=C sort)
# With what these bring along.
available=$(java --limit-modules "$(tr '\n' , <<<"$wanted" | sed 's/,$//')" --list-modules | sed 's/@.*//' | LC_ALL=C sort)
missing=
for folder in "$1"/*/; do
    jars=("$folder"lib/*.jar)
    [[ ! -f ${folder}app.jar ]] || jars+=("${folder}app.jar")
    needed=$(jdeps --ignore-missing-deps --multi-release 25 --print-module-deps --class-path "${folder}lib/*" "${jars[@]}" |
        tail -n 1 | tr , '\n' | LC_ALL=C sort)
    lacking=$(comm -23 <(echo "$needed") <(echo "$available"))
    [[ -z $lacking ]] || missing+="  $(basename "$folder") needs ${lacking//$'\n'/ }"$'\n'
done
[[ -z $missing ]] || {
    printf 'docker/modules.txt lacks modules of the JDK:\n%s' "$missing" >&2
    exit 1
}
