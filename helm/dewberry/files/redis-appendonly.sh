#!/bin/sh
# Before Redis starts: makes its append-only file one that it can read. The argument is Redis' data folder.
#
# Redis forgives an end that is torn off. Anything else in it that makes no sense, as a worn card leaves behind, would keep it
# from starting for ever. Nothing that was acknowledged is there alone, so the file is cut off before the damage, and where that
# does not help it goes.
set -eu
folder=${1:?Redis\' data folder is wanted}/appendonlydir
manifest=$folder/appendonly.aof.manifest
[ -f "$manifest" ] || exit 0
check=$(command -v redis-check-aof || command -v valkey-check-aof) || exit 0
whole() { grep -q '^file ' "$manifest" && "$check" "$manifest"; } >/dev/null 2>&1

if whole; then
    exit 0
fi
echo "Redis' append-only file is damaged, and is cut off before that."
if yes | "$check" --fix "$manifest" >/dev/null 2>&1 && whole; then
    exit 0
fi
echo "That does not help: Redis begins without one."
rm -rf "$folder"
