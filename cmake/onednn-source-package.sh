#!/bin/sh
# Fetches oneDNN's source with Debian's package manager, without root and without touching the system:
# a private apt root asks the machine's own mirror for the source package of the release named below.
# Usage: onednn-source-package.sh FOLDER; prints the unpacked source tree on standard output.
set -eu
suite=trixie
folder=$1

fail() { echo "oneDNN: $1" >&2; exit 1; }

. /etc/os-release
[ "${ID:-}" = debian ] || fail "no source package is known for ${PRETTY_NAME:-this system}"

# The mirror that this machine uses for its own release, in either format of apt's sources.
mirror=$(cat /etc/apt/sources.list.d/*.sources 2>/dev/null | awk -v name="${VERSION_CODENAME:-}" '
  /^URIs:/ { uri = $2 }
  /^Suites:/ { for (i = 2; i <= NF; i++) if ($i == name) { print uri; exit } }')
if [ -z "$mirror" ]; then
  mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
    sed 's/\[[^]]*\]//' | awk -v name="${VERSION_CODENAME:-}" '$1 == "deb" && $3 == name { print $2; exit }')
fi
[ -n "$mirror" ] || fail "apt's sources name no mirror for ${VERSION_CODENAME:-this release}"

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir -p "$root/lists/partial" "$root/cache/archives/partial" "$root/source"
printf 'Types: deb-src\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n' \
  "$mirror" "$suite" /usr/share/keyrings/debian-archive-keyring.gpg >"$root/onednn.sources"
private() {
  apt-get -qq -o Dir::State::Lists="$root/lists" -o Dir::Cache="$root/cache" \
    -o Dir::Etc::SourceList="$root/onednn.sources" -o Dir::Etc::SourceParts=/dev/null \
    -o APT::Sandbox::User= "$@" >&2
}
private update
(cd "$root/source" && private source --download-only onednn)

mkdir "$root/tree"
tar -xf "$root"/source/onednn_*.orig.tar.* -C "$root/tree"
tree=$(ls "$root/tree")
rm -rf "${folder:?}/$tree"
mv "$root/tree/$tree" "$folder/"
echo "$folder/$tree"
