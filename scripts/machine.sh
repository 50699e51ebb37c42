# Finds what Dewberry needs on this machine, and installs what is missing from the distribution's packages.
# shellcheck shell=bash

# --- finding ---------------------------------------------------------------------------------------------------------

find_program() {
    local name found
    for name in "$@"; do
        # `type -P` also names files that nobody may execute.
        for found in "$(type -P "$name")" /usr/{sbin,bin,local/sbin,local/bin,libexec}/"$name"; do
            [[ -f $found && -x $found ]] && {
                echo "$found"
                return 0
            }
        done
    done
    return 1
}

java_major() {
    # With options of somebody's environment it says first that it picked them up.
    "$1/bin/java" -version 2>&1 | sed -n '/ version "/{s/.* version "\([0-9]*\).*/\1/p;q}'
}

is_jdk() {
    [[ -x $1/bin/java && -x $1/bin/javac ]] || return 1
    local major
    major=$(java_major "$1")
    [[ -n $major ]] && ((major >= 25))
}

# Prints the home of a JDK 25 or later.
find_jdk() {
    local candidate
    local candidates=("${JAVA_HOME:-}")
    candidate=$(readlink -f "$(type -P javac)" 2>/dev/null) && candidates+=("${candidate%/bin/javac}")
    candidates+=(/usr/lib/jvm/*25* /usr/lib/jvm/* "${HOME:-/nonexistent}"/.sdkman/candidates/java/*25*
        "${HOME:-/nonexistent}"/.jdks/*25* /opt/*jdk*25*)
    for candidate in "${candidates[@]}"; do
        [[ -n $candidate ]] && is_jdk "$candidate" && {
            echo "$candidate"
            return 0
        }
    done
    return 1
}

# Vite's own minimum.
node_is_new_enough() {
    local version major minor
    version=$("$1" --version 2>/dev/null) || return 1
    IFS=. read -r major minor _ <<<"${version#v}"
    is_number "$major" && is_number "$minor" && ((major > 20 || (major == 20 && minor >= 19)))
}

find_node() {
    local node
    for node in "$DATA/tools/node/bin/node" "$(type -P node)" "$(type -P nodejs)"; do
        [[ -x $node ]] && node_is_new_enough "$node" && {
            echo "$node"
            return 0
        }
    done
    return 1
}

# --- installing ------------------------------------------------------------------------------------------------------

APT_UPDATED=

# As root, or as somebody who may become root without being asked for a password.
as_root() {
    if [[ $(id -u) == 0 ]]; then
        "$@"
    else
        sudo -n -- "$@"
    fi
}

may_install() {
    type -P apt-get >/dev/null || return 1
    [[ $(id -u) == 0 ]] || { type -P sudo >/dev/null && sudo -n true 2>/dev/null; }
}

apt_update() {
    [[ -z $APT_UPDATED ]] || return 0
    APT_UPDATED=yes
    as_root apt-get update -qq >"$LOGS/packages.log" 2>&1 ||
        say "  (the lists of packages could not be brought up to date, see $LOGS/packages.log)"
}

package_exists() {
    [[ -n $(apt-cache madison "$1" 2>/dev/null) ]]
}

# Installs packages without letting their scripts start a service, now or at the next boot: what Dewberry needs are the
# programs. What this machine had before is not touched.
#
# Arguments: packages, then --, then the units to disable where the packages brought them.
install_packages() {
    local packages=() units=() unit
    while [[ $# -gt 0 && $1 != -- ]]; do
        packages+=("$1")
        shift
    done
    [[ $# -gt 0 ]] && shift
    for unit in "$@"; do
        [[ -e /lib/systemd/system/$unit.service || -e /etc/init.d/$unit ]] || units+=("$unit")
    done

    may_install || return 1
    say "  installing ${packages[*]} ..."
    apt_update
    # policy-rc.d is what Debian's package scripts ask before they start a service.
    as_root bash -s -- "${packages[*]}" "${units[*]-}" >>"$LOGS/packages.log" 2>&1 <<'END'
        policy=/usr/sbin/policy-rc.d
        saved=
        restore() {
            rm -f "$policy"
            [[ -z $saved ]] || mv -f "$saved" "$policy"
        }
        [[ ! -e $policy ]] || { saved=$policy.before-dewberry && mv -f "$policy" "$saved"; }
        trap restore EXIT
        printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy"
        export DEBIAN_FRONTEND=noninteractive
        # shellcheck disable=SC2086
        apt-get install -y -q --no-install-recommends $1 || exit 1
        for unit in $2; do
            if command -v systemctl >/dev/null; then
                systemctl disable -q "$unit.service"
            elif command -v update-rc.d >/dev/null; then
                update-rc.d "$unit" disable
            fi
        done
        exit 0
END
}

install_command() {
    if [[ $(id -u) == 0 ]]; then
        printf 'apt-get install --no-install-recommends %s' "$*"
    else
        printf 'sudo apt-get install --no-install-recommends %s' "$*"
    fi
}

why_not_installed() {
    if ! type -P apt-get >/dev/null; then
        echo "This machine has no apt-get; install it as this distribution does."
    elif ! may_install; then
        echo "Only root may install packages here. Run: $(install_command "$@")"
    else
        echo "apt-get could not install it, see $LOGS/packages.log. Try: $(install_command "$@")"
    fi
}

# --- what the commands ask for ---------------------------------------------------------------------------------------

# Where nothing can be installed from here, names all that is missing at once, so that it takes an administrator one command.
#
# Arguments: what is needed, out of jdk, mariadb, redis and node
refuse_what_is_missing() {
    local part names=() packages=()
    ! may_install || return 0
    for part in "$@"; do
        case $part in
            jdk) find_jdk >/dev/null || names+=('a JDK 25') packages+=(openjdk-25-jdk-headless) ;;
            mariadb)
                { find_program mariadbd mysqld && find_program mariadb mysql; } >/dev/null ||
                    names+=(MariaDB) packages+=(mariadb-server-core mariadb-client-core)
                ;;
            redis) find_program redis-server valkey-server >/dev/null || names+=(Redis) packages+=(redis-server) ;;
            node) find_node >/dev/null || type -P npm >/dev/null || names+=(Node.js) packages+=(nodejs npm) ;;
        esac
    done
    # One alone is explained where it is looked for.
    ((${#names[@]} > 1)) || return 0
    printf -v names '%s, ' "${names[@]}"
    fail "These are needed and are not on this machine: ${names%, }. $(why_not_installed "${packages[@]}")
  Debian 12 has no JDK 25, and its Node.js is too old; docs/operations.md says what to do there."
}

need_jdk() {
    JAVA_HOME=$(find_jdk) || {
        local package=openjdk-25-jdk-headless
        if may_install; then
            apt_update
            package_exists "$package" && install_packages "$package" --
        fi
        JAVA_HOME=$(find_jdk)
    } || fail "A JDK 25 or later is needed and was not found (looked at JAVA_HOME, PATH, /usr/lib/jvm, ~/.sdkman, ~/.jdks).
  Debian 13 and Ubuntu 24.04 or later: $(install_command openjdk-25-jdk-headless)
  Debian 12 has no package of it: install Eclipse Temurin 25 (https://adoptium.net/installation/linux),
  or 'sdk install java 25-tem' with https://sdkman.io, or unpack any JDK 25 and set JAVA_HOME to its folder."
    export JAVA_HOME
    PATH=$JAVA_HOME/bin:$PATH
    say "  JDK       $JAVA_HOME"
}

# The -core packages hold the programs alone, without any system service.
need_mariadb() {
    MARIADBD=$(find_program mariadbd mysqld) && MARIADB_INSTALL=$(find_program mariadb-install-db mysql_install_db) &&
        MARIADB_CLIENT=$(find_program mariadb mysql) || {
        install_packages mariadb-server-core mariadb-client-core -- &&
            MARIADBD=$(find_program mariadbd) && MARIADB_INSTALL=$(find_program mariadb-install-db) &&
            MARIADB_CLIENT=$(find_program mariadb)
    } || fail "MariaDB is needed and is not on this machine. $(why_not_installed mariadb-server-core mariadb-client-core)"
    say "  MariaDB   $MARIADBD"
}

need_mariadb_client() {
    MARIADB_CLIENT=$(find_program mariadb mysql) || {
        install_packages mariadb-client-core -- && MARIADB_CLIENT=$(find_program mariadb)
    } || fail "The MariaDB client is needed and is not on this machine. $(why_not_installed mariadb-client-core)"
}

need_redis() {
    REDIS_SERVER=$(find_program redis-server valkey-server) || {
        install_packages redis-server -- redis-server && REDIS_SERVER=$(find_program redis-server)
    } || fail "Redis is needed and is not on this machine. $(why_not_installed redis-server)"
    say "  Redis     $REDIS_SERVER"
}

# Only the build of the web client needs it.
need_node() {
    local node
    node=$(find_node) || {
        type -P npm >/dev/null || install_packages nodejs npm -- || true
        node=$(find_node) || { install_node_from_npm && node=$(find_node); }
    } || fail "Node.js 20.19 or later is needed to build the web client. $(why_no_node)"
    PATH=${node%/*}:$PATH
    type -P npm >/dev/null || fail "npm is needed to build the web client. $(why_not_installed npm)"
    say "  Node.js   $node"
}

why_no_node() {
    local found
    found=$(find_program node nodejs) || {
        why_not_installed nodejs npm
        return
    }
    echo "$found is $("$found" --version 2>&1 | head -n 1), and npm could not fetch a newer one$(
        type -P npm >/dev/null && echo " (see $LOGS/packages.log)" || echo ', because there is no npm'
    ). Install one from https://nodejs.org/en/download and put its bin folder first in PATH."
}

# A distribution's Node.js may be too old, but its npm can fetch a newer one.
install_node_from_npm() {
    type -P npm >/dev/null || return 1
    local architecture
    case $(uname -m) in
        x86_64) architecture=x64 ;;
        aarch64) architecture=arm64 ;;
        *) return 1 ;;
    esac
    say "  fetching Node.js 22 with npm ..."
    mkdir -p "$DATA/tools"
    npm install --loglevel error --fetch-retries 1 --no-audit --no-fund --prefix "$DATA/tools" \
        "node-linux-$architecture@22" npm@11 >>"$LOGS/packages.log" 2>&1 || return 1
    mkdir -p "$DATA/tools/node/bin" &&
        ln -sf "$DATA/tools/node_modules/node-linux-$architecture/bin/node" "$DATA/tools/node/bin/node" &&
        ln -sf "$DATA/tools/node_modules/npm/bin/npm-cli.js" "$DATA/tools/node/bin/npm" &&
        ln -sf "$DATA/tools/node_modules/npm/bin/npx-cli.js" "$DATA/tools/node/bin/npx"
}
