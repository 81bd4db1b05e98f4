"""Random problems of awkward shapes, each quantity held against the oracle."""

from dataclasses import dataclass

import numpy as np

import oracle as o
from tool import Bench

CLOSED, ATTACK, TRAINED, FLOAT, INFINITE = 1e-10, 1e-12, 1e-9, 1e-4, 1e-12


@dataclass
class Shape:
    name: str
    n: int
    t: int
    d: int
    m: int
    classes: int
    low: float = 0.0
    high: float = 1.0


SHAPES = [
    Shape("3 classes, n > d", 24, 5, 7, 32, 3),
    Shape("binary, n < d", 9, 4, 13, 40, 2),
    Shape("one query", 11, 1, 6, 24, 3),
    Shape("two rows, binary", 2, 3, 4, 16, 2),
    Shape("wide box, 10 classes", 30, 10, 12, 64, 10, low=-1.0, high=2.0),
    Shape("binary, one query, n > d", 20, 1, 5, 50, 2, low=-0.5, high=1.0),
]


class Case:
    """One shape's arrays in a bench of its own."""

    def __init__(self, program, ledger, shape, seed, arms=("plain", "attention")):
        self.r, self.s, self.ledger, self.arms = np.random.default_rng(seed), shape, ledger, arms
        self.bench = Bench(program)
        s = shape
        self.P = s.low + (s.high - s.low) * self.r.random((s.n, s.d))
        self.PQ = s.low + (s.high - s.low) * self.r.random((s.t, s.d))
        # Every class occurs, in no order; class names are not their indices.
        self.names = [int(x) for x in self.r.permutation(50)[: s.classes]]
        self.y = self.r.permutation(np.arange(s.n) % s.classes)
        self.yq = self.r.integers(0, s.classes, s.t)
        self.Y, self.YQ = o.targets(self.y, s.classes), o.targets(self.yq, s.classes)
        C = self.Y.shape[1]
        self.W = self.r.normal(size=(s.m, s.d))
        self.W0 = self.W + 0.3 * self.r.normal(size=(s.m, s.d))
        self.A = self.r.choice([-1.0, 1.0], size=(s.m, C))
        self.A[0] = 1.0  # a row of equal signs
        self.mean, self.std = round(float(self.r.uniform(0.2, 0.5)), 3), round(float(self.r.uniform(0.2, 0.6)), 3)
        self.write()

    def write(self):
        b, s = self.bench, self.s
        names = np.array(self.names)
        b.array("x.npy", self.P, "<f8"), b.array("y.npy", names[self.y], "<i4")
        b.array("q.npy", self.PQ, "<f8"), b.array("yq.npy", names[self.yq], "<i8")
        b.array("w.npy", self.W, "<f8"), b.array("w0.npy", self.W0, "<f8"), b.array("a.npy", self.A, "<f8")
        box = dict(low=s.low, high=s.high, classes=self.names)
        b.node("x", "LoadNPY", inputs="x.npy", labels="y.npy", **box)
        b.node("q", "LoadNPY", inputs="q.npy", labels="yq.npy", **box)
        b.node("net", "LoadNetwork", hidden="w.npy", output="a.npy", initial="w0.npy")
        b.node("u", "Normalize", data="x", mean=self.mean, std=self.std)
        b.node("uq", "Normalize", data="q", like="u")
        self.X = o.normalize(self.P, self.mean, self.std)
        self.Q = o.normalize(self.PQ, self.mean, self.std)

    def hold(self, quantity, node, part, wanted, tolerance, absolute=False):
        self.ledger.compare(quantity, self.bench.part(node, part), wanted, tolerance, self.s.name, absolute)


