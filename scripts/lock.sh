#!/bin/sh
# Renew constraints.txt with the newest versions that fit pyproject.toml.
# Run it with the oldest Python that is supported (Debian 12's 3.11.2), so that all can install them.
set -eu
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --upgrade pip
"$folder/venv/bin/pip" install --quiet '.[dev]'
{
    echo "# The versions that the kit was tested with; the grading depends on them."
    echo "# Renew with scripts/lock.sh, then run make test."
    # A local build of torch (+cpu) satisfies its release; CUDA's own wheels are torch's business.
    "$folder/venv/bin/pip" freeze --all --exclude course-kit --exclude pip --exclude wheel |
        sed -E 's/ @ file:.*//; s/^torch==?.*/torch==2.13.0/; s/^torch$/torch==2.13.0/' |
        grep -viE '^(nvidia-|cuda-|triton)'
} >"$folder/constraints.txt"
mv "$folder/constraints.txt" constraints.txt
