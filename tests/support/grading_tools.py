"""What the tests of the grader share: submissions of every kind, and the command as a process."""

import json
import os
import subprocess
import sys
import time
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path

from tools.paths import ROOT

LAB = "01-dense"
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
STUBS = ROOT / "labs" / f"{LAB}.ipynb"
SOLVED = ROOT / "labs" / "source" / f"{LAB}.ipynb"


def solved(**answers):
    """Return the solved lab with other answers to some exercises, as JSON."""
    notebook = json.loads(SOLVED.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if grade_id in answers:
            cell["source"] = answers[grade_id]
    return json.dumps(notebook)


def hand_in(folder, n=6):
    """Write solved labs, stubs and wrong answers in turn; return their names."""
    wrong = solved(sigmoid="def sigmoid(z):\n    raise ValueError('<script>alert(1)</script>')")
    kinds = [solved(), STUBS.read_text(encoding="utf-8"), wrong]
    folder.mkdir(exist_ok=True)
    for i in range(n):
        # Each is another file: a space at the end changes the key alone.
        (folder / f"s{i:02}.ipynb").write_text(kinds[i % 3] + " " * i, encoding="utf-8")
    return [f"s{i:02}" for i in range(n)]


def command(*arguments):
    """Return the command ``labs grade …``."""
    return [sys.executable, "-m", "course_lib.grading", "grade", *map(str, arguments)]


def labs_grade(*arguments, **environment):
    """Run ``labs grade …`` to its end."""
    return subprocess.run(
        command(*arguments),
        cwd=ROOT,
        env=ENVIRONMENT | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def results_in(out):
    """Return all stored results by name."""
    return {
        path.parent.name: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(out.glob("*/result.json"))
    }


def timeless(results):
    """Return results without the seconds that they took."""
    return {name: {**one, "execution_time": 0} for name, one in results.items()}


class Serial:
    """Stands in for a pool of processes: all is done here, in turn."""

    def __init__(self, *arguments, **options):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def shutdown(self, **options):
        pass

    def submit(self, function, *arguments):
        done = Future()
        try:
            done.set_result(function(*arguments))
        except Exception as error:
            done.set_exception(error)
        return done


def children_of(pid):
    """Return the processes that a process has started, and theirs."""
    found = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += [int(child), *children_of(int(child))]
    return found


def alive(pid):
    """Tell whether a process runs: it is there, and not only waited for."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def settled(pid):
    """Return the living descendants of a process when their number no longer changes."""
    end, seen = time.monotonic() + 30, []
    while time.monotonic() < end and (len(seen) < 5 or len(set(map(len, seen[-5:]))) > 1):
        seen.append([child for child in children_of(pid) if alive(child)])
        time.sleep(0.1)
    return seen[-1]
