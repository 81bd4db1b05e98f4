#!/usr/bin/env bash
# Runs the test suite in release mode, after installing what it needs. Arguments go to `swift test`.
set -euo pipefail
cd "$(dirname "$0")/.."
./Examples/setup.sh
swift build -c release --build-tests
swift test -c release --skip-build "$@"
