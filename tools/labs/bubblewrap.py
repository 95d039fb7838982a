"""Find bubblewrap, the sandbox of ``labs grade``, or install it; used by the tests.

On Debian and Ubuntu, as root, apt installs it. Elsewhere the grader has a weaker sandbox, and the
tests say which.
"""

import os
import shutil
import subprocess
import sys


def find() -> str | None:
    """Return the path of bwrap, installed now if that is possible; None if there is none."""
    path = shutil.which("bwrap")
    if path or not (hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")):
        return path
    print("bubblewrap: installing it with apt", file=sys.stderr)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    for command in (["apt-get", "update"], ["apt-get", "install", "-y", "bubblewrap"]):
        subprocess.run(command, check=False, **quiet)  # the next line tells whether it worked
    return shutil.which("bwrap")


if __name__ == "__main__":
    print(find() or "bubblewrap: there is none, and it cannot be installed from here.")
