#!/bin/sh
# Writes the three lock files anew. Every line is pinned with hashes, and no file names a registry's host.
set -eu
cd "$(dirname "$0")/.."
compile() { pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --strip-extras --allow-unsafe "$@"; }
compile -o requirements/run.txt pyproject.toml
compile -o requirements/build.txt requirements/build.in
compile --extra dev --extra fast --extra postgres -c requirements/run.txt -o requirements/dev.txt pyproject.toml
