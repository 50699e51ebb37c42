#!/usr/bin/env bash
# Runs a command with a container engine and the images that the tests ask for:
#
#   scripts/containers.sh ./mvnw -pl test-support verify
#
# The engine is podman, as root, with storage of its own in a temporary folder; both images are made of Debian's packages, so
# that no image registry is needed. For continuous integration, where tests have to pass with containers as well as without.
set -eu -o pipefail

work=$(mktemp -d /tmp/dewberry-containers.XXXXXX)
service=

clean_up() {
    if [[ -n $service ]]; then
        podman rm --all --force --time 0 >/dev/null 2>&1 || true
        kill "$service" 2>/dev/null || true
        wait "$service" 2>/dev/null || true
    fi
    podman system reset --force >/dev/null 2>&1 || true
    umount "$work"/storage/overlay 2>/dev/null || true
    rm -rf "$work"
}

install_engine() {
    local missing=()
    command -v podman >/dev/null || missing+=(podman)
    command -v runc >/dev/null || missing+=(runc)
    command -v mmdebstrap >/dev/null || missing+=(mmdebstrap)
    ((${#missing[@]} == 0)) ||
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >/dev/null
}

configure_engine() {
    # What works inside of a container or a small virtual machine too, where neither systemd nor cgroup v2 may be there.
    cat >"$work/containers.conf" <<'END'
[containers]
default_ulimits = ["nofile=16384:16384", "nproc=16384:16384"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
END
    cat >"$work/storage.conf" <<END
[storage]
driver = "vfs"
graphroot = "$work/storage"
runroot = "$work/run"
END
    export CONTAINERS_CONF=$work/containers.conf CONTAINERS_STORAGE_CONF=$work/storage.conf
}

make_images() {
    mmdebstrap --quiet --variant=essential --include=mariadb-server-core,mariadb-client-core,redis-server \
        --customize-hook="install -m 755 '$(dirname "${BASH_SOURCE[0]}")/mariadb-entrypoint.sh' \"\$1/usr/local/bin/\"" \
        trixie "$work/servers.tar"
    podman import --quiet --change 'ENTRYPOINT ["mariadb-entrypoint.sh"]' --change 'EXPOSE 3306' \
        "$work/servers.tar" docker.io/library/mariadb:dewberry >/dev/null
    podman import --quiet --change 'CMD ["redis-server"]' --change 'EXPOSE 6379' \
        "$work/servers.tar" docker.io/library/redis:dewberry >/dev/null
    rm "$work/servers.tar"
    export DEWBERRY_TEST_MARIADB_IMAGE=mariadb:dewberry DEWBERRY_TEST_REDIS_IMAGE=redis:dewberry
}

start_engine() {
    podman system service --time 0 "unix://$work/podman.sock" &
    service=$!
    local attempt
    for ((attempt = 0; attempt < 100; attempt++)); do
        [[ ! -S $work/podman.sock ]] || break
        sleep 0.1
    done
    export DOCKER_HOST=unix://$work/podman.sock TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1
}

trap clean_up EXIT
install_engine
configure_engine
make_images
start_engine
DEWBERRY_TEST_SERVERS=containers "$@"
