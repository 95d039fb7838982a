"""Say where a wrong result differs: in how many numbers, in which rows, for which inputs."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from course_lib.grading.checking.compare import near
from course_lib.grading.checking.naming.pairs import Pair, axis_name, is_real

# How near ratios must be to be called typical.
ALIKE = 0.1
# Which share of the numbers may be wrong for a pattern of places to tell something.
MOST = 0.9
Places = npt.NDArray[np.bool_]


def places(pairs: list[Pair], rtol: float, atol: float) -> str:
    """Return where a part differs in every case, as the end of a sentence: "only where z < 0".

    Parameters
    ----------
    pairs
        The cases, some of them right. The shapes of the two values of each are the same.
    rtol, atol
        How near a number must be.

    Returns
    -------
    str
        "" if the wrong numbers follow no simple pattern, or all numbers are wrong.
    """
    left: list[str] | None = None
    tells, all_wrong, many = False, 0, 0
    for pair in pairs:
        wrong = ~np.isclose(np.asarray(pair.ours, float), pair.right, rtol, atol, equal_nan=True)
        here = {says: mask for says, mask in patterns(pair) if np.array_equal(mask, wrong)}
        tells |= bool(wrong.any() and not wrong.all())
        all_wrong, many = all_wrong + int(wrong.sum()), many + wrong.size
        left = list(here) if left is None else [says for says in left if says in here]
    # Where nearly all is wrong, the few others are no pattern.
    return left[0] if left and tells and all_wrong <= MOST * many else ""


def patterns(pair: Pair) -> Iterator[tuple[str, Places]]:
    """Yield sets of places of a part, each with its words."""
    right = np.asarray(pair.right)
    for axis, n in enumerate(right.shape):
        what = axis_name(right, axis)
        index = np.arange(n).reshape([-1 if a == axis else 1 for a in range(right.ndim)])
        for says, mask in (
            (f"only in its first {what}", index == 0),
            (f"only in its last {what}", index == n - 1),
            (f"from its second {what} on", index > 0),
            (f"everywhere but in its last {what}", index < n - 1),
            (f"only in its first and last {what}", (index == 0) | (index == n - 1)),
            (f"everywhere but in its first and last {what}", (index > 0) & (index < n - 1)),
        ):
            yield says, np.broadcast_to(mask, right.shape)
    if right.ndim > 1:
        rows, columns = np.indices(right.shape)[-2:]
        yield "only on its diagonal", rows == columns
        yield "everywhere but on its diagonal", rows != columns
    for name, value in {**pair.given, **pair.parts, "": right}.items():
        if not is_real(value) or np.shape(value) not in (right.shape, ()):
            continue
        number = np.broadcast_to(np.asarray(value, float), right.shape)
        it = f"only where {name} is" if name else "only where it should be"
        yield f"{it} below 0", number < 0
        yield f"{it} above 0", number > 0
        yield f"{it} 0", number == 0
        yield f"{it} not 0", number != 0
        yield f"{it} above 1 or below -1", np.abs(number) > 1
        yield f"{it} between -1 and 1", np.abs(number) <= 1


def nearly(pairs: list[Pair]) -> str:
    """Return that a part is right to some digits, where it is: an older or rounded type."""
    for digits, cause in ((6, ": is something float32, or rounded?"), (3, "")):
        if all(near(pair.right, pair.ours, 10.0**-digits, 10.0**-digits) for pair in pairs):
            return f"is right to about {digits} digits alone{cause}"
    return ""


def amount(pair: Pair, pairs: list[Pair], rtol: float, atol: float) -> str:
    """Return in how many numbers one value differs: "in 3 of 4 numbers".

    A ratio that most wrong numbers of all cases have is told too.
    """
    right, ours = np.asarray(pair.right, float), np.asarray(pair.ours, float)
    if right.size < 2:
        return ""
    wrong = ~np.isclose(ours, right, rtol, atol, equal_nan=True)
    says = f"in {'all' if wrong.all() else wrong.sum()} of {right.size} numbers"
    right = np.concatenate([np.ravel(p.right) for p in pairs]).astype(float)
    ours = np.concatenate([np.ravel(p.ours) for p in pairs]).astype(float)
    wrong = ~np.isclose(ours, right, rtol, atol, equal_nan=True)
    with np.errstate(all="ignore"):
        ratios = ours[wrong] / right[wrong]
        ratio = np.median(ratios)
        alike = np.abs(ratios / ratio - 1) < ALIKE
    if len(ratios) > 2 and alike.mean() > 0.5 and not 0.8 < ratio < 1.25:
        says += f", typically {ratio:.2g} times the right one"
    return says