def features(c):
    b = c.bench
    b.node("none", "Normalize", data="x", mean=c.mean, std=c.std, rows="none")
    b.node("centred", "Normalize", data="x", mean=c.mean, std=c.std, center=True)
    b.node("centredq", "Normalize", data="q", like="centred")
    shift = ((c.P - c.mean) / c.std).mean(axis=0)
    wanted = {
        "u": c.X, "uq": c.Q,
        "none": o.normalize(c.P, c.mean, c.std, "none"),
        "centred": o.normalize(c.P, c.mean, c.std, "unit", shift),
        "centredq": o.normalize(c.PQ, c.mean, c.std, "unit", shift),
    }
    kinds = [(0, "restacked", 0, "unit"), (1, "restacked", 0, "unit"), (2, "restacked", 0, "unit"),
             (3, "restacked", 0, "unit"), (2, "same-context", 0, "unit"), (3, "same-context", 0, "unit"),
             (1, "restacked", 2, "unit"), (2, "restacked", 1, "unit"), (3, "same-context", 2, "unit"),
             (2, "restacked", 0, "none")]
    attended = {}
    for k, (layers, stack, rank, rows) in enumerate(kinds):
        settings = dict(layers=layers)
        if layers >= 1:
            settings.update(rank=rank, rows=rows)
        if layers >= 2:
            settings.update(stack=stack)
        b.node(f"f{k}", "LinAttnTransform", data="u", **settings)
        b.node(f"f{k}q", "LinAttnTransform", data="uq", context="u", **settings)
        for node, rows_in in ((f"f{k}", c.X), (f"f{k}q", c.Q)):
            label = f"LinAttnTransform {layers} {stack if layers > 1 else ''} rank {rank} {rows}"
            attended[node] = (label, o.attend(rows_in, c.X, layers, stack, rank, rows))
    b.must_run()
    for node, matrix in wanted.items():
        kind = {"none": "rows none", "centred": "centred", "centredq": "centred"}.get(node, "unit rows")
        c.hold(f"Normalize, {kind}", node, "matrix", matrix, CLOSED)
    for node, (label, matrix) in attended.items():
        c.hold(label, node, "matrix", matrix, CLOSED)
    names = [str(k) for k in c.names]
    c.ledger.equal("Dataset classes", b.about("x")["classes"], names, c.s.name)
    c.ledger.equal("Dataset labels are indices", b.part("x", "labels"), c.y, c.s.name)
    c.ledger.equal("Dataset ids", b.part("x", "ids"), np.arange(c.s.n), c.s.name)
    c.ledger.equal("Dataset inputs, bit for bit", b.part("x", "inputs"), c.P, c.s.name)


def arms(c):
    """Plain rows and attention rows, with their queries and the matrix between."""
    c.bench.node("f", "LinAttnTransform", data="u")
    c.bench.node("fq", "LinAttnTransform", data="uq", context="u")
    M = c.X.T @ c.X
    both = [("plain", "u", "uq", c.X, c.Q, None), ("attention", "f", "fq", o.unit(c.X @ M), o.unit(c.Q @ M), M)]
    return [arm for arm in both if arm[0] in c.arms]


def training(c):
    b, C = c.bench, c.Y.shape[1]
    jobs = []
    for arm, f, fq, X, Q, _ in arms(c):
        for loss in (["mse"] if C == 1 else ["cross-entropy", "mse"]):
            for optimizer in ("adam", "gd"):
                for batch, epochs in ((4, 5), (128, 3)):
                    node = f"t-{arm}-{loss}-{optimizer}-{batch}"
                    rate = 1e-3 if optimizer == "adam" else 0.5
                    settings = dict(data=f, test=fq, start="net", epochs=epochs, batch=batch, shuffle=False, loss=loss,
                                    optimizer=optimizer, ridge=0.003, learning_rate=rate)
                    b.node(node, "TrainMLP", precision="double", record="rows", **settings)
                    b.node(node + "-float", "TrainMLP", precision="float", **settings)
                    W = o.train(c.W, c.A, X, c.Y, loss, epochs, batch, rate, 0.003, optimizer)
                    jobs.append((node, loss, optimizer, W, X, Q))
    b.must_run()
    for node, loss, optimizer, W, X, Q in jobs:
        c.hold(f"TrainMLP double, {loss}, {optimizer}", node, "hidden", W, TRAINED)
        moved = np.linalg.norm(W - c.W)
        c.ledger.compare(f"TrainMLP double, {loss}, {optimizer}: W − W₀", (b.part(node, "hidden") - c.W) / moved,
                         (W - c.W) / moved, 1e-7, c.s.name)
        c.hold(f"TrainMLP float, {loss}, {optimizer}", node + "-float", "hidden", W, FLOAT)
        c.ledger.equal("TrainMLP: initial is the start's hidden", b.part(node, "initial"), c.W, c.s.name)
        history(c, node, loss, W, X, Q)


