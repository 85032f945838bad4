#!/bin/sh
# Everything that CI proves, in the order in which it fails fastest.
set -eu
echo "test: style and types"
ruff check .
ruff format --check .
mypy
echo "test: releases are fresh"
course release --check
echo "test: the suite, with coverage of the trusted path"
python -m pytest "$@"
