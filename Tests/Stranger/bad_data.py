"""Data as strangers bring it: each file gets one clear error, the right exit status, and nothing is published.

Exit status: 1 for bad content, 2 for a bad manifest, 3 for a file that cannot be read. A message names the node or the
file, the place, the cause and what to do; `words` are pieces of it that a reader needs.
"""

import os
import struct
from dataclasses import dataclass, field

import numpy as np

from tool import Bench

R = np.random.default_rng(7)
X, Y = R.random((8, 4)), np.arange(8) % 3
W, A = R.normal(size=(6, 4)), R.choice([-1.0, 1.0], size=(6, 3))


def npy(array):
    from io import BytesIO

    out = BytesIO()
    np.save(out, array, allow_pickle=True)
    return out.getvalue()


def header(text, payload=b"", version=(1, 0)):
    body = text.encode("latin1")
    return b"\x93NUMPY" + bytes(version) + struct.pack("<H", len(body)) + body + payload


def described(descr="'<f8'", order="False", shape="(8, 4)", payload=X.tobytes()):
    return header("{'descr': %s, 'fortran_order': %s, 'shape': %s, }\n" % (descr, order, shape), payload)


def changed(place, value, array=X):
    copy = array.astype(float).copy()
    copy[place] = value
    return copy


@dataclass
class Bad:
    """A fault: the files that differ from good ones, settings that differ, and what must come of it."""

    name: str
    files: dict = field(default_factory=dict)
    settings: dict = field(default_factory=dict)
    status: int = 1
    node: str = "x"
    words: tuple = ()


