"""The reference numbers that lie beside the repository, through the command line; and the oracle against the same numbers."""

import json
import os

import numpy as np

import oracle as o
from random_cases import ATTACK, CLOSED, INFINITE, TRAINED
from tool import Bench


class Folder:
    def __init__(self, shared, name):
        self.path = os.path.join(shared, "reference", name)

    def __getitem__(self, name):
        return np.load(os.path.join(self.path, name + ".npy"))

    @property
    def case(self):
        with open(os.path.join(self.path, "case.json"), encoding="utf-8") as f:
            return json.load(f)


def rows(b, name, values, labels=None, classes=4):
    """Rows as they are, as features."""
    labels = np.arange(len(values)) % classes if labels is None else labels
    b.array(f"{name}.npy", values, "<f8"), b.array(f"{name}-y.npy", labels, "<i4")
    b.node(name + "-data", "LoadNPY", inputs=f"{name}.npy", labels=f"{name}-y.npy", classes=list(range(classes)))
    b.node(name, "Normalize", data=name + "-data", mean=0.0, std=1.0, rows="none")


def network(b, name, hidden, output):
    b.array(f"{name}-w.npy", hidden, "<f8"), b.array(f"{name}-a.npy", output, "<f8")
    b.node(name, "LoadNetwork", hidden=f"{name}-w.npy", output=f"{name}-a.npy")


def attention(b, ledger, shared):
    r = Folder(shared, "attention")
    rows(b, "x", r["rows"]), rows(b, "q", r["queries"])
    variants = {"one_layer": dict(layers=1), "two_layers_restacked": dict(layers=2),
                "two_layers_same_context": dict(layers=2, stack="same-context"), "rank3": dict(layers=1, rank=3)}
    for name, settings in variants.items():
        b.node(name, "LinAttnTransform", data="x", **settings)
        b.node(name + "_queries", "LinAttnTransform", data="q", context="x", **settings)
    b.node("one_layer_raw", "LinAttnTransform", data="x", rows="none")
    b.must_run()
    for name in [v + s for v in variants for s in ("", "_queries")] + ["one_layer_raw"]:
        ledger.compare(f"reference/attention/{name}", b.part(name, "matrix"), r[name], CLOSED)


def kernels(b, ledger, shared):
    r = Folder(shared, "kernels")
    rows(b, "x", r["features"]), rows(b, "q", r["queries"]), rows(b, "near", r["near_parallel"])
    network(b, "net", r["hidden"], np.ones((len(r["hidden"]), 4)))
    b.node("empirical", "EmpiricalNTK", network="net", data="x", queries="q")
    b.node("infinite", "InfiniteNTK", data="x", queries="q")
    b.node("near_parallel_infinite", "InfiniteNTK", data="near")
    b.must_run()
    for name in ("empirical", "infinite"):
        tolerance = CLOSED if name == "empirical" else INFINITE
        ledger.compare(f"reference/kernels/{name}", b.part(name, "train"), r[name], tolerance)
        ledger.compare(f"reference/kernels/{name}_queries", b.part(name, "queries"), r[name + "_queries"], tolerance)
    name = "near_parallel_infinite"
    ledger.compare(f"reference/kernels/{name}", b.part(name, "train"), r[name], INFINITE)
    ledger.compare(f"(the oracle) kernels/{name}", o.infinite_kernel(r["near_parallel"], r["near_parallel"]), r[name], INFINITE)


def influence(b, ledger, shared):
    r = Folder(shared, "influence")
    rows(b, "x", r["rows"], r["targets"].argmax(1)), rows(b, "q", r["query_rows"], r["query_targets"].argmax(1))
    network(b, "net", r["hidden"], np.ones((len(r["hidden"]), 4)))
    # The kernel of the reference is taken on attention rows.
    b.node("fx", "LinAttnTransform", data="x"), b.node("fq", "LinAttnTransform", data="q", context="x")
    b.node("k", "EmpiricalNTK", network="net", data="fx", queries="fq")
    b.node("i", "Influence", kernel="k")
    b.node("d", "Influence", kernel="k", kind="infinitesimal")
    b.must_run()
    for quantity, node, part, wanted in (
        ("kernel", "k", "train", r["kernel"]), ("kernel_queries", "k", "queries", r["kernel_queries"]),
        ("per_test", "i", "per-test", r["per_test"]), ("brute_force", "i", "per-test", r["brute_force"]),
        ("mean", "i", "mean", r["mean"]), ("leverage", "i", "leverage", r["leverage"]),
        ("infinitesimal", "d", "per-test", r["infinitesimal"])):
        ledger.compare(f"reference/influence/{quantity}", b.part(node, part), wanted, CLOSED)
    chosen = o.high_set(b.part("i", "mean"), range(41), 0.1, "quantile")
    ledger.equal("reference/influence/high_influence", chosen, r["high_influence"])


