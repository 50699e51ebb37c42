# shellcheck shell=sh
# Runs a load balancer, "$@", and has it read its certificate again where that was renewed. When it is asked to stop it takes nobody in any more, and
# whoever still holds a connection after PATIENCE seconds comes again. RELOAD and RETIRE are the signals for that.
set -eu

certificate=${CERTIFICATE:-/etc/dewberry/tls}
period=${PERIOD:-10}

# Who speaks DNS here, for those who do not find out themselves.
if [ -n "${RESOLVERS:-}" ]; then
    servers=$(sed -n -e 's/^nameserver[ \t]*\([0-9.]*\)[ \t]*$/\1/p' -e 's/^nameserver[ \t]*\([0-9A-Fa-f]*:[0-9A-Fa-f:]*\)[ \t]*$/[\1]/p' \
        "${RESOLV_CONF:-/etc/resolv.conf}" | tr '\n' ' ')
    echo "resolver ${servers}valid=5s ipv6=off;" >"$RESOLVERS"
fi

seen() {
    cat "$certificate"/* 2>/dev/null | cksum
}

watch() {
    known=$(seen)
    while sleep "$period" && kill -s 0 "$balancer" 2>/dev/null; do
        now=$(seen)
        # Kubernetes exchanges all files of a Secret at once.
        if [ "$now" != "$known" ]; then
            echo "The certificate was renewed."
            kill -s "$RELOAD" "$balancer" || return 0
            known=$now
        fi
    done
}

retire() {
    stopping=yes
    kill -s "$RETIRE" "$balancer" || return 0
    (sleep "${PATIENCE:-45}" && kill -s TERM "$balancer") &
    last=$!
}

stopping=''
last=''
"$@" &
balancer=$!
trap retire TERM INT
watch &
watcher=$!

# A signal ends `wait` before the balancer has ended.
while :; do
    asked=$stopping
    status=0
    wait "$balancer" || status=$?
    [ "$asked" = "$stopping" ] && break
done
kill "$watcher" ${last:+"$last"} 2>/dev/null || true
# Who was asked to stop did well, whatever signal it was in the end.
[ -z "$stopping" ] || status=0
exit "$status"
