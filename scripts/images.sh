# ./dewberry images [--arch amd64|arm64] [--engine docker|podman] [--smoke] [--save FILE]
# shellcheck shell=bash
# Some variables are those of the parts, which share them.
# shellcheck disable=SC2034,SC2154

for part in machine build servers processes training engine; do
    # shellcheck source=/dev/null
    source "$DEWBERRY_HOME/scripts/$part.sh"
done

readonly IMAGE_NAMES=(gateway auth message presence storage setup)
IMAGE_REPOSITORY=${DEWBERRY_IMAGE_REPOSITORY:-ghcr.io/dewberry/dewberry-}
BUILD_IMAGE=${DEWBERRY_BUILD_IMAGE:-docker.io/library/debian:trixie-slim}
ENGINE=
IMAGES=$DEWBERRY_HOME/.dewberry/images

command_images() {
    local arch smoke='' save=''
    arch=$(native_architecture)
    while (($#)); do
        case $1 in
            --arch) arch=${2:-} && shift ;;
            --engine) ENGINE=${2:-} && shift ;;
            --save) save=${2:-} && shift ;;
            --smoke) smoke=yes ;;
            *) fail "'images' does not know $1. Usage: ./dewberry images [--arch amd64|arm64] [--engine docker|podman] [--smoke] [--save FILE]" ;;
        esac
        shift
    done
    [[ $arch == amd64 || $arch == arm64 ]] || fail "--arch is '$arch'; images are made for amd64 and arm64."
    mkdir -p "$IMAGES" "$LOGS" "$RUN" || fail "Cannot write to $IMAGES and $DATA."
    need_jdk
    build_if_needed "${SERVICES[@]}" setup
    choose_engine
    make_base
    build_images "$arch"
    measure_images "$arch"
    [[ -z $smoke ]] || smoke_images "$arch"
    [[ -z $save ]] || save_bundle "$arch" "$save"
}

native_architecture() {
    case $(uname -m) in
        x86_64) echo amd64 ;;
        aarch64) echo arm64 ;;
        *) uname -m ;;
    esac
}

project_version() {
    sed -n 's/.*<version>\(.*\)<\/version>.*/\1/p' "$DEWBERRY_HOME/pom.xml" | head -n 1
}

# One name holds one architecture at a time, in podman and in Docker's own store.
image_name() {
    printf '%s%s:%s' "$IMAGE_REPOSITORY" "$1" "$(project_version)"
}

# --- the engine ------------------------------------------------------------------------------------------------------------

# Docker where its daemon answers; otherwise podman, which needs none.
choose_engine() {
    if [[ -z $ENGINE ]]; then
        if docker info >/dev/null 2>&1; then ENGINE=docker; else ENGINE=podman; fi
    fi
    case $ENGINE in
        docker) docker info >/dev/null 2>&1 || fail "Docker's daemon does not answer." ;;
        podman)
            [[ $(id -u) == 0 ]] || fail "Without Docker the images are built by podman as root: run it as root."
            install_engine >>"$LOGS/images.log" 2>&1 || fail "podman could not be installed, see $LOGS/images.log."
            configure_engine "$IMAGES" "${DEWBERRY_STORAGE_DRIVER:-overlay}"
            podman info >/dev/null 2>>"$LOGS/images.log" || configure_engine "$IMAGES" vfs
            ;;
        *) fail "--engine is '$ENGINE'; it may be docker or podman." ;;
    esac
    say "  engine    $ENGINE $("$ENGINE" --version | grep -o '[0-9][0-9.]*' | head -n 1)"
}

# Where no registry can be reached, Debian's packages make the same image.
make_base() {
    local tar=$IMAGES/base.tar
    ! "$ENGINE" image inspect "$BUILD_IMAGE" >/dev/null 2>&1 || return 0
    ! timeout 120 "$ENGINE" pull --quiet "$BUILD_IMAGE" >>"$LOGS/images.log" 2>&1 || return 0
    [[ $BUILD_IMAGE == docker.io/library/debian:trixie-slim ]] || fail "$BUILD_IMAGE cannot be fetched, see $LOGS/images.log."
    say "No registry can be reached; making $BUILD_IMAGE of Debian's packages ..."
    command -v mmdebstrap >/dev/null || install_engine
    { mmdebstrap --quiet --variant=minbase trixie "$tar" && "$ENGINE" import "$tar" "$BUILD_IMAGE"; } >>"$LOGS/images.log" 2>&1 ||
        fail "The base image could not be made, see $LOGS/images.log."
    rm -f "$tar"
}

