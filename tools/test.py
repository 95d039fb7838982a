"""Run every check of the project, or the parts that are named. ``python -m tools.test [PART …]``.

Parts: lint, types, unit, nbval, wasm, hosted, browser. With no part named, all run, and a second
run with nothing changed is answered from the first (``FRESH=1`` runs them all the same; CI always
does). With ``--all`` the wide sweeps run too, which take hours: each attack on each of the labs,
every page once more under strict nbval, every notebook and the library's tests in Pyodide,
and the blocks "In PyTorch", which need PyTorch.
"""

import hashlib
import os
import sys
import time

from tools import browser, children, settings
from tools.environment import home, require
from tools.in_page.assemble import RUN
from tools.paths import ROOT, SITE
from tools.tracked import tracked

STAMP = ROOT / ".venv" / "tests-passed.sha256"
EVERYTHING = "--all"
PYTEST = ("-m", "pytest", "-q")
# pyproject.toml leaves out the tests with the mark "wide".
WITH_WIDE = ("-m", "")
NBVAL = ("--nbval", "--nbval-cell-timeout=120", "-n", "2", "--dist", "loadfile")
# Who has nothing left takes from the others: the longest tests are among the last.
SHARED = ("--dist", "worksteal", "--durations=15")
# What runs as in Binder each time: a short page of each structure, a lab and its solutions. `make
# check-binder` runs all.
OF_EACH_KIND = (
    "chapters/1-fully-connected/dense.ipynb",
    "chapters/2-recurrent/deep.ipynb",
    "chapters/3-lstm/peephole.ipynb",
    "chapters/4-gru/gru.ipynb",
    "chapters/5-cnn/counting.ipynb",
    "chapters/6-together/which-structure.ipynb",
    "labs/01-dense.ipynb",
    "labs/solutions/01-dense.ipynb",
)

# What runs in Pyodide each time, as in a reader's browser; a page of each structure, two labs. The
# longest ones are for `make wasm`.
IN_PAGE = (
    "chapters/1-fully-connected/dense.ipynb",
    "chapters/2-recurrent/through-time.ipynb",
    "chapters/3-lstm/peephole.ipynb",
    "chapters/4-gru/gru.ipynb",
    "chapters/5-cnn/counting.ipynb",
    "labs/solutions/01-dense.ipynb",
    "labs/solutions/04-lstm.ipynb",
)

PARTS: dict[str, list[tuple[str, ...]]] = {
    "lint": [("-m", "ruff", "check", "."), ("-m", "ruff", "format", "--check", ".")],
    "types": [("-m", "mypy")],
    "unit": [
        ("-m", "tools.labs.bubblewrap"),  # the sandbox of the labs' grader
        (*PYTEST, "--doctest-modules", "course_lib"),
        # Four on two cores: the tests of the graders wait half of the time.
        (*PYTEST, "-n", "4", *SHARED, "tests", "--ignore=tests/browser"),
    ],
    "nbval": [
        # The build runs the pages, and their outputs are compared; the labs are run here.
        ("-m", "tools.build"),
        ("-m", "tools.site.outputs"),
        (*PYTEST, "-p", "tests.support.learned", *NBVAL, "labs/source"),
    ],
    "wasm": [
        ("-m", "tools.in_page.notebooks", *IN_PAGE),
        ("-m", "tools.in_page.unit", "tests/layers/test_dense.py", "tests/training/test_losses.py"),
    ],
    "hosted": [
        ("-m", "tools.hosts.binder", *OF_EACH_KIND),
        ("-m", "tools.hosts.colab_check"),
    ],
    "browser": [
        ("-m", "tools.browser"),
        ("-m", "tools.build"),
        (*PYTEST, "-n", "2", *SHARED, "tests/browser"),
    ],
}
WIDE: dict[str, list[tuple[str, ...]]] = {
    "unit": [("-m", "tools.in_pytorch")],
    "nbval": [(*PYTEST, *NBVAL, "chapters")],
    "wasm": [("-m", "tools.in_page.unit"), ("-m", "tools.in_page.notebooks")],
}


def state() -> str:
    """Return a hash of all that the tests depend on."""
    blas = {name: value for name, value in os.environ.items() if name.startswith("OPENBLAS_")}
    digest = hashlib.sha256(f"{sys.version} {sorted(blas.items())}".encode())
    for path in (*tracked(ROOT), *sorted(SITE.rglob("*"))):
        if path.is_file():
            digest.update(os.fsencode(path.relative_to(ROOT)) + b"\0" + path.read_bytes())
    return digest.hexdigest()


def commands(part: str, everything: bool) -> list[tuple[str, ...]]:
    """Return what a part runs."""
    if not everything:
        return PARTS[part]
    lines = PARTS[part] + WIDE.get(part, [])
    return [(*line, *WITH_WIDE) if line[:3] == PYTEST else line for line in lines]


def run(part: str, everything: bool) -> bool:
    """Run one part to its end; True if all of it passed."""
    # One thread each: pytest already runs as many processes as there are cores.
    env = {**settings.environment(), **home(), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    passed = True
    for command in commands(part, everything):
        print(f"\n== {part}: python {' '.join(command)}", flush=True)
        program = [sys.executable, *command]
        passed &= children.run(program, cwd=ROOT, last_words=10, env=env) == 0
        if not passed:
            break
    return passed


def seen(parts: list[str]) -> list[str]:
    """Say in which sandbox the labs were graded, and which browser saw the pages."""
    lines = []
    if "unit" in parts:
        from course_lib.grading.outside.sandbox import best

        weaker = "" if best().name == "bubblewrap" else ", the weaker one: bubblewrap does not work"
        lines.append(f"the labs' grader ran in the sandbox {best().name}{weaker}")
    if "wasm" in parts and not (RUN / "setup.json").is_file():
        lines.append("nothing ran in Pyodide: its files are not here (see CONTRIBUTING.md)")
    if "browser" in parts:
        lines.append(f"the browser was {browser.found() or 'none'}")
    return lines


def main() -> None:
    """Run the parts, and say in a sentence if somebody stops them."""
    require()
    with children.stoppable("test"):
        test()


def test() -> None:
    """Run the parts, then say how long each took and with what; exit with 1 if one failed."""
    everything = EVERYTHING in sys.argv
    named = [word for word in sys.argv[1:] if word != EVERYTHING]
    unknown = [part for part in named if part not in PARTS]
    if unknown:
        sys.exit(f"test: there is no part {unknown[0]!r}, the parts are {', '.join(PARTS)}.")
    fresh = bool(os.environ.get("FRESH") or os.environ.get("CI")) or everything
    if not named and not fresh and STAMP.exists() and STAMP.read_text() == state():
        print("test: nothing has changed since all tests passed (FRESH=1 runs them again)")
        return
    parts = named or list(PARTS)
    failed, seconds = [], {}
    for part in parts:
        start = time.monotonic()
        if not run(part, everything):
            failed.append(part)
        seconds[part] = time.monotonic() - start
    if not named and not failed:
        STAMP.write_text(state())
    print()
    for part in parts:
        print(f"test: {part:8}{seconds[part]:6.0f} s")
    print(f"test: {'all':8}{sum(seconds.values()):6.0f} s")
    for line in seen(parts):
        print(f"test: {line}")
    if failed:
        sys.exit(f"test: failed: {', '.join(failed)}")
    print(f"test: passed: {', '.join(parts)}")


if __name__ == "__main__":
    main()
