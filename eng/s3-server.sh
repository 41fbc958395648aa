#!/usr/bin/env bash
# A real S3 server for tests and for trying things: Ceph RGW on one in-memory OSD, on loopback, in a folder that can be deleted.
#
#   eng/s3-server.sh start DIR PORT [PID]   starts it (about 10 s); prints what to export when it answers;
#                                           with PID it stops by itself when that process has ended
#   eng/s3-server.sh stop DIR               stops it
#   eng/s3-server.sh gateway DIR PORT       starts its gateway again, after that was killed; the objects are still there
#   eng/s3-server.sh bucket PORT NAME       makes a bucket
#   eng/s3-server.sh keys                   prints the access key and the secret
#
# Debian packages: ceph-mon ceph-osd radosgw curl python3-minimal. It must run as root or as a user who may write DIR. Nothing is kept: the
# objects live in memory. ACETATE_S3_ADDRESS is where it listens, 127.0.0.1 by default.
set -Eeuo pipefail

access=acetate-test secret=acetate-test-secret
address=${ACETATE_S3_ADDRESS:-127.0.0.1}

usage() { sed -n '2,12s/^# \{0,1\}//p' "$0"; exit 2; }

free_port() {
    python3 - <<'PY' 2>/dev/null || echo $((20000 + RANDOM % 20000))
import socket
s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])
PY
}

stop() {
    local dir=$1 name pid
    for name in rgw osd mon; do
        [ -f "$dir/$name.pid" ] || continue
        pid=$(cat "$dir/$name.pid")
        # Only what we started: the process must still have our folder on its command line.
        if { tr '\0' ' ' <"/proc/$pid/cmdline"; } 2>/dev/null | grep -qF "$dir/ceph.conf"; then kill -9 "$pid" 2>/dev/null || true; fi
        rm -f "$dir/$name.pid"
    done
}

# A port may be taken by somebody between choosing and using it, so a start that failed is tried once more with others.
start() {
    local dir=$1 port=$2 program
    for program in ceph-mon ceph-osd radosgw radosgw-admin monmaptool; do
        command -v "$program" >/dev/null || { echo "$program is not installed: apt-get install ceph-mon ceph-osd radosgw" >&2; exit 1; }
    done
    if answers "$port"; then echo "Something else answers on port $port already." >&2; exit 1; fi
    # In a process of its own: 'set -e' does not hold inside a condition.
    "$0" try "$dir" "$port" && return
    echo "It is tried once more." >&2
    "$0" try "$dir" "$port"
}

