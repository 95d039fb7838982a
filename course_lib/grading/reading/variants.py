"""Whose lab a notebook is, and whether that is true.

The course's seed and the student's name make a mark, and the mark decides the variant. The notebook
holds the name and the mark. With the seed the grader makes the mark again, so nobody gains by an
edit of either: another name needs another mark, and that nobody can make without the seed.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from unicodedata import normalize

from course_lib.grading.learners.self_check import VARIANT, RejectedError
from course_lib.grading.reading.forms import Student, has_variants, lab_of
from course_lib.grading.reading.lab import Lab

DIGITS = 32
MOST_LETTERS = 100
# Letters that a file's name can have on every system; the letters of all languages are among them.
UNSAFE = re.compile(r"[^\w.@+-]+")


@dataclass(frozen=True)
class Course:
    """What the grader must know to find variants again.

    Attributes
    ----------
    seed : str
        Known to the teacher alone.
    names : tuple of str
        All students; none if their names are not known.
    """

    seed: str
    names: tuple[str, ...] = ()

    def mark(self, lab: str, student: str) -> str:
        """Return the mark of a student's lab."""
        said = json.dumps([lab, normalize("NFC", student)]).encode()
        return hmac.new(self.seed.encode(), said, hashlib.sha256).hexdigest()[:DIGITS]

    @property
    def key(self) -> str:
        """A hash of both: results of another seed are stale."""
        return hashlib.sha256(json.dumps([self.seed, *self.names]).encode()).hexdigest()[:16]


def names_in(text: str) -> tuple[str, ...]:
    """Return the students' names of a file, one in each line; what comes after # is not read.

    Raises
    ------
    RejectedError
        If there are none, one is there twice or too long, or two would have one folder.
    """
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    names = [normalize("NFC", line) for line in lines if line]
    if not names:
        raise RejectedError("there are no names, expected one in each line.")
    folders: dict[str, str] = {}
    for name in names:
        if len(name) > MOST_LETTERS or not name.isprintable():
            shown = name[:20].encode("ascii", "replace").decode()
            raise RejectedError(
                f"the name {shown!r} has control signs or more than {MOST_LETTERS} letters."
            )
        other = folders.setdefault(folder_of(name).casefold(), name)
        if folders[folder_of(name).casefold()] is not name:
            same = "is there twice" if other == name else f"and {other!r} have one folder"
            raise RejectedError(f"the name {name!r} {same}; give each student another name.")
    return tuple(names)


def folder_of(name: str) -> str:
    """Return the name of a student's folder.

    Examples
    --------
    >>> folder_of("Anna Berg"), folder_of("李明"), folder_of("../x")
    ('Anna_Berg', '李明', 'x')
    """
    return UNSAFE.sub("_", name).strip("._") or "_"


def said_by(notebook: Mapping[str, Any], sources: Iterable[str]) -> Student | None:
    """Return whose lab a notebook says that it is; None if it is the published one.

    A copy that has lost its metadata still says it in the cell that imports the lab.
    """
    metadata = notebook.get("metadata")
    course = metadata.get("course") if isinstance(metadata, dict) else None
    variant = course.get("variant") if isinstance(course, dict) else None
    if isinstance(variant, dict):
        name, mark = variant.get("name"), variant.get("mark")
        if isinstance(name, str) and isinstance(mark, str):
            return Student(name, mark)
    for source in sources:
        if found := VARIANT.search(source):
            try:
                return Student(str(json.loads(found["name"])), found["mark"])
            except ValueError:
                continue
    return None


def own_lab(lab: Lab, student: Student | None, course: Course | None, path: str) -> Lab:
    """Return the lab by which a notebook is graded: the published one, or its student's own.

    Parameters
    ----------
    lab : Lab
        The published one.
    student : Student or None
        What the notebook says.
    course : Course or None
        None if variants are not graded.
    path : str
        Where it was handed in: it may hold a student's name.

    Raises
    ------
    RejectedError
        If it is another's, or nobody's.
    """
    if not has_variants(lab):
        return lab
    if student is None:
        if course is None:
            return lab
        raise RejectedError(
            f"the notebook is the published lab {lab.name}, expected the one that was made for "
            "its student."
        )
    shown = student.name[:MOST_LETTERS]
    if course is None:
        raise RejectedError(
            f"the notebook is a lab of {shown}'s own; give the course's seed with --seed to grade "
            "it."
        )
    if not hmac.compare_digest(
        student.mark.encode(errors="replace"), course.mark(lab.name, student.name).encode()
    ):
        raise RejectedError(
            f"the notebook says that it is the lab of {shown}, but its mark is not the one that "
            "this seed makes for that name."
        )
    if course.names and student.name not in course.names:
        raise RejectedError(
            f"the notebook is the lab of {shown}, who is not among the names of --for."
        )
    by = handed_in_by(path, course.names)
    if by and by != student.name:
        raise RejectedError(f"the notebook is the lab of {shown}, but {by} has handed it in.")
    return lab_of(lab, student)


def handed_in_by(path: str, names: Iterable[str]) -> str:
    """Return the student whose name stands in a path, the longest of them; "" if none does.

    Examples
    --------
    >>> handed_in_by("Anna Berg_1207_file/03-rnn.ipynb", ["Anna", "Anna Berg", "Bert"])
    'Anna Berg'
    """

    def words(text: str) -> str:
        return "_".join(["", *re.findall(r"[^\W_]+", normalize("NFC", text).casefold()), ""])

    there = words(path)
    found = [name for name in names if words(name) in there and len(words(name)) > 2]
    return max(found, key=len, default="")


def with_course(lab: Lab, course: Course | None) -> Lab:
    """Return a lab whose key holds the course's seed as well."""
    if course is None:
        return lab
    key = hashlib.sha256(f"{lab.key} {course.key}".encode()).hexdigest()[:16]
    return replace(lab, key=key)
