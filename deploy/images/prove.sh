#!/usr/bin/env bash
# Proves that the images start, as they are meant to be run: root file system read-only, no user's home, not as root, no capability.
# Prints size and start of each as it was measured, and ends with 1 when something is not as it should be.
#
#   deploy/images/prove.sh [--tag TAG]
#
# Needs podman and the images of deploy/images/build.sh in its store. CONTAINERS_CONF names podman's configuration; where podman cannot
# run anything with its own (crun on a machine with cgroups of the old kind) the one beside this script is tried, and said so.
set -Eeuo pipefail

here=$(dirname "$(readlink -f "$0")")
root=$(cd "$here/../.." && pwd)
say() { printf 'images: %s\n' "$*" >&2; }
fail() { printf 'images: %s\n' "$*" >&2; exit 1; }
tag=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' "$root/Directory.Build.props" | head -n 1)
case "${1:-}" in
  --tag) tag=${2:?--tag needs a tag} ;;
  "") ;;
  *) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
command -v podman >/dev/null || fail "podman is not installed: apt-get install -y --no-install-recommends podman runc"
for name in worker server cli; do
  podman image exists "localhost/acetate-$name:$tag" || fail "there is no image localhost/acetate-$name:$tag: build it with deploy/images/build.sh"
done

safe=(--rm --read-only --cap-drop all --security-opt no-new-privileges --tmpfs "/tmp:rw,nosuid,nodev,size=256m,mode=1777")
if [[ -z "${CONTAINERS_CONF:-}" ]] && ! podman run "${safe[@]}" --network none "localhost/acetate-worker:$tag" functions >/dev/null 2>/tmp/acetate-prove.$$; then
  say "podman cannot run a container with its own configuration ($(tail -n 1 /tmp/acetate-prove.$$)); $here/containers.conf is tried"
  export CONTAINERS_CONF="$here/containers.conf"
fi
rm -f /tmp/acetate-prove.$$