# --- building ----------------------------------------------------------------------------------------------------------------

# All dates in the images are those of the jars.
source_date() {
    date -u -d "$(sed -n 's/.*<project.build.outputTimestamp>\(.*\)<\/.*/\1/p' "$DEWBERRY_HOME/pom.xml")" +%s
}

build_images() {
    local name target arch=$1 epoch revision started=$SECONDS options=() file=docker/Dockerfile
    epoch=$(source_date)
    revision=$(git -C "$DEWBERRY_HOME" rev-parse HEAD 2>/dev/null || echo unknown)
    case $ENGINE in
        docker) options=(buildx build --load --provenance=false --build-arg "SOURCE_DATE_EPOCH=$epoch") ;;
        # The host's network: a bridge needs more rights than there may be.
        podman)
            options=(build --quiet --layers --timestamp "$epoch" --network host --pull=never)
            # Debian 12's leaves this variable empty and looks for a base of the images' architecture.
            file=$IMAGES/Dockerfile
            sed "s|\$BUILDPLATFORM|linux/$(native_architecture)|" "$DEWBERRY_HOME/docker/Dockerfile" >"$file"
            ;;
    esac
    say "Building the images for $arch ..."
    for name in "${IMAGE_NAMES[@]}"; do
        target=service
        [[ $name != setup ]] || target=setup
        (cd "$DEWBERRY_HOME" && "$ENGINE" "${options[@]}" --platform "linux/$arch" --target "$target" \
            --build-arg "BUILD_IMAGE=$BUILD_IMAGE" --build-arg "SERVICE=$name" \
            --build-arg "VERSION=$(project_version)" --build-arg "REVISION=$revision" \
            --tag "$(image_name "$name")" --file "$file" .) >>"$LOGS/images.log" 2>&1 || {
            tail -n 20 "$LOGS/images.log" | cut -c 1-300 >&2
            fail "The image of $name could not be built, see $LOGS/images.log."
        }
    done
    say "Built in $((SECONDS - started)) s."
}

# What a registry would hold and send: each layer once.
measure_images() {
    local names=() name tar=$IMAGES/measure.tar unpacked packed
    for name in "${IMAGE_NAMES[@]}"; do
        names+=("$(image_name "$name")")
        printf '  %-60s %s\n' "$(image_name "$name")" "$("$ENGINE" image inspect --format '{{.Architecture}} {{.Size}}' "$(image_name "$name")" |
            awk '{ printf "%s, %d MiB", $1, $2 / 1048576 }')"
    done
    save_images "$tar" "${names[@]}"
    unpacked=$(tar -tvf "$tar" | awk '{ sum += $3 } END { printf "%d", sum / 1048576 }')
    packed=$(gzip -6 <"$tar" | wc -c)
    rm -f "$tar"
    say "Together, with each shared layer once: $unpacked MiB, $((packed / 1048576)) MiB to fetch."
}

save_images() {
    local tar=$1
    shift
    rm -f "$tar"
    case $ENGINE in
        docker) docker save --output "$tar" "$@" ;;
        podman) podman save --quiet --multi-image-archive --format docker-archive --output "$tar" "$@" ;;
    esac || fail "The images could not be written to $tar."
}

# --- trying them -------------------------------------------------------------------------------------------------------------

# Starts all five with what a cluster would give them, and has one person write to another. MariaDB and Redis are this machine's.
smoke_images() {
    local arch=$1 result
    [[ $(id -u) == 0 ]] || fail "--smoke needs root, for the owners of the containers' files."
    [[ $arch == "$(native_architecture)" ]] || need_emulation "$arch"
    need_mariadb
    need_redis
    (try_images "$arch")
    result=$?
    ((result == 0)) || exit "$result"
}

need_emulation() {
    local format=qemu-aarch64
    [[ $1 == arm64 ]] || format=qemu-x86_64
    if ! type -P "$format-static" >/dev/null; then
        install_packages qemu-user-static binfmt-support -- || true
    fi
    [[ -e /proc/sys/fs/binfmt_misc/register ]] || mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc 2>/dev/null || true
    [[ -e /proc/sys/fs/binfmt_misc/$format ]] || update-binfmts --enable "$format" 2>/dev/null || true
    [[ -e /proc/sys/fs/binfmt_misc/$format ]] ||
        fail "Images for $1 run here only under emulation, which could not be set up (qemu-user-static, binfmt_misc)."
}

