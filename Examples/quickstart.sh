#!/usr/bin/env bash
# Builds Malleus and runs the smallest whole experiment, on digits that the program draws itself.
set -euo pipefail
cd "$(dirname "$0")/.."
./Examples/setup.sh
swift build -c release --product malleus
exec "$(swift build -c release --show-bin-path)/malleus" run Pipelines/quickstart.yaml "$@"