failed() {
    echo "line $1 failed: $2" >&2
    for log in "$dir"/log/*.out; do [ -s "$log" ] && { echo "--- $log"; tail -n 8 "$log"; } >&2; done
    stop "$dir"
}

try() {
    dir=$1
    local port=$2 fsid mon pool
    trap 'failed "$LINENO" "$BASH_COMMAND"' ERR
    trap 'stop "$dir"; exit 130' INT TERM
    mkdir -p "$dir"
    dir=$(cd "$dir" && pwd)
    stop "$dir"
    rm -rf "$dir"/{mon,osd,run,log,monmap}
    mkdir -p "$dir"/{mon,osd,run,log}
    fsid=$(cat /proc/sys/kernel/random/uuid)
    mon=$(free_port)
    cat >"$dir/ceph.conf" <<CONF
[global]
fsid = $fsid
mon host = v1:127.0.0.1:$mon
public addr = 127.0.0.1
auth cluster required = none
auth service required = none
auth client required = none
auth supported = none
keyring = $dir/keyring
run dir = $dir/run
admin socket = $dir/run/\$cluster-\$name.asok
log file = $dir/log/\$name.log
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd crush chooseleaf type = 0
mon max pg per osd = 2000
mon allow pool size one = true
mon warn on pool no redundancy = false
mon data avail crit = 1
mon data avail warn = 2
ms bind ipv6 = false
ms type = async+posix
[mon.a]
mon data = $dir/mon
[osd.0]
osd data = $dir/osd
osd objectstore = memstore
memstore device bytes = 4294967296
osd max object size = 268435456
osd crush update on start = false
osd class update on start = false
osd class load list = *
osd class default list = *
[client.rgw]
rgw frontends = beast endpoint=$address:$port
rgw thread pool size = 32
rgw enable usage log = false
rgw enable gc threads = true
rgw cache enabled = true
CONF
    local conf="$dir/ceph.conf"
    monmaptool --create --fsid "$fsid" --addv a "[v1:127.0.0.1:$mon]" "$dir/monmap" >/dev/null
    ceph-mon -c "$conf" --id a --mkfs --monmap "$dir/monmap" >/dev/null
    spawn mon ceph-mon -c "$conf" --id a -f
    wait_for 20 ceph -c "$conf" --connect-timeout 2 quorum_status
    ceph-osd -c "$conf" --id 0 --mkfs >"$dir/log/mkfs.out" 2>&1
    # The monitor lets in only the disk whose id it was told. While it is busy it refuses even to be asked; both may be said again.
    wait_for 20 ceph -c "$conf" --connect-timeout 2 osd new "$(cat "$dir/osd/fsid")" 0
    # By hand: a disk that starts asks for it before it knows the cluster, and sometimes dies of the refusal.
    wait_for 20 ceph -c "$conf" --connect-timeout 2 osd crush add osd.0 1 root=default
    spawn osd ceph-osd -c "$conf" --id 0 -f
    wait_for 20 osd_is_up "$conf"
    # Made before the gateway looks for them: each pool it must make itself costs it seconds.
    for pool in .rgw.root default.rgw.log default.rgw.control default.rgw.meta default.rgw.buckets.index default.rgw.buckets.data \
        default.rgw.buckets.non-ec; do
        ceph -c "$conf" osd pool create "$pool" 1 1 >/dev/null 2>&1 &
    done
    wait %% 2>/dev/null || true
    radosgw-admin -c "$conf" -n client.rgw user create --uid acetate --display-name acetate --access-key "$access" --secret-key "$secret" >"$dir/log/user.out" 2>&1
    gateway "$port"
    echo "export ACETATE_S3_ACCESS_KEY=$access ACETATE_S3_SECRET_KEY=$secret"
    echo "store URL: s3://BUCKET?endpoint=http://$address:$port"
}

gateway() {
    spawn rgw radosgw -c "$dir/ceph.conf" -n client.rgw -f
    wait_for 40 answers "$1"
}

# Daemons inherit nothing of ours: a lock or a pipe of whoever started us must not live as long as they do.
alone() {
    local fd
    for fd in /proc/"$BASHPID"/fd/*; do
        fd=${fd##*/}
        [ "$fd" -le 2 ] || eval "exec $fd>&-"
    done
    exec setsid "$@"
}

spawn() {
    local name=$1; shift
    ( alone "$@" ) >"$dir/log/$name.out" 2>&1 </dev/null &
    echo $! >"$dir/$name.pid"
}

bucket() {
    curl -fsS -X PUT --user "$access:$secret" --aws-sigv4 aws:amz:default:s3 -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' "http://$address:$1/$2"
}

watch() {
    ( alone bash -c 'while grep -q "^State:.[^ZX]" "/proc/$2/status" 2>/dev/null; do sleep 1; done; exec "$0" stop "$1"' "$(readlink -f "$0")" "$1" "$2" ) >/dev/null 2>&1 </dev/null &
}

osd_is_up() { ceph -c "$1" --connect-timeout 2 osd stat 2>/dev/null | grep -q ' 1 up'; }

answers() { (exec 3<>"/dev/tcp/$address/$1") 2>/dev/null; }

wait_for() {
    local seconds=$1 tries name; shift
    for ((tries = 0; tries < seconds * 5; tries++)); do
        if "$@" >/dev/null 2>&1; then return 0; fi
        for name in mon osd rgw; do
            if [ -f "$dir/$name.pid" ] && ! kill -0 "$(cat "$dir/$name.pid")" 2>/dev/null; then
                echo "$name ended by itself." >&2
                return 1
            fi
        done
        sleep 0.2
    done
    echo "gave up waiting for: $*" >&2
    return 1
}

case "${1:-}" in
    start) [ $# -eq 3 ] || [ $# -eq 4 ] || usage; start "$2" "$3"; [ $# -eq 3 ] || watch "$(cd "$2" && pwd)" "$4" ;;
    try) try "$2" "$3" ;;
    stop) [ $# -eq 2 ] || usage; [ ! -d "$2" ] || stop "$(cd "$2" && pwd)" ;;
    bucket) [ $# -eq 3 ] || usage; bucket "$2" "$3" ;;
    gateway) [ $# -eq 3 ] || usage; dir=$(cd "$2" && pwd); gateway "$3" ;;
    keys) echo "$access $secret" ;;
    *) usage ;;
esac
