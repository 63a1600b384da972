#!/bin/sh
# Unpacks Debian's onnx and ONNX Runtime for Python, with all that they need, into a folder, without root and without
# touching the system; prints the program to set NATIVERNN_PYTHON to for the tests.
# Usage: onnx-python.sh FOLDER
set -eu
suite=trixie
mkdir -p "$1"
folder=$(cd "$1" && pwd)

fail() { echo "onnx-python.sh: $1" >&2; exit 1; }

. /etc/os-release
[ "${ID:-}" = debian ] || fail "no packages are known for ${PRETTY_NAME:-this system}"
architecture=$(dpkg --print-architecture)
mirror=$(apt-get indextargets --format '$(SITE) $(CODENAME)' | awk -v name="$VERSION_CODENAME" '$2 == name { print $1; exit }')
[ -n "$mirror" ] || fail "apt's sources name no mirror for $VERSION_CODENAME; run apt-get update first"

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir -p "$root/lists/partial" "$root/cache/archives/partial"
: >"$root/status" # nothing is installed there: everything needed is fetched, the C library included
printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n' \
  "$mirror" "$suite" /usr/share/keyrings/debian-archive-keyring.gpg >"$root/onnx.sources"
private() {
  apt-get -qq -o Dir::State::Lists="$root/lists" -o Dir::State::status="$root/status" -o Dir::Cache="$root/cache" \
    -o Dir::Etc::SourceList="$root/onnx.sources" -o Dir::Etc::SourceParts=/dev/null \
    -o APT::Sandbox::User= -o Debug::NoLocking=1 "$@" >&2
}
private update
private install -y --no-install-recommends --download-only python3-onnx python3-onnxruntime
for package in "$root"/cache/archives/*.deb; do
  dpkg-deb -x "$package" "$folder/root"
done

loader=$(find "$folder/root/usr/lib" "$folder/root/usr/lib64" -name 'ld-linux*' 2>/dev/null | head -n 1)
libraries=$(find "$folder/root/usr/lib" -maxdepth 1 -type d -name "*-linux-gnu")
python=$(find "$folder/root/usr/bin" -name 'python3.*' | head -n 1)
cat >"$folder/python" <<TEXT
#!/bin/sh
export PYTHONHOME="$folder/root/usr" PYTHONPATH="$folder/root/usr/lib/python3/dist-packages"
exec "$loader" --library-path "$libraries:$libraries/blas:$libraries/lapack" "$python" "\$@"
TEXT
chmod +x "$folder/python"
"$folder/python" -c 'import onnx, onnxruntime' || fail "the unpacked packages do not run on this $architecture machine"
echo "$folder/python"