def history(c, node, loss, W, X, Q):
    last = c.bench.table(node, "history")[-1]
    f, fq = o.outputs(W, c.A, X), o.outputs(W, c.A, Q)

    def accuracy(f, y):
        return np.mean((f[:, 0] > 0) == (y == 1)) if f.shape[1] == 1 else np.mean(f.argmax(axis=1) == y)

    mean_loss = o.losses(f, c.Y, loss).mean() / 2
    gradient = np.linalg.norm(o.objective_gradient(W, c.W, c.A, X, c.Y, loss, 0.003))
    c.ledger.compare("history: accuracy", [float(last["train-accuracy"]), float(last["test-accuracy"])],
                     [accuracy(f, c.y), accuracy(fq, c.yq)], CLOSED, node)
    c.ledger.compare("history: ‖W − W₀‖/‖W₀‖", float(last["relative-distance"]),
                     np.linalg.norm(W - c.W) / np.linalg.norm(c.W), 1e-7, node)
    c.ledger.compare("history: loss", float(last["loss"]), mean_loss, TRAINED, node)
    c.ledger.compare("history: gradient norm", float(last["gradient-norm"]), gradient, 1e-7, node)


def kernels(c):
    b = c.bench
    both = arms(c)
    for arm, f, fq, *_ in both:
        for weights in ("trained", "initial"):
            b.node(f"k-{arm}-{weights}", "EmpiricalNTK", network="net", data=f, queries=fq, weights=weights)
        b.node(f"k-{arm}-infinite", "InfiniteNTK", data=f, queries=fq)
    # Rows that InfiniteNTK finds hard: equal, almost equal, opposite, scaled and zero.
    near = np.vstack([c.P] * 2 + [c.P[:1] * 0 + c.mean, 2 * c.mean - c.P[:1]])
    near[c.s.n : 2 * c.s.n] += 10.0 ** -c.r.integers(6, 16, (c.s.n, 1)) * c.r.normal(size=c.P.shape)
    near[c.s.n] = c.P[0]
    b.array("near.npy", near, "<f8")
    b.array("neary.npy", np.arange(len(near)) % 3, "<i4")
    b.node("near", "LoadNPY", inputs="near.npy", labels="neary.npy", low=-9.0, high=9.0)
    for rows in ("unit", "none"):
        b.node(f"near-{rows}", "Normalize", data="near", mean=c.mean, std=c.std, rows=rows)
        b.node(f"near-{rows}-k", "InfiniteNTK", data=f"near-{rows}")
    b.must_run()
    for arm, f, fq, X, Q, _ in both:
        for weights, W in (("trained", c.W), ("initial", c.W0)):
            c.hold(f"EmpiricalNTK, {weights}", f"k-{arm}-{weights}", "train", o.empirical_kernel(W, X, X), CLOSED)
            c.hold(f"EmpiricalNTK, {weights}", f"k-{arm}-{weights}", "queries", o.empirical_kernel(W, Q, X), CLOSED)
        c.hold(f"InfiniteNTK, {arm}", f"k-{arm}-infinite", "train", o.infinite_kernel(X, X), INFINITE)
        c.hold(f"InfiniteNTK, {arm}", f"k-{arm}-infinite", "queries", o.infinite_kernel(Q, X), INFINITE)
    for rows in ("unit", "none"):
        # The rows as the program has them: this check is of the angle, not of the normalisation.
        X = b.part(f"near-{rows}", "matrix")
        c.hold(f"InfiniteNTK, near-parallel and zero rows, {rows}", f"near-{rows}-k", "train", o.infinite_kernel(X, X), INFINITE)


