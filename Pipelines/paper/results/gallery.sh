#!/bin/sh
# Writes README.md beside it: every page with its words and its pictures, at the largest size that is kept.
set -eu
cd "$(dirname "$0")"
pages="table-1 table-2 table-3 table-4 table-6 figure-2b figure-3 figure-4 figure-5 epsilon five-classes spectra checks bounds \
theorem-4-1 atlas quality softmax rank depth projections scale width ridge centring context condition"
sizes="full default medium"
for folder in */; do
  name=${folder%/}
  for size in $sizes; do name=${name%-$size}; done
  case " report $pages " in *" $name "*) ;; *) echo "$0: $name is not among the pages" >&2; exit 1 ;; esac
done
# The folder and the flag of the largest size that is kept of a page.
largest() {
  folder=$1 flag=" --profile small"
  for size in $sizes; do
    [ -d "$1-$size" ] || continue
    folder=$1-$size flag=" --profile $size"
    [ "$size" != default ] || flag=""
    return 0
  done
}
title() { sed -n '/use: Report/,$ { /title:/ { s/.*title: *//; s/, text:.*//; p; } }' "$1" | head -1 | tr -d '"'; }
caption() { sed -n 's/^<svg[^>]*><title[^>]*>\([^<]*\)<.*/\1/p' "$1" | head -1; }
largest report
ledger=$folder
{
  echo "# What was measured"
  echo
  echo "Every page of \`Pipelines/paper\` with its words, its pictures and where its tables are; what was found is in [FINDINGS.md](FINDINGS.md). The ledger of all printed figures is"
  echo "[every-printed-figure-beside-ours.csv]($ledger/every-printed-figure-beside-ours.csv), counted in [verdicts.csv]($ledger/verdicts.csv);"
  echo "machine, versions and dates are in [machine.txt](machine.txt), or in a file of that name beside the tables. Written by \`gallery.sh\`."
  echo
  echo "The ledger kept is of 22 November 2026. It counts appendix A.8's checks as made on all data, while they are made on 2,000 rows, which the pipeline has said since; and"
  echo "its reason for κ and the widths, \"the same quantity on the same data\", holds for the numerical rank that the text asks for: see the page on conditioning. All of table 6 had 300 rows then, and orderings were decided by"
  echo "whether two intervals overlap; since 23 November they are by differences seed by seed, which can decide what then was not. What was computed on 21 and 22 November is older than"
  echo "the mends to training, attacks, infinite kernels and single rows' attacks that the changelog names: measured again, digits differ."
  for picture in "$ledger"/*.svg; do
    [ -f "$picture" ] && printf '\n![%s](%s)\n' "$(caption "$picture")" "$picture"
  done
  for name in $pages; do
    file=$name.yaml text=../text/$name.md
    if [ -f "../questions/$name.yaml" ]; then file=questions/$name.yaml text=../questions/text/$name.md; fi
    largest "$name"
    title=$(title "../$file")
    [ -n "$title" ] || { echo "$0: no title in $file" >&2; exit 1; }
    printf '\n## %s\n\n' "$title"
    cat "$text"
    echo
    for picture in "$folder"/*.svg; do
      [ -f "$picture" ] && printf '![%s](%s)\n' "$(caption "$picture")" "$picture"
    done
    # A pipeline that draws its own rows has no folder of data to name.
    data=""
    if grep -q '^  data: ' "../$file"; then data=" --set data=FOLDER"; fi
    printf '\nTables: [%s](%s). Command: `malleus run Pipelines/paper/%s%s%s`.\n' "$folder" "$folder" "$file" "$flag" "$data"
  done
} > README.md.new
mv README.md.new README.md
