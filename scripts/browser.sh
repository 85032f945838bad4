#!/bin/sh
# Fetch what tests/test_browser.py wants into the virtual environment: a headless Chromium where the
# system has none. Debian's own packages, checked by apt against Debian's keys; no root, no change outside.
set -eu
cd "$(dirname "$0")/.."
folder="${VENV:-$(pwd)/.venv}/browser"
[ ! -x "$folder/chromium" ] || exit 0
for name in chromium chromium-headless-shell google-chrome chrome-headless-shell; do
    ! command -v "$name" >/dev/null 2>&1 || exit 0
done
wanted="chromium-headless-shell"
# Without a font for letters text has no height: a page that shows its score looks like one that
# hides it.
[ -n "$(find /usr/share/fonts -name '*Sans*.[ot]tf' 2>/dev/null | head -n 1)" ] ||
    wanted="fonts-dejavu-core $wanted"

fail() {
    echo "browser: $1; to test pages in a real one: sudo apt install chromium" >&2
    exit 1
}

command -v apt-get >/dev/null 2>&1 && command -v dpkg-deb >/dev/null 2>&1 ||
    fail "no browser here, and no apt to fetch one"
mkdir -p "$folder/lists/partial" "$folder/cache/archives/partial" "$folder/root"
log="$folder/log"

# apt with the system's sources and knowledge of what is installed, and lists and files of our own.
ours() {
    apt-get -q -y -o Dir::State::lists="$folder/lists" -o Dir::Cache="$folder/cache" \
        -o Debug::NoLocking=1 -o APT::Sandbox::User= -o Acquire::http::Timeout=20 \
        -o Acquire::https::Timeout=20 -o Acquire::Retries=1 "$@" >>"$log" 2>&1
}

echo "browser: fetching $wanted (once; log: $log)"
ours update || fail "apt cannot reach its sources"
# shellcheck disable=SC2086  # several words
ours install --no-install-recommends --download-only $wanted ||
    fail "apt has no $wanted for this system"
for package in "$folder"/cache/archives/*.deb; do
    dpkg-deb --extract "$package" "$folder/root"
done
rm -rf "$folder/lists" "$folder/cache"

# Only what this system lacks was fetched, so fonts may lie in both places: the configuration names
# both.
shell=$folder/root/usr/lib/chromium/chromium-headless-shell
libraries=$(find "$folder/root" -name '*.so*' -exec dirname {} + | sort -u | paste -s -d :)
if [ -d "$folder/root/usr/share/fonts" ]; then
    fonts="FONTCONFIG_FILE='$folder/fonts.conf'"
    {
        echo "<fontconfig><dir>/usr/share/fonts</dir><dir>$folder/root/usr/share/fonts</dir>"
        echo "<cachedir>$folder/fontcache</cachedir></fontconfig>"
    } >"$folder/fonts.conf"
fi
cat >"$folder/new" <<END
#!/bin/sh
exec env LD_LIBRARY_PATH='$libraries' ${fonts:-} '$shell' "\$@"
END
chmod +x "$folder/new"
"$folder/new" --headless --no-sandbox --disable-gpu --user-data-dir="$folder/profile" \
    --dump-dom about:blank >>"$log" 2>&1 || fail "what apt fetched does not start (log: $log)"
rm -rf "$folder/profile"
mv "$folder/new" "$folder/chromium"
