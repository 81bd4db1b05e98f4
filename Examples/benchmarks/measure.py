"""Running programs and reading the times they give."""

import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent


class Bench:
    """The programs, the data and a scratch folder that is removed at the end."""

    def __init__(self, bin, mnist, repeats, quick):
        self.bin = pathlib.Path(bin)
        self.mnist = mnist
        self.repeats = 1 if quick else repeats
        self.quick = quick

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="malleus-benchmarks-"))
        return self

    def __exit__(self, *_):
        subprocess.run(["chmod", "-R", "u+w", self.folder], check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def scratch(self, name):
        """An empty folder."""
        folder = self.folder / name
        if folder.exists():
            subprocess.run(["chmod", "-R", "u+w", folder], check=False)
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        return folder

    def run(self, folder, manifest, *arguments, tool="malleus"):
        """Runs a manifest; yields the seconds of the whole and, by node, how each computed node ended."""
        path = folder / "manifest.yaml"
        path.write_text(manifest)
        command = [self.bin / tool, "run", path, *arguments, "--store", folder / "store"]
        command += ["--out", folder / "out", "--json"]
        began = time.perf_counter()
        answer = subprocess.run(command, capture_output=True, text=True)
        seconds = time.perf_counter() - began
        if answer.returncode:
            sys.exit(f"{tool} failed:\n{answer.stderr}")
        events = [json.loads(line) for line in answer.stdout.splitlines() if line.startswith("{")]
        ended = {e["node"]: e for e in events if e.get("event") == "finished"}
        return seconds, {k: e for k, e in ended.items() if e["status"] == "computed"}

    def export(self, folder, node, *arguments):
        """The folder with the parts of a node that was run in `folder`."""
        target = folder / node
        command = [self.bin / "malleus", "export", folder / "manifest.yaml", node, *arguments]
        command += ["--to", target, "--store", folder / "store"]
        subprocess.run(command, capture_output=True, text=True, check=True)
        return target

    def tool(self, *arguments):
        """What the benchmark program prints."""
        command = [self.bin / "benchmark", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def peer(self, name, *arguments):
        """The lines of numbers that a peer prints, or None where it cannot run."""
        command = [sys.executable, HERE / "peers" / name, *map(str, arguments)]
        answer = subprocess.run(command, capture_output=True, text=True)
        if answer.returncode:
            print(f"{name}: {(answer.stderr.strip().splitlines() or ['failed'])[-1]}", file=sys.stderr)
            return None
        return [[float(word) for word in line.split()] for line in answer.stdout.splitlines()]

    def fastest(self, name, modes, *arguments):
        """The mode in which a peer is fastest, each tried once; None where it cannot run."""
        seconds = {}
        for mode in modes:
            answer = self.peer(name, *arguments, mode)
            if answer:
                seconds[mode] = min(line[0] for line in answer)
        return min(seconds, key=seconds.get) if seconds else None

    def program(self, name):
        """A program beside this Python or on the path."""
        beside = pathlib.Path(sys.executable).parent / name
        return str(beside) if beside.exists() else shutil.which(name)

    def alternate(self, ours, theirs):
        """Runs both in turn, `repeats` times; the medians, the second None where it cannot run."""
        pairs = [(ours(k), theirs(k)) for k in range(self.repeats)]
        left = statistics.median(a for a, _ in pairs)
        right = [b for _, b in pairs if b is not None]
        return left, statistics.median(right) if right else None


def timed(command, **options):
    """The seconds that a command takes, or None where it fails."""
    began = time.perf_counter()
    answer = subprocess.run(command, capture_output=True, **options)
    return time.perf_counter() - began if answer.returncode == 0 else None
