"""The check of an exercise: one line, "ok" or what is wrong, and never the right answer."""

import os
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from course_lib.grading.checking.compare import unpacked
from course_lib.grading.checking.exercise import Exercise
from course_lib.grading.checking.hints import with_hint
from course_lib.grading.checking.naming.diagnosis import diagnose
from course_lib.grading.checking.naming.shown import ending
from course_lib.grading.checking.naming.trials import Trial
from course_lib.grading.inside.outcome import call, run

PUBLIC_SEED = 0
OK = "ok"


class Verdict(NamedTuple):
    """Whether an answer is right, and what the learner reads.

    The first decides, and comes from values alone. The second is words, some of them the
    learner's.
    """

    passed: bool
    says: str
    """"ok", or what is wrong without a full stop."""


def check(exercise: Exercise, function: Any, *, hidden: bool = False) -> None:
    """Print the verdict on a learner's function: ``sigmoid: ok`` or what is wrong.

    Parameters
    ----------
    exercise : Exercise
        What was asked.
    function : callable
        The answer, or a proxy of it: see `course_lib.grading.inside.outcome.run`. A proxy's
        ``seal`` is printed in the place of "ok": the grader alone knows it.
    hidden : bool, optional
        Draw fresh cases, and the extreme ones too. Else the cases are always the same.

    Raises
    ------
    AssertionError
        If it is not right and nbgrader runs this: it looks at what is raised, not at what is
        printed.
    """
    passed, says = judge(exercise, function, hidden=hidden)
    seal = function.seal if hasattr(function, "remote_call") else OK
    graded = hidden or hasattr(function, "remote_call")
    told = says if graded else with_hint(exercise.name, says)
    print(f"{exercise.name}: {seal if passed else told}")
    if not passed and "NBGRADER_EXECUTION" in os.environ:
        raise AssertionError(says)


class Checks:
    """The checks of a lab, by the names of its exercises: ``check("sigmoid", sigmoid)``.

    Parameters
    ----------
    exercises : mapping
        The exercises of the lab: `course_lib.grading.checking.exercise.by_name`.
    """

    def __init__(self, exercises: Mapping[str, Exercise]) -> None:
        self.exercises = exercises

    def __call__(self, name: str, function: Any, *, hidden: bool = False) -> None:
        """Print the verdict on one function.

        Raises
        ------
        ValueError
            If the lab has no exercise of this name.
        """
        if name not in self.exercises:
            known = ", ".join(map(repr, self.exercises))
            raise ValueError(f"check: name is {name!r}, expected one of {known}.")
        check(self.exercises[name], function, hidden=hidden)

    def first_fault(self, **functions: Any) -> str:
        """Return the verdict on the first function that is not right, "" if all are."""
        for name, function in functions.items():
            passed, says = judge(self.exercises[name], function)
            if not passed:
                return f"{name}: {says}"
        return ""


def verdict(
    exercise: Exercise,
    function: Any,
    *,
    hidden: bool = False,
    rng: np.random.Generator | None = None,
) -> str:
    """Return what the learner reads: ``judge(...).says``."""
    return judge(exercise, function, hidden=hidden, rng=rng).says


def judge(
    exercise: Exercise,
    function: Any,
    *,
    hidden: bool = False,
    rng: np.random.Generator | None = None,
) -> Verdict:
    """Return whether an answer is right, and what to say of it.

    Parameters
    ----------
    exercise, function, hidden
        As in `check`.
    rng : numpy.random.Generator, optional
        Draws the cases. Left out: a fresh one for the hidden check, and for the public check one
        that is always the same.

    Raises
    ------
    RuntimeError
        If the reference itself fails: a fault of the exercise, not of the learner.
    """
    if not callable(function) and not hasattr(function, "remote_call"):
        return Verdict(False, f"is a {type(function).__name__}, expected a function")
    public = not hidden and rng is None
    rng = rng or np.random.default_rng(None if hidden else PUBLIC_SEED)
    trials = []
    for args in exercise.draw(rng, hidden=hidden):
        right = call(exercise.reference, args)
        if right.error or right.changed:
            what = right.error or "changes its input"
            raise RuntimeError(f"verdict: the reference of {exercise.name} {what}.")
        ours = run(function, args)
        value = unpacked(right.value, ours.value)
        trials.append(Trial(args, right.value, replace(ours, value=value)))
        if trials[-1].ours.final:
            return Verdict(False, ending(trials[-1].ours))
    again = partial(run, function)
    fault = diagnose(exercise, trials, again, public=public) or broken_law(exercise, trials)
    return Verdict(not fault, fault or OK)


def broken_law(exercise: Exercise, trials: list[Trial]) -> str:
    """Return the sentence of the first law that does not hold, "" if all hold."""
    for law in exercise.laws:
        if not all(law.holds(trial.args, trial.ours) for trial in trials):
            return law.says
    for trial in trials:
        if trial.ours.changed:
            name = exercise.parameters[trial.ours.changed[0]]
            return f"is right, but changes its input {name}; leave it as it was"
    return ""
