#!/bin/sh
# Everything that CI proves, in the order in which it fails fastest.
set -eu
echo "test: style and types"
ruff check .
ruff format --check .
mypy
echo "test: releases are fresh"
course release --check
echo "test: a browser and MathJax, for the pages that instructors open"
nobrowser=""
VENV=$(python -c 'import sys; print(sys.prefix)') sh scripts/browser.sh || nobrowser=yes
echo "test: the suite, with coverage of the trusted path: beside it groups that are told at its end"
coverage erase
told=$(mktemp -d)
groups=""
trap 'kill $groups 2>/dev/null || true; rm -rf "$told"' EXIT
trap 'exit 130' INT TERM
# Most of a test's time is spent on waiting: for processes, kernels, limits, the disk. Each group
# holds whole files, because a file's tests share what took long to make.
group() {
    name=$1
    shift
    coverage run -m pytest "$@" >"$told/$name" 2>&1 &
    groups="$groups $!"
}
pages="tests/test_browser.py tests/test_cli.py tests/test_nbgrader_bridge.py tests/test_release.py"
group attacks tests/hostile --ignore=tests/hostile/test_levels.py
group crashes tests/test_crash.py
group levels tests/hostile/test_levels.py tests/test_bench.py
group pages $pages
failed=""
coverage run -m pytest $(printf -- '--ignore=%s ' \
    tests/hostile tests/test_crash.py tests/test_bench.py $pages) || failed=yes
for one in $groups; do
    wait "$one" || failed=yes
done
cat "$told"/*
[ -z "$failed" ] || exit 1
coverage combine --quiet
echo "test: coverage of the trusted path, by branch"
coverage report --fail-under=95 --include="$(cat scripts/trusted-path.txt | tr '\n' ',')"
echo "test: the grader itself"
course audit --check README.md
if [ -n "$nobrowser" ]; then
    echo "test: NOT tested: the pages in a real browser (tests/test_browser.py was skipped), since none"
    echo "      could be had here. Remedy: sudo apt install chromium, then make test again."
fi