try_images() {
    local arch=$1 emulated=''
    [[ $arch == "$(native_architecture)" ]] || emulated=yes
    DATA=$(mktemp -d "$IMAGES/smoke.XXXXXX") RUN=$DATA/run LOGS=$DATA/logs PAUSE_FD=
    mkdir -p "$RUN" "$LOGS" "$DATA/tmp" "$DATA/made" "$DATA/caches"
    # shellcheck disable=SC2086 # several names
    unset DEWBERRY_MARIADB_URL DEWBERRY_REDIS_URL ${!DEWBERRY_REPLICAS_*} ${!DEWBERRY_GATEWAY_TLS_*}
    chown -R 65532:65532 "$DATA/made" "$DATA/caches"
    SECRETS=() PORTS=()
    trap end_smoke EXIT
    PUBLIC_PORT=$(free_port) || exit 1
    make_secrets
    make_ports
    use_secrets_of_setup
    start_training_processes mariadb redis || fail "MariaDB and Redis did not start."
    refuse_shells
    [[ -n $emulated ]] || make_caches_in_containers
    start_containers "$emulated"
    exchange_a_message
    say "All five images for $arch work: one person's message was read by another."
}

end_smoke() {
    local name
    for name in "${SERVICES[@]}"; do
        "$ENGINE" logs "dewberry-smoke-$name" >"$LOGS/$name.log" 2>&1
        "$ENGINE" rm --force "dewberry-smoke-$name" >/dev/null 2>&1
    done
    stop_processes >/dev/null
    rm -rf "$DATA"
}

# As the chart runs them: no rights, a user of their own, nothing to write to but /tmp.
#
# Arguments: name of the image, further options, --, its arguments
run_image() {
    local name=$1 options=()
    shift
    while (($#)) && [[ $1 != -- ]]; do
        options+=("$1")
        shift
    done
    (($# == 0)) || shift
    [[ $ENGINE != podman ]] || options+=(--read-only-tmpfs=false)
    "$ENGINE" run --pull never --network host --read-only --tmpfs /tmp:rw,size=64m,mode=1777 --cap-drop all \
        --security-opt no-new-privileges "${options[@]}" "$(image_name "$name")" "$@"
}

# The passwords are those that the setup image makes, and the accounts on both servers those that it writes.
use_secrets_of_setup() {
    local service made=$DATA/made attempt
    for attempt in first second; do
        run_image setup --rm --env "REDIS_ADDRESS=127.0.0.1:${PORTS[redis]}" --volume "$made:/secrets" -- secrets --to /secrets \
            >"$LOGS/setup-$attempt.log" 2>&1 || {
            cat "$LOGS/setup-$attempt.log" >&2
            fail "The setup image made no secrets."
        }
    done
    ! grep -v '"message":"kept"' "$LOGS/setup-second.log" | grep -q '"level"' ||
        fail "A second run of the setup image changed something: $(cat "$LOGS/setup-second.log")"
    SECRETS[redis-probe]=$(cat "$made/redis/probe-password")
    SECRETS[admin-password]=$(cat "$made/admin/password")
    set_up_mariadb
    set_up_redis
    cat "$made/mariadb/accounts.sql" >"$DATA/mariadb/accounts.sql"
    cat "$made/redis/users.acl" >"$DATA/redis/users.acl"
}

refuse_shells() {
    local name shell
    for name in "${IMAGE_NAMES[@]}"; do
        for shell in /bin/sh /bin/bash /usr/bin/busybox; do
            ! run_image "$name" --rm --entrypoint "$shell" -- -c true >/dev/null 2>&1 || fail "The image of $name has a shell, $shell."
        done
    done
    say '  none of the images has a shell'
}

# What the services get from a manifest.
#
# Arguments: the service, whether it is emulated
container_options() {
    local service=$1 memory
    case $service in
        gateway) memory='-Xms64m -Xmx192m -XX:MaxDirectMemorySize=128m' ;;
        message | storage) memory='-Xms32m -Xmx128m -XX:MaxDirectMemorySize=48m' ;;
        auth) memory='-Xms24m -Xmx88m -XX:MaxDirectMemorySize=32m' ;;
        *) memory='-Xms24m -Xmx80m -XX:MaxDirectMemorySize=32m' ;;
    esac
    # The second compiler costs an emulated start more than it brings.
    [[ -z $2 ]] || memory+=' -XX:TieredStopAtLevel=1'
    CONTAINER_OPTIONS=(
        --volume "$DATA/made/$service:/etc/dewberry/secrets:ro" --volume "$DATA/caches/$service:/var/cache/dewberry"
        --env "JDK_JAVA_OPTIONS=$memory" --env SERVER_ADDRESS=127.0.0.1 --env "SERVER_PORT=$(port_of "$service")"
        --env DEWBERRY_DATABASE_HOST=127.0.0.1 --env "DEWBERRY_DATABASE_PORT=${PORTS[mariadb]}"
        --env "DEWBERRY_SERVICES_AUTH=http://127.0.0.1:${PORTS[auth]}"
        --env "DEWBERRY_SERVICES_STORAGE=http://127.0.0.1:${PORTS[storage]}"
        --env "DEWBERRY_SERVICES_PRESENCE=http://127.0.0.1:${PORTS[presence]}"
    )
    # What one emulated service asks of another takes it longer than 3 s at first.
    [[ -z $2 ]] || CONTAINER_OPTIONS+=(--env DEWBERRY_SERVICES_TIMEOUT=30s --env DEWBERRY_SERVICES_PATIENCE=30s)
    [[ $service != gateway ]] ||
        CONTAINER_OPTIONS+=(--env MANAGEMENT_SERVER_ADDRESS=127.0.0.1 --env "MANAGEMENT_SERVER_PORT=$(health_port_of gateway)")
    mkdir -p "$DATA/caches/$service" && chown 65532:65532 "$DATA/caches/$service"
}