def training(b, ledger, shared):
    r = Folder(shared, "training")
    rows(b, "x", r["features"], r["labels"])
    network(b, "start", r["initial_hidden"], r["output"])
    for loss, name in (("cross-entropy", "hidden_cross_entropy"), ("mse", "hidden_mse")):
        for precision in ("double", "float"):
            b.node(f"{name}-{precision}", "TrainMLP", data="x", start="start", epochs=5, batch=16, shuffle=False, loss=loss,
                   precision=precision)
    b.must_run()
    for name in ("hidden_cross_entropy", "hidden_mse"):
        ledger.compare(f"reference/training/{name}", b.part(name + "-double", "hidden"), r[name], TRAINED)
        ledger.compare(f"reference/training/{name}, float", b.part(name + "-float", "hidden"), r[name], 1e-4)
    outputs = o.outputs(b.part("hidden_cross_entropy-double", "hidden"), r["output"], r["features"])
    ledger.compare("reference/training/outputs_cross_entropy", outputs, r["outputs_cross_entropy"], TRAINED)


def attacks(b, ledger, shared):
    r = Folder(shared, "attacks")
    c = r.case
    b.array("p.npy", r["pixels"], "<f8"), b.array("y.npy", r["labels"], "<i4")
    b.node("p", "LoadNPY", inputs="p.npy", labels="y.npy", classes=[0, 1, 2, 3])
    b.node("plain", "Normalize", data="p", mean=c["mean"], std=c["std"])
    # The context must have come the same way as the rows, so it is sent back to pixels first.
    b.array("c.npy", c["mean"] + c["std"] * r["context"], "<f8"), b.array("cy.npy", np.arange(len(r["context"])) % 4, "<i4")
    b.node("c", "LoadNPY", inputs="c.npy", labels="cy.npy", classes=[0, 1, 2, 3])
    b.node("context", "Normalize", data="c", like="plain")
    b.node("attention", "LinAttnTransform", data="plain", context="context")
    network(b, "net", r["hidden"], r["output"])
    names = []
    for arm in ("plain", "attention"):
        for short, loss in (("ce", "cross-entropy"), ("mse", "mse")):
            for method in ("fgsm", "pgd", "mim"):
                names.append(f"{method}_{arm}_{short}")
                b.node(names[-1], "Perturb", data="p", features=arm, network="net", loss=loss, method=method,
                       **({"start": "at-input"} if method == "pgd" else {}))
    b.must_run()
    for name in names:
        ledger.compare(f"reference/attacks/{name}", b.part(name, "inputs"), r[name], ATTACK, absolute=True)


def spectrum(b, ledger, shared):
    r = Folder(shared, "spectrum")
    rows(b, "x", r["rows"])
    b.node("raw", "LinAttnTransform", data="x", rows="none")
    b.node("s", "GramSpectrum", data="x", at=[13]), b.node("cubed", "GramSpectrum", data="raw", at=[13])
    b.must_run()
    found = [float(row["value"]) for row in b.table("s") if row["measure"] == "eigenvalue"]
    ledger.compare("reference/spectrum/eigenvalues", found[:13], r["eigenvalues"], CLOSED)
    ledger.compare("reference/spectrum/kappa", kappa(b, "s"), r.case["kappa"], CLOSED)
    ledger.compare("reference/spectrum/kappa_cubed", kappa(b, "cubed"), r.case["kappa_cubed"], CLOSED)


def kappa(b, node):
    return b.value(node, "λ₁/λ_r at the numerical rank")


def malleability(b, ledger, shared):
    """No stage takes influence from a file, so this one holds the oracle, which holds the program."""
    r = Folder(shared, "malleability")
    c, before, after = r.case, r["before"], r["after"]
    ids = range(len(before))
    chosen = o.high_set(before, ids, c["tau"], "quantile")
    ledger.equal("(the oracle) malleability/high_influence", chosen, r["high_influence"])
    ledger.compare("(the oracle) malleability/flip_rate", np.mean(o.flips(before, after, chosen)), c["flip_rate"], CLOSED)
    ledger.compare("(the oracle) malleability/spearman", o.spearman(before, after), c["spearman"], CLOSED)
    per_test = r["before_per_test"]
    rates = o.flip_rates(per_test, r["after_per_test"], range(120), c["tau"], "quantile", per_test.mean(axis=0))
    for name, rate in zip(("per_test", "mean", "pooled"), rates):
        ledger.compare(f"(the oracle) malleability/flip_rate_{name}", rate, c["flip_rate_" + name], CLOSED)
    for k, wanted in c["top_k"].items():
        ledger.compare(f"(the oracle) malleability/top_k {k}", o.stability(before, after, ids, int(k)), wanted, CLOSED)


