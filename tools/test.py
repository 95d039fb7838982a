"""Run every check of the project, or the parts that are named. ``python -m tools.test [PART …]``.

Parts: lint, types, unit, nbval, hosted, browser. With no part named, all run, and a second run with
nothing changed is answered from the first (``FRESH=1`` runs them all the same; CI always does).
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.paths import ROOT, SITE

STAMP = ROOT / ".venv" / "tests-passed.sha256"
NOTEBOOKS = ("chapters", "labs/source")
PYTEST = ("-m", "pytest", "-q")
# Who has nothing left takes from the others: the longest tests are among the last.
SHARED = ("--dist", "worksteal", "--durations=15")
# What runs as in Binder each time: a page of each structure, a lab and its solutions. `make
# check-binder` runs all.
OF_EACH_KIND = (
    "chapters/1-fully-connected/dense.ipynb",
    "chapters/2-recurrent/rnn.ipynb",
    "chapters/3-lstm/peephole.ipynb",
    "chapters/4-gru/gru.ipynb",
    "chapters/5-cnn/sparse-and-shared.ipynb",
    "chapters/6-together/cldnn.ipynb",
    "labs/01-dense.ipynb",
    "labs/solutions/01-dense.ipynb",
)

PARTS: dict[str, list[tuple[str, ...]]] = {
    "lint": [("-m", "ruff", "check", "."), ("-m", "ruff", "format", "--check", ".")],
    "types": [("-m", "mypy")],
    "unit": [
        ("-m", "tools.labs.bubblewrap"),  # the sandbox of the labs' grader
        (*PYTEST, "--doctest-modules", "course_lib"),
        # Three on two cores: the tests of the graders wait a third of the time.
        (*PYTEST, "-n", "3", *SHARED, "tests", "--ignore=tests/browser"),
    ],
    "nbval": [
        (
            *(*PYTEST, "--nbval", "--nbval-cell-timeout=120", "-n", "2", "--dist", "loadfile"),
            *(folder for folder in NOTEBOOKS if (ROOT / folder).exists()),
        )
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


def files() -> Iterator[Path]:
    """Yield all files that git tracks or would track, then those of the built site."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    )
    if listed.returncode:  # a downloaded archive, not a clone
        hidden = {".venv", "_build", "node_modules", "__pycache__"}
        yield from (p for p in sorted(ROOT.rglob("*")) if not hidden & set(p.parts))
    yield from (ROOT / name for name in sorted(listed.stdout.splitlines()))
    yield from sorted(SITE.rglob("*"))


def state() -> str:
    """Return a hash of all that the tests depend on."""
    blas = {name: value for name, value in os.environ.items() if name.startswith("OPENBLAS_")}
    digest = hashlib.sha256(f"{sys.version} {sorted(blas.items())}".encode())
    for path in files():
        if path.is_file():
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def run(part: str) -> bool:
    """Run one part to its end; True if all of it passed."""
    # One thread each: pytest already runs as many processes as there are cores.
    env = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    passed = True
    for command in PARTS[part]:
        print(f"\n== {part}: python {' '.join(command)}", flush=True)
        passed &= subprocess.run([sys.executable, *command], cwd=ROOT, env=env).returncode == 0
        if not passed:
            break
    return passed


def main() -> None:
    """Run the parts; exit with 1 if one failed."""
    named = sys.argv[1:]
    unknown = [part for part in named if part not in PARTS]
    if unknown:
        sys.exit(f"test: there is no part {unknown[0]!r}, the parts are {', '.join(PARTS)}.")
    fresh = bool(os.environ.get("FRESH") or os.environ.get("CI"))
    if not named and not fresh and STAMP.exists() and STAMP.read_text() == state():
        print("test: nothing has changed since all tests passed (FRESH=1 runs them again)")
        return
    failed = [part for part in named or PARTS if not run(part)]
    if failed:
        sys.exit(f"\ntest: failed: {', '.join(failed)}")
    if not named:
        STAMP.write_text(state())
    print(f"\ntest: passed: {', '.join(named or PARTS)}")


if __name__ == "__main__":
    main()