CASES = [
    Bad("truncated data", {"x.npy": npy(X)[:-9]}, words=("x.npy",)),
    Bad("truncated header", {"x.npy": npy(X)[:40]}, words=("x.npy", "header")),
    Bad("empty file", {"x.npy": b""}, words=("x.npy",)),
    Bad("one byte too many", {"x.npy": npy(X) + b"!"}, words=("x.npy",)),
    Bad("text instead", {"x.npy": b"a,b\n1,2\n"}, words=("x.npy", "numpy.save")),
    Bad("header promises more rows", {"x.npy": described(shape="(9, 4)")}, words=("x.npy",)),
    Bad("header promises fewer rows", {"x.npy": described(shape="(7, 4)")}, words=("x.npy",)),
    Bad("header of 10^18 rows", {"x.npy": described(shape="(1000000000000000000, 4)")}, words=("x.npy",)),
    Bad("header of 10^10 rows", {"x.npy": described(shape="(10000000000, 4)")}, words=("x.npy",)),
    Bad("header of 10^40 rows", {"x.npy": described(shape="(1%s, 4)" % ("0" * 40))}, words=("x.npy",)),
    Bad("negative shape", {"x.npy": described(shape="(-8, 4)")}, words=("x.npy", "header")),
    Bad("header without shape", {"x.npy": header("{'descr': '<f8', 'fortran_order': False}", X.tobytes())}, words=("x.npy", "header")),
    Bad("version 9", {"x.npy": b"\x93NUMPY\x09\x00" + npy(X)[8:]}, words=("x.npy", "version")),
    Bad("NaN input", {"x.npy": npy(changed((3, 2), np.nan))}, words=("x.npy", "row 3", "column 2", "nan")),
    Bad("infinite input", {"x.npy": npy(changed((0, 1), -np.inf))}, words=("x.npy", "row 0", "column 1", "inf")),
    Bad("outside the given box", {"x.npy": npy(changed((5, 0), 1.5))}, {"x": dict(low=0.0, high=1.0)}, words=("x.npy", "row 5", "1.5")),
    Bad("object array", {"x.npy": npy(np.array([[1, "a"]] * 8, dtype=object))}, words=("x.npy", "object")),
    Bad("strings", {"x.npy": npy(np.array([["1", "2"]] * 8))}, words=("x.npy",)),
    Bad("records", {"x.npy": npy(np.zeros(8, dtype=[("a", "<f8"), ("b", "<i4")]))}, words=("x.npy", "record")),
    Bad("complex numbers", {"x.npy": npy(X.astype(complex))}, words=("x.npy",)),
    Bad("dates", {"x.npy": npy(np.zeros((8, 4), dtype="datetime64[D]"))}, words=("x.npy",)),
    Bad("one-dimensional inputs", {"x.npy": npy(X[:, 0])}, words=("x.npy", "shape")),
    Bad("a single number", {"x.npy": npy(np.float64(3))}, words=("x.npy", "shape")),
    Bad("five dimensions", {"x.npy": npy(np.zeros((8, 1, 1, 2, 2)))}, words=("x.npy", "shape")),
    Bad("no rows", {"x.npy": npy(X[:0]), "y.npy": npy(Y[:0])}, words=("x.npy", "shape")),
    Bad("no rows of the named classes", {}, {"x": dict(classes=[7, 8])}, words=("x.npy", "class")),
    Bad("no columns", {"x.npy": npy(X[:, :0])}, words=("x.npy",)),
    Bad("fewer labels than rows", {"y.npy": npy(Y[:7])}, words=("y.npy", "7 labels", "8 rows")),
    Bad("two columns of labels", {"y.npy": npy(np.stack([Y, Y], 1))}, words=("y.npy",)),
    Bad("one-hot labels", {"y.npy": npy(np.eye(3)[Y])}, words=("y.npy",)),
    Bad("labels that are no whole numbers", {"y.npy": npy(Y + 0.5)}, words=("y.npy", "element 0", "0.5")),
    Bad("a label that is not a number", {"y.npy": npy(changed(2, np.nan, Y))}, words=("y.npy", "element 2")),
    Bad("a negative label", {"y.npy": npy(np.array([0, 1, 2, -5, 1, 2, 0, 1]))}, words=("y.npy", "element 3", "-5")),
    Bad("a gigantic label", {"y.npy": npy(np.array([0, 1, 2, 2**62, 1, 2, 0, 1]))}, words=("y.npy", "element 3")),
    Bad("an unsigned label past 2⁶³", {"y.npy": npy(np.array([0, 1, 2, 2**63 + 1, 1, 2, 0, 1], dtype="<u8"))}, words=("y.npy", "u8")),
    Bad("a class that no file has by name", {}, {"x": dict(classes=["cat", "dog"])}, words=("cat",)),
    Bad("a class named twice", {}, {"x": dict(classes=[1, 1])}, status=2, words=("classes", "twice")),
    Bad("more rows than there are", {}, {"x": dict(take=99)}, words=("99", "8")),
    Bad("a missing file", {"x.npy": None}, status=3, words=("x.npy",)),
    Bad("a folder for a file", {"x.npy": "folder"}, status=3, words=("x.npy",)),
    Bad("an empty box", {}, {"x": dict(low=1.0, high=0.0)}, status=2, words=("high",)),
    Bad("std of zero", {}, {"u": dict(std=0.0)}, status=2, node="u", words=("std", "0")),
    Bad("a mean per channel that is not there", {}, {"u": dict(mean=[0.1, 0.2, 0.3])}, node="u", words=("mean",)),
    Bad("one class only", {"y.npy": npy(Y * 0)}, {"x": dict(classes=None)}, node="t", words=("class",)),
    Bad("test rows of another width", {"q.npy": npy(X[:2, :3])}, node="uq", words=("column", "3", "4")),
    Bad("test rows of other classes", {}, {"q": dict(classes=[2, 1, 0])}, node="k", words=("class",)),
    Bad("hidden weights of another width", {"w.npy": npy(W[:, :3])}, node="k", words=("3", "4", "column")),
    Bad("too few outputs", {"a.npy": npy(A[:, :2])}, node="t", words=("2 outputs", "3 classes")),
    Bad("output weights of other units", {"a.npy": npy(A[:5])}, node="net", words=("a.npy", "6")),
    Bad("output weights that are not ±1", {"a.npy": npy(changed((2, 1), 0.5, A))}, node="net", words=("a.npy", "row 2", "column 1", "0.5")),
    Bad("output weight of zero", {"a.npy": npy(changed((0, 0), 0, A))}, node="net", words=("a.npy", "row 0", "column 0")),
    Bad("NaN in hidden weights", {"w.npy": npy(changed((1, 3), np.nan, W))}, node="net", words=("w.npy", "row 1", "column 3")),
    Bad("initial weights of another shape", {"w0.npy": npy(W[:4])}, {"net": dict(initial="w0.npy")}, node="net", words=("w0.npy",)),
    Bad("hidden weights in one dimension", {"w.npy": npy(W[0])}, node="net", words=("w.npy", "shape")),
    Bad("every row is zero", {"x.npy": npy(X * 0 + 0.5)}, {"s": dict()}, node="s", words=("zero",)),
    Bad("a singular kernel with a tiny ridge", {"x.npy": npy(np.repeat(X[:1], 8, 0))}, {"i": dict(ridge=1e-300)}, node="i", words=("ridge",)),
    Bad("training that diverges", {}, {"t": dict(optimizer="gd", learning_rate=1e200, epochs=50)}, node="t", words=("epoch",)),
    Bad("cross-entropy for two classes", {"y.npy": npy(Y % 2), "a.npy": npy(A[:, :1])}, {"t": dict(loss="cross-entropy"), "x": dict(classes=[0, 1]), "q": dict(classes=[0, 1])},
        node="t", words=("cross-entropy",)),
    Bad("a kernel without test rows", {}, {"k": dict(queries=None)}, node="i", words=("kernel", "queries")),
    Bad("an offset without a network", {}, {"i": dict(offset="initial")}, status=2, node="i", words=("offset", "network")),
    Bad("queries whose context is not named", {}, {"fq": dict(context=None)}, status=2, node="fq", words=("context",)),
    Bad("test rows that attend to themselves", {}, {"fq": dict(context="uq"), "k": dict(data="f", queries="fq")}, node="k", words=("context",)),
    Bad("rows with attention, queries without", {}, {"k": dict(data="f")}, node="k", words=("queries", "attention")),
    Bad("queries with more layers than rows", {}, {"fq": dict(layers=2), "k": dict(data="f", queries="fq")}, node="k", words=("queries", "layers")),
    Bad("influence of other rows", {}, {"p": dict(data="q", features="uq", top=5)}, node="p", words=("by", "3 of its 5")),
    Bad("curating all rows away", {}, {"v": dict(strategy="curated", attacked=None, top=8)}, node="v", words=("every row", "top")),
    Bad("attacked rows that are not named", {}, {"v": dict(attacked=None)}, status=2, node="v", words=("attacked",)),
    Bad("influence on other test rows", {}, {"k2": dict(data="uq", queries="u")}, node="m", words=("test rows",)),
    Bad("a distance to another kernel", {}, {"d": dict(data="uq")}, node="d", words=("kernel",)),
    Bad("a count between 1 and 2", {}, {"v": dict(top=1.5)}, status=2, node="v", words=("top", "1.5")),
    Bad("a quantile of everything", {}, {"m": dict(tau=1.0)}, status=2, node="m", words=("tau",)),
    Bad("a negative ridge", {}, {"i": dict(ridge=-1.0)}, status=2, node="i", words=("ridge",)),
    Bad("a ridge that is not finite", {}, {"i": dict(ridge="nan")}, status=2, node="i", words=("ridge",)),
    Bad("an unknown setting", {}, {"i": dict(rigde=0.1)}, status=2, node="i", words=("rigde", "ridge")),
]

