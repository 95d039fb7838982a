"""Make ``.venv``, or bring it up to date: ``python3 tools/setup.py``, with Python 3.11-3.14.

Every Python can read this file, 2.7 too: an old one must be able to say that it is too old. The
work is in ``environment.py``. It is done by the Python that ``.venv`` was made with, whichever runs
this; so ``make test`` works after ``make setup PYTHON=python3.12`` where ``python3`` is an old one.
"""

import io
import os
import re
import signal
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
CONFIG = os.path.join(os.path.dirname(HERE), ".venv", "pyvenv.cfg")
OLDEST = (3, 11)
NEWEST = (3, 14)


def maker():
    """Return the Python that made ``.venv`` and its version, two empty texts if it is gone."""
    if os.path.isfile(CONFIG):
        with io.open(CONFIG, encoding="utf-8") as lines:  # noqa: UP020
            found = dict(re.findall(r"^(\w+) = (.*)$", lines.read(), re.MULTILINE))
        if os.path.isfile(found.get("executable", "")):
            return found["executable"], found["version"]
    return "", ""


def main():
    """Let the right Python do the work, or say that this one cannot."""
    python, version = maker()
    own = sys.version.split()[0]
    supported = OLDEST <= sys.version_info[:2] <= NEWEST
    if not python and not supported:
        oldest, newest = (".".join(map(str, which)) for which in (OLDEST, NEWEST))
        sys.exit(
            "setup: this is Python " + own + ", the book needs " + oldest + " to " + newest
            + "; name one, e.g. `make book PYTHON=python3.12` or `python3.12 tools/setup.py`."
        )  # fmt: skip
    # make hands on PYTHON where somebody has named one.
    named = "PYTHON" in os.environ or "MAKELEVEL" not in os.environ
    if python and supported and named and own.split(".")[:2] != version.split(".")[:2]:
        print(
            "setup: .venv has Python " + version + " and keeps it; remove .venv to make it with "
            + own + "."
        )  # fmt: skip
        sys.stdout.flush()
    # Ctrl-C reaches the other process too: that one ends what it does, and says so.
    signal.signal(signal.SIGINT, lambda *_: None)
    work = os.path.join(HERE, "environment.py")
    sys.exit(subprocess.call([python or sys.executable, "-I", work]))


if __name__ == "__main__":
    main()