def influence(c):
    b, jobs = c.bench, []
    for arm, f, fq, X, Q, _ in arms(c):
        b.node(f"k-{arm}", "EmpiricalNTK", network="net", data=f, queries=fq)
        b.node(f"k-{arm}-infinite", "InfiniteNTK", data=f, queries=fq)
        grams = {f"k-{arm}": (o.empirical_kernel(c.W, X, X), o.empirical_kernel(c.W, Q, X)),
                 f"k-{arm}-infinite": (o.infinite_kernel(X, X), o.infinite_kernel(Q, X))}
        for kernel, (K, Kq) in grams.items():
            for rule, ridge in (("absolute", 1e-3), ("per-row", 2e-3), ("relative", 1e-2)):
                for offset in ("none", "initial", "trained-gates"):
                    node = f"i-{kernel}-{rule}-{offset}"
                    wires = {} if offset == "none" else dict(data=f, queries=fq, network="net")
                    for kind in ("leave-one-out", "infinitesimal"):
                        b.node(f"{node}-{kind}", "Influence", kernel=kernel, ridge=ridge, ridge_rule=rule, offset=offset,
                               kind=kind, **wires)
                    F0, F0q = (o.offset_values(offset, c.W, c.W0, c.A, Z) for Z in (X, Q))
                    jobs.append((node, rule, offset, K, Kq, o.ridge_value(ridge, rule, K), F0, F0q))
    b.must_run()
    for node, rule, offset, K, Kq, lam, F0, F0q in jobs:
        for kind, twin in (("leave-one-out", o.leave_one_out), ("infinitesimal", o.infinitesimal)):
            wanted = twin(K, Kq, c.Y, c.YQ, lam, F0, F0q)
            label = f"Influence {kind}, ridge {rule}, offset {offset}"
            c.hold(label, f"{node}-{kind}", "per-test", wanted, CLOSED)
            c.hold("Influence mean", f"{node}-{kind}", "mean", wanted.mean(axis=0), CLOSED)
            c.hold("Influence leverage", f"{node}-{kind}", "leverage", o.leverage(K, lam), CLOSED)


def attacks(c):
    b, jobs, C = c.bench, [], c.Y.shape[1]
    low, high = c.s.low, c.s.high
    for arm, f, fq, X, Q, M in arms(c):
        b.node(f"k-{arm}", "EmpiricalNTK", network="net", data=f, queries=fq)
        b.node(f"i-{arm}", "Influence", kernel=f"k-{arm}")
        sight = o.Sight(c.W, c.A, c.mean, c.std, M)
        mean = o.leave_one_out(o.empirical_kernel(c.W, X, X), o.empirical_kernel(c.W, Q, X), c.Y, c.YQ, 1e-3).mean(axis=0)
        for loss in (["mse"] if C == 1 else ["cross-entropy", "mse"]):
            for space in ("pixel", "standardized", "unit"):
                for method in ("fgsm", "pgd", "mim"):
                    node = f"p-{arm}-{loss}-{space}-{method}"
                    extra = {} if method == "fgsm" else dict(step=0.02, steps=20)
                    more = dict(extra, **({"start": "at-input"} if method == "pgd" else {}))
                    epsilon = 0.17
                    b.node(node, "Perturb", data="x", features=f, network="net", loss=loss, space=space, method=method,
                           epsilon=epsilon, **more)
                    b.node(node + "-by", "Perturb", data="x", features=f, network="net", loss=loss, space=space,
                           method=method, epsilon=epsilon, by=f"i-{arm}", top=min(3, c.s.n - 1), **more)
                    wanted = o.attack(c.P, c.Y, sight, loss, method, epsilon, space=space, low=low, high=high, **extra)
                    jobs.append((node, f"Perturb {method}, {space}, {loss}, {arm}", wanted, mean))
    b.must_run()
    for node, label, wanted, mean in jobs:
        c.hold(label, node, "inputs", wanted, ATTACK, absolute=True)
        some = c.P.copy()
        chosen = o.top_rows(mean, range(c.s.n), min(3, c.s.n - 1))
        some[chosen] = wanted[chosen]
        c.hold("Perturb, the chosen rows alone (by, top)", node + "-by", "inputs", some, ATTACK, absolute=True)
        rest = np.setdiff1d(np.arange(c.s.n), chosen)
        c.ledger.equal("Perturb, the others bit-equal", b.part(node + "-by", "inputs")[rest], c.P[rest], c.s.name)


