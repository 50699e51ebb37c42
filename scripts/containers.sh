#!/usr/bin/env bash
# Runs a command with a container engine and the images that the tests ask for, once for each pair of servers: MariaDB 11.8
# with Redis 8, and MariaDB 11.8 with Valkey 8.
#
#   scripts/containers.sh ./mvnw -pl test-support verify
#
# The engine is podman, as root, with storage of its own in a temporary folder; all images are made of Debian's packages, so
# that no image registry is needed. For continuous integration, where tests have to pass with containers as well as without.
set -eu -o pipefail

# shellcheck source=scripts/engine.sh
source "$(dirname "${BASH_SOURCE[0]}")/engine.sh"

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

make_images() {
    mmdebstrap --quiet --variant=essential \
        --include=mariadb-server-core,mariadb-client-core,redis-server,valkey-server \
        --customize-hook="install -m 755 '$(dirname "${BASH_SOURCE[0]}")/mariadb-entrypoint.sh' \"\$1/usr/local/bin/\"" \
        --customize-hook='for server in mariadbd redis-server valkey-server; do chroot "$1" $server --version; done >&2' \
        trixie "$work/servers.tar" 2>&1 | tee "$work/versions"
    # What is tested here has to be what the tests' output says.
    local server
    for server in 'mariadbd .* 11\.8\.' 'Redis server v=8\.' 'Valkey server v=8\.'; do
        grep -Eq "$server" "$work/versions" || {
            echo "The distribution's packages are not the versions that are tested here: no '$server'." >&2
            exit 1
        }
    done
    import_image mariadb '["mariadb-entrypoint.sh"]' 3306
    import_image redis '["redis-server"]' 6379
    import_image valkey '["valkey-server"]' 6379
    rm "$work/servers.tar"
}

# Arguments: its name, its entry point, its port. Like those of the official images, an entry point takes options alone.
import_image() {
    podman import --quiet --change "ENTRYPOINT $2" --change "EXPOSE $3" \
        "$work/servers.tar" "docker.io/library/$1:dewberry" >/dev/null
}

start_engine() {
    podman system service --time 0 "unix://$work/podman.sock" &
    service=$!
    local attempt
    for ((attempt = 0; attempt < 100; attempt++)); do
        [[ ! -S $work/podman.sock ]] || break
        sleep 0.1
    done
    export DOCKER_HOST=unix://$work/podman.sock TESTCONTAINERS_RYUK_DISABLED=true
}

trap clean_up EXIT
install_engine
configure_engine "$work" vfs
make_images
start_engine
export DEWBERRY_TEST_SERVERS=containers DEWBERRY_TEST_MARIADB_IMAGE=mariadb:dewberry
for cache in redis valkey; do
    echo "MariaDB with $cache:"
    DEWBERRY_TEST_REDIS_IMAGE=$cache:dewberry "$@"
done
