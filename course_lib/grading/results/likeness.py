"""Which answers of a class are so alike that a teacher should read them side by side.

Most answers to an exercise are alike: there are few usual ways to write it. So a piece of code that
many have counts nothing, and a piece counts the more the fewer have it. Of two submissions the
share is the weight of the pieces that both have, of all that one of them has. It is no verdict.

The package copydetect (0.5.0 of March 2024, MIT) finds the same copies in the class of the tests.
But it weighs no piece by the class, so those who write the usual answers are wholly alike for it,
and it loads Matplotlib.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from math import log
from pathlib import Path
from typing import NamedTuple

from course_lib.grading.reading.collect import Found
from course_lib.grading.reading.lab import Lab
from course_lib.grading.reading.pieces import Pieces, given_by, pieces
from course_lib.grading.reading.submission import from_bytes
from course_lib.grading.reading.variants import Course
from course_lib.grading.results.result import ALIKE, PAGE, Result, write
from course_lib.grading.results.summary import as_csv, graded_only

FEWEST = 10
"""Submissions of a lab below which nobody can say what is usual."""
USUAL, MOST, FEW = 1 / 5, 30, 3
"""A piece that more than this share of the class has, or more than so many, is usual; the few of a
small class are never that."""
SHARE, EXERCISES = 0.8, 2
"""From which share on, and in how many exercises at least, a pair is named."""
SAYS = (
    "These pairs share most of what is unusual in their answers, whatever its names, comments and "
    "order. That is no proof of copying: people learn together, and a short answer has few forms. "
    "Read both before you ask."
)
NOBODY = "No two submissions share most of what is unusual in their answers."
TOO_FEW = f"Answers are compared from {FEWEST} graded submissions of a lab on."


class Pair(NamedTuple):
    """Two submissions that are alike."""

    lab: str
    one: str
    other: str
    share: float
    """Of the weight of their unusual pieces, what both have."""
    exercises: tuple[str, ...]
    """Where both have the same unusual pieces."""
    pieces: int
    """How many unusual pieces both have."""


def alike(answers: Mapping[str, Pieces], lab: str = "") -> list[Pair]:
    """Return the pairs of one lab's submissions that are alike, the most alike first.

    Parameters
    ----------
    answers : mapping
        The pieces of each submission by exercise, by the name of the submission.
    lab : str, optional
        The name that the pairs get.
    """
    if len(answers) < FEWEST:
        return []
    owners: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, parts in answers.items():
        for exercise, runs in parts.items():
            for run in runs:
                owners[exercise, run].append(name)
    # The pieces of one line mostly have the same owners: they are counted together.
    together = Counter((exercise, tuple(names)) for (exercise, _), names in owners.items())
    most = max(min(USUAL * len(answers), MOST), FEW)
    whole: dict[str, float] = defaultdict(float)
    common: dict[tuple[str, str], float] = defaultdict(float)
    where: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for (exercise, names), times in together.items():
        if len(names) > most:
            continue
        weight = times * log(len(answers) / len(names))
        for name in names:
            whole[name] += weight
        for pair in combinations(names, 2):
            common[pair] += weight
            where[pair][exercise] += times
    found = [
        Pair(lab, *pair, round(share, 4), tuple(sorted(where[pair])), where[pair].total())
        for pair, weight in common.items()
        if (share := weight / (whole[pair[0]] + whole[pair[1]] - weight)) >= SHARE
        and len(where[pair]) >= EXERCISES
    ]
    return sorted(found, key=lambda pair: (-pair.share, pair.lab, pair.one, pair.other))


def alike_in(
    found: Sequence[Found],
    results: Sequence[Result],
    labs: Mapping[str, Lab],
    course: Course | None = None,
) -> list[Pair]:
    """Return the pairs of all submissions that have marks, each within its lab.

    Parameters
    ----------
    found : sequence of Found
        What was handed in.
    results : sequence of dict
        The results of the same.
    labs : mapping
        The labs of the course by name.
    course : Course, optional
        Whose students have labs of their own.
    """
    files = {one.name: one for one in found}
    given = {name: given_by(lab) for name, lab in labs.items()}
    answers: dict[str, dict[str, Pieces]] = defaultdict(dict)
    for result in graded_only(results):
        name = result["extra_data"]["name"]
        raw, path = files[name].raw, files[name].path
        assert raw is not None, "a file that could not be read has no marks"
        submission = from_bytes(raw, name, labs, course=course, path=path)
        answers[submission.lab.name][name] = pieces(submission.cells, given[submission.lab.name])
    return [pair for lab in sorted(answers) for pair in alike(answers[lab], lab)]


def enough(results: Sequence[Result]) -> bool:
    """Tell whether a lab has so many submissions that they can be compared."""
    counts = Counter(result["extra_data"]["lab"] for result in graded_only(results))
    return any(n >= FEWEST for n in counts.values())


def rows(pairs: Sequence[Pair]) -> list[list[str]]:
    """Return the table of the pairs: a head, and a line for each."""
    head = ["lab", "submission", "other", "share", "exercises", "pieces"]
    lines = [
        [p.lab, p.one, p.other, f"{p.share:.2f}", " ".join(p.exercises), str(p.pieces)]
        for p in pairs
    ]
    return [head, *lines]


def in_words(pairs: Sequence[Pair]) -> str:
    """Return what the terminal says of them.

    Examples
    --------
    >>> print(in_words([Pair("01-dense", "anna", "bert", 0.95, ("sigmoid", "tanh_from"), 20)]))
    answers alike in 1 pair, which is no verdict; alike.csv and summary.html list it
    """
    some = f"{len(pairs)} pair{'s' * (len(pairs) > 1)}"
    them = "them" if len(pairs) > 1 else "it"
    return f"answers alike in {some}, which is no verdict; {ALIKE} and {PAGE} list {them}"


def write_all(out: Path, pairs: Sequence[Pair]) -> None:
    """Write ``alike.csv`` into the folder of the results."""
    write(out / ALIKE, as_csv(rows(pairs)))