make_caches_in_containers() {
    local service CONTAINER_OPTIONS
    for service in "${SERVICES[@]}"; do
        container_options "$service" ''
        run_image "$service" --rm "${CONTAINER_OPTIONS[@]}" --entrypoint /opt/java/bin/java -- @/opt/dewberry/tool.options aot \
            >"$LOGS/aot-$service.log" 2>&1 || fail "The AOT command of $service ended with an error."
        [[ -s $DATA/caches/$service/app.aot ]] || {
            tail -n 5 "$LOGS/aot-$service.log" | cut -c 1-300 >&2
            fail "The image of $service made no AOT cache."
        }
    done
    say '  each made its AOT cache'
}

# One after the other, those that others ask first: five JVMs at once are more than two cores have time for.
start_containers() {
    local service CONTAINER_OPTIONS started limit=120
    [[ -z $1 ]] || limit=900
    for service in "${SERVICES[@]}"; do
        started=$SECONDS
        container_options "$service" "$1"
        run_image "$service" --detach --name "dewberry-smoke-$service" "${CONTAINER_OPTIONS[@]}" >/dev/null 2>"$LOGS/start" ||
            fail "The container of $service did not start: $(cat "$LOGS/start")"
        wait_for_container "$service" "$limit"
        say "  $service is healthy after $((SECONDS - started)) s"
    done
}

wait_for_container() {
    local deadline=$((SECONDS + $2)) port
    port=$(health_port_of "$1")
    until [[ $(http_status "$port" /actuator/health/readiness) == 200 ]]; do
        if ((SECONDS >= deadline)) || ! container_runs "$1"; then
            "$ENGINE" logs --tail 15 "dewberry-smoke-$1" 2>&1 | cut -c 1-500 >&2
            fail "The container of $1 is not healthy."
        fi
        pause 0.5
    done
    "$ENGINE" exec "dewberry-smoke-$1" /opt/java/bin/java @/opt/dewberry/tool.options health \
        "http://127.0.0.1:$port/actuator/health/readiness" >/dev/null 2>&1 || fail "The health command of $1 finds it unhealthy."
}

container_runs() {
    [[ $("$ENGINE" inspect --format '{{.State.Running}}' "dewberry-smoke-$1" 2>/dev/null) == true ]]
}

