"""The rows of the table: what is run on both sides, at which sizes, and what is asked of the ratio."""

import hashlib
import os
import tempfile
import time
from dataclasses import dataclass

import graphs
from measure import timed


@dataclass
class Row:
    """One line: medians in `unit`, theirs None where there is no peer; ratio is theirs/ours."""

    what: str
    ours: float
    theirs: float | None
    peer: str
    target: str
    unit: str = "s"
    # Operations or bytes per run in 10⁹, and the measured rate that bounds them.
    work: float | None = None
    rate: str = ""
    ratio: float | None = None


def data(bench, part, take, name):
    images = {"train": "train", "test": "t10k"}[part]
    folder = bench.mnist
    suffix = "" if os.path.exists(f"{folder}/{images}-images-idx3-ubyte") else ".gz"
    return (
        f'  {name}: {{use: LoadIDX, images: "{folder}/{images}-images-idx3-ubyte{suffix}", '
        f'labels: "{folder}/{images}-labels-idx1-ubyte{suffix}", take: {take}}}\n'
    )


def kernel_manifest(bench, n, t, width, kind):
    layers = 1 if kind == "attention" else 0
    return (
        "let: {seed: 1}\nstages:\n"
        + data(bench, "train", n, "images")
        + data(bench, "test", t, "tests")
        + "  inputs: {use: Normalize, data: images, mean: 0.1307, std: 0.3081}\n"
        + "  queries: {use: Normalize, data: tests, like: inputs}\n"
        + f"  rows: {{use: LinAttnTransform, data: inputs, layers: {layers}}}\n"
        + f"  test-rows: {{use: LinAttnTransform, data: queries, context: inputs, layers: {layers}}}\n"
        + f"  network: {{use: TrainMLP, data: rows, width: {width}, epochs: 0, "
        + 'seed: "${seed}"}\n'
        + "  kernel: {use: EmpiricalNTK, network: network, data: rows, queries: test-rows, "
        + "weights: initial}\n"
    )


def kernel_work(n, t, width, d=784):
    """Inner products of one triangle and of the test rows, and the pre-activations."""
    return (n * n * d + 2 * t * n * d + 2 * (n + t) * width * d) * 1e-9


def kernel_runs(bench, n, t, width, kind, with_influence, repeats):
    """(kernel stage, kernel in memory, influence, peak memory) of ours and (kernel, influence) of the peer, in turn; without
    influence 0 for it and its memory."""
    ours, theirs = [], []
    sizes = (bench.mnist, n, t, width, 1, kind, "influence" if with_influence else "kernel")
    mode = bench.fastest("influence.py", ("eager", "compiled"), *sizes)
    manifest = kernel_manifest(bench, n, t, width, kind)
    if with_influence:
        manifest += "  influence: {use: Influence, kernel: kernel}\n"
    for k in range(repeats):
        folder = bench.scratch("influence")
        seed = ("--set", f"seed={k + 1}")
        _, nodes = bench.run(folder, manifest, *seed)
        made = [bench.export(folder, name, *seed) for name in ("rows", "test-rows")]
        alone = float(bench.tool("kernel", *made, width))
        influence = nodes.get("influence", {"seconds": 0, "peak-memory": 0})
        ours.append((nodes["kernel"]["seconds"], alone, influence["seconds"], influence["peak-memory"]))
        answer = mode and bench.peer("influence.py", *sizes, mode)
        theirs.append(answer[0] if answer else None)
    bench.scratch("influence")
    return ours, theirs, mode


