"""Measure how fast labs are graded, and how fast nbgrader is. ``python -m tools.speed.labs``.

A third of the notebooks is solved, a third not begun, and in a third one answer is wrong, which
costs a second run. The first lab is graded in 100 copies by two processes, the others in fewer, and
the first lab's notebooks then by ``nbgrader autograde``, which has one process and no sandbox. It
is Linux only: the processor's seconds are those of all processes, also of those that outlive the
one that started them.
"""

import argparse
import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tools.labs import nbgrader
from tools.paths import ROOT

SOURCE = ROOT / "labs" / "source"
ADOPT = 36  # PR_SET_CHILD_SUBREAPER: a process without a parent becomes ours
OFF = """

def _off(value):
    if isinstance(value, (tuple, list)):
        return type(value)(_off(part) for part in value)
    if isinstance(value, dict):
        return {{key: _off(part) for key, part in value.items()}}
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return value + "?"
    return value if value is None else value * 1.5 + 1


def {name}(*args, _right={name}):
    return _off(_right(*args))
"""


class Cost(NamedTuple):
    """What it took to grade some notebooks."""

    n: int
    wall: float
    cpu: float

    def __str__(self) -> str:
        """Say it per notebook and per minute."""
        minute = 60 * self.n / self.wall
        return f"{self.n:4} notebooks  {minute:6.0f} a minute  {self.cpu / self.n:5.2f} CPU s each"


def copies(lab: str, n: int) -> list[bytes]:
    """Return ``n`` notebooks of a lab: solved, not begun, and with one wrong answer, in turn."""
    solved = json.loads((SOURCE / f"{lab}.ipynb").read_text(encoding="utf-8"))
    stubs = (ROOT / "labs" / f"{lab}.ipynb").read_bytes()
    marks = [cell["metadata"].get("nbgrader", {}) for cell in solved["cells"]]
    answers = [i for i, mark in enumerate(marks) if mark.get("solution")]
    made = []
    for i in range(n):
        notebook = json.loads(json.dumps(solved))
        if i % 3 == 2:
            at = answers[i // 3 % len(answers)]
            source = "".join(notebook["cells"][at]["source"])
            notebook["cells"][at]["source"] = source + OFF.format(name=marks[at]["grade_id"])
        text = stubs if i % 3 == 1 else json.dumps(notebook).encode()
        made.append(text + b" " * i)
    return made


def cost(n: int, run: Callable[[], object]) -> Cost:
    """Return what it takes to run something, with all processes that it starts."""
    before, start = _children(), time.perf_counter()
    run()
    wall = time.perf_counter() - start
    while True:
        try:
            os.wait()  # the adopted ones
        except ChildProcessError:
            return Cost(n, wall, _children() - before)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def ours(lab: str, notebooks: list[bytes], workers: int) -> Cost:
    """Grade notebooks with ``labs grade``."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        for i, raw in enumerate(notebooks):
            Path(name, f"{lab}-{i}.ipynb").write_bytes(raw)
        command = [sys.executable, "-m", "course_lib.grading", "grade", name, "--quiet"]
        command += ["--out", f"{name}/out", "--workers", str(workers)]
        env = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        found = cost(len(notebooks), lambda: subprocess.run(command, cwd=ROOT, env=env))
        results = [json.loads(path.read_text()) for path in Path(name).glob("out/*/result.json")]
        shares = [one["score"] / one["max_score"] for one in results]
        # Each kind has the marks that it must have, or the figure is worth nothing.
        n = len(notebooks)
        counts = [shares.count(1), shares.count(0), sum(0 < share < 1 for share in shares)]
        if counts != [(n + 2) // 3, (n + 1) // 3, n // 3]:
            sys.exit(f"bench-labs: {lab} has {counts} with all, no and some points.")
    return found


def theirs(lab: str, notebooks: list[bytes]) -> Cost:
    """Grade notebooks with ``nbgrader autograde``."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        nbgrader.make_course(Path(name), lab)
        for i, raw in enumerate(notebooks):
            nbgrader.hand_in(Path(name), lab, f"learner{i}", raw)
        return cost(len(notebooks), lambda: nbgrader.nbgrader(Path(name), "autograde", lab))


def main() -> None:
    """Measure, and print a line for each lab."""
    names = sorted(path.stem for path in SOURCE.glob("*.ipynb"))
    parser = argparse.ArgumentParser(description="Measure how fast labs are graded.")
    parser.add_argument("labs", nargs="*", default=names, help="all unless named")
    parser.add_argument("-n", type=int, default=100, help="notebooks of the first lab")
    parser.add_argument("--few", type=int, default=24, help="notebooks of each other, and nbgrader")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    nbgrader.install()
    ctypes.CDLL(None).prctl(ADOPT, 1, 0, 0, 0)
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    for i, lab in enumerate(options.labs):
        n = options.few if i else options.n
        print(f"{lab:20} {ours(lab, copies(lab, n), options.workers)}", flush=True)
    first = options.labs[0]
    print(f"{first:20} {theirs(first, copies(first, options.few))}  nbgrader autograde")
    print(f"load of the machine at the end: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
