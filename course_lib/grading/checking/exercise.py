"""An exercise: the right answer, what it is tried on, and what usually goes wrong."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from course_lib.grading.inside.outcome import Outcome

Case: TypeAlias = tuple[Any, ...]
# How many numbers a case may have to be checked by hand.
BY_HAND = 24
Draw: TypeAlias = Callable[[np.random.Generator], list[Case]]


@dataclass(frozen=True)
class Wrong:
    """A wrong answer that is easy to write.

    Attributes
    ----------
    says : str
        What the learner reads, without a full stop. It names the mistake, not the answer.
    function : callable
        The wrong answer, with the arguments of the right one.
    whole : bool
        Whether the sentence is all that is said, also of an answer that changes its input.
    """

    says: str
    function: Callable[..., Any]
    whole: bool = False


@dataclass(frozen=True)
class Law:
    """Something that a right answer keeps beside its value.

    Attributes
    ----------
    says : str
        What the learner reads if the law is broken, without a full stop.
    holds : callable
        ``holds(args, outcome) -> bool`` for one call.
    """

    says: str
    holds: Callable[[Case, Outcome], bool]


def quiet(says: str) -> Law:
    """Return the law that NumPy warns of nothing."""
    return Law(says, lambda args, outcome: not outcome.warnings)


@dataclass(frozen=True)
class Published:
    """How the published exercise has what a student's own variant of it returns.

    Attributes
    ----------
    returns : tuple of str
        The names of its results.
    value : callable
        Makes its result of the variant's.
    unsaid : tuple of str
        Words of its changed solutions that are untrue in the variant.
    """

    returns: tuple[str, ...] = ()
    value: Callable[[Any], Any] = lambda value: value
    unsaid: tuple[str, ...] = ()


def no_extremes(rng: np.random.Generator) -> list[Case]:
    """Draw no more cases."""
    return []


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """One exercise of a lab.

    Attributes
    ----------
    name : str
        Of the function that the learner writes.
    reference : callable
        The right answer. Its parameters' names are those of the exercise.
    cases : callable
        ``cases(rng)`` gives the arguments of each call: several shapes, small, in tuples. The
        first should let a wrong answer run: if the mistake is a missing transpose, a square.
    returns : tuple of str
        Names of what is returned, if that is a tuple: ``("da", "dW", "db")``.
    wrong : tuple of Wrong
        Typical wrong answers. A part of the result that equals that of a wrong answer in all
        cases gets its sentence.
    laws : tuple of Law
        Checked after the values.
    needs : tuple of str
        Earlier exercises whose functions an answer may call. Better none: a function that an
        answer calls can come in as an argument, a `Fixture`.
    extremes : callable
        Further cases, for the hidden check alone.
    rtol, atol : float
        How near a number must be: ``|ours - right| <= atol + rtol |right|``.
    published : Published, optional
        Of a variant: how the published exercise has it, of which the catalogue knows more.
    called : mapping of str to str
        What a learner calls parts of an argument, or places along an axis: ``{"gates[0]": "z"}``.
    """

    name: str
    reference: Callable[..., Any]
    cases: Draw
    returns: tuple[str, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    laws: tuple[Law, ...] = ()
    needs: tuple[str, ...] = ()
    extremes: Draw = no_extremes
    rtol: float = 1e-7
    atol: float = 1e-9
    published: Published | None = None
    called: Mapping[str, str] = field(default_factory=dict)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the arguments."""
        return tuple(inspect.signature(self.reference).parameters)

    def draw(self, rng: np.random.Generator, *, hidden: bool) -> list[Case]:
        """Return the cases of the public or of the hidden check.

        In small cases the numbers are short: a learner can check them by hand.
        """
        cases = [by_hand(args) if is_small(args) else args for args in self.cases(rng)]
        return cases + (self.extremes(rng) if hidden else [])


def axes(*names: str) -> dict[str, str]:
    """Return how an exercise calls the places along the axes of its arrays: `Exercise.called`."""
    one = {f"index of axis {axis}": name for axis, name in enumerate(names)}
    return one | {f"indices of axis {axis}": f"{name}s" for axis, name in enumerate(names)}


TIME = axes("step", "sequence", "feature")
MAPS = axes("map", "row", "column")


def at_rest(args: Case, *places: int) -> Case:
    """Return a case with other states: at these places they are 0, as where a sequence begins."""
    return tuple(np.zeros_like(arg) if i in places else arg for i, arg in enumerate(args))


def numbers_in(value: Any) -> int:
    """Return how many numbers a case, or a part of it, holds."""
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, tuple | list):
        return sum(map(numbers_in, value))
    return int(np.size(value)) if isinstance(value, np.ndarray | float | int) else 0


def is_small(args: Case) -> bool:
    """Tell whether a case can be checked by hand."""
    return numbers_in(args) <= BY_HAND


def by_hand(value: Any) -> Any:
    """Return a case, or a part of it, with few digits; what is nearly 0 keeps its first two."""
    if isinstance(value, dict):
        return {key: by_hand(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(map(by_hand, value))
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        short = np.round(value, 1)
        for place in np.argwhere(short == 0):
            short[tuple(place)] = float(f"{value[tuple(place)]:.1e}")
        return short
    return float(f"{value:.2g}") if isinstance(value, float) else value


def by_name(*exercises: Exercise) -> Mapping[str, Exercise]:
    """Return the exercises of a lab in their order, each under its name."""
    return {exercise.name: exercise for exercise in exercises}
