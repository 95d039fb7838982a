"""Marks as a CSV file that the gradebook of Moodle or of Canvas imports.

Only those students get a row who have a mark: an empty mark could take one away that is there.

Sources: for Moodle https://docs.moodle.org/en/Grade_import ("Map from", "Map to": a student is told
by the user id, the ID number, the email address or the username; a column is a grade item). For
Canvas the guide "How do I import grades in the Gradebook?" (https://community.canvaslms.com) and
Canvas's own reader, ``lib/gradebook_importer.rb``: the first columns are ``Student``, ``ID``, ``SIS
Login ID`` or ``SIS User ID`` and ``SIS Login ID``, ``Section``; the second row has the points
possible.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from course_lib.grading.exports.students import ClassList, match
from course_lib.grading.learners.self_check import RejectedError
from course_lib.grading.results.result import Result
from course_lib.grading.results.summary import as_csv

# By each of these Moodle finds a student; the first that a class list has is used.
MOODLE = ("Email address", "Username", "ID number", "User ID")
NAMES = ("First name", "Last name")
FULL = "full name"
CANVAS = (
    "Student",
    "ID",
    "SIS User ID",
    "SIS Login ID",
    "Integration ID",
    "Root Account",
    "Section",
)
NEEDED = ("Student", "ID", "Section")
POINTS = "Points Possible"


class Gradebook(NamedTuple):
    """A file to import, and what stands in none of its rows."""

    csv: str
    left: list[str]


def moodle(results: Mapping[str, Result], students: ClassList) -> Gradebook:
    """Return the marks for Moodle: what tells the student, and the points in a column.

    Parameters
    ----------
    results : mapping
        The results of one lab, by the submission's name.
    students : ClassList
        From Moodle: the participants, or an export of the grades.

    Raises
    ------
    RejectedError
        If no column of the class list tells a student.
    """
    by = next((name for name in MOODLE if name in students.columns), None)
    if by is None:
        listed = ", ".join(repr(name) for name in MOODLE)
        raise RejectedError(f"the class list has none of the columns {listed}; export it anew.")
    rows = [{**row, FULL: " ".join(row.get(name, "") for name in NAMES)} for row in students.rows]
    names = [name for name in MOODLE if name in students.columns]
    found = match(results, rows, [*names, FULL])
    lab = _lab(results)
    lines = [[rows[n].get(by, ""), one["score"]] for n, one in sorted(found.results.items())]
    blank = [n for n in found.results if not rows[n].get(by)]
    left = [*found.left, *(f"row {n + 2} of the class list has no {by!r}." for n in blank)]
    return Gradebook(as_csv([[by, lab], *(line for line in lines if line[0])]), left)


def canvas(
    results: Mapping[str, Result], students: ClassList, assignment: str | None = None
) -> Gradebook:
    """Return the marks for Canvas: the students' columns as they were exported, and the points.

    Parameters
    ----------
    results : mapping
        The results of one lab, by the submission's name.
    students : ClassList
        From Canvas: an export of the gradebook.
    assignment : str, optional
        The head of the assignment's column, ``"Lab 1 (4711)"``; left out, the column of the export
        that begins with the lab's name, else a new assignment of this name.

    Raises
    ------
    RejectedError
        If the class list is no export of Canvas's gradebook.
    """
    if missing := [name for name in NEEDED if name not in students.columns]:
        raise RejectedError(
            f"the class list has no column {missing[0]!r}; export the gradebook from Canvas."
        )
    if assignment is not None and assignment not in students.columns and "(" in assignment:
        raise RejectedError(f"the class list has no column {assignment!r}.")
    rows = [row for row in students.rows if POINTS not in row["Student"] and row.get("ID")]
    turned = [{**row, FULL: " ".join(reversed(row["Student"].split(",")))} for row in rows]
    found = match(results, turned, ["ID", "SIS Login ID", "SIS User ID", FULL])
    lab = _lab(results)
    there = [name for name in students.columns if name.split(" (")[0] == lab]
    head = [name for name in CANVAS if name in students.columns]
    most = next(iter(results.values()))["max_score"]
    points: Sequence[Any] = [f"    {POINTS}", *[""] * (len(head) - 1), most]
    lines = [
        [*(rows[n].get(name, "") for name in head), one["score"]]
        for n, one in sorted(found.results.items())
    ]
    title = assignment or (there[0] if there else lab)
    return Gradebook(as_csv([[*head, title], points, *lines]), found.left)


def _lab(results: Mapping[str, Result]) -> str:
    return next(iter(results.values()))["extra_data"]["lab"]
