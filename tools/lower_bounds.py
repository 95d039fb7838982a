"""Run the tests of layers and figures with the oldest packages that pyproject.toml allows.

``python -m tools.lower_bounds`` runs them in an environment of their own, with the oldest Python
too: the other tests run with new packages and never see an old one.
"""

import os
import re
import subprocess
import sys
import tomllib

from tools.paths import ROOT

EXTRAS = ("progress", "figures", "widgets")
# The tests themselves may have what is new.
FOR_TESTS = ("pytest", "pytest-xdist", "hypothesis", "nbformat", "ipykernel", "setuptools>=77")
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


def command() -> list[str]:
    """Return the command that runs the tests in an environment of these packages alone."""
    packages = [word for package in (*oldest(), *FOR_TESTS) for word in ("--with", package)]
    uv = [sys.executable, "-m", "uv", "run", "--no-project", "--isolated", "--python", python()]
    # An old package warns of what is new in a package under it.
    quiet = ("-p", "no:cacheprovider", "-W", "ignore::DeprecationWarning")
    return [*uv, *packages, "python", "-m", "pytest", "-q", "-n", "2", *quiet, *TESTS]


def main() -> None:
    """Run the tests in an environment that uv makes for them, and keeps for the next time."""
    print(f"lower-bounds: Python {python()}, {', '.join(oldest())}", flush=True)
    env = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "MPLBACKEND": "agg"}
    sys.exit(subprocess.run(command(), cwd=ROOT, env=env).returncode)


if __name__ == "__main__":
    main()