def median(values):
    values = sorted(v for v in values if v is not None)
    return values[len(values) // 2] if values else None


def kernels(bench, kind, targets):
    n, t = (1024, 200) if bench.quick else (8192, 1000)
    found = []
    for width, target in targets:
        with_influence = (kind, width) == ("attention", 1024)
        ours, theirs, mode = kernel_runs(bench, n, t, width, kind, with_influence, bench.repeats)
        what = f"EmpiricalNTK, {kind}, n = {n}, t = {t}, d = 784, width {width}"
        # Ours skips what is ground, and may get beyond dgemm's rate.
        limit = {"work": kernel_work(n, t, width), "rate": "dgemm"}
        peer, name = median(x and x[0] for x in theirs), f"PyTorch, double, {mode}"
        found += [
            Row(f"{what}, kernel only", median(o[1] for o in ours), peer, name, target, **limit),
            Row(f"{what}, whole stage", median(o[0] for o in ours), peer, name, "", **limit),
        ]
        if with_influence:
            found += influence_rows(bench, n, t, ours, theirs)
    return found


def attention_kernels(bench):
    return kernels(bench, "attention", ((1024, "≥ 12"), (4096, "≥ 18")))


def plain_kernels(bench):
    return kernels(bench, "plain", ((1024, ""), (4096, "")))


def influence_rows(bench, n, t, ours, theirs):
    # Factorization and inverse of the factor, n³/3 each, and two triangular products a test row.
    work = (2 / 3 * n**3 + 2 * t * n * n) * 1e-9
    promised = float(bench.tool("promise", n, t)) * 2**-20
    peak = median(o[3] for o in ours) * 2**-20
    return [
        Row(f"Influence from that kernel, {n} × {t}", median(o[2] for o in ours),
            median(x and x[1] for x in theirs), "PyTorch, double", "≥ 4", work=work, rate="dgemm"),
        Row("Peak memory of that Influence (the peer: what it promises)", peak, promised,
            "its own formula", "≤ formula", unit="MiB"),
    ]


def training_manifest(bench, n, epochs, seeds):
    return (
        "let: {first: 1}\nsweep: {seed: [" + ", ".join(map(str, seeds)) + "]}\nstages:\n"
        + data(bench, "train", n, "images")
        + "  rows: {use: Normalize, data: images, mean: 0.1307, std: 0.3081}\n"
        + f"  network: {{use: TrainMLP, data: rows, width: 1024, epochs: {epochs}, "
        + 'seed: "${seed}", init-scale: 0.01}\n'
    ).replace("let: {first: 1}\n", "")


def network_seconds(nodes):
    return max(e["seconds"] for name, e in nodes.items() if name.startswith("network"))


def training(bench):
    n, epochs = (2000, 2) if bench.quick else (60000, 4)
    folder = bench.scratch("training")
    modes = ("eager", "fused", "compiled")
    best = bench.fastest("training.py", modes, bench.mnist, n, 1024, 2)

    def ours(k):
        _, nodes = bench.run(folder, training_manifest(bench, n, epochs, [k + 1]))
        return network_seconds(nodes) / epochs

    def theirs(_):
        answer = best and bench.peer("training.py", bench.mnist, n, 1024, 2, best)
        return min(line[0] for line in answer) if answer else None

    left, right = bench.alternate(ours, theirs)
    # Forward all units, backward the half whose gates are open.
    work = 3 * n * 784 * 1024 * 1e-9
    return [
        Row(
            f"TrainMLP, an epoch of {n} rows, d = 784, width 1024, batch 128 "
            "(with reading and publishing)",
            left, right, f"PyTorch, float, {best or 'none'}", "≥ 2.5", work=work, rate="sgemm",
        )
    ]


def two_trainings(bench):
    n, epochs = (2000, 2) if bench.quick else (60000, 2)
    folder = bench.scratch("two")
    single, double = [], []
    for k in range(bench.repeats):
        seeds = [10 * k + 1, 10 * k + 2, 10 * k + 3]
        _, nodes = bench.run(folder, training_manifest(bench, n, epochs, seeds[:1]), "--jobs", "1")
        single.append(network_seconds(nodes))
        _, nodes = bench.run(folder, training_manifest(bench, n, epochs, seeds[1:]), "--jobs", "2")
        double.append(network_seconds(nodes))
    one, two = median(single), median(double)
    return [
        Row(
            "Two trainings at once on two cores (the peer: one on one core, twice)",
            two, 2 * one, "itself", "≥ 1.7",
        )
    ]


def attack(bench):
    count = 128 if bench.quick else 1000
    folder = bench.scratch("attack")
    manifest = (
        "let: {seed: 1, precision: double}\nstages:\n"
        + data(bench, "train", 2000, "images")
        + data(bench, "test", count, "tests")
        + "  inputs: {use: Normalize, data: images, mean: 0.1307, std: 0.3081}\n"
        + "  rows: {use: LinAttnTransform, data: inputs, layers: 1}\n"
        + "  network: {use: TrainMLP, data: rows, width: 1024, epochs: 5}\n"
        + "  attacked: {use: Perturb, data: tests, features: rows, network: network, "
        + 'seed: "${seed}", precision: "${precision}"}\n'
    )

    def seconds(k, precision):
        settings = ("--set", f"seed={k + 1}", "--set", f"precision={precision}")
        return bench.run(folder, manifest, *settings)[1]["attacked"]["seconds"]

    mode = bench.fastest("attack.py", ("eager", "compiled"), bench.mnist, count, 1024, 1)

    def theirs(_):
        answer = mode and bench.peer("attack.py", bench.mnist, count, 1024, 1, mode)
        return answer[0][0] if answer else None

    single, beside_single = bench.alternate(lambda k: seconds(k, "float"), theirs)
    double, beside_double = bench.alternate(lambda k: seconds(k, "double"), theirs)
    # Forward and backward through all units in each of 40 steps; ours leaves out what carrying makes needless.
    work = 40 * count * 4 * 784 * 1024 * 1e-9
    name = f"Perturb, PGD of 40 steps, {count} rows, width 1024, through attention"
    return [
        Row(
            name + ", precision: float", single, beside_single, f"PyTorch, float, {mode}", "≥ 2.5",
            work=work, rate="sgemm",
        ),
        Row(
            name + "; ours in double", double, beside_double, f"PyTorch, float, {mode}", "",
            work=work, rate="dgemm",
        ),
    ]


def snakemake_seconds(bench, count):
    program = bench.program("snakemake")
    if not program or count > 10000:
        return None
    folder = bench.scratch("snakemake")
    (folder / "o").mkdir()
    (folder / "Snakefile").write_text(
        f'rule all:\n    input: expand("o/{{i}}.txt", i=range({count}))\n'
        'rule number:\n    output: "o/{i}.txt"\n    shell: "echo {wildcards.i} > {output}"\n'
    )
    for i in range(count):
        (folder / "o" / f"{i}.txt").write_text(f"{i}\n")
    timed([program, "-c2", "--quiet", "all"], cwd=folder)
    return median(
        timed([program, "-c2", "--quiet", "all"], cwd=folder) for _ in range(bench.repeats)
    )


def ninja_seconds(bench, count):
    program = bench.program("ninja")
    if not program:
        return None
    folder = bench.scratch("ninja")
    lines = ["rule number", "  command = echo $out > $out"]
    lines += [f"build o{i}: number" for i in range(count)]
    (folder / "build.ninja").write_text("\n".join(lines) + "\n")
    if timed([program, "-C", folder]) is None:
        return None
    return median(timed([program, "-C", folder]) for _ in range(bench.repeats))


def engine(bench):
    """Empty stages, one for each value of a sweep and a last one that gathers them (graphs.py)."""
    found = []
    sizes = {100: "", 1000: "≤ 0.1 s"} if bench.quick else {
        1000: "≤ 0.1 s", 10000: "≤ 0.5 s", 100000: "≤ 5 s"}
    for count, target in sizes.items():
        folder = bench.scratch("engine")
        manifest = folder / "manifest.yaml"
        manifest.write_text(graphs.sweep(count))

        def run(store):
            command = [bench.bin / "toytool", "run", manifest, "--store", store, "--quiet"]
            return timed(command, cwd=folder)

        def stage_ms(place):
            """An empty stage's share of a run into a new store in a folder of `place`."""
            def once():
                with tempfile.TemporaryDirectory(dir=place) as scratch:
                    return run(f"{scratch}/store") / count * 1e3
            return median(once() for _ in range(bench.repeats))

        if count <= 10000:
            found += [
                Row(f"An empty stage, of {count}, with its syncs", stage_ms(folder), None, "", "",
                    unit="ms"),
                Row(f"An empty stage, of {count}, where syncs are free", stage_ms("/dev/shm"), None,
                    "", "≤ 1 ms", unit="ms"),
            ]
        run(folder / "store")
        again = median(run(folder / "store") for _ in range(bench.repeats))
        what = f"Rerun with everything known, {count} nodes"
        peer = snakemake_seconds(bench, count)
        found.append(Row(what, again, peer, "Snakemake", f"{target}, ≥ 10" if peer else target))
        if count <= 10000:
            found.append(Row(what, again, ninja_seconds(bench, count), "ninja", ""))
    return found


def hashing(bench):
    size = (64 if bench.quick else 1024) << 20
    path = bench.scratch("hashing") / "large"
    with open(path, "wb") as file:
        block = os.urandom(1 << 20)
        for _ in range(size >> 20):
            file.write(block)
    ours = median(float(bench.tool("sha256", path)) for _ in range(bench.repeats))

    def reference():
        content = path.read_bytes()
        began = time.perf_counter()
        hashlib.sha256(content).hexdigest()
        return time.perf_counter() - began

    theirs = median(reference() for _ in range(bench.repeats))
    what = f"SHA-256 of {size >> 20} MiB in memory, all cores"
    asked = "" if bench.quick else f"≥ {1.2 * os.cpu_count():.1f} GB/s"
    return [Row(what, ours, theirs, "OpenSSL, one core", asked, work=size * 1e-9)]


ALL = {
    "attention-kernels": attention_kernels,
    "plain-kernels": plain_kernels,
    "training": training,
    "attack": attack,
    "two-trainings": two_trainings,
    "engine": engine,
    "hashing": hashing,
}