# Whatever is asked is asked again for a while: the first of everything takes an emulated JVM longer than a caller waits. A repeated
# send is the same send.
exchange_a_message() {
    local ann ben conversation read attempt text="grüße from the smoke test"
    ann=$(sign_in_person smoke-ann)
    ben=$(sign_in_person smoke-ben)
    # The smaller id comes first.
    conversation=d:$(printf '%s\n' "$(id_of_person "$ann")" "$(id_of_person "$ben")" | LC_ALL=C sort | paste -sd:)
    for ((attempt = 0; attempt < 30; attempt++)); do
        call POST "/api/v1/conversations/$conversation/events" \
            "{\"clientId\":\"smoke-1\",\"content\":{\"kind\":\"text\",\"text\":\"$text\"}}" "$ann" >"$LOGS/sent"
        read=$(call GET "/api/v1/conversations/$conversation/events?limit=10" '' "$ben")
        [[ $read != *"$text"* ]] || return 0
        pause 1
    done
    cut -c 1-300 "$LOGS/sent" >&2
    echo "$read" | cut -c 1-300 >&2
    fail "The message did not arrive."
}

# Prints the access token.
sign_in_person() {
    local credentials="\"username\":\"$1\",\"password\":\"correct horse battery\"" attempt token
    for ((attempt = 0; attempt < 20; attempt++)); do
        call POST /api/v1/auth/register "{$credentials,\"displayName\":\"$1\"}" >/dev/null
        token=$(call POST /api/v1/auth/login "{$credentials,\"device\":{\"name\":\"smoke\",\"kind\":\"launcher\"}}" | json_field accessToken)
        [[ -z $token ]] || break
        pause 2
    done
    printf '%s' "$token"
}

id_of_person() {
    local attempt id
    for ((attempt = 0; attempt < 20; attempt++)); do
        id=$(call GET /api/v1/users/me '' "$1" | json_field id)
        [[ -z $id ]] || break
        pause 1
    done
    printf '%s' "$id"
}

# --- one file to carry to a machine without network -----------------------------------------------------------------------------

# Images, chart and a script that installs both.
save_bundle() {
    local arch=$1 file=$2 folder names=() name image missing=()
    [[ $file == /* ]] || file=${OLDPWD:-$PWD}/$file
    folder=$(mktemp -d "$IMAGES/bundle.XXXXXX")/dewberry-$(project_version)-$arch
    mkdir -p "$folder"
    for name in "${IMAGE_NAMES[@]}"; do
        names+=("$(image_name "$name")")
    done
    for image in ${DEWBERRY_BUNDLE_IMAGES-docker.io/library/mariadb:11.8 docker.io/valkey/valkey:8.1 docker.io/curlimages/curl:8.11.1}; do
        # Where no registry can be reached, what somebody brought into the engine's store will do.
        if timeout 600 "$ENGINE" pull --quiet --platform "linux/$arch" "$image" >>"$LOGS/images.log" 2>&1 ||
            [[ $("$ENGINE" image inspect --format '{{.Architecture}}' "$image" 2>/dev/null) == "$arch" ]]; then
            names+=("$image")
        else
            missing+=("$image")
        fi
    done
    save_images "$folder/images.tar" "${names[@]}"
    pack_chart "$folder"
    cp "$DEWBERRY_HOME/docker/install-bundle.sh" "$folder/install.sh"
    printf '%s\n' "${names[@]}" >"$folder/images.txt"
    (cd "$folder" && sha256sum images.tar ./*.tgz images.txt install.sh >SHA256SUMS)
    tar -C "${folder%/*}" -czf "$file" "${folder##*/}" || fail "Cannot write $file."
    rm -rf "${folder%/*}"
    say "Wrote $file ($(du -m "$file" | cut -f 1) MB)."
    ((${#missing[@]} == 0)) ||
        say "  (not in it, because no registry could be reached: ${missing[*]}; the target needs them from elsewhere: mariadb and valkey, or external ones, and curl for helm test)"
}

# A packed chart is a tar archive of its folder.
pack_chart() {
    [[ -f $DEWBERRY_HOME/helm/dewberry/Chart.yaml ]] || {
        rm -rf "$1"
        fail "There is no chart in helm/dewberry."
    }
    local version
    version=$(sed -n 's/^version: *//p' "$DEWBERRY_HOME/helm/dewberry/Chart.yaml" | tr -d "\"'")
    tar -C "$DEWBERRY_HOME/helm" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$(source_date)" \
        -czf "$1/dewberry-$version.tgz" dewberry
}
