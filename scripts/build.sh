# Builds the jars where they are missing or older than their sources.
# shellcheck shell=bash

jar_of() {
    case $1 in
        chat | bench) printf '%s' "$DEWBERRY_HOME/$1/target/$1-0.1.0-SNAPSHOT-app.jar" ;;
        setup) printf '%s' "$DEWBERRY_HOME/cluster-setup/target/cluster-setup-0.1.0-SNAPSHOT-app.jar" ;;
        *) printf '%s' "$DEWBERRY_HOME/$1-service/target/$1-service-0.1.0-SNAPSHOT-app.jar" ;;
    esac
}

# The folders whose content ends up in a jar.
sources_of() {
    case $1 in
        gateway) echo pom.xml protocol platform gateway-service web ;;
        chat) echo pom.xml protocol client-java chat ;;
        bench) echo pom.xml bench ;;
        setup) echo pom.xml cluster-setup scripts/redis-users.acl scripts/mariadb-accounts.sql ;;
        auth | presence | storage) echo pom.xml protocol platform database "$1-service" ;;
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

# Sets BUILT where it built something.
#
# Arguments: what must be there, out of the services, setup, chat and bench.
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
            setup) modules+=,cluster-setup ;;
            *) modules+=,$part-service ;;
        esac
    done
    say "Building ${missing[*]}$( ((${#missing[@]} < 3)) || echo ' (the first time this takes a few minutes)') ..."
    local started=$SECONDS
    (cd "$DEWBERRY_HOME" && ./mvnw -B -ntp -Dmaven.test.skip=true -pl "${modules#,}" -am package 2>&1) |
        tee "$LOGS/build.log" | sed -un 's/^\[INFO\] Building \([a-z-]*\) .*/  \1/p'
    if [[ ${PIPESTATUS[0]} != 0 ]]; then
        grep -E '^\[ERROR\]|^npm (ERR|error)|BUILD|No space left' "$LOGS/build.log" | sed '/BUILD FAILURE/q' | head -n 20 >&2
        ! grep -q 'No space left on device' "$LOGS/build.log" || fail "The build failed because a disk is full."
        fail "The build failed; the whole output is in $LOGS/build.log."
    fi
    for part in "${missing[@]}"; do
        [[ -f $(jar_of "$part") ]] || fail "The build made no $(jar_of "$part")."
        # Maven leaves a jar alone that would come out the same; its date is what the next start compares.
        touch "$(jar_of "$part")"
    done
    say "Built in $((SECONDS - started)) s."
    BUILT=yes
}

# --- unpacked services ---------------------------------------------------------------------------------------------------
# They start faster unpacked, an AOT cache needs it, and a build that replaces a jar does not pull it from under a running
# process. They lie beside the sources and not with the data, so that several installations (tests, the bench) share them.

APPS=$DEWBERRY_HOME/.dewberry/apps
{ mkdir -p "$APPS" && [[ -w $APPS ]]; } 2>/dev/null || APPS=$DATA/apps

# Named after the jar's content.
app_folder() {
    local hash
    hash=$(sha256sum "$(jar_of "$1")") && printf '%s/%s-%s' "$APPS" "$1" "${hash:0:16}"
}

unpack_services() {
    local service folder keep=() lock
    mkdir -p "$APPS" || fail "Cannot write to $APPS."
    exec {lock}>"$APPS/.lock"
    flock "$lock"
    for service in "${SERVICES[@]}"; do
        folder=$(app_folder "$service") || fail "Cannot read $(jar_of "$service")."
        keep+=("$folder")
        [[ -d $folder ]] || unpack "$service" "$folder" || {
            rm -rf "$folder.new"
            fail "Cannot unpack $(jar_of "$service") into $APPS: $(tail -n 1 "$LOGS/unpack.log")"
        }
        ln -sfn "$folder" "$DATA/apps/$service"
    done
    remove_old_apps "${keep[@]}"
    exec {lock}>&-
}

unpack() {
    rm -rf "$2.new"
    "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djarmode=tools -jar "$(jar_of "$1")" \
        extract --destination "$2.new" >"$LOGS/unpack.log" 2>&1 &&
        remove_foreign_code "$2.new/lib" &&
        mv "$2.new"/*-app.jar "$2.new/app.jar" && : >"$2.new/in-use" && sync -f "$2.new" && mv "$2.new" "$2"
}

# Of libraries that come once for each kind of machine under the same names, this machine's is to be found.
remove_foreign_code() {
    case $(uname -m) in
        x86_64) rm -f "$1"/{AmazonCorrettoCryptoProvider,netty-tcnative-boringssl-static}-*-linux-aarch_64.jar ;;
        aarch64) rm -f "$1"/{AmazonCorrettoCryptoProvider,netty-tcnative-boringssl-static}-*-linux-x86_64.jar ;;
    esac
}

# Removes what earlier builds left, but not what another installation runs: its supervisor holds a lock on it.
remove_old_apps() {
    local folder
    for folder in "$APPS"/*-????????????????; do
        [[ -d $folder && " $* " != *" $folder "* ]] || continue
        flock -n "$folder/in-use" rm -rf "$folder" || true
    done
}