# Unusual but honest: the answer must be that of the plain array.
HONEST = {
    "big-endian": {"x.npy": npy(X.astype(">f8")), "y.npy": npy(Y.astype(">i2"))},
    "Fortran order": {"x.npy": npy(np.asfortranarray(X))},
    "float labels that are whole": {"y.npy": npy(Y.astype(float))},
    "labels in one column": {"y.npy": npy(Y[:, None])},
    "boolean-free small integers": {"y.npy": npy(Y.astype("u1"))},
    "images": {"x.npy": npy(X.reshape(8, 2, 2))},
    "colour images": {"x.npy": npy(X.reshape(8, 4, 1, 1))},
    "a long header": {"x.npy": described(shape="(8, 4)" + " " * 500)},
    "no space in the header": {"x.npy": header("{'shape':(8,4),'descr':'<f8','fortran_order':False}", X.tobytes())},
}


def bench(program, files=None, settings=None):
    b = Bench(program)
    good = {"x.npy": npy(X), "y.npy": npy(Y), "q.npy": npy(X[:2]), "qy.npy": npy(Y[:2]), "w.npy": npy(W), "a.npy": npy(A)}
    for name, content in {**good, **(files or {})}.items():
        if content == "folder":
            os.mkdir(b.path(name))
        elif content is not None:
            with open(b.path(name), "wb") as f:
                f.write(content)
    nodes = {
        "x": ("LoadNPY", dict(inputs="x.npy", labels="y.npy", classes=[0, 1, 2])),
        "q": ("LoadNPY", dict(inputs="q.npy", labels="qy.npy", classes=[0, 1, 2])),
        "net": ("LoadNetwork", dict(hidden="w.npy", output="a.npy")),
        "u": ("Normalize", dict(data="x", mean=0.5, std=0.5)), "uq": ("Normalize", dict(data="q", like="u")),
        "f": ("LinAttnTransform", dict(data="u")), "fq": ("LinAttnTransform", dict(data="uq", context="u")),
        "t": ("TrainMLP", dict(data="u", start="net", epochs=2)),
        "k": ("EmpiricalNTK", dict(network="net", data="u", queries="uq")),
        "i": ("Influence", dict(kernel="k")), "s": ("GramSpectrum", dict(data="u")),
        "p": ("Perturb", dict(data="x", features="u", network="net", by="i", top=2)),
        "v": ("Intervene", dict(data="x", by="i", attacked="p", top=2)),
        "m": ("Malleability", dict(before="i", after="i2", bootstrap=0)),
        "i2": ("Influence", dict(kernel="k2")), "k2": ("InfiniteNTK", dict(data="u", queries="uq")),
        "d": ("NTKDistance", dict(network="net", kernel="k", data="u", queries="uq")),
    }
    for name, (use, own) in nodes.items():
        given = {**own, **(settings or {}).get(name, {})}
        b.node(name, use, **{k: v for k, v in given.items() if v is not None})
    return b


