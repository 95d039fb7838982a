"""An autograder that Gradescope takes: a zip with a lab, the grader, and the two files it asks for.

Source: https://gradescope-autograders.readthedocs.io/en/latest/specs/ ("Autograder
Specifications"): ``setup.sh`` and ``run_autograder`` lie at the top of the zip, the zip is unpacked
into ``/autograder/source``, the student's files into ``/autograder/submission``, and
``run_autograder`` writes ``/autograder/results/results.json``.
"""

import io
import re
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

from course_lib.grading.learners.self_check import RejectedError
from course_lib.grading.reading.lab import PACKAGE, SOURCES, Lab

SETUP = """\
#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
apt-get update
apt-get install --yes --no-install-recommends bubblewrap python3-pip
PIP_BREAK_SYSTEM_PACKAGES=1 python3 -m pip install uv
# The image's own Python may be too old: then uv brings one.
export UV_PYTHON_INSTALL_DIR="$PWD/../python"
python3 -m uv venv --python '>=3.11,<3.15' ../venv
python3 -m uv pip install --python ../venv/bin/python \\
  --requirement requirements.txt --constraint constraints.txt
"""
RUN = """\
#!/usr/bin/env bash
# Gradescope runs this for each submission, in the folder that holds submission and results.
set -euo pipefail
here="$(cd "$(dirname "${{BASH_SOURCE[0]}}")" && pwd)"
export PYTHONPATH="$here/source/course"
cd "$here/source/course"
exec "$here/venv/bin/python" -m course_lib.grading.exports.on_gradescope "$here" {lab}{trust}
"""
PIN = re.compile(r"^[\w.-]+==[^\\\n]*[^\\\s]", re.MULTILINE)
EXECUTABLE = 0o755


def autograder(lab: Lab, *, trust: bool = False, project: Path = PACKAGE.parent) -> bytes:
    """Return the zip for a lab.

    Parameters
    ----------
    lab : Lab
        What it grades.
    trust : bool, optional
        Whether it also grades on a machine on which no sandbox works.
    project : pathlib.Path, optional
        The clone of the project.

    Raises
    ------
    RejectedError
        If this is no clone of the project, so that nobody can say what the grader needs.
    """
    needs, pins = requirements(project)
    texts = {
        "setup.sh": SETUP,
        "run_autograder": RUN.format(lab=lab.name, trust=" --trust" if trust else ""),
        "requirements.txt": needs,
        "constraints.txt": pins,
    }
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in texts.items():
            mode = 0o644 if name.endswith(".txt") else EXECUTABLE
            packed.writestr(_entry(name, mode), text)
        for name, path in _files(lab):
            packed.writestr(_entry(f"course/{name}", 0o644), path.read_bytes())
    return whole.getvalue()


def requirements(project: Path) -> tuple[str, str]:
    """Return the packages that the grader needs, and the versions that this project is run with.

    Raises
    ------
    RejectedError
        If the folder is no clone of the project.
    """
    try:
        told = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        pins = PIN.findall((project / "binder/requirements.txt").read_text(encoding="utf-8"))
    except (OSError, KeyError, ValueError):
        raise RejectedError(f"{project} is not a clone of the project; run this in one.") from None
    more = told["optional-dependencies"]
    asked = [*told["dependencies"], *more["progress"], *more["grading"]]
    names = [re.split(r"[^\w.-]", one)[0] for one in asked if not one.startswith(told["name"])]
    return "".join(f"{name}\n" for name in sorted(names)), "".join(f"{pin}\n" for pin in pins)


def _files(lab: Lab) -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(PACKAGE.parent).as_posix(), path
    yield f"labs/source/{lab.name}.ipynb", SOURCES / f"{lab.name}.ipynb"


def _entry(name: str, mode: int) -> zipfile.ZipInfo:
    """Return the head of a file in the zip; of no time, so that equal files make equal zips."""
    entry = zipfile.ZipInfo(name)
    entry.external_attr = mode << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
