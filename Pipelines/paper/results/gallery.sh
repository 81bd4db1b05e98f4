#!/bin/sh
# Writes README.md beside it: every page with its words and its pictures, at the largest size that is kept.
set -eu
cd "$(dirname "$0")"
pages="table-1 table-2 table-3 table-4 table-6 figure-2b figure-3 figure-4 figure-5 epsilon five-classes spectra checks bounds \
theorem-4-1 atlas quality softmax rank depth projections scale ridge centring context condition"
for folder in */; do
  name=${folder%/}
  case " report $pages " in *" ${name%-default} "*) ;; *) echo "$0: $name is not among the pages" >&2; exit 1 ;; esac
done
title() { sed -n '/use: Report/,$ { /title:/ { s/.*title: *//; s/, text:.*//; p; } }' "$1" | head -1 | tr -d '"'; }
caption() { sed -n 's/^<svg[^>]*><title[^>]*>\([^<]*\)<.*/\1/p' "$1" | head -1; }
{
  echo "# What was measured"
  echo
  echo "Every page of \`Pipelines/paper\` with its words, its pictures and where its tables are; some findings are in the README. The ledger of all printed figures is"
  echo "[every-printed-figure-beside-ours.csv](report/every-printed-figure-beside-ours.csv), counted in [verdicts.csv](report/verdicts.csv);"
  echo "machine, versions and dates are in [machine.txt](machine.txt). Written by \`gallery.sh\`."
  for picture in report/*.svg; do
    [ -f "$picture" ] && printf '\n![%s](%s)\n' "$(caption "$picture")" "$picture"
  done
  for name in $pages; do
    file=$name.yaml text=../text/$name.md
    if [ -f "../questions/$name.yaml" ]; then file=questions/$name.yaml text=../questions/text/$name.md; fi
    folder=$name flag=" --profile small"
    if [ -d "$name-default" ]; then folder=$name-default flag=""; fi
    title=$(title "../$file")
    [ -n "$title" ] || { echo "$0: no title in $file" >&2; exit 1; }
    printf '\n## %s\n\n' "$title"
    cat "$text"
    echo
    for picture in "$folder"/*.svg; do
      [ -f "$picture" ] && printf '![%s](%s)\n' "$(caption "$picture")" "$picture"
    done
    printf '\nTables: [%s](%s). Command: `malleus run Pipelines/paper/%s%s --set data=FOLDER`.\n' "$folder" "$folder" "$file" "$flag"
  done
} > README.md.new
mv README.md.new README.md
