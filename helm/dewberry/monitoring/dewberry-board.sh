#!/bin/sh
# Tells what node_exporter does not: why a Raspberry Pi is slowed down, how much was ever written to its card, and the errors
# that its file systems have counted. Writes dewberry_board.prom into node_exporter's folder for text files.
#
#   dewberry-board.sh FOLDER             once, for cron or a timer
#   dewberry-board.sh FOLDER SECONDS     again and again
#
# DEWBERRY_CARD_RATING_TB   what disks are rated for, in terabytes written: "mmcblk0=30 sda=150"
# DEWBERRY_SYSFS            where sysfs is, /sys by default
set -u
sys=${DEWBERRY_SYSFS:-/sys}

first_line() {
    line=
    { read -r line || [ -n "$line" ]; } 2>/dev/null <"$1" && printf '%s' "$line"
}

metric() {
    printf '# HELP %s %s\n# TYPE %s gauge\n' "$1" "$2" "$1"
}

temperatures() {
    metric dewberry_board_temperature_celsius 'Temperature by sensor'
    for zone in "$sys"/class/thermal/thermal_zone*; do
        value=$(first_line "$zone/temp")
        [ -n "$value" ] || continue
        printf 'dewberry_board_temperature_celsius{sensor="%s",zone="%s"} %s\n' \
            "$(first_line "$zone/type")" "${zone##*thermal_zone}" "$(awk "BEGIN { print $value / 1000 }")"
    done
}

# Prints the number that the firmware gives, where there is such a firmware.
throttled() {
    first_line "$sys/devices/platform/soc/soc:firmware/get_throttled" ||
        { vcgencmd get_throttled 2>/dev/null | sed -n 's/^throttled=0x//p'; }
}

# By the firmware's bits: now, and since the board was started.
throttling() {
    bits=$(throttled) && [ -n "$bits" ] || return 0
    bits=$((0x${bits#0x}))
    metric dewberry_board_throttled '1 while the board is slowed down, or is short of voltage'
    reasons | while read -r bit reason; do
        printf 'dewberry_board_throttled{reason="%s"} %s\n' "$reason" $((bits >> bit & 1))
    done
    metric dewberry_board_throttled_since_start '1 where that has happened since the board was started'
    reasons | while read -r bit reason; do
        printf 'dewberry_board_throttled_since_start{reason="%s"} %s\n' "$reason" $((bits >> (bit + 16) & 1))
    done
}

reasons() {
    printf '0 under_voltage\n1 frequency_capped\n2 throttled\n3 soft_temperature_limit\n'
}

# mmcblk0p2 -> mmcblk0
disk_of() {
    if [ -e "$sys/class/block/$1/partition" ]; then
        parent=$(readlink -f "$sys/class/block/$1/..") && parent=${parent##*/}
        [ "$parent" = block ] || { printf '%s' "$parent" && return; }
        # Where the entry is no link, as in tests.
        printf '%s' "$1" | sed -E 's/(mmcblk[0-9]+|nvme[0-9]+n[0-9]+)p[0-9]+$/\1/; t; s/[0-9]+$//'
    else
        printf '%s' "$1"
    fi
}

# ext4 counts what was ever written to it, also before the last start.
written() {
    for fs in "$sys"/fs/ext4/*; do
        value=$(first_line "$fs/lifetime_write_kbytes")
        [ -n "$value" ] || continue
        printf '%s %s\n' "$(disk_of "${fs##*/}")" "$value"
    done | awk '{ kb[$1] += $2 } END { for (disk in kb) printf "dewberry_board_written_bytes{device=\"%s\"} %.0f\n", disk, kb[disk] * 1024 }'
}

ratings() {
    for rating in ${DEWBERRY_CARD_RATING_TB:-}; do
        printf 'dewberry_board_rating_bytes{device="%s"} %s\n' "${rating%%=*}" "$(awk "BEGIN { printf \"%.0f\", ${rating#*=} * 1e12 }")"
    done
}

errors() {
    for fs in "$sys"/fs/ext4/*; do
        value=$(first_line "$fs/errors_count")
        [ -n "$value" ] || continue
        printf 'dewberry_board_filesystem_errors{device="%s"} %s\n' "${fs##*/}" "$value"
    done
}

everything() {
    temperatures
    throttling
    metric dewberry_board_written_bytes 'Bytes that were ever written to the file systems of a disk'
    written
    metric dewberry_board_rating_bytes 'Bytes that a disk is rated for'
    ratings
    metric dewberry_board_filesystem_errors 'Errors that ext4 has counted since its last check'
    errors
}

once() {
    # node_exporter never sees half of it.
    everything >"$1/.dewberry_board.new" && mv -f "$1/.dewberry_board.new" "$1/dewberry_board.prom"
}

folder=${1:?the folder for text files}
once "$folder" || exit 1
while [ $# -gt 1 ]; do
    sleep "$2"
    once "$folder"
done
