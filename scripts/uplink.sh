# ./dewberry uplink DEVICE RATE | DEVICE off | DEVICE
# What leaves this machine by one network device: messages first, downloads, backups and all else behind them.
# shellcheck shell=bash

# The octet of IPv4 (TOS) and IPv6 (traffic class) without its two bits of ECN.
readonly UPLINK_MASK=0xfc

command_uplink() {
    local device=${1:-} rate=${2:-}
    [[ -n $device && $# -le 2 ]] || fail "'uplink' wants a network device, such as eth0, and a rate, such as 9mbit, or 'off'."
    type -P tc >/dev/null || fail "'tc' is needed for the uplink; it is in the package iproute2."
    [[ $device =~ ^[A-Za-z0-9_.@-]{1,15}$ && -e /sys/class/net/$device ]] || fail "There is no network device '$device' here."
    case $rate in
        '') show_uplink "$device" ;;
        off)
            need_root_for_uplink
            free_uplink "$device"
            ;;
        *)
            need_root_for_uplink
            shape_uplink "$device" "$rate"
            ;;
    esac
}

need_root_for_uplink() {
    [[ $(id -u) == 0 ]] || fail "Only root may change what a network device sends."
}

show_uplink() {
    tc -s class show dev "$1" | grep -q . || {
        say "The uplink by $1 is not shaped."
        return
    }
    tc -s class show dev "$1"
}

free_uplink() {
    tc qdisc del dev "$1" root 2>/dev/null || fail "The uplink by $1 is not shaped."
    say "$1 sends as it did before."
}

# RATE has to be a little less than what the line carries: only then the queue is here, where it is sorted, and not in a modem.
shape_uplink() {
    local device=$1 rate=$2 number unit
    [[ $rate =~ ^([1-9][0-9]{0,5})(kbit|mbit|gbit)$ ]] || fail "The rate is '$rate'; it must be like 900kbit, 9mbit or 1gbit."
    number=${BASH_REMATCH[1]} unit=${BASH_REMATCH[2]}
    case $unit in
        mbit) number=$((number * 1000)) ;;
        gbit) number=$((number * 1000000)) ;;
    esac
    local dscp=${DEWBERRY_GATEWAY_SOCKET_DSCP:-18}
    [[ $dscp =~ ^[1-9][0-9]?$ && $dscp -le 63 ]] ||
        fail "DEWBERRY_GATEWAY_SOCKET_DSCP is '$dscp'; without a mark from 1 to 63 messages cannot be told from the rest."
    tc qdisc del dev "$device" root 2>/dev/null
    build_uplink "$device" "$number" "$((dscp << 2))" || {
        tc qdisc del dev "$device" root 2>/dev/null
        fail "The kernel cannot shape $device (it needs sch_htb and cls_u32)."
    }
    say "$device sends $rate; packets marked $dscp (DSCP) go first."
}

# HTB: the first class is asked first for what is not promised to another one, and each may have all while the other is idle. Nine
# tenths are promised to messages, so that they never wait for the rest; a tenth to the rest, so that it never stands still.
build_uplink() {
    local device=$1 kbit=$2 octet=$3
    local least=$(((kbit + 9) / 10))
    tc qdisc add dev "$device" root handle 1: htb default 20 &&
        tc class add dev "$device" parent 1: classid 1:1 htb rate "${kbit}kbit" &&
        tc class add dev "$device" parent 1:1 classid 1:10 htb rate "$((kbit - least))kbit" ceil "${kbit}kbit" prio 0 &&
        tc class add dev "$device" parent 1:1 classid 1:20 htb rate "${least}kbit" ceil "${kbit}kbit" prio 1 &&
        add_uplink_queue "$device" 10 && add_uplink_queue "$device" 20 &&
        tc filter add dev "$device" parent 1: protocol ip prio 1 u32 \
            match ip dsfield "$octet" "$UPLINK_MASK" flowid 1:10 &&
        tc filter add dev "$device" parent 1: protocol ipv6 prio 2 u32 \
            match ip6 priority "$octet" "$UPLINK_MASK" flowid 1:10
}

# Fair between connections where the kernel can; else at least short.
add_uplink_queue() {
    tc qdisc add dev "$1" parent "1:$2" fq_codel 2>/dev/null || tc qdisc add dev "$1" parent "1:$2" pfifo limit 100
}
