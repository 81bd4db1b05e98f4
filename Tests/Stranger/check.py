#!/usr/bin/env python3
"""An outside check: the command line's numbers against an independent implementation, and its manners against bad data.

Usage: check.py --malleus PROGRAM [--quick] [--only NAME…]. Needs NumPy. Reference numbers and real data are looked for in
MALLEUS_SHARED, by default ../shared from the root of the repository; without them that part is left out, and said so.
"""

import argparse
import os
import sys
import time

sys.dont_write_bytecode = True

import bad_data
import random_cases
import reference
from tool import Ledger

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--malleus", default=os.path.join(ROOT, ".build", "release", "malleus"))
    options.add_argument("--quick", action="store_true", help="two shapes, no real data; under a minute")
    options.add_argument("--only", nargs="*", default=[], help="names of checks")
    chosen = options.parse_args()

    ledger, start = Ledger(), time.monotonic()
    random_cases.run(chosen.malleus, ledger, chosen.quick, chosen.only)
    bad_data.run(chosen.malleus, ledger, chosen.only)
    shared = os.environ.get("MALLEUS_SHARED", os.path.join(ROOT, "..", "shared"))
    if chosen.quick or not os.path.isdir(os.path.join(shared, "reference")):
        print("left out: the reference numbers" + ("" if chosen.quick else f", for want of {shared}"))
    else:
        reference.run(chosen.malleus, ledger, os.path.abspath(shared), chosen.only)
    ledger.print()
    print(f"{len(ledger.order)} quantities, {len(ledger.failures)} failures, {time.monotonic() - start:.0f} s")
    return 1 if ledger.failures else 0


if __name__ == "__main__":
    sys.exit(main())
