#!/usr/bin/env bash
# Runs the long tables behind the promises of the store; the quick ones run with the whole suite.
#
#   Tests/reliability.sh              all parts
#   Tests/reliability.sh crash names  some of them
#
# Each part is one or more test suites that read MALLEUS_RELIABILITY; add a line to `suites` for more.
set -euo pipefail
cd "$(dirname "$0")/.."

declare -A suites=(
  [crash]="StoreTests.CrashTests"
  [fault]="StoreTests.FaultTests"
  [damage]="StoreTests.DamageTests"
  [names]="StoreTests.NameTests|StoreTests.FormatTests"
  [place]="StoreTests.PlaceTests"
  [together]="StoreTests.ConcurrencyTests|StoreTests.GarbageTests"
  [kills]="Whatever happens|A killed long stage"
)
order=(crash fault damage names place together kills)

for part in "$@"; do
  if [[ -z "${suites[$part]:-}" ]]; then
    echo "no part is called $part; there are: ${order[*]}" >&2
    exit 2
  fi
done
if [[ $# -gt 0 ]]; then order=("$@"); fi

swift build -c release --build-tests
export MALLEUS_RELIABILITY=full
for part in "${order[@]}"; do
  echo "== $part"
  SECONDS=0
  swift test -c release --skip-build --filter "${suites[$part]}"
  echo "== $part passed in $SECONDS s"
done
