"""The marks of a submission."""

from dataclasses import dataclass
from typing import NamedTuple

from course_lib.grading.reading.submission import Submission


class Mark(NamedTuple):
    """What one exercise got."""

    name: str
    points: int
    of: int
    verdict: str
    """"ok" or what is wrong."""
    passed: tuple[bool, bool]
    """The public and the hidden check."""
    with_ours: tuple[str, ...] = ()
    """Earlier exercises that are wrong, and were ours in a second run."""
    error: str | None = None
    """What went wrong when its cell was run, with the line."""


@dataclass(frozen=True)
class Marks:
    """The marks of a submission."""

    submission: Submission
    marks: tuple[Mark, ...]
    notes: tuple[str, ...]
    sandbox: str
    held: tuple[str, ...]
    seconds: float

    @property
    def points(self) -> int:
        """The sum of all points."""
        return sum(mark.points for mark in self.marks)
