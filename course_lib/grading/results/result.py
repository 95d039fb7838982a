"""What is stored of a graded submission: ``result.json``, in the field names of Gradescope.

Source: the format of Gradescope's autograder, fields ``score``, ``output``, ``tests``,
``extra_data``. Files are written whole or not at all, so that a killed run leaves no half result.
"""

import json
import os
import tempfile
from pathlib import Path
from typing import Any, NotRequired, TypedDict, cast

from course_lib.grading.checking.check import OK
from course_lib.grading.inside.outcome import UNFIT
from course_lib.grading.results.marks import Mark, Marks

FILE = "result.json"
REJECTED, GRADED, NO_RESULT = "rejected", "graded", "no result"
# What is written beside the folders of the submissions, whose names must differ from these.
CSV, TASKS, PICTURE = "summary.csv", "exercises.csv", "summary.svg"
MARKDOWN, PAGE, ALIKE = "summary.md", "summary.html", "alike.csv"
OF_THE_CLASS = (CSV, TASKS, PICTURE, MARKDOWN, PAGE, ALIKE)


class TestExtra(TypedDict):
    """What our reports need of an exercise beyond Gradescope's fields."""

    verdict: str
    public: bool
    hidden: bool
    with_our: list[str]


class TestResult(TypedDict):
    """One exercise."""

    name: str
    number: str
    score: int
    max_score: int
    status: str
    output: str
    output_format: str
    visibility: str
    extra_data: TestExtra


class Extra(TypedDict):
    """What our reports need of a submission; a file that is not one has only the first four."""

    name: str
    status: str
    submission_key: str
    notes: list[str]
    lab: NotRequired[str]
    title: NotRequired[str]
    version: NotRequired[int]
    lab_key: NotRequired[str]
    sandbox: NotRequired[str]
    confined_by: NotRequired[list[str]]


class Result(TypedDict):
    """What is stored of one submission."""

    score: int
    max_score: int
    execution_time: float
    visibility: str
    output: str
    output_format: str
    tests: list[TestResult]
    extra_data: Extra


def fit(value: Any) -> Any:
    r"""Return a result in which every text can be written to a file and shown.

    Examples
    --------
    >>> fit({"output": "a\ud800\x1b[31m", "score": 1}) == {"output": "a??[31m", "score": 1}
    True
    """
    if isinstance(value, str):
        return UNFIT.sub("?", value)
    if isinstance(value, dict):
        return {key: fit(part) for key, part in value.items()}
    return [fit(part) for part in value] if isinstance(value, list) else value


def result_of(graded: Marks) -> Result:
    """Return the result of a submission that was graded."""
    submission = graded.submission
    lab = submission.lab
    result: Result = {
        "score": graded.points,
        "max_score": lab.points,
        "execution_time": graded.seconds,
        "visibility": "visible",
        "output": " ".join(graded.notes),
        "output_format": "text",
        "tests": [_test(n, mark) for n, mark in enumerate(graded.marks, 1)],
        "extra_data": {
            "name": submission.name,
            "status": GRADED,
            "lab": lab.name,
            "title": lab.title,
            "version": lab.version,
            "lab_key": lab.key,
            "submission_key": submission.key,
            "sandbox": graded.sandbox,
            "confined_by": list(graded.held),
            "notes": list(graded.notes),
        },
    }
    return cast(Result, fit(result))


def rejection_of(name: str, why: str, key: str) -> Result:
    """Return the result of a file that is no submission: no points, and the reason."""
    return _without_marks(name, why, key, REJECTED)


def no_result_of(name: str, why: str, key: str) -> Result:
    """Return what stands in the table where the grader failed; it is not stored."""
    return _without_marks(name, why, key, NO_RESULT)


def _without_marks(name: str, why: str, key: str, status: str) -> Result:
    result: Result = {
        "score": 0,
        "max_score": 0,
        "execution_time": 0.0,
        "visibility": "visible",
        "output": why,
        "output_format": "text",
        "tests": [],
        "extra_data": {"name": name, "status": status, "submission_key": key, "notes": [why]},
    }
    return cast(Result, fit(result))


def _test(number: int, mark: Mark) -> TestResult:
    said = [f"{mark.name}: {mark.verdict}."]
    if mark.error and mark.error.partition(" (line")[0] not in mark.verdict:
        said.append(f"Its cell {mark.error}.")
    if mark.with_ours:
        needed = " and ".join(mark.with_ours)
        said.append(f"It needs {needed}, so it was run again with our solution of that.")
    return {
        "name": mark.name,
        "number": str(number),
        "score": mark.points,
        "max_score": mark.of,
        "status": "passed" if mark.points == mark.of else "failed",
        "output": " ".join(said),
        "output_format": "text",
        "visibility": "visible",
        "extra_data": {
            "verdict": mark.verdict if mark.points < mark.of else OK,
            "public": mark.passed[0],
            "hidden": mark.passed[1],
            "with_our": list(mark.with_ours),
        },
    }


def write(path: Path, content: str) -> None:
    """Write a file whole or not at all.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_result(folder: Path, result: Result) -> None:
    """Write ``result.json`` into the folder of a submission."""
    write(folder / FILE, json.dumps(result, indent=1, ensure_ascii=False) + "\n")


def stored(folder: Path) -> Result | None:
    """Return the result that a folder holds, None if there is none that can be read."""
    try:
        found = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    whole = isinstance(found, dict) and isinstance(found.get("extra_data"), dict)
    return cast(Result, found) if whole else None


def is_current(
    result: Result | None, submission_key: str, lab_keys: set[str], sandbox: str
) -> bool:
    """Tell whether a stored result is of this file, of today's labs, and of the same sandbox."""
    if result is None:
        return False
    extra = result["extra_data"]
    return (
        extra.get("submission_key") == submission_key
        and extra.get("lab_key") in lab_keys
        and extra.get("sandbox") == sandbox
    )
