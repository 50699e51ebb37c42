# ./dewberry manifests: renders the chart into k8s/, and its values into the table of its README.
# shellcheck shell=bash

# shellcheck source=scripts/machine.sh
source "$DEWBERRY_HOME/scripts/machine.sh"

command_manifests() {
    (($# == 0)) || fail "'manifests' has no options."
    need_jdk >/dev/null
    # A chart can only read what is in its folder.
    cp "$DEWBERRY_HOME/scripts/redis-users.acl" "$DEWBERRY_HOME/helm/dewberry/files/redis-users.acl" ||
        fail 'The chart cannot be written to.'
    "$DEWBERRY_HOME/mvnw" -B -ntp -q -f "$DEWBERRY_HOME/pom.xml" -pl helm compile exec:exec ||
        fail 'The chart could not be rendered.'
    say 'k8s/ and helm/dewberry/README.md are what the chart says.'
}
