# shellcheck shell=sh
# Runs a load balancer, "$@", and has it read its certificate again where that was renewed. When it is asked to stop it takes nobody in any more, and
# whoever still holds a connection after PATIENCE seconds comes again. RELOAD and RETIRE are the signals for that.
set -eu

certificate=${CERTIFICATE:-/etc/dewberry/tls}
period=${PERIOD:-10}

# A kernel without IPv6 refuses to listen there, and a balancer that is refused does not start. HAProxy asks for this by itself;
interfaces=${IF_INET6:-/proc/net/if_inet6}
if [ -e "$interfaces" ]; then
    export IPV6=yes
fi

# Nginx has no conditions.
if [ -n "${CONFIGURATION:-}" ]; then
    if [ -n "${IPV6:-}" ]; then
        cat "$CONFIGURATION" >"$WRITTEN"
    else
        sed '/^ *listen \[/d' "$CONFIGURATION" >"$WRITTEN"
    fi
fi

# Who speaks DNS here, for those who do not find out themselves. An address that every network may reach (0 as its scope) says whether gateways can have one.
if [ -n "${RESOLVERS:-}" ]; then
    servers=$(sed -n -e 's/^nameserver[ \t]*\([0-9.]*\)[ \t]*$/\1/p' -e 's/^nameserver[ \t]*\([0-9A-Fa-f]*:[0-9A-Fa-f:]*\)[ \t]*$/[\1]/p' \
        "${RESOLV_CONF:-/etc/resolv.conf}" | tr '\n' ' ')
    ipv6=off
    if grep -q '^[0-9a-f]* [0-9a-f]* [0-9a-f]* 00 ' "$interfaces" 2>/dev/null; then
        ipv6=on
    fi
    echo "resolver ${servers}valid=5s ipv6=$ipv6;" >"$RESOLVERS"
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
