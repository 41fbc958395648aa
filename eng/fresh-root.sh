#!/usr/bin/env bash
# Proves ./dev run, ./dev test and ./dev cluster in an empty Debian 12: a debootstrap root, a fresh clone, nothing but the SDK mounted in.
#
#   ./dev fresh-root [test|run|cluster|shell] [--keep]
#
# 'test' runs ./dev test, 'run' runs ./dev run until the demo day is complete, 'cluster' runs ./dev cluster prove, 'shell' opens a shell in the root.
# Needs root and debootstrap. ACETATE_MIRROR names another Debian mirror, ACETATE_CORPUS the corpus to mount read-only.
set -euo pipefail
source_tree=$(git rev-parse --show-toplevel)
what="${1:-test}"
keep=${2:-}
mirror="${ACETATE_MIRROR:-}" # empty: debootstrap's own
corpus="${ACETATE_CORPUS:-$source_tree/../shared}"
say() { printf 'fresh-root: %s\n' "$*" >&2; }
((EUID == 0)) || { say "run it as root: it makes and enters a Debian root"; exit 2; }
command -v debootstrap >/dev/null || { say "install debootstrap first: apt-get install -y debootstrap"; exit 2; }
sdk=$(dirname "$(readlink -f "$(command -v dotnet)")")

cache="${XDG_CACHE_HOME:-$HOME/.cache}/acetate-fresh-root"
root=$(mktemp -d "${TMPDIR:-/tmp}/acetate-root.XXXXXX")
mounts=()
clean_up() {
  local point
  for point in $(printf '%s\n' "${mounts[@]}" | tac); do umount -l "$point" || true; done
  if [[ "$keep" == --keep ]]; then say "the root is kept: $root"; else rm -rf --one-file-system "$root"; fi
}
trap clean_up EXIT
mount_in() { mkdir -p "$root$2"; mount "${@:3}" "$1" "$root$2"; mounts+=("$root$2"); }

if [[ ! -f "$cache/bookworm.tar" ]]; then
  say "making the bare Debian 12 (kept for next time as a tar file in $cache)"
  mkdir -p "$cache"
  debootstrap --variant=minbase bookworm "$root" ${mirror:+"$mirror"} >"$cache/debootstrap.log" 2>&1 || { tail "$cache/debootstrap.log"; exit 1; }
  tar -C "$root" --one-file-system -cf "$cache/bookworm.tar.part" . && mv "$cache/bookworm.tar.part" "$cache/bookworm.tar"
else
  tar -C "$root" -xf "$cache/bookworm.tar"
fi

# A machine's root can be entered by all its users; of a folder made by mktemp that is not so.
chmod 755 "$root"
mount_in proc /proc -t proc
mount_in /sys /sys --rbind
mount_in tmpfs /run -t tmpfs -o mode=755
mount_in /dev /dev --rbind
mount_in tmpfs /tmp -t tmpfs -o mode=1777
mount_in "$sdk" /usr/share/dotnet --bind -o ro
[[ -d "$corpus" ]] && mount_in "$(readlink -f "$corpus")" /src/shared --bind -o ro
# The way to the package registries is the host's: name resolution and trusted certificates.
cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
mkdir -p "$root/etc/ssl/certs" "$root/usr/local/share/ca-certificates"
cp -L /etc/ssl/certs/ca-certificates.crt "$root/usr/local/share/ca-certificates/host.pem" 2>/dev/null || true
git clone -q "$source_tree" "$root/src/acetate"

# The root is the root of a mount namespace, not a changed one, in which nobody may make the namespaces that sandboxes are made of.
inside() {
  local forwarded=() name
  for name in ACETATE_CORPUS_REQUIRED CI; do [[ -z "${!name:-}" ]] || forwarded+=("$name=${!name}"); done
  # Registries behind a host's own certificate authority are reached with the host's bundle.
  mkdir -p "$root/.host"
  # shellcheck disable=SC2016
  local enter='mount --rbind "$1" "$1" && cd "$1" && pivot_root . .host && umount -l /.host && shift && exec "$@"'
  unshare --mount --propagation private /bin/bash -c "$enter" enter "$root" \
    /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM="${TERM:-dumb}" \
    NODE_EXTRA_CA_CERTS=/usr/local/share/ca-certificates/host.pem SSL_CERT_FILE=/usr/local/share/ca-certificates/host.pem \
    NUGET_CERT_REVOCATION_MODE="${NUGET_CERT_REVOCATION_MODE:-online}" "${forwarded[@]}" \
    /bin/bash -c "cd /src/acetate && $1"
}

case "$what" in
  test) say "./dev test in the bare root"; inside './dev test' ;;
  run) say "./dev run in the bare root, until the demo day is complete"; inside './dev run --until-complete' ;;
  cluster) say "./dev cluster prove in the bare root: a facility, the demo show on it, and a node that is killed"; inside './dev cluster prove --small' ;;
  shell) inside 'exec bash -i' ;;
  *) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
say "done"
