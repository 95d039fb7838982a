"""Name a mistake that nobody listed: how a wrong result differs from the right one.

A change is something that may have happened to the right value: it was transposed, a term was left
out, a squash was added. It is the mistake if it gives the learner's value in every case. Each has a
sentence, which tells no number of the answer. A new kind of change goes to `rearranged` or
`recomputed`, and into KINDS.
"""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

from course_lib.grading.checking.compare import near
from course_lib.grading.checking.naming.pairs import Change, Pair, is_real, wrong_numbers
from course_lib.grading.checking.naming.rearranged import reduced, shifted, taken, turned
from course_lib.grading.checking.naming.recomputed import scaled, squashed, terms
from course_lib.protocol import Array

Kind: TypeAlias = Callable[[Array, Pair], Iterator[Change]]
# The simplest first.
KINDS: tuple[Kind, ...] = (turned, scaled, taken, shifted, terms, squashed, reduced)


class Changes:
    """All changes of the right value of a case, worked out once and compared with many values.

    Parameters
    ----------
    pair : Pair
        The case; the learner's value in it is not used.
    """

    def __init__(self, pair: Pair) -> None:
        self._pair = pair

    @cached_property
    def _made(self) -> list[tuple[str, Array]]:
        right = np.asarray(self._pair.right, dtype=float)
        with np.errstate(all="ignore"):
            return [
                (says, np.asarray(value))
                for kind in KINDS
                for says, value in kind(right, self._pair)
            ]

    @cached_property
    def _firsts(self) -> Array:
        return np.array([value.item(0) if value.size else np.nan for _, value in self._made])

    def compared(self, ours: Any, rtol: float, atol: float) -> Iterator[tuple[str, bool]]:
        """Yield what each change is called, the simplest first, and whether it gives a value."""
        ours = np.asarray(ours)
        atol = max(atol, 1e-9)
        first = ours.item(0) if ours.size else np.nan
        # Most values are refused by their first number.
        with np.errstate(invalid="ignore"):
            far = np.abs(self._firsts - first) > atol + rtol * np.abs(self._firsts)
        for (says, value), refused in zip(self._made, far.tolist(), strict=True):
            yield says, not refused and same(value, ours, rtol, atol)


def relation(
    pairs: list[Pair], rtol: float, atol: float, changes: list[Changes] | None = None
) -> str:
    """Return the first change that explains a part in every case, "" if none does.

    A case in which the part is right counts for a change that does nothing there.

    Parameters
    ----------
    pairs
        The cases.
    rtol, atol
        How near a number must be.
    changes
        Those of each case, if they are at hand.
    """
    if not all(is_real(pair.right) and is_real(pair.ours) for pair in pairs):
        return ""
    # One number alone has many a relation by chance.
    if sum(wrong_numbers(pair, rtol, atol) for pair in pairs) < 2:
        return ""
    left: list[str] | None = None
    cases = [
        (near(pair.right, pair.ours, rtol, atol), pair.ours, known)
        for pair, known in zip(pairs, changes or map(Changes, pairs), strict=True)
    ]
    for right, ours, known in sorted(cases, key=lambda case: case[0]):
        if left is None:
            left = [says for says, fits in known.compared(ours, rtol, atol) if fits]
            left = list(dict.fromkeys(left))
        elif left and not right:
            here = {says for says, fits in known.compared(ours, rtol, atol) if fits}
            left = [says for says in left if says in here]
        elif left:
            # What would have changed a value that is right did not happen.
            other = {says for says, fits in known.compared(ours, rtol, atol) if not fits}
            left = [says for says in left if says not in other]
    return left[0] if left else ""


def same(value: Array, ours: Array, rtol: float, atol: float) -> bool:
    """Tell whether a changed value is finite and the learner's."""
    return near(value, ours, rtol, atol) and bool(np.isfinite(value).all())
