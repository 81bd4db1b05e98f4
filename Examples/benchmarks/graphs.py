#!/usr/bin/env python3
"""Writes manifests of any size whose stages do nothing, to measure what the engine itself costs.

    graphs.py SHAPE NODES > manifest.yaml

SHAPE is one of

    sweep   NODES variants of one stage, gathered by a last one
    chain   NODES stages, each reading the one before
    grid    a chain of ten, once for each of NODES/10 values

The stages are those of `toytool`, which `swift build -c release --product toytool` builds beside
`malleus` from the same engine and store:

    python3 Examples/benchmarks/graphs.py grid 10000 > grid.yaml
    .build/release/toytool run grid.yaml --quiet          # computes 10,000 empty stages
    .build/release/toytool run grid.yaml --quiet          # finds them all known
"""
import sys


def sweep(count):
    return f"""sweep:
  n: 1..{count}
stages:
  number: {{use: Constant, value: "${{n}}"}}
  total: {{use: Total, numbers: "number[*]"}}
"""


def chain(count):
    links = [f"  n{i}: {{use: Counted, number: n{i - 1}, add: {i}}}\n" for i in range(1, count)]
    return "stages:\n  n0: {use: Constant}\n" + "".join(links)


def grid(count):
    # Every number comes out once, so that no answer is found to be stored already.
    links = [
        f"  n{i}: {{use: Counted, number: n{i - 1}, add: 1000000}}\n" for i in range(1, 10)
    ]
    return (
        f"sweep:\n  n: 1..{max(1, count // 10)}\nstages:\n"
        '  n0: {use: Constant, value: "${n}"}\n' + "".join(links)
    )


SHAPES = {"sweep": sweep, "chain": chain, "grid": grid}

if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in SHAPES or not sys.argv[2].isdigit():
        sys.exit(__doc__)
    sys.stdout.write(SHAPES[sys.argv[1]](int(sys.argv[2])))
