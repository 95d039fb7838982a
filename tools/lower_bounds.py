"""Run the tests of layers and figures with the oldest packages that pyproject.toml allows.

``python -m tools.lower_bounds`` makes an environment of its own, in ``.venv/lower-bounds``, with
the oldest Python too: the other tests run with new packages and never see an old one.
"""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from tools.paths import ROOT

VENV = ROOT / ".venv" / "lower-bounds"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "installed.txt"
EXTRAS = ("progress", "figures", "widgets")
# The tests themselves may have what is new.
FOR_TESTS = ("pytest", "hypothesis", "nbformat", "ipykernel", "setuptools>=77")
TESTS = ("tests/layers", "tests/params", "tests/training", "tests/datasets", "tests/widgets")


def oldest() -> list[str]:
    """Return the packages at their lower bounds: ``numpy>=1.26`` becomes ``numpy==1.26.*``."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = list(project["dependencies"])
    for extra in EXTRAS:
        wanted += project["optional-dependencies"][extra]
    bounds = [re.match(r"([\w-]+)>=([\d.]+)", line) for line in wanted]
    return sorted({f"{bound[1]}=={bound[2]}.*" for bound in bounds if bound})


def python() -> str:
    """Return the oldest Python that pyproject.toml allows, as uv names it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["requires-python"]).removeprefix(">=")


def install() -> None:
    """Make the environment, unless it is there."""
    wanted = "\n".join([python(), *oldest(), *FOR_TESTS])
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    print(f"lower-bounds: Python {python()}, {', '.join(oldest())}", flush=True)
    uv: list[str | Path] = [sys.executable, "-m", "uv"]
    for command in (
        [*uv, "venv", "--quiet", "--clear", "--python", python(), VENV],
        [*uv, "pip", "install", "--quiet", "--python", PYTHON, *oldest(), *FOR_TESTS],
    ):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"lower-bounds: it cannot be installed here:\n{done.stderr.strip()}")
    STAMP.write_text(wanted)


def main() -> None:
    """Make the environment and run the tests in it."""
    install()
    env = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "MPLBACKEND": "agg"}
    # An old package warns of what is new in a package under it.
    quiet = ("-W", "ignore::DeprecationWarning")
    command: list[str | Path] = [
        PYTHON,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        *quiet,
        *TESTS,
    ]
    sys.exit(subprocess.run(command, cwd=ROOT, env=env).returncode)


if __name__ == "__main__":
    main()
