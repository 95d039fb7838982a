"""Check a whole lab in the page: all cells afresh, then the points of its open checks."""

import importlib
from collections.abc import Mapping, Sequence
from typing import Any

from course_lib.grading.checking.check import OK, judge
from course_lib.grading.checking.exercise import Exercise
from course_lib.grading.learners.self_check import IMPORT, PUBLIC_CHECK
from course_lib.in_page.page import Page, Source


async def check(page: Page, texts: Sequence[str], points: Mapping[str, int]) -> bool:
    """Run all cells of a lab and post what each exercise gets.

    A cell with an error does not end the run: the other exercises still count. As `labs check`
    does, the verdict on an exercise is asked for by us where its check stands, so nothing that the
    notebook prints decides.

    Parameters
    ----------
    page : Page
        A page in which nothing has run.
    texts : sequence of str
        The code cells of the notebook.
    points : mapping
        The points of each exercise's open check; 1 where nothing says it.

    Returns
    -------
    bool
        Whether it is a lab of this course.
    """
    exercises = exercises_of(texts)
    said: dict[str, str] = {}
    for number, text in enumerate(texts):
        page.post({"type": "cell", "cell": number, "k": number + 1, "of": len(texts)})
        found = PUBLIC_CHECK.fullmatch(text)
        if found and found[1] in exercises:
            said[found[1]] = verdict(exercises[found[1]], page.names)
        else:
            await page.run_one(number, Source(text, shown=False))
    rows: list[dict[str, Any]] = []
    for name, exercise in exercises.items():
        says = said.get(name) or verdict(exercise, page.names)
        most = points.get(name, 1)
        rows.append({"name": name, "got": most if says == OK else 0, "of": most, "says": says})
    page.post({"type": "lab", "rows": rows})
    return bool(rows)


def verdict(exercise: Exercise, names: Mapping[str, Any]) -> str:
    """Return the verdict on what the cells have named, "ok" for a right answer."""
    if exercise.name not in names:
        return "is not defined"
    verdict = judge(exercise, names[exercise.name])
    return OK if verdict.passed else verdict.says


def exercises_of(texts: Sequence[str]) -> Mapping[str, Exercise]:
    """Return the exercises of the lab that some cell imports, none of another notebook."""
    for text in texts:
        if found := IMPORT.search(text):
            module = importlib.import_module(f"course_lib.grading.exercises.{found[1]}")
            exercises: Mapping[str, Exercise] = module.EXERCISES
            return exercises
    return {}
