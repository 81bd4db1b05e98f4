"""Runs Malleus and its peers in turn and writes the table of BENCHMARKS.md; started by run.sh."""

import argparse
import os
import pathlib

import report
import rows
from measure import Bench

HERE = pathlib.Path(__file__).resolve().parent


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", required=True, help="the folder of the built programs")
    parser.add_argument("--mnist", required=True, help="the folder of the IDX files")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--only", help="names of rows, separated by commas: " + ", ".join(rows.ALL))
    parser.add_argument("--quick", action="store_true", help="small sizes; BENCHMARKS.md stays")
    options = parser.parse_args()
    names = options.only.split(",") if options.only else list(rows.ALL)
    unknown = [name for name in names if name not in rows.ALL]
    if unknown:
        parser.error(f"no row is called {', '.join(unknown)}")
    # Both sides choose their own kernels and threads for this processor.
    for variable in list(os.environ):
        if variable.startswith(("OPENBLAS_", "GOTO_", "OMP_", "MKL_", "KMP_", "MALLEUS_OPENBLAS")):
            del os.environ[variable]
    with Bench(options.bin, options.mnist, options.repeats, options.quick) as bench:
        found = []
        for name in names:
            print(f"# {name}", flush=True)
            new = rows.ALL[name](bench)
            for row in new:
                print(f"  {row.what}: {row.ours:.3f} against {row.theirs} {row.unit}", flush=True)
            found += new
        text = report.table(bench, found)
        print(text)
        if not options.quick and not options.only:
            report.insert(HERE / "BENCHMARKS.md", text)
            report.curves(bench, HERE)


if __name__ == "__main__":
    main()
