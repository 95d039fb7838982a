"""Check one's own lab: ``python -m course_lib.grading.learners.self_check labs/01-dense.ipynb``.

The whole notebook runs afresh with nbval in a kernel of this Python, and each check must print
what it prints for a right answer. The checks are put in anew, so nothing that a notebook stores
decides. It is quick and open: no secret, no sandbox, the learner's own code on their own machine.
"""

import importlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import course_lib.grading.learners.quick  # noqa: F401 - before nbformat
from course_lib.grading.checking.check import OK
from course_lib.grading.checking.exercise import Exercise
from course_lib.grading.learners.clean_settings import environment, own_path
from course_lib.grading.learners.recorder import RECORD, TIMEOUT

EXIT_FULL, EXIT_LOST, EXIT_REJECTED = 0, 1, 2
IMPORT = re.compile(r"from course_lib\.grading\.exercises import (\w+) as lab")
# A student's own lab says in its first cells whose it is.
VARIANT = re.compile(
    r'^lab = lab\.variant\((?P<name>"(?:[^"\\\n]|\\.)*"), "(?P<mark>[0-9a-f]{32})"\)$', re.MULTILINE
)
PICTURE = "from course_lib.figures import labs as pictures\n"
PUBLIC_CHECK = re.compile(r"\s*lab\.check\(\s*['\"](\w+)['\"]\s*,\s*\w+\s*,?\s*\)\s*")


class RejectedError(ValueError):
    """A file cannot be checked; the text says why in one sentence."""


def self_check(path: str | Path) -> int:
    """Run a lab's notebook, print a line for each exercise, and return the exit code.

    Parameters
    ----------
    path : str or pathlib.Path
        The learner's notebook. It is not changed.

    Returns
    -------
    int
        0 for full marks, 1 if points are lost, 2 if the file cannot be checked.
    """
    try:
        notebook = read(Path(path))
        stem, exercises = lab_of(notebook)
        verdicts = run_checks(with_checks(notebook, stem, exercises), exercises)
    except RejectedError as error:
        print(f"labs check: {error}", file=sys.stderr)
        return EXIT_REJECTED
    return report(verdicts, points_of(notebook, exercises))


def package(name: str) -> Any:
    """Return a package that the library itself does not need.

    Raises
    ------
    RejectedError
        If it is not installed.
    """
    try:
        return importlib.import_module(name)
    except ImportError:
        raise RejectedError(
            f"{name} is not installed; install it with pip install nbval."
        ) from None


def read(path: Path) -> Any:
    """Return the notebook of a file, as nbformat 4.

    Raises
    ------
    RejectedError
        If it is not a notebook.
    """
    nbformat = package("nbformat")
    if not path.is_file():
        raise RejectedError(f"there is no file {path}.")
    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:
        raise RejectedError(f"{path} is not a notebook ({type(error).__name__}).") from None


def lab_of(notebook: Any) -> tuple[str, Mapping[str, Exercise]]:
    """Return the module name of a notebook's lab, and its exercises.

    Raises
    ------
    RejectedError
        If it is a notebook of something else.
    """
    course = notebook.metadata.get("course", {})
    stem = str(course.get("lab", "") if isinstance(course, dict) else "").partition("-")[2]
    for cell in notebook.cells:
        # A copy from Colab has lost the metadata, but it imports the lab all the same.
        if not stem and (found := IMPORT.search(cell.source)):
            stem = found[1]
    name = stem.replace("-", "_")
    try:
        if not name.isidentifier():
            raise ModuleNotFoundError
        module = importlib.import_module(f"course_lib.grading.exercises.{name}")
    except ModuleNotFoundError:
        raise RejectedError("the notebook is not one of this course's labs.") from None
    return name, module.EXERCISES


def variant_of(notebook: Any) -> str:
    """Return the line of a student's own lab that says whose it is, "" in the published lab."""
    found = (VARIANT.search(cell.source) for cell in notebook.cells if cell.cell_type == "code")
    return next((line[0] for line in found if line), "")


