#!/bin/sh
# Make the virtual environment. Every known way to fail says its remedy.
set -eu

fail() {
    printf '\n%s\n' "setup: $1" >&2
    exit 1
}

command -v "$PYTHON" >/dev/null 2>&1 ||
    fail "no $PYTHON here. Install Python 3.11 or newer: sudo apt install python3 python3-venv"
"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "$("$PYTHON" --version) is too old; 3.11 or newer is needed. Name another one: make PYTHON=python3.12"
"$PYTHON" -c 'import ensurepip, venv' 2>/dev/null ||
    fail "this Python has no venv module. Install it: sudo apt install python3-venv"
free=$(df -Pk . | awk 'NR==2 {print int($4/1024)}')
[ "$free" -ge 3000 ] || fail "only ${free} MiB are free here; the packages need about 3000 (8000 where PyPI gives torch with CUDA)"

echo "setup: making a virtual environment in $VENV (once; a few minutes)"
[ -x "$VENV/bin/python" ] || "$PYTHON" -m venv "$VENV"
log="$VENV/setup.log"
echo "setup: installing torch, nbgrader and the other pinned packages (log: $log)"
if ! "$VENV/bin/python" -m pip install --disable-pip-version-check --no-input \
    --constraint constraints.txt --editable '.[dev]' >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    if grep -qiE 'name resolution|connection|timed out|retries|unreachable' "$log"; then
        fail "the package index cannot be reached. Check the network or the proxy (PIP_INDEX_URL), then run the same command again"
    fi
    fail "a package could not be installed; the last lines are above, the whole log in $log"
fi
echo "setup: done"
