"""A lab of each student's own: the published exercises, with values in another form and order.

A choice says in which form something is given or asked: a matrix or its transpose, time as the
first axis or as the second. Each form is another code to write for the same thought. A variant
takes one form of each choice, and other orders of the arguments and of the results. So an answer to
one variant is wrong in another.

An exercise of a variant is the published one between two changes of form: one from the student's
arguments back to the published ones, one from the published results to the student's. The right
answer, the cases, the wrong answers and the laws all go through them, so whatever holds for the
published lab holds for each variant.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from inspect import Parameter, Signature, signature
from itertools import product
from math import factorial
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from course_lib.grading.checking.check import Checks
from course_lib.grading.checking.exercise import Case, Exercise, Law, Published, Wrong
from course_lib.grading.inside.fixtures import Fixture
from course_lib.grading.inside.outcome import Outcome

Wrongs: TypeAlias = tuple[Wrong, ...]
RESULT = "result"
"""The name of what an exercise returns, if that is one value."""


class Form(NamedTuple):
    """Another form of a value: how it comes from the published one, and how it goes back."""

    there: Callable[[Any], Any]
    back: Callable[[Any], Any]


def with_axes(*order: int) -> Form:
    """Return the form of an array with its axes in another order."""
    undone = tuple(int(axis) for axis in np.argsort(order))
    return Form(
        lambda value: np.ascontiguousarray(np.transpose(value, order)),
        lambda value: np.ascontiguousarray(np.transpose(value, undone)),
    )


TRANSPOSED = with_axes(1, 0)


def in_blocks(n: int, order: Sequence[int], axis: int = 0) -> Form:
    """Return the form of an array whose n equal blocks along an axis stand in another order."""

    def arranged(value: Any, places: Sequence[int]) -> Any:
        blocks = np.split(np.asarray(value), n, axis)
        return np.concatenate([blocks[place] for place in places], axis)

    undone = [int(place) for place in np.argsort(order)]
    return Form(lambda value: arranged(value, order), lambda value: arranged(value, undone))


def with_arguments(*order: int) -> Form:
    """Return the form of a function that comes in: its i-th argument stands at ``order[i]``."""

    def there(function: Any) -> Any:
        if isinstance(function, Fixture):
            return Fixture("reordered", function.name, order, *function.args)
        return lambda *args: function(*(args[i] for i in order))

    def back(function: Any) -> Any:
        if isinstance(function, Fixture):
            return Fixture(function.args[0], *function.args[2:])
        return lambda *args: function(*(args[order.index(i)] for i in range(len(order))))

    return Form(there, back)


def of_entries(form: Form, *names: str) -> Form:
    """Return the form of a dict in which the entries of these names have a form."""

    def changed(value: Any, one: Callable[[Any], Any]) -> Any:
        return {key: one(part) if key in names else part for key, part in value.items()}

    return Form(lambda value: changed(value, form.there), lambda value: changed(value, form.back))


def with_others(*others: Wrong) -> Callable[[Wrongs], Wrongs]:
    """Return what puts wrong answers in the place of those with their sentences, or to the end."""
    instead = {wrong.says: wrong for wrong in others}

    def changed(wrongs: Wrongs) -> Wrongs:
        said = {wrong.says for wrong in wrongs}
        new = (wrong for wrong in others if wrong.says not in said)
        return (*(instead.get(wrong.says, wrong) for wrong in wrongs), *new)

    return changed


@dataclass(frozen=True)
class Option:
    """One form of a choice. The published one changes nothing.

    Attributes
    ----------
    name : str
        What it is called.
    forms : mapping
        For each exercise that it changes, the form of an argument or result by its name.
    edits : tuple of (str, str)
        In the lab's texts and solutions: what stands there once, and what stands there now.
    says : tuple of (str, str)
        In the sentences of the wrong answers of these exercises, in the same way.
    unsaid : tuple of str
        Words of the published solution's changes that would be untrue here.
    wrong : mapping
        For exercises that have other wrong answers: what makes them of the published ones, in the
        published form. See `with_others`.
    """

    name: str
    forms: Mapping[str, Mapping[str, Form]] = field(default_factory=dict)
    edits: tuple[tuple[str, str], ...] = ()
    says: tuple[tuple[str, str], ...] = ()
    unsaid: tuple[str, ...] = ()
    wrong: Mapping[str, Callable[[Wrongs], Wrongs]] = field(default_factory=dict)


@dataclass(frozen=True)
class Choice:
    """In which form something is given or asked; the first option is the published one.

    A choice of one option is made in every variant.
    """

    name: str
    options: tuple[Option, ...]


class Order(NamedTuple):
    """The places of the published arguments, and of the published results, of an exercise."""

    arguments: tuple[int, ...]
    results: tuple[int, ...]


@dataclass(frozen=True)
class Chosen:
    """What a student's mark decides.

    Attributes
    ----------
    options : tuple of Option
        One of each choice.
    orders : mapping of str to Order
        For each exercise.
    """

    options: tuple[Option, ...]
    orders: Mapping[str, Order]

    @property
    def edits(self) -> Iterator[tuple[str, str]]:
        """All changes of the texts."""
        return (edit for option in self.options for edit in option.edits)


def chosen(mark: str, exercises: Mapping[str, Exercise], choices: Sequence[Choice]) -> Chosen:
    """Return what a mark decides: the same for the same mark, on every machine.

    Each exercise has its arguments and its results in another order than the published one, and
    each exercise that a choice can change is changed by one at least.

    Parameters
    ----------
    mark : str
        Hexadecimal digits.
    exercises, choices
        Of the lab.
    """
    left = int(mark, 16)
    touched = {name for choice in choices for one in choice.options for name in one.forms}
    ways = [
        way
        for way in product(*(choice.options for choice in choices))
        if touched <= {name for option in way for name in option.forms}
    ]
    left, way = divmod(left, len(ways))
    orders = {}
    for name, exercise in exercises.items():
        left, arguments = _another_order(left, len(exercise.parameters))
        left, results = _another_order(left, len(exercise.returns))
        orders[name] = Order(arguments, results)
    return Chosen(ways[way], orders)


def _another_order(left: int, n: int) -> tuple[int, tuple[int, ...]]:
    """Return what is left of a number, and the order of n things that it chooses; not 0, 1, 2."""
    if n < 2:
        return left, tuple(range(n))
    left, place = divmod(left, factorial(n) - 1)
    place, waiting, order = place + 1, list(range(n)), []
    for rest in range(n - 1, -1, -1):
        which, place = divmod(place, factorial(rest))
        order.append(waiting.pop(which))
    return left, tuple(order)


class Between:
    """The way from the published form of an exercise to a student's, and back.

    Parameters
    ----------
    exercise : Exercise
        The published one.
    forms : mapping of str to Form
        By the names of arguments and results.
    order : Order
        Of both.
    """

    def __init__(self, exercise: Exercise, forms: Mapping[str, Form], order: Order) -> None:
        self.exercise, self.forms, self.order = exercise, forms, order
        self.arguments = [exercise.parameters[i] for i in order.arguments]
        self.returns = tuple(exercise.returns[i] for i in order.results)

    def to_student(self, args: Case) -> Case:
        """Return the arguments as the student's function takes them."""
        given = dict(zip(self.exercise.parameters, args, strict=True))
        return tuple(self._in_form(name, given[name], back=False) for name in self.arguments)

    def to_published(self, args: Case) -> Case:
        """Return the arguments as the published function takes them."""
        given = dict(zip(self.arguments, args, strict=True))
        return tuple(self._in_form(n, given[n], back=True) for n in self.exercise.parameters)

    def result_to_student(self, value: Any) -> Any:
        """Return a result as the student's function should give it."""
        names = self.exercise.returns
        if not names:
            return self._in_form(RESULT, value, back=False)
        if not isinstance(value, tuple | list) or len(value) != len(names):
            return value
        parts = dict(zip(names, value, strict=True))
        return tuple(self._in_form(name, parts[name], back=False) for name in self.returns)

    def result_to_published(self, value: Any) -> Any:
        """Return a result of the student's function as the published one would give it."""
        if not self.returns:
            return self._in_form(RESULT, value, back=True)
        if not isinstance(value, tuple | list) or len(value) != len(self.returns):
            return value
        parts = dict(zip(self.returns, value, strict=True))
        return tuple(self._in_form(n, parts[n], back=True) for n in self.exercise.returns)

    def _in_form(self, name: str, value: Any, *, back: bool) -> Any:
        """Return a value in its other form; a wrong one that has none, as it is."""
        if name not in self.forms:
            return value
        try:
            return (self.forms[name].back if back else self.forms[name].there)(value)
        except (TypeError, ValueError, LookupError, AttributeError):
            return value

    def of_student(self, published: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function of the published form as one of the student's."""

        def function(*args: Any) -> Any:
            return self.result_to_student(published(*self.to_published(args)))

        kind = Parameter.POSITIONAL_OR_KEYWORD
        made: Any = function
        made.__signature__ = Signature([Parameter(name, kind) for name in self.arguments])
        return function

    def of_published(self, students: Callable[..., Any]) -> Callable[..., Any]:
        """Return a student's function as one of the published form."""
        return lambda *args: self.result_to_published(students(*self.to_student(args)))

    def law(self, law: Law) -> Law:
        """Return the law for the student's function."""

        def holds(args: Case, outcome: Outcome) -> bool:
            value = self.result_to_published(outcome.value)
            return law.holds(self.to_published(args), replace(outcome, value=value))

        return Law(law.says, holds)


def turned(between: Between, options: Sequence[Option]) -> Exercise:
    """Return a student's exercise."""
    exercise = between.exercise

    def words(says: str) -> str:
        for option in options:
            for old, new in option.says:
                says = says.replace(old, new)
        return says

    called = dict(exercise.called)
    if any(exercise.name in option.forms for option in options):
        # Where axes stand in another order their names would be untrue.
        called = {part: name for part, name in called.items() if " of axis " not in part}
    wrongs = exercise.wrong
    for option in options:
        if exercise.name in option.wrong:
            wrongs = option.wrong[exercise.name](wrongs)
    return replace(
        exercise,
        reference=between.of_student(exercise.reference),
        cases=lambda rng: [between.to_student(args) for args in exercise.cases(rng)],
        extremes=lambda rng: [between.to_student(args) for args in exercise.extremes(rng)],
        returns=between.returns,
        wrong=tuple(
            replace(wrong, says=words(wrong.says), function=between.of_student(wrong.function))
            for wrong in wrongs
        ),
        laws=tuple(map(between.law, exercise.laws)),
        published=Published(
            exercise.returns,
            between.result_to_published,
            tuple(word for option in options for word in option.unsaid),
        ),
        called=called,
    )


class Variant:
    """A student's own lab: it stands where the module of the published lab stands.

    Parameters
    ----------
    mark : str
        What decides it.
    exercises : mapping of str to Exercise
        The published ones.
    choices : sequence of Choice
        Those of the lab.
    train : callable
        What the last cell of the published lab calls.
    """

    def __init__(
        self,
        mark: str,
        exercises: Mapping[str, Exercise],
        choices: Sequence[Choice],
        train: Callable[..., None],
    ) -> None:
        self.chosen = chosen(mark, exercises, choices)
        self.between: dict[str, Between] = {}
        self.exercises: dict[str, Exercise] = {}
        for name, exercise in exercises.items():
            options = self.chosen.options
            forms = combined(option.forms.get(name, {}) for option in options)
            here = [option for option in options if {name} & {*option.forms, *option.wrong}]
            self.between[name] = Between(exercise, forms, self.chosen.orders[name])
            self.exercises[name] = turned(self.between[name], here)
        self.check = Checks(self.exercises)
        self._train = train
        self.trained = [name for name in signature(train).parameters if name in exercises]

    def train(self, *functions: Callable[..., Any]) -> None:
        """Train with a student's functions, as the published lab does with its own."""
        named = dict(zip(self.trained, functions, strict=True))
        if fault := self.check.first_fault(**named):
            print(f"Nothing is trained yet. {fault}.")
            return
        self._train(*(self.between[name].of_published(one) for name, one in named.items()))


def combined(every: Iterator[Mapping[str, Form]]) -> Mapping[str, Form]:
    """Return the forms of all options; two of one value come one after the other."""
    forms: dict[str, Form] = {}
    for some in every:
        for name, form in some.items():
            forms[name] = after(forms[name], form) if name in forms else form
    return forms


def after(one: Form, other: Form) -> Form:
    """Return the form in which one change comes after another."""
    return Form(
        lambda value: other.there(one.there(value)), lambda value: one.back(other.back(value))
    )