work=$(mktemp -d "${TMPDIR:-/tmp}/acetate-prove.XXXXXX")
container=
clean_up() {
  [[ -z "$container" ]] || podman rm -f -t 2 "$container" >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap clean_up EXIT
failed=0
check() { if [[ "$2" == "$3" ]]; then say "ok    $1"; else say "FAIL  $1: it is '$2', not '$3'"; failed=1; fi; }
now() { date +%s%N; }
# Milliseconds that a command takes; the median of five.
median() {
  local i begun
  for i in 1 2 3 4 5; do begun=$(now); "$@" >/dev/null; echo $((($(now) - begun) / 1000000)); done | sort -n | sed -n 3p
}
size() { podman image inspect --format '{{.Size}}' "$1" | awk '{printf "%.0f", $1 / 1e6}'; }

shared=$(size "localhost/acetate-base:$tag")
inside() { podman run "${safe[@]}" --network none --entrypoint "$1" "localhost/acetate-$image:$tag" "${@:2}"; }

for image in worker server cli; do
  check "acetate-$image runs as nobody who is root" "$(inside /usr/bin/id -u)" 10001
  check "acetate-$image has no home" "$(inside /bin/bash -c 'ls -d ~ /home/* /root 2>/dev/null; true')" ""
  check "acetate-$image cannot write its own programs" "$(inside /bin/bash -c '(echo x > /usr/lib/acetate/x) 2>/dev/null && echo wrote; true')" ""
  check "acetate-$image has its list of parts" "$(inside /bin/bash -c 'grep -c "\"spdxVersion\": \"SPDX-2.3\"" /usr/share/acetate/sbom.spdx.json')" 1
  check "acetate-$image has nothing that gains rights" "$(podman run "${safe[@]}" --network none --user 0 --entrypoint /usr/bin/find "localhost/acetate-$image:$tag" / -xdev -perm /6000 -type f 2>/dev/null | wc -l)" 0
done

# --- the worker: one step, as any engine asks for it, and the end ------------------------------------------------
mkdir -p "$work/media"
printf 'footage' >"$work/media/a.mov"
chmod -R a+rX "$work"
request='{"attempt":"prove","function":"hash-files","request":{"store":"file:///media"},"scratch":"/tmp"}'
answer=$( (echo "$request"; sleep 20) | podman run -i "${safe[@]}" --network none -v "$work/media:/media:ro" "localhost/acetate-worker:$tag" 2>"$work/worker.log" || true)
check "acetate-worker does a step and ends" "$(grep -o '"\$type":"done"' <<<"$answer" | head -n 1)" '"$type":"done"' || true
[[ "$answer" == *'"done"'* ]] || { say "      it said: ${answer:-nothing} $(tail -n 3 "$work/worker.log")"; }
functions=$(podman run "${safe[@]}" --network none "localhost/acetate-worker:$tag" functions | wc -l)
check "acetate-worker knows its functions" "$((functions > 10))" 1
worker_start=$(median podman run "${safe[@]}" --network none "localhost/acetate-worker:$tag" functions)
bare_start=$(median podman run "${safe[@]}" --network none --entrypoint /bin/true "localhost/acetate-worker:$tag")

# Asks the server from beside it: the container needs no network for that.
ask() { podman exec "$container" /bin/bash -c "exec 3<>/dev/tcp/127.0.0.1/5480; printf 'GET $1 HTTP/1.0\r\nHost: localhost\r\n${2:-}\r\n' >&3; cat <&3"; }

# --- the server: until it says that it lives, and its end --------------------------------------------------------
begun=$(now)
container=$(podman run -d "${safe[@]}" --network none "localhost/acetate-server:$tag" --listen http://127.0.0.1:5480 --log json)
for ((tries = 0; tries < 300; tries++)); do
  podman exec "$container" /usr/lib/acetate/healthy.sh 2>/dev/null && break
  sleep 0.1
done
server_start=$((($(now) - begun) / 1000000))
check "acetate-server says that it lives" "$(podman exec "$container" /usr/lib/acetate/healthy.sh && echo yes || echo no)" yes
# The first run left a link with a token for whoever may look into the volume.
token=$(podman exec "$container" /bin/bash -c 'cat /var/lib/acetate/first-link' | sed 's/.*#token=//')
for ((tries = 0; tries < 100; tries++)); do
  ready=$(ask /readyz "Authorization: Bearer $token\r\n" | head -n 1 | cut -d ' ' -f 2)
  [[ "$ready" == 200 ]] && break
  sleep 0.1
done
check "acetate-server is ready: database, stores and engine" "$ready" 200
check "it serves its pages" "$(ask / | grep -ci '<!doctype html>' || true)" 1
check "nobody gets in without a token" "$(ask /api/me | head -n 1 | cut -d ' ' -f 2)" 401
sandbox=$(podman logs "$container" 2>&1 | grep -o 'run without a sandbox[^"]*' | head -n 1 || true)
podman stop -t 30 "$container" >/dev/null 2>&1 || true
container=
# With the masks of /proc lifted the decoders have their own sandbox in the container, where the kernel lets them.
unmasked=$(podman run -d "${safe[@]}" --security-opt unmask=ALL --network none "localhost/acetate-server:$tag" --listen http://127.0.0.1:5480 --log json)
container=$unmasked
for ((tries = 0; tries < 300; tries++)); do podman exec "$unmasked" /usr/lib/acetate/healthy.sh 2>/dev/null && break; sleep 0.1; done
nested=$(podman logs "$unmasked" 2>&1 | grep -o 'run without a sandbox[^"]*' | head -n 1 || true)
podman stop -t 30 "$unmasked" >/dev/null 2>&1 || true
container=

# --- the command line --------------------------------------------------------------------------------------------
check "acetate says its version" "$(podman run "${safe[@]}" --network none "localhost/acetate-cli:$tag" --version | grep -c "^$tag")" 1
cli_start=$(median podman run "${safe[@]}" --network none "localhost/acetate-cli:$tag" --version)

printf '\n%-16s %14s %14s   %s\n' image "size (MB)" "start (ms)" "what was measured"
printf '%-16s %14s %14s   %s\n' acetate-base "$shared" "$bare_start" "the shared layer; /bin/true in a container, median of 5"
printf '%-16s %14s %14s   %s\n' acetate-worker "$(size "localhost/acetate-worker:$tag")" "$worker_start" "'functions' to its end, median of 5"
printf '%-16s %14s %14s   %s\n' acetate-server "$(size "localhost/acetate-server:$tag")" "$server_start" "until /healthz answers, on an empty library, once"
printf '%-16s %14s %14s   %s\n' acetate-cli "$(size "localhost/acetate-cli:$tag")" "$cli_start" "'--version' to its end, median of 5"
printf '\ndecoders in a sandbox of their own: %s; with --security-opt unmask=ALL: %s\n' "$([[ -z "$sandbox" ]] && echo yes || echo "no ($sandbox)")" "$([[ -z "$nested" ]] && echo yes || echo "no ($nested)")"
exit $failed
