"""Compare the speed of `course_lib` with PyTorch's, and record it for the book's appendix.

PyTorch is wanted for this alone, so it gets an environment of its own, in ``.venv/bench``; making
that takes minutes, once. Then everything runs on one core in one thread, for about three minutes.
``python -m tools.speed.layers`` writes ``course_lib/data/benchmark.json``; with options, those of
``tests/benchmarks/bench.py`` (``--only LSTM``), it only prints.
"""

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from tools.paths import ROOT

VENV = ROOT / ".venv" / "bench"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "installed.txt"
RECORD = ROOT / "course_lib" / "data" / "benchmark.json"
TORCH = "torch==2.13.0"
# NumPy as in the book's own environment.
OTHERS = [f"numpy=={version('numpy')}", "threadpoolctl>=3.5"]
# Settings that would give NumPy's products another kernel than the processor's best.
KERNEL_SETTINGS = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")


def attempts() -> list[list[str | Path]]:
    """Return the commands that may install PyTorch's build for the CPU, one after the other.

    The plain one for Linux needs gigabytes of libraries for graphics cards. The first command finds
    the small one where pip is set up to find it, else it fails at once; the second asks PyTorch.
    """
    uv: list[str | Path] = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "install",
        "--quiet",
        "--python",
        PYTHON,
    ]
    return [
        [PYTHON, "-m", "pip", "install", "--quiet", f"{TORCH}+cpu", *OTHERS],
        [*uv, "--torch-backend", "cpu", TORCH, *OTHERS],
    ]


def works() -> bool:
    """Tell whether the environment has a PyTorch that can be imported."""
    return not subprocess.run([PYTHON, "-c", "import torch"], capture_output=True).returncode


def install() -> None:
    """Make the environment, unless it is there."""
    wanted = "\n".join([sys.version, TORCH, *OTHERS])
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    print(f"bench: installing {TORCH} for the CPU into .venv/bench", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
    for command in attempts():
        done = subprocess.run(command, capture_output=True, text=True)
        if not done.returncode and works():
            STAMP.write_text(wanted)
            return
    sys.exit(
        f"bench: {TORCH} for the CPU cannot be installed on this machine, so there is nothing to "
        f"compare with; the last thing said was:\n{done.stderr.strip()[-500:]}"
    )


def settings() -> dict[str, str]:
    """Return the variables of the comparison: one thread, the processor's best kernel."""
    env = {name: value for name, value in os.environ.items() if name not in KERNEL_SETTINGS}
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    return env | threads | {"PYTHONPATH": str(ROOT)}


def main() -> None:
    """Install what is missing, then run all workloads in turn in one process."""
    install()
    # On one core, where the system can say so: what it does on the other does not disturb.
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    options = sys.argv[1:] or ["--json", str(RECORD)]
    command: list[str | Path] = [PYTHON, ROOT / "tests" / "benchmarks" / "bench.py", *options]
    code = subprocess.run(command, cwd=ROOT, env=settings()).returncode
    if code:
        sys.exit(f"bench: the comparison failed with exit code {code}, see above.")
    if not sys.argv[1:]:
        print(
            f"bench: wrote {RECORD.relative_to(ROOT)}, which the book's appendix shows; now run "
            "`make notebooks`, which stores the page's new table."
        )


if __name__ == "__main__":
    main()
