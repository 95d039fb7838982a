"""What the learner's function did in each case, and one part of that in all cases.

Here stand facts alone. What is said of them stands in the modules that import this one.
"""

from dataclasses import dataclass
from typing import Any

from course_lib.grading.checking.compare import leaves, near
from course_lib.grading.checking.exercise import Case, Exercise, Published, numbers_in
from course_lib.grading.checking.naming.pairs import Pair, is_real
from course_lib.grading.inside.outcome import Outcome


@dataclass(frozen=True)
class Trial:
    """One case: the arguments, what is right, and what the learner's function did."""

    args: Case
    right: Any
    ours: Outcome


def pairs_of(exercise: Exercise, trials: list[Trial], path: str) -> list[Pair]:
    """Return a part of all cases that have it; none if a case gave no value.

    The part is not in every case: a dict may have other keys in another one.
    """
    pairs = []
    for trial in trials:
        rights = leaves(trial.right, exercise.returns)
        if path not in rights:
            continue
        if trial.ours.error:
            return []
        given = dict(zip(exercise.parameters, trial.args, strict=False))
        arguments = {
            name + key: value
            for name, argument in given.items()
            for key, value in leaves(argument).items()
            if is_real(value)
        }
        ours = leaves(trial.ours.value, exercise.returns).get(path)
        parts = {name: value for name, value in rights.items() if name != path}
        pairs.append(Pair(rights[path], ours, arguments, parts))
    return pairs


def as_published(exercise: Exercise, value: Any) -> dict[str, Any]:
    """Return the parts of a result in the form and order of the published exercise."""
    published = exercise.published or Published(exercise.returns)
    return leaves(published.value(value), published.returns)


def is_wrong(exercise: Exercise, trial: Trial, path: str) -> bool:
    """Tell whether a part has a wrong number in one case."""
    return any(
        not near(pair.right, pair.ours, exercise.rtol, exercise.atol)
        for pair in pairs_of(exercise, [trial], path)
    )


def smallest(exercise: Exercise, trials: list[Trial], path: str) -> tuple[Trial, Pair]:
    """Return the smallest case in which a part is wrong, and the part."""
    wrong = [t for t in trials if is_wrong(exercise, t, path)]
    example = min(wrong, key=lambda trial: numbers_in(trial.args))
    return example, pairs_of(exercise, [example], path)[0]


def same(one: dict[str, Any], other: dict[str, Any], exercise: Exercise) -> bool:
    """Tell whether two results have the same parts, all near enough."""
    return one.keys() == other.keys() and all(
        near(one[path], other[path], exercise.rtol, exercise.atol) for path in one
    )


def error_type(outcome: Outcome) -> str:
    """Return the words before the text of an error, "raised ValueError"; "" without an error."""
    return (outcome.error or "").split(":")[0]
