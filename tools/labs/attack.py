"""Try every attack on every exercise of the labs; ``python -m tools.labs.attack`` takes an hour.

`make test` tries each attack on one exercise, see `tests/grading/test_attacks.py`.
"""

import os
import subprocess
import sys

from tools.labs import bubblewrap
from tools.paths import ROOT

TESTS = ("-m", "pytest", "-q", "-n", "auto", "tests/grading/test_attacks.py")


def main() -> None:
    """Run the tests of the attacks with all pairs; exit with their code."""
    bubblewrap.find()
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    env = {**os.environ, **threads, "ATTACKS": "all"}
    sys.exit(subprocess.run([sys.executable, *TESTS], cwd=ROOT, env=env).returncode)


if __name__ == "__main__":
    main()
