#!/usr/bin/env bash
# Builds the container images of Acetate from Debian packages, without any image of anybody else's and without a registry.
#
#   deploy/images/build.sh [--output DIR]     builds acetate-server, acetate-worker and acetate-cli into podman's store of images;
#                                             with --output also writes each as an OCI archive, with its list of parts (SBOM) beside it
#
# The three share their first layer: Debian 12 (debootstrap), the programs that media work needs, and the .NET runtime.
# Needs root, Debian's debootstrap and buildah, the .NET SDK, and what './dev build' made (artifacts/programs; web/dist for the server's pages).
#
#   ACETATE_MIRROR     another Debian mirror          ACETATE_TAG     the images' tag (default: the version in Directory.Build.props)
#   STORAGE_DRIVER     buildah's; vfs where the kernel has no overlay
#   ACETATE_PACKAGES   more Debian packages for all images: kubernetes-client for deploy/kubernetes, slurm-client for deploy/slurm
set -Eeuo pipefail

here=$(dirname "$(readlink -f "$0")")
root=$(cd "$here/../.." && pwd)
say() { printf 'images: %s\n' "$*" >&2; }
fail() { printf 'images: %s\n' "$*" >&2; exit 1; }
usage() { sed -n '2,13s/^# \{0,1\}//p' "$0"; }

