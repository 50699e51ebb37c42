#!/usr/bin/env bash
# Builds the last commit (or another one) twice, in two folders, and compares the jars of all modules byte by byte:
#
#   scripts/reproducible.sh [COMMIT]
#
# Whoever has the same JDK can so find out whether a jar that he was given is made of the sources that he was shown. The
# sums are printed; what differs is named, entry by entry. They hold for files that others may read and only their owner may
# write (umask 022): Maven keeps the permissions in jars.
set -eu -o pipefail

home=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
commit=$(git -C "$home" rev-parse --verify --quiet "${1:-HEAD}^{commit}") || {
    echo "There is no commit '${1:-HEAD}' in $home." >&2
    exit 1
}
umask 022
work=$(mktemp -d "${TMPDIR:-/tmp}/dewberry-reproducible.XXXXXX")
trap 'rm -rf "$work"' EXIT

# Paths of different lengths and different time zones, in case one of them gets into a jar.
folders=("$work/one" "$work/the-other")

# Arguments: folder, time zone.
build() {
    echo "Building $commit in $1 ..."
    mkdir "$1"
    git -C "$home" archive "$commit" | tar -x --no-same-permissions -C "$1"
    (cd "$1" && TZ=$2 ./mvnw -B -ntp -q -Dmaven.test.skip=true package >"$1.log" 2>&1) || {
        # Where Maven did not even start, all it said is of interest.
        { grep -E '^\[ERROR\]|^npm (ERR|error)' "$1.log" || tail -n 20 "$1.log"; } | head -n 30 >&2
        echo "The build failed." >&2
        exit 1
    }
}

sums() {
    (cd "$1" && find . -path '*/target/*.jar' -not -path '*/node_modules/*' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum)
}

# The entries that differ, for whoever has to find out why.
explain() {
    local jar
    while read -r jar; do
        echo "$jar:"
        diff <(entries "${folders[0]}/$jar") <(entries "${folders[1]}/$jar") | grep '^[<>]' | head -n 20 || true
    done
}

# The sum and name of each entry; what only their order or dates make different is in the listing.
entries() {
    [[ -f $1 ]] || return 0
    local unpacked
    unpacked=$(mktemp -d "$work/entries.XXXXXX")
    (cd "$unpacked" && "${JAVA_HOME:+$JAVA_HOME/bin/}jar" -xf "$1" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum)
    "${JAVA_HOME:+$JAVA_HOME/bin/}jar" -tvf "$1"
    rm -rf "$unpacked"
}

build "${folders[0]}" UTC
build "${folders[1]}" Pacific/Kiritimati
for folder in "${folders[@]}"; do
    sums "$folder" >"$folder.sums"
done

cat "${folders[0]}.sums"
[[ -s ${folders[0]}.sums ]] || {
    echo "The build made no jar." >&2
    exit 1
}
if ! cmp -s "${folders[0]}.sums" "${folders[1]}.sums"; then
    echo "These differ:" >&2
    { diff "${folders[0]}.sums" "${folders[1]}.sums" || true; } | sed -n 's/^[<>] [0-9a-f]*  \.\///p' | sort -u | explain >&2
    exit 1
fi
echo "All $(wc -l <"${folders[0]}.sums") jars of both builds are the same."