def judge(program, ledger, bad):
    with bench(program, bad.files, bad.settings) as b:
        done = b.run(bad.node)
        text = done.stderr
        faults = []
        if done.returncode != bad.status:
            faults.append(f"status {done.returncode}, not {bad.status}")
        faults += [f"no ‘{word}’" for word in bad.words if word.lower() not in text.lower()]
        if any(sign in text for sign in ("SIG", "Fatal", "trapped", "crash")):
            faults.append("it crashed")
        if bad.status == 1 and text.count("\nfailed ") + text.startswith("failed ") < 1:
            faults.append("no failure named")
        again = b.call("export", "m.yaml", bad.node, "--to", b.path("e"), "--store", "store")
        if again.returncode == 0 or os.path.exists(os.path.join(b.path("e"), "about.json")):
            faults.append("something was published")
        said = " / ".join(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("done"))
        ledger.note(f"bad data: {bad.name}", 0.0 if not faults else np.inf, 0.0, "; ".join(faults + [said])[:420])


def run(program, ledger, only):
    if only and "bad-data" not in only:
        return
    for bad in CASES:
        judge(program, ledger, bad)
    for name, files in HONEST.items():
        with bench(program, files) as b:
            b.must_run("k", "i")
            ledger.equal(f"unusual data: {name}", b.part("x", "inputs"), X)
            ledger.equal(f"unusual data: {name}", b.part("x", "labels"), Y)
