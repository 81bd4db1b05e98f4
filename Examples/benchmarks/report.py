"""The table, and growth curves."""

import datetime
import json
import os
import platform
import re
import subprocess

import rows

BEGIN, END = "<!-- measured -->", "<!-- end -->"


def output(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def machine(bench):
    model = re.search(r"Model name:\s*(.*)", output("lscpu"))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    blas = re.search(r"BLAS\s+(.*)", output(str(bench.bin / "malleus"), "doctor"))
    versions = [f"Python {platform.python_version()}"]
    for name in ("torch", "numpy", "snakemake"):
        try:
            from importlib.metadata import version

            versions.append(f"{name} {version(name)}")
        except Exception:
            versions.append(f"no {name}")
    ninja = bench.program("ninja")
    versions.append(f"ninja {output(ninja, '--version')}" if ninja else "no ninja")
    swift = re.search(r"Swift version (\S+)", output("swift", "--version"))
    return [
        f"- {datetime.date.today()}; {model.group(1) if model else platform.machine()}, "
        f"{os.cpu_count()} cores, {memory:.0f} GiB; load before: {os.getloadavg()[0]:.1f}",
        f"- Swift {swift.group(1) if swift else '?'}; {blas.group(1) if blas else '?'}",
        "- " + ", ".join(versions),
    ]


def number(value, unit):
    if value is None:
        return "–"
    digits = 0 if value >= 100 else 1 if value >= 20 else 2 if value >= 1 else 3
    return f"{value:.{digits}f} {unit}"


def missed(row):
    """Whether a part of the target, such as "≤ 0.5 s" or the ratio "≥ 10", is not met."""
    for part in filter(None, row.target.split(", ")):
        asked = re.fullmatch(r"([≤≥]) ([0-9.]+) ?(.*)", part)
        if not asked:
            continue
        sign, limit, unit = asked[1], float(asked[2]), asked[3]
        value = row.theirs / row.ours if not unit and row.theirs else row.ours
        if unit == "GB/s":
            value = row.work / row.ours
        if value < limit if sign == "≥" else value > limit:
            return True
    return False


def line(row, rates):
    ratio = "–" if row.theirs is None else f"{row.theirs / row.ours:.2f}"
    share = "–"
    if row.work and row.rate:
        share = f"{row.work / row.ours / rates[row.rate]:.0%} of {row.rate}"
    elif row.work:
        share = f"{row.work / row.ours:.2f} GB/s"
    target = row.target + ("; missed" if missed(row) else "")
    peer = f"{number(row.theirs, row.unit)} ({row.peer})" if row.theirs is not None else "–"
    return f"| {row.what} | {number(row.ours, row.unit)} | {peer} | {ratio} | {target} | {share} |"


def table(bench, found):
    rates = json.loads(bench.tool("rates"))
    lines = machine(bench)
    lines.append(
        f"- This machine's own rates: dgemm {rates['dgemm']:.0f} and sgemm {rates['sgemm']:.0f} "
        f"GFLOP/s on all cores, copying {rates['memory']:.1f} GB/s, common bits "
        f"{rates['popcount']:.0f} Gbit/s on one core"
    )
    lines.append(f"- Medians of {bench.repeats}, both sides in turn")
    lines += ["", "| What | Malleus | Peer | Ratio | Target | Attained |", "|---|---|---|---|---|---|"]
    return "\n".join(lines + [line(row, rates) for row in found])


def insert(path, text):
    page = path.read_text()
    before, rest = page.split(BEGIN, 1)
    path.write_text(before + BEGIN + "\n" + text + "\n" + END + rest.split(END, 1)[1])


def curves(bench, folder):
    """Seconds of kernel and influence over n and over m, as CSV and SVG."""
    sizes = [(n, 200, 1024) for n in (512, 1024, 2048, 4096, 8192)]
    draw(bench, folder / "growth-n", "training rows", sizes, 0, "Time over rows, width 1024")
    sizes = [(2048, 200, m) for m in (256, 512, 1024, 2048, 4096, 8192)]
    draw(bench, folder / "growth-m", "width", sizes, 2, "Time over width, 2,048 rows")


def draw(bench, path, heading, sizes, axis, title):
    series = {name: [] for name in ("kernel", "influence", "kernel, PyTorch", "influence, PyTorch")}
    for size in sizes:
        ours, theirs, _ = rows.kernel_runs(bench, *size, "attention", with_influence=True, repeats=1)
        for name, value in zip(series, (ours[0][1], ours[0][2], *(theirs[0] or (None, None)))):
            if value is not None:
                series[name].append((size[axis], value))
    lines = [f"series,{heading},seconds"]
    lines += [f"{name.replace(', ', ' in ')},{x},{y:.4f}" for name in series for x, y in series[name]]
    path.with_suffix(".csv").write_text("\n".join(lines) + "\n")
    path.with_suffix(".svg").write_text(bench.tool("curves", path.with_suffix(".csv"), title))
