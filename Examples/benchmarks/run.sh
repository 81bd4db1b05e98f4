#!/usr/bin/env bash
# Measures Malleus beside PyTorch and Snakemake on this machine and writes the table of BENCHMARKS.md.
#
#   Examples/benchmarks/run.sh MNIST [--repeats 5] [--only ROW,…] [--quick]
#
# MNIST is the folder of the four IDX files, plain or gzipped. The peers go to a scratch Python environment
# (BENCHMARK_PYTHON names one that already has them): a download of some 3 GB where PyTorch comes with its graphics
# libraries. --quick takes small sizes, to see that everything works.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
if [ $# -lt 1 ] || [ ! -d "$1" ]; then
  sed -n '2,8s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
mnist=$(cd "$1" && pwd)
shift

"$root/Examples/setup.sh"
for product in malleus toytool benchmark; do swift build -c release --package-path "$root" --product "$product"; done
bin=$(swift build -c release --package-path "$root" --show-bin-path)

python=${BENCHMARK_PYTHON:-}
if [ -z "$python" ]; then
  environment="${TMPDIR:-/tmp}/malleus-benchmarks-$(id -u)"
  python="$environment/bin/python"
  if [ ! -x "$python" ]; then
    python3 -m venv "$environment" || {
      echo "Python's venv module is missing (Debian and Ubuntu: apt-get install python3-venv)" >&2
      exit 3
    }
  fi
  "$python" -c 'import numpy, torch' 2>/dev/null ||
    "$python" -m pip install --quiet numpy torch ||
    echo "PyTorch cannot be installed: its rows are measured without it" >&2
  [ -x "$environment/bin/snakemake" ] || "$python" -m pip install --quiet snakemake ||
    echo "Snakemake cannot be installed: its rows are measured without it" >&2
  [ -x "$environment/bin/ninja" ] || command -v ninja > /dev/null || "$python" -m pip install --quiet ninja ||
    echo "ninja cannot be installed: its rows are measured without it" >&2
fi
exec "$python" "$here/compare.py" --bin "$bin" --mnist "$mnist" "$@"
