#!/bin/sh
# Keeps the small tables and figures of a run under Pipelines/paper/results: ./collect.sh OUT SIZE COMMAND...
# OUT is what the run was given as --out, SIZE one of small, default, medium and full, COMMAND what was run. A page NAME of the
# small size goes to NAME, of another to NAME-SIZE. Files above 250 kB stay where they are.
set -eu
[ $# -ge 3 ] || { echo "usage: $0 OUT small|default|medium|full COMMAND..." >&2; exit 2; }
out=$1 size=$2; shift 2
case $size in
  small) suffix= ;;
  default | medium | full) suffix=-$size ;;
  *) echo "$0: $size is not a size: small, default, medium or full" >&2; exit 2 ;;
esac
here=$(cd "$(dirname "$0")" && pwd)
malleus=${MALLEUS:-malleus}
version=$("$malleus" --version) || { echo "$0: no $malleus; name it in MALLEUS" >&2; exit 3; }
# A pipeline by itself calls its page "report", all.yaml calls its own so.
own=$(printf '%s\n' "$@" | tr ' ' '\n' | sed -n 's|.*/||; s|\.yaml$||p' | head -1)
[ "$own" != all ] || own=report

machine() {
  echo "command: $*"
  echo "date: $(date -u +%Y-%m-%d)"
  echo "processor: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -1), $(getconf _NPROCESSORS_ONLN) cores"
  echo "memory: $(awk '/MemTotal/ {printf "%.0f GiB", $2 / 1048576}' /proc/meminfo 2>/dev/null)"
  echo "system: $(uname -sm)"
  echo "program: $version"
}

for page in "$out"/*/index.html; do
  [ -f "$page" ] || { echo "$0: no page in $out" >&2; exit 1; }
  folder=$(dirname "$page"); name=$(basename "$folder" .report)
  [ "$name" != report ] || name=$own
  kept=$here/$name$suffix
  rm -rf "${kept:?}"
  for file in "$folder"/tables/*.csv "$folder"/figures/*.svg; do
    [ -f "$file" ] || continue
    case $(basename "$file") in settings*.csv) continue ;; esac
    [ "$(wc -c < "$file")" -le 250000 ] || continue
    mkdir -p "$kept"
    cp "$file" "$kept/"
  done
  if [ -n "$suffix" ] && [ -d "$kept" ]; then machine "$@" > "$kept/machine.txt"; fi
done
[ -n "$suffix" ] || machine "$@" > "$here/machine.txt"
