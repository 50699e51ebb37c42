# Builds the jars where they are missing or older than their sources.
# shellcheck shell=bash

jar_of() {
    case $1 in
        chat | bench) printf '%s' "$DEWBERRY_HOME/$1/target/$1-0.1.0-SNAPSHOT-app.jar" ;;
        *) printf '%s' "$DEWBERRY_HOME/$1-service/target/$1-service-0.1.0-SNAPSHOT-app.jar" ;;
    esac
}

# The folders whose content ends up in a jar.
sources_of() {
    case $1 in
        gateway) echo pom.xml protocol platform gateway-service web ;;
        chat) echo pom.xml protocol client-java chat ;;
        bench) echo pom.xml bench ;;
        *) echo pom.xml protocol platform "$1-service" ;;
    esac
}

is_up_to_date() {
    local jar plain newer sources
    jar=$(jar_of "$1")
    # Builds are reproducible, so Maven dates the jar of jars always the same; the plain jar beside it tells the truth.
    plain=${jar%-app.jar}.jar
    [[ -f $jar ]] || return 1
    [[ -f $plain ]] || plain=$jar
    read -r -a sources <<<"$(sources_of "$1")"
    newer=$(cd "$DEWBERRY_HOME" && find "${sources[@]}" \
        \( -name target -o -name node_modules -o -name dist -o -path '*/src/test' -o -path 'web/e2e' \) -prune -o \
        -type f -newer "$jar" -newer "$plain" -print -quit 2>/dev/null)
    [[ -z $newer ]]
}

# Arguments: what must be there, out of the services, chat and bench.
build_if_needed() {
    local part modules='' missing=()
    for part in "$@"; do
        is_up_to_date "$part" || missing+=("$part")
    done
    ((${#missing[@]})) || return 0

    [[ " ${missing[*]} " != *' gateway '* ]] || need_node
    for part in "${missing[@]}"; do
        case $part in
            chat | bench) modules+=,$part ;;
            *) modules+=,$part-service ;;
        esac
    done
    say "Building ${missing[*]} (the first time this takes a few minutes) ..."
    local started=$SECONDS
    (cd "$DEWBERRY_HOME" && ./mvnw -B -ntp -DskipTests -pl "${modules#,}" -am package 2>&1) |
        tee "$LOGS/build.log" | sed -un 's/^\[INFO\] Building \([a-z-]*\) .*/  \1/p'
    if [[ ${PIPESTATUS[0]} != 0 ]]; then
        grep -E '^\[ERROR\]|BUILD|No space left' "$LOGS/build.log" | head -n 20 >&2
        ! grep -q 'No space left on device' "$LOGS/build.log" || fail "The build failed because a disk is full."
        fail "The build failed; the whole output is in $LOGS/build.log."
    fi
    for part in "${missing[@]}"; do
        [[ -f $(jar_of "$part") ]] || fail "The build made no $(jar_of "$part")."
        # Maven leaves a jar alone that would come out the same; its date is what the next start compares.
        touch "$(jar_of "$part")"
    done
    say "Built in $((SECONDS - started)) s."
}

# Unpacks a service's jar into a folder named after its content, because that starts faster and an AOT cache needs it, and
# because a build that replaces the jar then does not pull it from under a running process.
app_folder() {
    local hash
    hash=$(sha256sum "$(jar_of "$1")") && printf '%s/apps/%s-%s' "$DATA" "$1" "${hash:0:16}"
}

unpack_services() {
    local service folder jar keep=()
    for service in "${SERVICES[@]}"; do
        folder=$(app_folder "$service") || fail "Cannot read $(jar_of "$service")."
        keep+=("$folder")
        if [[ ! -d $folder ]]; then
            jar=$(jar_of "$service")
            rm -rf "$folder.new"
            "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djarmode=tools -jar "$jar" \
                extract --destination "$folder.new" >"$LOGS/unpack.log" 2>&1 &&
                mv "$folder.new"/*-app.jar "$folder.new/app.jar" &&
                mv "$folder.new" "$folder" ||
                fail "Cannot unpack $jar into $DATA/apps: $(tail -n 1 "$LOGS/unpack.log")"
        fi
        ln -sfn "$folder" "$DATA/apps/$service"
    done
    remove_old_apps "${keep[@]}"
}

remove_old_apps() {
    local folder
    for folder in "$DATA"/apps/*-????????????????; do
        [[ " $* " == *" $folder "* ]] || rm -rf "$folder"
    done
}