output=
while (($#)); do
  case "$1" in
    --output) output=${2:?--output needs a folder}; shift 2 ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

((EUID == 0)) || fail "run it as root: it makes and enters a Debian root"
for program in debootstrap buildah; do
  command -v "$program" >/dev/null || fail "$program is not installed: apt-get install -y --no-install-recommends debootstrap buildah"
done
sdk=${DOTNET_ROOT:-$(dirname "$(readlink -f "$(command -v dotnet || echo /nowhere/dotnet)")")}
[[ -x "$sdk/dotnet" ]] || fail "the .NET SDK was not found; './dev' says how to install it"
programs="$root/artifacts/programs"
[[ -x "$programs/acetate-server" && -x "$programs/acetate-worker" && -x "$programs/acetate" ]] || fail "there is nothing to put into images yet: run './dev build' first"
[[ -f "$root/web/dist/index.html" ]] || fail "the web app is not built (web/dist): run './dev run' once, or 'npm --prefix web run build'"
tag=${ACETATE_TAG:-$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' "$root/Directory.Build.props" | head -n 1)}
# What is built twice of the same commit has the same dates.
moment=$(git -C "$root" log -1 --format=%ct 2>/dev/null || echo 0)

# What Acetate itself calls, the same list that './dev run' installs; and what the .NET runtime links to.
mapfile -t run_packages < <(sed -n '/^run_packages=(/,/)/p' "$root/dev" | tr -d '\\' | sed 's/^run_packages=(//; s/)$//' | tr -s ' ' '\n' | sed '/^$/d')
packages=("${run_packages[@]}" libgcc-s1 libssl3 libstdc++6 libsqlite3-0 tzdata zlib1g ${ACETATE_PACKAGES:-})

work=$(mktemp -d "${TMPDIR:-/tmp}/acetate-images.XXXXXX")
clean_up() {
  local point
  for point in dev proc; do mountpoint -q "$work/root/$point" && umount -l "$work/root/$point"; done
  rm -rf --one-file-system "$work"
}
trap clean_up EXIT
trap 'say "line $LINENO failed: $BASH_COMMAND"' ERR

# --- Debian ------------------------------------------------------------------------------------------------------
# The root with its packages is kept as a tar file for the next time, by the names of the packages and the month, so that repairs come in.
cache="${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/acetate-images"
key=$(printf '%s\n' "${packages[@]}" "$(date -u +%Y-%m)" 2 | sha256sum | cut -c 1-16)
mkdir -p "$cache"
if [[ ! -f "$cache/$key.tar" ]]; then
  say "making a Debian 12 with ${#packages[@]} packages and what they need; it is kept in $cache"
  debootstrap --variant=minbase bookworm "$work/root" ${ACETATE_MIRROR:+"$ACETATE_MIRROR"} >"$work/debootstrap.log" 2>&1 ||
    { tail -n 5 "$work/debootstrap.log" >&2; fail "debootstrap did not get Debian 12; ACETATE_MIRROR names another mirror"; }
  mount -t proc proc "$work/root/proc"
  mount --rbind /dev "$work/root/dev"
  cp -L /etc/resolv.conf /etc/hosts "$work/root/etc/"
  # Reached through a proxy or a mirror of the site's, packages come the same way as on this machine.
  [[ -d /etc/apt/apt.conf.d ]] && cp -n /etc/apt/apt.conf.d/*proxy* "$work/root/etc/apt/apt.conf.d/" 2>/dev/null || true
  in_root() { chroot "$work/root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} "$@"; }
  printf 'path-exclude=/usr/share/%s/*\n' doc man info locale lintian help >"$work/root/etc/dpkg/dpkg.cfg.d/without-documents"
  # Licences stay: they are owed to whoever gets the image.
  printf 'path-include=/usr/share/doc/*/copyright\n' >>"$work/root/etc/dpkg/dpkg.cfg.d/without-documents"
  if [[ ! -s "$work/root/etc/apt/sources.list.d/security.list" && -z "${ACETATE_MIRROR:-}" ]]; then
    echo "deb http://deb.debian.org/debian-security bookworm-security main" >"$work/root/etc/apt/sources.list.d/security.list"
  fi
  in_root apt-get update -q >"$work/apt.log" 2>&1 || { rm -f "$work/root/etc/apt/sources.list.d/security.list"; say "Debian's security archive is not reached: repairs are those of the mirror"; in_root apt-get update -q >"$work/apt.log" 2>&1; } ||
    { tail -n 5 "$work/apt.log" >&2; fail "the mirror was not reached from the new root"; }
  in_root sh -c "apt-get upgrade -y -q && apt-get install -y -q --no-install-recommends ${packages[*]}" >"$work/apt.log" 2>&1 ||
    { tail -n 10 "$work/apt.log" >&2; fail "the packages could not be installed"; }
  umount -l "$work/root/dev" "$work/root/proc"
  find "$work/root/usr/share/doc" -type f ! -name copyright -delete
  rm -rf "$work/root"/{var/lib/apt/lists,var/cache,var/log,usr/share/man,usr/share/info,usr/share/locale,tmp,root,home,boot,media,mnt,srv,opt}
  rm -f "$work/root"/etc/{resolv.conf,hosts,hostname,machine-id} "$work/root"/etc/apt/apt.conf.d/*proxy* "$work/root"/var/lib/dpkg/*-old
  mkdir -p "$work/root"/{var/cache,var/log,tmp,mnt}
  # Nobody changes user in a container: what runs with the rights of its file's owner has no use here.
  find "$work/root" -xdev -perm /6000 -type f -exec chmod a-s {} +
  chmod 1777 "$work/root/tmp"
  tar -C "$work/root" --sort=name --numeric-owner -cf "$cache/$key.tar.part" . && mv "$cache/$key.tar.part" "$cache/$key.tar"
else
  say "Debian as it was made before: $cache/$key.tar"
  mkdir -p "$work/root"
  tar -C "$work/root" -xf "$cache/$key.tar"
fi

# Nobody who can sign in, without a home; the programs run as this number.
chroot "$work/root" /usr/sbin/groupadd --gid 10001 acetate
chroot "$work/root" /usr/sbin/useradd --uid 10001 --gid 10001 --home-dir /nonexistent --no-create-home --shell /usr/sbin/nologin acetate
install -d -o 10001 -g 10001 -m 0750 "$work/root/var/lib/acetate"

# --- .NET --------------------------------------------------------------------------------------------------------
runtime=$(ls "$sdk/shared/Microsoft.AspNetCore.App" | sort -V | tail -n 1)
say "the .NET runtime $runtime of $sdk"
net="$work/root/usr/share/dotnet"
mkdir -p "$net/shared/Microsoft.NETCore.App" "$net/shared/Microsoft.AspNetCore.App"
cp -a "$sdk/dotnet" "$net/"
for part in LICENSE.txt ThirdPartyNotices.txt; do [[ -f "$sdk/$part" ]] && cp -a "$sdk/$part" "$net/"; done
cp -a "$sdk/host" "$net/"
cp -a "$sdk/shared/Microsoft.NETCore.App/$runtime" "$net/shared/Microsoft.NETCore.App/"
cp -a "$sdk/shared/Microsoft.AspNetCore.App/$runtime" "$net/shared/Microsoft.AspNetCore.App/"
find "$net/host" -mindepth 2 -maxdepth 2 -type d ! -name "$runtime" -exec rm -rf {} +

# --- the images --------------------------------------------------------------------------------------------------
commit() { buildah commit --quiet --timestamp "$moment" --rm "$1" "$2" >/dev/null; }

say "the layer that all three share"
base=$(buildah from scratch)
tar -C "$work/root" --sort=name --numeric-owner --mtime="@$moment" -cf "$work/base.tar" .
buildah add --quiet "$base" "$work/base.tar" / >/dev/null
rm "$work/base.tar"
buildah config --user 10001:10001 --workingdir / --env PATH=/usr/lib/acetate:/usr/bin:/bin --env DOTNET_ROOT=/usr/share/dotnet --env LC_ALL=C.UTF-8 \
  --env DOTNET_EnableDiagnostics=0 --env ACETATE_LIBRARY=/var/lib/acetate \
  --label org.opencontainers.image.licenses=Apache-2.0 --label "org.opencontainers.image.version=$tag" "$base"
commit "$base" "localhost/acetate-base:$tag"

# Each image has the files of its own programs, as they were built for them, and none of another's.
stage() {
  local target=$1 project file; shift
  mkdir -p "$target/usr/lib/acetate"
  for project in "$@"; do
    while IFS= read -r file; do
      install -D -p "$programs/$file" "$target/usr/lib/acetate/$file"
    done < <(cd "$root/artifacts/bin/$project/release" && find . -type f ! -name '*.pdb' ! -name '*.xml' -printf '%P\n' | while IFS= read -r file; do [[ -f "$programs/$file" ]] && printf '%s\n' "$file"; done)
  done
  cp "$root/LICENSE" "$target/usr/lib/acetate/"
}

image() {
  local name=$1 container staged="$work/$1"; shift
  say "acetate-$name"
  dotnet run --file "$here/sbom.cs" -- --name "acetate-$name" --version "$tag" --moment "$moment" --debian "$work/root/var/lib/dpkg/status" --runtime "$runtime" \
    --programs "$staged/usr/lib/acetate" --locks "$root/src" $([[ -d "$staged/usr/lib/acetate/web" ]] && echo "--web $root/web/package-lock.json") --output "$staged/usr/share/acetate/sbom.spdx.json" >&2
  container=$(buildah from "localhost/acetate-base:$tag")
  buildah copy --quiet "$container" "$staged" / >/dev/null
  buildah config "$@" --label "org.opencontainers.image.title=acetate-$name" "$container"
  commit "$container" "localhost/acetate-$name:$tag"
  if [[ -n "$output" ]]; then
    mkdir -p "$output"
    cp "$staged/usr/share/acetate/sbom.spdx.json" "$output/acetate-$name-$tag.spdx.json"
    rm -f "$output/acetate-$name-$tag.oci.tar"
    buildah push --quiet "localhost/acetate-$name:$tag" "oci-archive:$output/acetate-$name-$tag.oci.tar:acetate-$name:$tag"
    say "written: $output/acetate-$name-$tag.oci.tar ($(du -h "$output/acetate-$name-$tag.oci.tar" | cut -f 1))"
  fi
}

stage "$work/worker" Acetate.Worker
image worker --entrypoint '["/usr/lib/acetate/acetate-worker"]' --cmd ''

# A server runs steps on its own machine as well, or begins them on a cluster: the worker is beside it.
stage "$work/server" Acetate.Server Acetate.Worker
cp -a "$root/web/dist" "$work/server/usr/lib/acetate/web"
rm -f "$work/server/usr/lib/acetate/web/.built"
install -D -m 0755 "$here/healthy.sh" "$work/server/usr/lib/acetate/healthy.sh"
image server --entrypoint '["/usr/lib/acetate/acetate-server"]' --cmd '--listen http://0.0.0.0:5480' --port 5480 --volume /var/lib/acetate

stage "$work/cli" Acetate.Cli Acetate.Server Acetate.Worker
cp -a "$work/server/usr/lib/acetate/web" "$work/cli/usr/lib/acetate/web"
image cli --entrypoint '["/usr/lib/acetate/acetate"]' --cmd '' --volume /var/lib/acetate

say "done; deploy/images/prove.sh starts each of them and measures it"