def flat_rows(c):
    """A row no unit sees, and one that is the mean itself, stay where they are; the rest of the batch does not."""
    b = c.bench
    P = c.P.copy()
    P[0] = c.mean
    W = -np.abs(c.W) * np.sign(c.X[1])  # every unit is silent on row 1
    b.array("flat.npy", P, "<f8"), b.array("flatw.npy", W, "<f8")
    b.node("flat", "LoadNPY", inputs="flat.npy", labels="y.npy", low=c.s.low, high=c.s.high, classes=c.names)
    b.node("flat-u", "Normalize", data="flat", mean=c.mean, std=c.std)
    b.node("flat-net", "LoadNetwork", hidden="flatw.npy", output="a.npy")
    for method in ("fgsm", "pgd", "mim"):
        more = {"start": "at-input"} if method == "pgd" else {}
        b.node(f"flat-{method}", "Perturb", data="flat", features="flat-u", network="flat-net", loss="mse", method=method, **more)
    b.must_run()
    sight = o.Sight(W, c.A, c.mean, c.std)
    for method in ("fgsm", "pgd", "mim"):
        found = b.part(f"flat-{method}", "inputs")
        c.ledger.equal(f"Perturb {method}: no gradient, no movement", found[:2], P[:2], c.s.name)
        wanted = o.attack(P, c.Y, sight, "mse", method, low=c.s.low, high=c.s.high)
        c.ledger.compare(f"Perturb {method}, beside flat rows", found, wanted, ATTACK, c.s.name, absolute=True)


def interventions(c):
    b, n = c.bench, c.s.n
    _, f, fq, X, Q, _ = arms(c)[-1]
    b.node("k", "EmpiricalNTK", network="net", data=f, queries=fq)
    b.node("i", "Influence", kernel="k")
    b.node("all", "Perturb", data="x", features=f, network="net", method="fgsm")
    for top in (1, 0.34):
        b.node(f"cur{top}", "Intervene", data="x", by="i", strategy="curated", top=top)
        b.node(f"tra{top}", "Intervene", data="x", by="i", strategy="transformed", attacked="all", top=top)
    for top in (0.1, 0.34, 1):
        b.node(f"some{top}", "Perturb", data="x", features=f, network="net", method="fgsm", by="i", top=top)
        b.node(f"put{top}", "Intervene", data="x", by="i", attacked=f"some{top}", strategy="transformed", top=top)
    b.node("adv", "Intervene", data="x", attacked="all", strategy="adversarial")
    b.must_run()
    mean = o.leave_one_out(o.empirical_kernel(c.W, X, X), o.empirical_kernel(c.W, Q, X), c.Y, c.YQ, 1e-3).mean(axis=0)
    attacked = b.part("all", "inputs")
    for top in (1, 0.34):
        chosen = o.top_rows(mean, range(n), 1) if top == 1 else o.high_set(mean, range(n), top, "top-count")
        kept = np.setdiff1d(np.arange(n), chosen)
        for part, wanted in (("ids", kept), ("inputs", c.P[kept]), ("labels", c.y[kept])):
            c.ledger.equal(f"Intervene curated, {part}", b.part(f"cur{top}", part), wanted, f"{c.s.name}, top {top}")
        mixed = c.P.copy()
        mixed[chosen] = attacked[chosen]
        c.ledger.equal("Intervene transformed", b.part(f"tra{top}", "inputs"), mixed, f"{c.s.name}, top {top}")
    for top in (0.1, 0.34, 1):
        # An attack and an intervention with one `top` mean the same rows.
        chosen = o.high_set(mean, range(n), top, "top-count") if top < 1 else o.top_rows(mean, range(n), 1)
        mixed = c.P.copy()
        mixed[chosen] = attacked[chosen]
        for node in ("some", "put"):
            c.ledger.equal("Perturb and Intervene choose the same rows", b.part(f"{node}{top}", "inputs"), mixed, f"{c.s.name}, top {top}")
    c.ledger.equal("Intervene adversarial", b.part("adv", "inputs"), attacked, c.s.name)