def mnist(b, ledger, shared):
    r, data = Folder(shared, "mnist"), os.path.join(shared, "data", "mnist")
    c = r.case
    network(b, "net", r["hidden"], r["output"])
    for name, kind, take in (("x", "train", 500), ("q", "t10k", 100)):
        b.node(name, "LoadIDX", images=os.path.join(data, f"{kind}-images-idx3-ubyte.gz"),
               labels=os.path.join(data, f"{kind}-labels-idx1-ubyte.gz"), take=take)
    b.node("u", "Normalize", data="x"), b.node("uq", "Normalize", data="q", like="u")
    b.node("s", "GramSpectrum", data="u", at=[1, 10, 100, 400, 500])
    for arm, layers in (("plain", 0), ("attention", 1)):
        chain(b, arm, layers, "u", "uq")
        b.node(f"{arm}-n", "InfiniteNTK", data=f"{arm}-f", queries=f"{arm}-g")
        b.node(f"{arm}-d", "NTKDistance", network="net", kernel=f"{arm}-k", data=f"{arm}-f", queries=f"{arm}-g")
        for method in ("fgsm", "pgd", "mim"):
            p = f"{arm}-{method}"
            b.node(p, "Perturb", data="x", features=f"{arm}-f", network="net", by=f"{arm}-i", top=0.1, method=method,
                   loss="cross-entropy", **({"start": "at-input"} if method == "pgd" else {}))
            b.node(p + "-u", "Normalize", data=p), b.node(p + "-uq", "Normalize", data="q", like=p + "-u")
            chain(b, p, layers, p + "-u", p + "-uq")
            b.node(p + "-m", "Malleability", before=f"{arm}-i", after=f"{p}-i", bootstrap=0)
    b.must_run()
    spectrum = np.array([b.value("s", "eigenvalue", index=k) for k in (1, 10, 100, 400)])
    ledger.compare("reference/mnist/gram", spectrum, [c["gram"][k] for k in ("first", "tenth", "hundredth", "four_hundredth")], CLOSED)
    ledger.compare("reference/mnist/gram/kappa_500", kappa(b, "s"), c["gram"]["kappa_500"], 1e-8)
    for arm in ("plain", "attention"):
        want = c[arm]
        K, Kq, N = b.part(f"{arm}-k", "train"), b.part(f"{arm}-k", "queries"), b.part(f"{arm}-n", "train")
        mean = b.part(f"{arm}-i", "mean")
        X, labels = b.part(f"{arm}-f", "matrix"), b.part("x", "labels")
        prediction = Kq @ np.linalg.solve(K + 1e-3 * np.eye(500), np.eye(10)[labels])
        G = unit_gram(X)
        for quantity, found, tolerance in (
            ("kernel_frobenius", np.linalg.norm(K), CLOSED), ("queries_frobenius", np.linalg.norm(Kq), CLOSED),
            ("kernel_smallest_eigenvalue", np.linalg.eigvalsh(K)[0], 1e-7),
            ("infinite_frobenius", np.linalg.norm(N), 1e-8),  # the reference has a plain arccos on the diagonal
            ("infinite_smallest_eigenvalue", np.linalg.eigvalsh(N)[0], 1e-8),
            ("prediction_frobenius", np.linalg.norm(prediction), CLOSED),
            ("accuracy", b.value(f"{arm}-d", "kernel machine's accuracy, absolute ridge"), CLOSED),
            ("mean_cosine_off_diagonal", (G.sum() - np.trace(G)) / (500 * 499), CLOSED)):
            ledger.compare(f"reference/mnist/{arm}/{quantity}", found, want[quantity], tolerance,
                           absolute=quantity.startswith("infinite_smallest"))
        ledger.compare(f"reference/mnist/{arm}/mean influence", mean, r[f"{arm}_mean_influence"], CLOSED)
        ledger.equal(f"reference/mnist/{arm}/high_influence_ids", o.high_set(mean, range(500), 0.1, "quantile"), want["high_influence_ids"])
        for method in ("fgsm", "pgd", "mim"):
            p, w = f"{arm}-{method}", want[method]
            for name in ("per_test", "mean", "pooled"):
                ledger.compare(f"reference/mnist/{arm}/{method}/{name}", b.value(p + "-m", f"flip rate, {name.replace('_', '-')}"), w[name], CLOSED)
            ledger.compare(f"reference/mnist/{arm}/{method}/spearman", b.value(p + "-m", "rank correlation"), w["spearman"], CLOSED)
            attacked = b.part(p, "inputs")[want["high_influence_ids"]]
            ledger.compare(f"reference/mnist/{arm}/{method}/attacked_sum", attacked.sum(), w["attacked_sum"], CLOSED)


def unit_gram(X):
    u = o.unit(X)
    return u @ u.T


def chain(b, name, layers, train, queries):
    """Rows, kernel and influence."""
    b.node(f"{name}-f", "LinAttnTransform", data=train, layers=layers)
    b.node(f"{name}-g", "LinAttnTransform", data=queries, context=train, layers=layers)
    b.node(f"{name}-k", "EmpiricalNTK", network="net", data=f"{name}-f", queries=f"{name}-g")
    b.node(f"{name}-i", "Influence", kernel=f"{name}-k")


def run(program, ledger, shared, only):
    for check in (attention, kernels, influence, training, attacks, spectrum, malleability, mnist):
        if only and "reference-" + check.__name__ not in only:
            continue
        with Bench(program) as b:
            check(b, ledger, shared)
