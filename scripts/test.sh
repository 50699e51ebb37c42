# ./dewberry test [--all | --containers | --cluster | --reproducible | --beside COMMIT]
# shellcheck shell=bash

for part in machine build; do
    # shellcheck source=/dev/null
    source "$DEWBERRY_HOME/scripts/$part.sh"
done

command_test() {
    # Two modules at a time: their tests wait more than they compute.
    local arguments=(-B -ntp -T 2 verify)
    case ${1:-} in
        '') ;;
        --all) arguments+=(-Pall) ;;
        --containers)
            test_in_containers
            return
            ;;
        --cluster)
            test_in_cluster
            return
            ;;
        --reproducible)
            test_reproducible
            return
            ;;
        --beside)
            test_beside "${2:-}"
            return
            ;;
        *) fail "'test' knows only --all, --containers, --cluster, --reproducible and --beside." ;;
    esac
    mkdir -p "$LOGS" || fail "Cannot write to $LOGS."
    say 'Looking for what is needed:'
    need_jdk
    need_mariadb
    need_redis
    need_node
    need_chromium
    [[ ${1:-} != --all ]] || { need_balancers && need_galera; }
    need_prometheus
    cd "$DEWBERRY_HOME" && exec ./mvnw "${arguments[@]}"
}

# The part of the tests that depends on the servers: how tests get them, and what talks to them by scripts and statements of
# its own. Once with Redis, once with Valkey.
test_in_containers() {
    [[ $(id -u) == 0 ]] || fail "'test --containers' has to be run by root, because it brings its own container engine."
    mkdir -p "$LOGS" || fail "Cannot write to $LOGS."
    need_jdk
    # -Dtest names no unit test: they are the same without containers.
    cd "$DEWBERRY_HOME" && exec scripts/containers.sh ./mvnw -B -ntp -pl test-support,platform,storage-service -am \
        -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \
        -Dit.test=ServersIT,BusIT,CommitIT,CommitPathIT verify
}

# The chart in the Kubernetes that KUBECONFIG names, which has the images: taken, installed, and used while pods are killed and
# replaced.
test_in_cluster() {
    [[ -n ${KUBECONFIG:-} ]] || fail "'test --cluster' has to be told by KUBECONFIG which cluster it may use."
    command -v kubectl >/dev/null || fail "'test --cluster' needs kubectl."
    mkdir -p "$LOGS" || fail "Cannot write to $LOGS."
    need_jdk
    # -Dtest names no unit test; where the chart in use fails, the other questions are asked nevertheless.
    cd "$DEWBERRY_HOME" && exec ./mvnw -B -ntp -fae -pl helm,system-tests -am \
        -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \
        -Dit.test=ClusterIT,KubernetesIT -Dtest.excluded=slow -Dspotless.check.skip verify
}

# Two builds of the same commit in two folders give the same jars.
test_reproducible() {
    mkdir -p "$LOGS" || fail "Cannot write to $LOGS."
    need_jdk
    need_node
    cd "$DEWBERRY_HOME" && exec scripts/reproducible.sh
}

# An earlier release, named by its tag or commit, and this one run on one bus and one schema, in all mixtures of an update and of
# taking it back.
test_beside() {
    local commit
    commit=$(git -C "$DEWBERRY_HOME" rev-parse --verify --quiet "${1:-}^{commit}") ||
        fail "'--beside' wants the release before, as a tag or a commit of this repository."
    mkdir -p "$LOGS" || fail "Cannot write to $LOGS."
    say 'Looking for what is needed:'
    need_jdk
    need_mariadb
    need_redis
    need_node
    local before result=0
    before=$(mktemp -d "${TMPDIR:-/tmp}/dewberry-before.XXXXXX") || fail 'Cannot make a folder for the release before.'
    say "Building $commit ..."
    git -C "$DEWBERRY_HOME" archive "$commit" | tar -x -C "$before" &&
        (cd "$before" && ./mvnw -B -ntp -q -Dmaven.test.skip=true -Dspotless.check.skip package >"$LOGS/before.log" 2>&1) || {
        rm -rf "$before"
        fail "The release before cannot be built; see $LOGS/before.log."
    }
    say 'Building this one, and running both ...'
    # -Dtest names no unit test.
    (cd "$DEWBERRY_HOME" && ./mvnw -B -ntp -q -pl system-tests -am -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false \
        -Dfailsafe.failIfNoSpecifiedTests=false -Dweb.skipTests=true -Dspotless.check.skip -Dit.test=SideBySideIT \
        -Dtest.excluded=slow -Ddewberry.before="$before" verify) || result=$?
    rm -rf "$before"
    ((result == 0)) || fail 'They do not go together.'
    say "$commit and this one go together."
}

# The chart's load balancers are tested with real ones.
need_balancers() {
    local name found
    for name in haproxy nginx; do
        found=$(find_program "$name") || {
            install_packages "$name" -- "$name" && found=$(find_program "$name")
        } || fail "$name is needed for --all. $(why_not_installed "$name")"
        say "  ${name^}   $found"
    done
}

# Several servers of MariaDB that hold the same: the package of the whole server has what copies one to another.
need_galera() {
    {
        find_program mariadb-dump && find_program wsrep_sst_rsync && find_program rsync &&
            [[ -e /usr/lib/galera/libgalera_smm.so ]]
    } >/dev/null || install_packages mariadb-server galera-4 rsync -- mariadb rsync ||
        fail "Galera is needed for --all. $(why_not_installed mariadb-server galera-4 rsync)"
    say "  Galera    /usr/lib/galera/libgalera_smm.so"
}

# The web client is tested in a real browser.
need_chromium() {
    local chromium
    chromium=$(find_program chromium chromium-browser google-chrome) || {
        install_packages chromium -- && chromium=$(find_program chromium)
    } || fail "Chromium is needed to test the web client. $(why_not_installed chromium)"
    say "  Chromium  $chromium"
}

# Rules are tested by promtool, and rules, dashboards and alerts by a Prometheus, its exporters and an Alertmanager.
need_prometheus() {
    local package packages=(prometheus prometheus-alertmanager prometheus-node-exporter prometheus-mysqld-exporter prometheus-redis-exporter) missing=()
    for package in "${packages[@]}"; do
        find_program "$package" >/dev/null || missing+=("$package")
    done
    ((${#missing[@]} == 0)) || install_packages "${missing[@]}" -- "${missing[@]}" ||
        fail "Prometheus and its exporters are needed to test the monitoring. $(why_not_installed "${missing[@]}")"
    say "  Prometheus $(find_program prometheus)"
}