def malleability(c):
    b, n = c.bench, c.s.n
    _, f, fq, X, Q, _ = arms(c)[-1]
    b.node("k", "EmpiricalNTK", network="net", data=f, queries=fq)
    b.node("i", "Influence", kernel="k")
    b.node("all", "Perturb", data="x", features=f, network="net", method="fgsm", by="i", top=2 if n > 2 else 1)
    b.node("all-u", "Normalize", data="all", mean=c.mean, std=c.std)
    b.node("all-q", "Normalize", data="q", like="all-u")
    b.node("all-f", "LinAttnTransform", data="all-u")
    b.node("all-fq", "LinAttnTransform", data="all-q", context="all-u")
    b.node("all-k", "EmpiricalNTK", network="net", data="all-f", queries="all-fq")
    b.node("after", "Influence", kernel="all-k")
    b.node("cut", "Intervene", data="x", by="i", strategy="curated", top=1)
    b.node("cut-u", "Normalize", data="cut", mean=c.mean, std=c.std)
    b.node("cut-f", "LinAttnTransform", data="cut-u")
    b.node("cut-q", "LinAttnTransform", data="uq", context="cut-u")
    b.node("cut-k", "EmpiricalNTK", network="net", data="cut-f", queries="cut-q")
    b.node("cut-i", "Influence", kernel="cut-k")
    settings = [(tau, rule) for tau in (0.1, 0.25, 0.5) for rule in ("quantile", "top-count")]
    for tau, rule in settings:
        b.node(f"m-{tau}-{rule}", "Malleability", before="i", after="after", clean="x", attacked="all", tau=tau, set=rule,
               top_k=[1, 2, 7], bootstrap=0)
        b.node(f"mc-{tau}-{rule}", "Malleability", before="i", after="cut-i", tau=tau, set=rule, top_k=[1], bootstrap=0)
    b.must_run()
    before, after = b.part("i", "per-test"), b.part("after", "per-test")
    attacked = set(np.flatnonzero((b.part("all", "inputs") != c.P).any(axis=1)))
    # After curation rows are compared by id.
    kept = b.part("cut-i", "ids")
    for tau, rule in settings:
        judge(c, f"m-{tau}-{rule}", before, after, np.arange(n), tau, rule, b.part("i", "mean"), attacked)
        judge(c, f"mc-{tau}-{rule}", before[:, kept], b.part("cut-i", "per-test"), kept, tau, rule, b.part("i", "mean")[kept])


