"""Solutions with one change, and how long such a one may run."""

import ast
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType
from typing import Any

import numpy as np

from course_lib.grading.checking.check import PUBLIC_SEED
from course_lib.grading.checking.exercise import Exercise
from tools.labs.operators import HELPERS, changes, value_changes
from tools.labs.operators.words import in_words_of
from tools.labs.watched import seen_in, twins_of

# How many seconds of the processor a changed solution may run, or how many lines where there is no
# such clock: some would never end. A busy machine takes nothing from them.
SECONDS = 1
LINES = 5_000


@dataclass(frozen=True)
class Mutant:
    """A solution with one change.

    Attributes
    ----------
    says
        What a learner reads, without a full stop.
    function
        The changed solution.
    """

    says: str
    function: Callable[..., Any]


def mutants(
    exercise: Exercise,
    tree: ast.FunctionDef,
    names: dict[str, Any],
    step: int = 1,
    *,
    values: bool = False,
) -> Iterator[Mutant]:
    """Yield the changed solutions of an exercise that are Python; each ``step``-th of them.

    With ``values`` those in which a value is changed, else those with another piece of code.
    """
    cases = exercise.draw(np.random.default_rng(PUBLIC_SEED), hidden=False)
    if values:
        found = value_changes(tree, seen_in(tree, names, cases))
    else:
        found = changes(tree, twins_of(tree, names, cases))
    for says, made in list(found)[::step]:
        space = names | HELPERS
        module = ast.fix_missing_locations(ast.Module([made()], []))
        for node in ast.walk(module):
            # What is read before it is written would be another number each time.
            if isinstance(node, ast.Attribute) and node.attr.startswith("empty"):
                node.attr = node.attr.replace("empty", "zeros")
        with suppress(SyntaxError):  # a place of the loop's variable before the loop, and the like
            exec(compile(module, "mutant", "exec"), space)
            yield Mutant(in_words_of(exercise.name, says), space[tree.name])


class EndlessError(Exception):
    """A changed solution runs on and on."""


def short(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that gives up after so many seconds, or lines of the changed solution."""

    def run(*args: Any) -> Any:
        left = LINES

        def count(frame: FrameType, event: str, arg: object) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                raise EndlessError
            return count if frame.f_code.co_filename == "mutant" else None

        before = sys.gettrace()
        if hasattr(signal, "SIGPROF"):
            signal.signal(signal.SIGPROF, give_up)
            signal.setitimer(signal.ITIMER_PROF, SECONDS)
        else:  # Windows has no such clock
            sys.settrace(count)
        try:
            with np.errstate(all="ignore"):
                return function(*args)
        finally:
            if hasattr(signal, "SIGPROF"):
                signal.setitimer(signal.ITIMER_PROF, 0)
            else:
                sys.settrace(before)

    return run


def give_up(signal: int, frame: FrameType | None) -> None:
    """End a call that computes with arrays that grow and grow."""
    raise EndlessError
