"""Gini coefficients of mean |influence| by class; needs nothing but Python itself.

usage: gini.py FOLDER-OF-AN-INFLUENCE OUTPUT-FOLDER
"""

import ast
import json
import pathlib
import struct
import sys


def npy(path):
    """The numbers of a one-dimensional NPY file of version 1."""
    data = path.read_bytes()
    (length,) = struct.unpack_from("<H", data, 8)
    header = ast.literal_eval(data[10 : 10 + length].decode("latin-1"))
    code = {"<f8": "d", "<i8": "q", "<i4": "i"}[header["descr"]]
    (count,) = header["shape"]
    return struct.unpack_from(f"<{count}{code}", data, 10 + length)


def gini(values):
    """0 when all are equal, close to 1 when one has everything."""
    values = sorted(values)
    total = sum(values)
    if total == 0:
        return None
    n = len(values)
    return sum((2 * i - n + 1) * value for i, value in enumerate(values)) / (n * total)


source, target = (pathlib.Path(folder) for folder in sys.argv[1:3])
means, labels = npy(source / "mean.npy"), npy(source / "labels.npy")
classes = json.loads((source / "about.json").read_text())["classes"]

lines = ["class,size,gini"]
for index, name in enumerate(classes):
    members = [abs(mean) for mean, label in zip(means, labels) if label == index]
    value = gini(members)
    lines.append(f"{name},{len(members)},{'' if value is None else repr(value)}")
(target / "table.csv").write_text("\n".join(lines) + "\n")
(target / "table.json").write_text(
    json.dumps(
        {
            "title": "Concentration of influence",
            "columns": [
                {"name": "class", "type": "text", "unit": None},
                {"name": "size", "type": "integer", "unit": "rows"},
                {"name": "gini", "type": "number", "unit": None},
            ],
            "notes": ["Gini coefficient of the rows' mean |influence|."],
        }
    )
)
