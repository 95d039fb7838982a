"""Who handed in what: the class list that a course's tool exports, and the names of submissions.

A tool puts the name or the number of a student into the name of the file that a teacher downloads.
So a submission is a student's if all words of one of the student's values stand in its name, one
after the other: ``anna@uni.example`` in ``anna@uni.example__01-dense``, ``4711`` in
``chenli_4711_99_01-dense``.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from course_lib.grading.learners.self_check import RejectedError
from course_lib.grading.results.result import FILE, GRADED, Result, stored

WORD = re.compile(r"[^\W_]+")


class ClassList(NamedTuple):
    """A class list: its columns, and a row for each student."""

    columns: tuple[str, ...]
    rows: tuple[dict[str, str], ...]


def read(path: Path) -> ClassList:
    """Return the class list of a CSV file with a head, separated by commas or semicolons.

    Raises
    ------
    RejectedError
        If it is not such a file.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise RejectedError(f"the class list {path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise RejectedError(f"the class list {path} is not UTF-8; save it as CSV UTF-8.") from None
    head = text.partition("\n")[0]
    separator = ";" if head.count(";") > head.count(",") else ","
    try:
        columns, *lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except (ValueError, csv.Error):
        raise RejectedError(f"the class list {path} is empty, or it is not CSV.") from None
    names = tuple(column.strip() for column in columns)
    rows = [dict(zip(names, map(str.strip, line), strict=False)) for line in lines if any(line)]
    return ClassList(names, tuple(rows))


def marks(folder: Path, lab: str | None) -> dict[str, Result]:
    """Return the results of one lab that ``labs grade`` has written, by the submission's name.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of the results.
    lab : str, optional
        Which lab; left out, there must be one alone.

    Raises
    ------
    RejectedError
        If there are none, or more labs than one.
    """
    found = [stored(path.parent) for path in sorted(folder.glob(f"*/{FILE}"))]
    graded = [r for r in found if r is not None and r["extra_data"]["status"] == GRADED]
    labs = sorted({str(r["extra_data"]["lab"]) for r in graded})
    if not labs:
        raise RejectedError(f"there are no graded submissions in {folder}.")
    if lab is None and len(labs) > 1:
        raise RejectedError(f"{folder} holds labs {', '.join(labs)}; choose one with --lab.")
    wanted = labs[0] if lab is None else lab
    if wanted not in labs:
        raise RejectedError(f"--lab is {wanted!r}, but {folder} holds {', '.join(labs)}.")
    return {r["extra_data"]["name"]: r for r in graded if r["extra_data"]["lab"] == wanted}


class Matched(NamedTuple):
    """Which result belongs to which row of a class list."""

    results: dict[int, Result]
    """By the place of the row; of a student's several submissions the best."""
    left: list[str]
    """What is left out, and why, in sentences."""


def match(
    results: Mapping[str, Result], rows: Sequence[Mapping[str, str]], columns: Sequence[str]
) -> Matched:
    """Return the result of each row that has one.

    Parameters
    ----------
    results : mapping
        The results by the submission's name.
    rows : sequence of mapping
        The students.
    columns : sequence of str
        Whose values tell a student; what an earlier one tells counts before a later one.

    Examples
    --------
    >>> result = {"score": 3, "extra_data": {}}
    >>> rows = [{"Email address": "li@uni.example"}, {"Email address": "lin@uni.example"}]
    >>> found = match({"li@uni.example__lab": result}, rows, ["Email address"])
    >>> found.results == {0: result}, found.left
    (True, [])
    """
    found: dict[int, Result] = {}
    left: list[str] = []
    for name, result in results.items():
        fits = _whose(name, rows, columns)
        if len(fits) != 1:
            who = "nobody" if not fits else f"{len(fits)} students"
            left.append(f"{name} fits {who} of the class list.")
            continue
        (n,) = fits
        if n in found:
            left.append(f"{name} is a second submission of one student; the better one counts.")
        if n not in found or result["score"] > found[n]["score"]:
            found[n] = result
    return Matched(found, left)


def _whose(name: str, rows: Sequence[Mapping[str, str]], columns: Sequence[str]) -> list[int]:
    words = _words(name)
    for column in columns:
        if fits := [n for n, row in enumerate(rows) if _holds(words, _words(row.get(column, "")))]:
            return fits
    return []


def _words(text: str) -> list[str]:
    return WORD.findall(text.lower())


def _holds(words: Sequence[str], some: Sequence[str]) -> bool:
    starts = range(len(words) - len(some) + 1)
    return bool(some) and any(list(words[n : n + len(some)]) == list(some) for n in starts)