def ties(c):
    """Equal rows, zero rows and a test row that nothing influences: ties and exact zeros everywhere."""
    b, P, PQ = c.bench, c.P.copy(), c.PQ.copy()
    n = c.s.n
    P[: n // 3] = c.mean  # zero rows: no influence at all
    P[n // 3 : n // 2] = P[n // 3]  # equal rows
    PQ[0] = c.mean
    b.array("x.npy", P, "<f8"), b.array("q.npy", PQ, "<f8")
    b.node("k", "EmpiricalNTK", network="net", data="u", queries="uq")
    b.node("i", "Influence", kernel="k")
    b.node("moved", "Perturb", data="x", features="u", network="net", method="random-sign", epsilon=0.05)
    b.node("mu", "Normalize", data="moved", mean=c.mean, std=c.std)
    b.node("mk", "EmpiricalNTK", network="net", data="mu", queries="uq")
    b.node("mi", "Influence", kernel="mk")
    settings = [(tau, rule, way) for tau in (0.1, 0.5, 0.9) for rule in ("quantile", "top-count") for way in ("on", "back")]
    for tau, rule, way in settings:
        one, two = ("i", "mi") if way == "on" else ("mi", "i")
        b.node(f"m-{tau}-{rule}-{way}", "Malleability", before=one, after=two, tau=tau, set=rule, top_k=[1, 2, 7], bootstrap=0)
    b.must_run()
    for tau, rule, way in settings:
        one, two = ("i", "mi") if way == "on" else ("mi", "i")
        before, after = b.part(one, "per-test"), b.part(two, "per-test")
        judge(c, f"m-{tau}-{rule}-{way}", before, after, np.arange(n), tau, rule, b.part(one, "mean"))


def judge(c, node, before, after, ids, tau, rule, mean, attacked=None):
    b, where = c.bench, f"{c.s.name}, {node}"
    rates = o.flip_rates(before, after, ids, tau, rule, mean)
    for name, wanted in zip(("per-test", "mean", "pooled"), rates):
        c.ledger.compare(f"Malleability {name} flip rate", b.value(node, f"flip rate, {name}"), wanted, CLOSED, where, absolute=True)
    sets = [o.high_set(row, ids, tau, rule) for row in before]
    zeros = sum(b_row[i] == 0 or a_row[i] == 0 for b_row, a_row, rows in zip(before, after, sets) for i in rows)
    c.ledger.equal("Malleability zero scores, before or after", b.value(node, "zero scores"), zeros, where)
    c.ledger.equal("Malleability scores in the sets", b.value(node, "zero scores", "count"), sum(map(len, sets)), where)
    found = b.value(node, "rank correlation")
    if len(ids) > 1:
        wanted = o.spearman(mean, after.mean(axis=0))
        c.ledger.compare("Malleability Spearman", found, wanted, CLOSED, where, absolute=True)
    if attacked is not None:
        spilled = o.spill_over(before, after, list(ids), tau, rule, attacked)
        found = b.value(node, "spill-over")
        c.ledger.equal("Malleability spill-over is there when it can be", found is None, spilled is None, where)
        if spilled is not None and found is not None:
            c.ledger.compare("Malleability spill-over", found, spilled, CLOSED, where, absolute=True)
    for row in b.table(node):
        if row["measure"].startswith("stability of top ") and row["measure"].split()[-1].isdigit():
            k = int(row["measure"].split()[-1])
            wanted = o.stability(mean, after.mean(axis=0), ids, min(k, len(ids)))
            c.ledger.compare("Malleability top-K stability", float(row["value"]), wanted, CLOSED, f"{where}, K = {k}", absolute=True)


def distances(c):
    b, jobs, C = c.bench, [], c.Y.shape[1]
    for arm, f, fq, X, Q, _ in arms(c):
        for loss in (["mse"] if C == 1 else ["cross-entropy", "mse"]):
            net = b.node(f"t-{arm}-{loss}", "TrainMLP", data=f, start="net", epochs=4, batch=8, shuffle=False,
                         precision="double", loss=loss, ridge=0.01)
            W = o.train(c.W, c.A, X, c.Y, loss, 4, 8, ridge=0.01)
            for kind in ("infinite", "initial"):
                kernel = b.node(f"k-{arm}-{loss}-{kind}", *(["InfiniteNTK"] if kind == "infinite" else ["EmpiricalNTK"]),
                                data=f, queries=fq, **({} if kind == "infinite" else dict(network=net, weights="initial")))
                K = o.infinite_kernel(X, X) if kind == "infinite" else o.empirical_kernel(c.W, X, X)
                Kq = o.infinite_kernel(Q, X) if kind == "infinite" else o.empirical_kernel(c.W, Q, X)
                for offset in ("none", "initial"):
                    node = b.node(f"d-{arm}-{loss}-{kind}-{offset}", "NTKDistance", network=net, kernel=kernel, data=f,
                                  queries=fq, ridge=0.01, offset=offset)
                    F0, F0q = (o.offset_values(offset, W, c.W, c.A, Z) for Z in (X, Q))
                    jobs.append((node, W, X, Q, K, Kq, F0, F0q, loss))
    b.must_run()
    for node, W, X, Q, K, Kq, F0, F0q, loss in jobs:
        for rule in ("per-row", "absolute"):
            lam = o.ridge_value(0.01, rule, K)
            machine = F0q + Kq @ np.linalg.solve(K + lam * np.eye(len(K)), c.Y - F0)
            gap = o.outputs(W, c.A, Q) - machine
            c.ledger.compare(f"NTKDistance Frobenius, {rule}", b.value(node, f"Frobenius distance, {rule} ridge"),
                             np.linalg.norm(gap), TRAINED, f"{c.s.name}, {node}")
            c.ledger.compare(f"NTKDistance RMS, {rule}", b.value(node, f"root mean square distance, {rule} ridge"),
                             np.sqrt((gap**2).mean()), TRAINED, f"{c.s.name}, {node}")
        c.ledger.compare("NTKDistance training loss", b.value(node, "training loss"),
                         o.losses(o.outputs(W, c.A, X), c.Y, loss).mean() / 2, TRAINED, f"{c.s.name}, {node}")
        c.ledger.compare("NTKDistance gradient norm", b.value(node, "gradient norm"),
                         np.linalg.norm(o.objective_gradient(W, c.W, c.A, X, c.Y, loss, 0.01)), 1e-7, f"{c.s.name}, {node}")


def spectra(c):
    b = c.bench
    at = [1, 2, 3, 500]
    for arm, f, _, X, _, _ in arms(c):
        b.node(f"s-{arm}", "GramSpectrum", data=f, at=at)
    b.must_run()
    for arm, f, _, X, _, _ in arms(c):
        n, d = X.shape
        # By the smaller of XXᵀ and XᵀX in 64-bit; the eigenvalues that rounding has eaten are not compared.
        values = np.linalg.svd(X, compute_uv=False) ** 2
        rank = int((values > values[0] * max(n, d) * 2.0**-52).sum())
        node, where = f"s-{arm}", f"{c.s.name}, {arm}"
        found = [float(r["value"]) for r in b.table(node) if r["measure"] == "eigenvalue"]
        c.ledger.compare("GramSpectrum eigenvalues (of the largest)", found[:rank], values[:rank], CLOSED, where)
        c.ledger.equal("GramSpectrum numerical rank", int(b.value(node, "numerical rank")), rank, where)
        for k in at:
            if k > rank:
                continue
            ratio = values[0] / values[k - 1]
            # A small eigenvalue is known to eps of the largest, no better.
            trust = max(CLOSED, 1e-15 * ratio)
            c.ledger.compare("GramSpectrum λ₁/λ_k", b.value(node, "λ₁/λ_k", index=k), ratio, trust, where)
            c.ledger.compare("GramSpectrum κ⁶·n·log n", b.value(node, "width κ⁶·n·log n", index=k),
                             ratio**6 * n * np.log(n), 10 * trust, where)


CHECKS = [features, training, kernels, influence, attacks, flat_rows, interventions, malleability, ties, distances, spectra]


def run(program, ledger, quick, only):
    shapes = SHAPES[:2] if quick else SHAPES
    for seed, shape in enumerate(shapes):
        # In a hurry each shape sees one kind of rows.
        arms = (["attention", "plain"][seed],) if quick else ("plain", "attention")
        for check in CHECKS:
            if only and check.__name__ not in only:
                continue
            case = Case(program, ledger, shape, 1000 + seed, arms)
            with case.bench:
                check(case)
