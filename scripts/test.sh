#!/bin/sh
# Everything that CI proves.  FAST=1: what a contributor runs while working, under two minutes.
# COURSE_SOAK=1 (make soak): every long series whole, see tests/sampling.py.
set -eu

echo "test: style and types"
ruff check .
ruff format --check .
mypy

# Three processes for two cores: a test waits for the processes that it starts half of its time.
jobs=${JOBS:-$(($(nproc) + 1))}
if [ -n "${FAST:-}" ]; then
    echo "test: FAST: without attacks, kills, browser, bench, wheel, nbgrader, audit, assignments"
    exec python -m pytest -n "$jobs" --dist loadfile -q --ignore=tests/hostile \
        --ignore=tests/test_crash.py --ignore=tests/test_browser.py --ignore=tests/bench \
        --ignore=tests/test_wheel.py --ignore=tests/audit --ignore=tests/test_fuzz.py \
        --ignore=tests/nbgrader_bridge --ignore=tests/test_assignments.py
fi

echo "test: a browser, for the pages that instructors open"
nobrowser=""
VENV=$(python -c 'import sys; print(sys.prefix)') sh scripts/browser.sh || nobrowser=yes

echo "test: the suite, with coverage of the trusted path; beside it the audit, told at the end"
audit=$(mktemp)
course audit --jobs 1 --check README.md >"$audit" 2>&1 &
auditor=$!
trap 'kill $auditor 2>/dev/null || true; rm -f "$audit"' EXIT
trap 'exit 130' INT TERM
failed=""
python -m pytest -n "$jobs" --dist loadfile --no-loadscope-reorder --cov --cov-report= || failed=yes
if [ -z "$failed" ]; then
    echo "test: coverage of the trusted path, by branch"
    coverage report --fail-under=95 --include="$(paste -s -d , scripts/trusted-path.txt)" ||
        failed=yes
fi
echo "test: the grader itself"
wait $auditor || failed=yes
cat "$audit"
if [ -n "${COURSE_SOAK:-}" ]; then
    echo "test: the grader's words, on every paraphrase"
    course audit --words --check README.md || failed=yes
fi
if [ -n "$nobrowser" ]; then
    echo "test: NOT tested: the pages in a real browser (tests/test_browser.py was skipped), since none"
    echo "      could be had here. Remedy: sudo apt install chromium, then make test again."
fi
[ -z "$failed" ]
