#!/bin/sh
# Before Redis starts: makes its aclfile of what this release lets each user do (first argument) and of the users' passwords, which are in
# the aclfile that the Secret has (second), and writes it where Redis looks (third). So an upgrade brings its permissions along, and no
# Secret has to be changed for them. Users that the release does not know stay as the Secret has them.
set -eu
rules=${1:?the rules are wanted} secret=${2:?the users of the Secret are wanted} target=${3:?where to write is wanted}
umask 077

users() {
    awk '
        $1 != "user" { next }
        FILENAME == ARGV[1] {
            kept[$2] = $0
            for (i = 3; i <= NF; i++) if ($i ~ /^[#>]/) password[$2] = password[$2] " " $i
            next
        }
        {
            for (i = 3; i <= NF; i++) if ($i == "@" $2 "@") {
                if (!($2 in password)) { missing = 1; next }
                $i = substr(password[$2], 2)
            }
            print
            delete kept[$2]
        }
        END {
            for (user in kept) print kept[user]
            exit missing
        }' "$secret" "$rules"
}

while :; do
    status=0
    users >"$target.new" || status=$?
    case $status in
        0) break ;;
        1) echo "Waits for the password of a user that this release brings." ;;
        *) exit "$status" ;;
    esac
    sleep 2
done
mv "$target.new" "$target"
