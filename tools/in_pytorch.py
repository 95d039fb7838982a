"""Run the blocks "In PyTorch" of the pages against our layers. ``python -m tools.in_pytorch``.

It runs in the environment of `make bench`, which is made first where it is missing. Pages may be
named: ``python -m tools.in_pytorch gru lstm``.
"""

import subprocess
import sys

from tools.paths import ROOT
from tools.speed.layers import PYTHON, install, settings


def main() -> None:
    """Make the environment, then run the blocks there."""
    install()
    program = ROOT / "tests" / "support" / "in_pytorch.py"
    command = [str(PYTHON), str(program), *sys.argv[1:]]
    sys.exit(subprocess.run(command, cwd=ROOT, env=settings()).returncode)


if __name__ == "__main__":
    main()
