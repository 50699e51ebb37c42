# A container engine where none is: podman of the distribution's packages, as root, with storage and configuration of its own.
# shellcheck shell=bash

# Arguments: further programs that are needed; their packages have the same names
install_engine() {
    local program missing=()
    for program in podman runc mmdebstrap "$@"; do
        command -v "$program" >/dev/null || missing+=("$program")
    done
    ((${#missing[@]} == 0)) ||
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >/dev/null
}

# Arguments: the folder for its configuration and its storage, the storage's driver
configure_engine() {
    # What works inside of a container or a small virtual machine too, where neither systemd nor cgroup v2 may be there.
    cat >"$1/containers.conf" <<'END'
[containers]
default_ulimits = ["nofile=16384:16384", "nproc=16384:16384"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
END
    cat >"$1/storage.conf" <<END
[storage]
driver = "$2"
graphroot = "$1/storage"
runroot = "$1/run"
END
    export CONTAINERS_CONF=$1/containers.conf CONTAINERS_STORAGE_CONF=$1/storage.conf
}