def with_checks(notebook: Any, stem: str, exercises: Mapping[str, Exercise]) -> Any:
    """Return the learner's code with our checks in the place of theirs, missing ones at the end.

    A cell without an execution count is run but not compared, so all others have none.
    """
    v4 = package("nbformat.v4")
    own = variant_of(notebook)
    cells, names = [], []
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        if check := PUBLIC_CHECK.fullmatch(cell.source):
            names.append(check[1])
            cells.append((check[1], ""))
        elif not cell.source.startswith(PICTURE):  # it takes a second, and decides nothing
            cells.append(("", cell.source))
    cells += [(name, "") for name in exercises if name not in names]
    new = []
    for name, source in cells:
        if not name:
            new.append(v4.new_code_cell(source))
        elif name in exercises:
            source = f"from course_lib.grading.exercises import {stem} as lab\n{own}\n"
            source += f'lab.check("{name}", {name})'
            right = v4.new_output("stream", name="stdout", text=f"{name}: ok\n")
            check = v4.new_code_cell(source, outputs=[right], execution_count=1)
            check.metadata["exercise"] = name
            new.append(check)
    return v4.new_notebook(cells=new)


def run_checks(notebook: Any, exercises: Mapping[str, Exercise]) -> dict[str, str]:
    """Run a notebook with nbval and return the verdict on each exercise.

    Raises
    ------
    RejectedError
        If nbval is not installed or cannot start a kernel.
    """
    nbformat, _, _ = map(package, ("nbformat", "nbval", "pytest"))
    with tempfile.TemporaryDirectory() as folder:
        file, ini, record = (Path(folder, name) for name in ("lab.ipynb", "pytest.ini", "record"))
        nbformat.write(notebook, file)
        # Settings of the folder that this runs in must not count, nor other plugins, nor modules.
        ini.write_text("[pytest]\n", encoding="utf-8")
        options = ["-p", "nbval.plugin", "--nbval", "--nbval-current-env"]
        options += [f"--nbval-cell-timeout={TIMEOUT}", "-p", "course_lib.grading.learners.recorder"]
        options += ["-p", "no:cacheprovider", "-q", "-c", str(ini), "--rootdir", folder, str(file)]
        options += ["--noconftest", "--confcutdir", folder]
        paths = [*own_path(), *filter(None, [os.environ.get("PYTHONPATH")])]
        own = {RECORD: str(record), "PYTHONPATH": os.pathsep.join(paths)}
        # A progress bar of the learner's own training would be an output that nbval minds.
        own |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "TQDM_DISABLE": "1"}
        done = subprocess.run(
            [sys.executable, "-P", "-m", "pytest", *options],
            cwd=folder,
            env=environment(Path(folder)) | own,
            capture_output=True,
            check=False,
            encoding="utf-8",
            errors="replace",
        )
        if not record.is_file():
            lines = (done.stdout + done.stderr).strip().splitlines()
            raise RejectedError(f"nbval did not run: {lines[-1] if lines else 'it said nothing'}.")
        verdicts = json.loads(record.read_text(encoding="utf-8"))
    return {name: verdicts.get(name, "was not reached") for name in exercises}


def points_of(notebook: Any, exercises: Mapping[str, Exercise]) -> dict[str, tuple[int, int]]:
    """Return the points of each exercise's open and hidden check; 1 and 0 where nothing says it."""
    course = notebook.metadata.get("course", {})
    stored = course.get("points", {}) if isinstance(course, dict) else {}
    return {
        name: (stored.get(name, {}).get("check", 1), stored.get(name, {}).get("hidden", 0))
        for name in exercises
    }


def report(verdicts: Mapping[str, str], points: Mapping[str, tuple[int, int]]) -> int:
    """Print a line for each exercise and the sum; return the exit code."""
    width = max(map(len, verdicts))
    for name, said in verdicts.items():
        got = points[name][0] if said == OK else 0
        print(f"{name:{width}}  {got} of {points[name][0]}  {said}")
    whole = sum(points[name][0] for name in verdicts)
    got = sum(points[name][0] for name, said in verdicts.items() if said == OK)
    hidden = sum(points[name][1] for name in verdicts)
    more = f" The hidden checks give up to {hidden} more when the lab is graded." if hidden else ""
    print(f"{got} of {whole} points of the open checks.{more}")
    return EXIT_FULL if got == whole else EXIT_LOST


def main() -> int:
    """Check the notebook that is named."""
    if len(sys.argv) != 2:
        print("usage: python -m course_lib.grading.learners.self_check NOTEBOOK", file=sys.stderr)
        return EXIT_REJECTED
    return self_check(sys.argv[1])


if __name__ == "__main__":
    sys.exit(main())
