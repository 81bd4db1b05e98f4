#!/bin/sh
# Keeps the small tables and figures of a run under Pipelines/paper/results: ./collect.sh OUT COMMAND
# OUT is what the run was given as --out, COMMAND what was run. Files above 250 kB stay where they are.
set -eu
[ $# -ge 2 ] || { echo "usage: $0 OUT COMMAND..." >&2; exit 2; }
out=$1; shift
here=$(cd "$(dirname "$0")" && pwd)
malleus=${MALLEUS:-malleus}
for page in "$out"/*/index.html; do
  folder=$(dirname "$page"); name=$(basename "$folder" .report)
  rm -rf "$here/${name:?}"
  for file in "$folder"/tables/*.csv "$folder"/figures/*.svg; do
    [ -f "$file" ] || continue
    case $(basename "$file") in settings*.csv) continue ;; esac
    [ "$(wc -c < "$file")" -le 250000 ] || continue
    mkdir -p "$here/$name"
    cp "$file" "$here/$name/"
  done
done
{
  echo "command: $*"
  echo "date: $(date -u +%Y-%m-%d)"
  echo "processor: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -1), $(getconf _NPROCESSORS_ONLN) cores"
  echo "memory: $(awk '/MemTotal/ {printf "%.0f GiB", $2 / 1048576}' /proc/meminfo 2>/dev/null)"
  echo "system: $(uname -srm)"
  echo "program: $("$malleus" --version)"
} > "$here/machine.txt"
