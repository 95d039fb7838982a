"""Try every attack on every exercise of the labs; ``python tools/attack_labs.py`` takes an hour.

`make test` tries each attack on one exercise, see `tests/test_grading_attacks.py`.
"""

import os
import subprocess
import sys
from pathlib import Path

import bubblewrap

ROOT = Path(__file__).resolve().parent.parent
TESTS = ("-m", "pytest", "-q", "-n", "auto", "tests/test_grading_attacks.py")


def main() -> None:
    """Run the tests of the attacks with all pairs; exit with their code."""
    bubblewrap.find()
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    env = {**os.environ, **threads, "ATTACKS": "all"}
    sys.exit(subprocess.run([sys.executable, *TESTS], cwd=ROOT, env=env).returncode)


if __name__ == "__main__":
    main()
