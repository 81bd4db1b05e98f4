"""The program under test, known by its command line alone."""

import csv
import json
import os
import shutil
import subprocess
import tempfile

import numpy as np


class Bench:
    """A temporary folder with arrays, a manifest and a store of its own."""

    def __init__(self, program):
        self.program = os.path.abspath(program)
        self.folder = tempfile.mkdtemp(prefix="malleus-stranger-")
        self.nodes = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def array(self, name, values, dtype=None):
        np.save(self.path(name), np.ascontiguousarray(values, dtype=dtype))
        return name

    def node(self, name, use, **settings):
        """Adds a node; an underscore in a setting's name stands for a hyphen."""
        parts = [f"use: {use}"]
        for key, value in settings.items():
            if isinstance(value, (list, tuple)):
                value = "[" + ", ".join(map(str, value)) + "]"
            elif isinstance(value, bool):
                value = str(value).lower()
            elif isinstance(value, float):
                value = repr(value)
            parts.append(f"{key.replace('_', '-')}: {value}")
        self.nodes[name] = "{" + ", ".join(parts) + "}"
        return name

    def manifest(self):
        with open(self.path("m.yaml"), "w", encoding="utf-8") as f:
            f.write("stages:\n" + "".join(f"  {k}: {v}\n" for k, v in self.nodes.items()))
        return "m.yaml"

    def call(self, *arguments, timeout=900):
        return subprocess.run(
            [self.program, *arguments], cwd=self.folder, capture_output=True, text=True, timeout=timeout)

    def run(self, *nodes):
        return self.call("run", self.manifest(), *nodes, "--store", "store", "--out", "out")

    def must_run(self, *nodes):
        done = self.run(*nodes)
        if done.returncode != 0:
            raise SystemExit(f"malleus run ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done

    def export(self, node):
        folder = self.path("parts-" + node)
        if not os.path.isdir(folder):
            done = self.call("export", "m.yaml", node, "--to", folder, "--store", "store")
            if done.returncode != 0:
                raise SystemExit(f"malleus export {node} ended with {done.returncode}\n{done.stderr}")
        return folder

    def part(self, node, name):
        return np.load(os.path.join(self.export(node), name + ".npy"))

    def about(self, node, name="about"):
        with open(os.path.join(self.export(node), name + ".json"), encoding="utf-8") as f:
            return json.load(f)

    def table(self, node, name="table"):
        """A table's rows, numbers read as numbers."""
        with open(os.path.join(self.export(node), name + ".csv"), encoding="utf-8", newline="") as f:
            return list(csv.DictReader(f))

    def value(self, node, measure, column="value", **where):
        for row in self.table(node):
            if row["measure"] == measure and all(row[k] == str(v) for k, v in where.items()):
                return float(row[column]) if row[column] != "" else None
        raise SystemExit(f"{node} has no measure ‘{measure}’: {self.table(node)}")


class Ledger:
    """Agreements, the worst of each quantity kept, printed one line each."""

    def __init__(self):
        self.worst, self.order, self.failures = {}, [], []

    def compare(self, quantity, found, wanted, tolerance, case="", absolute=False):
        if found is None or wanted is None:  # what is undefined must be so for both
            return self.note(quantity, 0.0 if found is wanted else np.inf, tolerance, f"{case}: {found}, wanted {wanted}")
        found, wanted = np.asarray(found, float), np.asarray(wanted, float)
        if found.shape != wanted.shape:
            error = np.inf
            case += f" (shape {found.shape}, not {wanted.shape})"
        elif found.size == 0:
            error = 0.0
        else:
            scale = 1.0 if absolute else np.abs(wanted).max()
            difference = np.abs(found - wanted).max()
            error = difference / scale if scale > 0 else difference
            error = np.inf if np.isnan(error) else error
        self.note(quantity, error, tolerance, case)

    def equal(self, quantity, found, wanted, case=""):
        same = np.array_equal(np.asarray(found), np.asarray(wanted))
        self.note(quantity, 0.0 if same else np.inf, 0.0, case if same else f"{case}: {found} is not {wanted}")

    def note(self, quantity, error, tolerance, case):
        if quantity not in self.worst:
            self.order.append(quantity)
            self.worst[quantity] = (error, tolerance, case, 1)
        else:
            old = self.worst[quantity]
            new = (error, tolerance, case) if error / max(tolerance, 1e-300) > old[0] / max(old[1], 1e-300) else old[:3]
            self.worst[quantity] = (*new, old[3] + 1)
        if not error <= tolerance:
            self.failures.append((quantity, error, tolerance, case))

    def print(self):
        for quantity in self.order:
            error, tolerance, case, count = self.worst[quantity]
            mark = "ok  " if error <= tolerance else "FAIL"
            print(f"{mark} {quantity:<58} {error:9.2e} of {tolerance:7.0e}  {count:4d}×  {case}")
        for quantity, error, tolerance, case in self.failures[:60]:
            print(f"failed: {quantity}, {case}: {error:.3e} > {tolerance:.0e}")
