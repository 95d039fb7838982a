"""Lab 2, exercise 3: softmax and cross-entropy in one."""

from collections.abc import Callable, Mapping
from typing import Any, SupportsFloat

import numpy as np

from course_lib.grading.checking.exercise import Case, Exercise, Wrong, quiet
from course_lib.protocol import Array, Integers
from course_lib.training.losses import SoftmaxCrossEntropy, softmax


def loss_cases(rng: np.random.Generator) -> list[Case]:
    """Draw scores (B, K) and target (B,): a square first, and scores that overflow as powers.

    The large scores of the second row are far below those of the first. In the last all scores are
    so far below 0 that their powers are 0.
    """
    cases: list[Case] = [
        (rng.normal(size=(B, K)), rng.integers(0, K, size=B))
        for B, K in ((3, 3), (5, 4), (1, 6), (2, 3), (1, 2))
    ]
    large = 1e4 * np.array([[0.5, 1.0, -1.0], [-0.6, -0.8, -1.0]])
    low = rng.normal(size=(3, 4)) - 1000
    return [*cases, (large, np.array([0, 2])), (low, rng.integers(0, 4, size=3))]


def loss_extremes(rng: np.random.Generator) -> list[Case]:
    """Draw scores that say nothing, and scores far from 0."""
    return [
        (np.zeros((2, 4)), rng.integers(0, 4, size=2)),
        (rng.normal(size=(3, 2)) - 5000, rng.integers(0, 2, size=3)),
    ]


def softmax_cross_entropy(scores: Array, target: Integers) -> tuple[float, Array]:
    """Return the mean loss in nats and its gradient (B, K)."""
    criterion = SoftmaxCrossEntropy()
    loss, cache = criterion.forward(scores, target)
    return loss, criterion.backward(1.0, cache)[0]


def losses(scores: Array, target: Integers) -> Array:
    """Return the loss of each example, (B,)."""
    return np.array(
        [softmax_cross_entropy(s[None], t[None])[0] for s, t in zip(scores, target, strict=True)]
    )


def of_shares_after(largest: Callable[[Array], Any]) -> Callable[..., tuple[float, Array]]:
    """Return an answer that takes another number off, and the logarithm of a row's shares."""

    def answer(scores: Array, target: Integers) -> tuple[float, Array]:
        e = np.exp(scores - largest(scores))
        p = e / e.sum(axis=1, keepdims=True)
        hot = np.eye(scores.shape[1])[target]
        return float(-np.log(p[np.arange(len(p)), target]).mean()), (p - hot) / len(p)

    return answer


def logs_of(scores: Array) -> Array:
    """Return ln p, (B, K)."""
    s = scores - scores.max(axis=1, keepdims=True)
    logs: Array = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    return logs


def entropy(scores: Array, target: Integers) -> float:
    """Return the mean of -Σ p ln p, which no target decides."""
    logs = logs_of(scores)
    return float(-(np.exp(logs) * logs).sum(axis=1).mean())


def of_columns(scores: Array, target: Integers) -> float:
    """Divide each power by the sum of its column."""
    s = scores - scores.max(axis=1, keepdims=True)
    logs = s - np.log(np.exp(s).sum(axis=0))
    return float(-logs[np.arange(len(target)), target].mean())


def loss_is(says: str, wrong: Callable[[Array, Integers], SupportsFloat]) -> Wrong:
    """Return the answer that is wrong in the loss alone."""
    return Wrong(says, lambda s, t: (float(wrong(s, t)), softmax_cross_entropy(s, t)[1]))


def dscores_are(says: str, wrong: Callable[[Array, Integers], Array]) -> Wrong:
    """Return the answer that is wrong in dscores alone."""
    return Wrong(says, lambda s, t: (softmax_cross_entropy(s, t)[0], wrong(s, t)))


def shifted_by(
    largest: Callable[[Array], Any], *, logs_first: bool = False
) -> Callable[..., tuple[float, Array]]:
    """Return an answer that takes another number off than each row's largest score.

    Its p are the powers of their logarithms, if ``logs_first`` says so.
    """

    def answer(scores: Array, target: Integers) -> tuple[float, Array]:
        s = scores - largest(scores)
        e = np.exp(s)
        total, rows = e.sum(axis=1, keepdims=True), np.arange(len(target))
        logs = s - np.log(total)
        p = np.exp(logs) if logs_first else e / total
        loss = -logs[rows, target].mean()
        return float(loss), (p - np.eye(scores.shape[1])[target]) / len(target)

    return answer


def one_loses(place: int) -> Callable[[Array, Integers], Array]:
    """Return the gradient in which one example alone has lost the 1."""

    def dscores(scores: Array, target: Integers) -> Array:
        p = softmax(scores)
        p[place, target[place]] -= 1
        return p / len(target)

    return dscores


def wide_as_target(scores: Array, target: Integers) -> tuple[float, Array]:
    """Make the rows of 0 and 1 as wide as the largest target needs."""
    hot = np.eye(target.max() + 1)[target]
    loss = -(hot * logs_of(scores)).sum() / len(target)
    return float(loss), (softmax(scores) - hot) / len(target)


def log_of_at_least(least: float) -> Callable[[Array, Integers], float]:
    """Return a loss that takes the logarithm of p, and of another number where p is 0."""
    return lambda s, t: float(-np.log(np.maximum(softmax(s)[np.arange(len(t)), t], least)).mean())


def top_of(scores: Array) -> Array:
    """Return the largest score of each example, (B,)."""
    largest: Array = scores.max(axis=1)
    return largest


def each_by_itself(scores: Array, target: Integers) -> tuple[float, Array]:
    """Squash each score by a sigmoid."""
    p = 0.5 * (1 + np.tanh(0.5 * scores))
    hot = np.eye(scores.shape[1])[target]
    return softmax_cross_entropy(scores, target)[0], (p - hot) / len(target)


def smallest(scores: Array) -> Array:
    """Return the smallest score of each example, (B, 1)."""
    least: Array = scores.min(axis=1, keepdims=True)
    return least


def targets_of_all(scores: Array, target: Integers) -> float:
    """Return the mean loss of all examples, each with the targets of all."""
    return float(-logs_of(scores)[:, target].mean())


TARGETS_OF_ALL = "takes the targets of all examples in each row; each row has its own target"
LARGER: Mapping[str, Callable[[Array], Any]] = {
    "takes the largest score of all rows off each row; each row has its own largest": np.max,
    "takes the largest score of each column off; each row has its own largest": (
        lambda scores: scores.max(axis=0)
    ),
}
WRONG_SHIFTS: Mapping[str, Callable[[Array], Any]] = {
    **LARGER,
    "takes the smallest score off; only after the largest is off nothing overflows": smallest,
    "takes the mean score off; only after the largest is off nothing overflows": (
        lambda scores: scores.mean(axis=1, keepdims=True)
    ),
}
WRONG_SHIFTS_OF_LOGS: Mapping[str, Callable[[Array], Any]] = {
    **LARGER,
    "takes too small a number off; only after the largest is off nothing overflows": smallest,
}


def over_all(scores: Array, target: Integers) -> tuple[float, Array]:
    """Divide by the sum of all powers of all rows."""
    powers = np.exp(scores - scores.max())
    rows, p = np.arange(len(target)), powers / powers.sum()
    with np.errstate(divide="ignore"):
        loss = float(-np.log(p[rows, target]).mean())
    p[rows, target] -= 1
    return loss, p / len(target)


SOFTMAX_CROSS_ENTROPY = Exercise(
    name="softmax_cross_entropy",
    reference=softmax_cross_entropy,
    cases=loss_cases,
    extremes=loss_extremes,
    returns=("loss", "dscores"),
    laws=(quiet("is right, but NumPy warns on the way of an overflow or of the logarithm of 0"),),
    wrong=(
        *(
            Wrong("overflows for large scores: infinity divided by infinity is NaN", answer)
            for answer in (of_shares_after(lambda scores: 0), shifted_by(lambda scores: 0))
        ),
        *(
            Wrong(says, shifted_by(wrong, logs_first=logs_first))
            for logs_first, shifts in ((False, WRONG_SHIFTS), (True, WRONG_SHIFTS_OF_LOGS))
            for says, wrong in shifts.items()
        ),
        *(Wrong(says, of_shares_after(wrong)) for says, wrong in WRONG_SHIFTS_OF_LOGS.items()),
        loss_is(
            "has the largest score added back on one side only: both have lost it, or none",
            lambda s, t: losses(s, t).mean() + top_of(s).mean(),
        ),
        loss_is(
            "has the largest score taken off on one side only: both lose it, or none",
            lambda s, t: losses(s, t).mean() - top_of(s).mean(),
        ),
        loss_is(
            "is minus the probability itself; the logarithm of it is asked",
            lambda s, t: -softmax(s)[np.arange(len(t)), t].mean(),
        ),
        loss_is(
            "is divided by the number of classes; the mean is over the examples",
            lambda s, t: losses(s, t).sum() / s.shape[1],
        ),
        loss_is("has the opposite sign: a loss is positive", lambda s, t: -losses(s, t).mean()),
        Wrong(
            "uses a sigmoid for each score; a softmax divides by the sum of a row", each_by_itself
        ),
        loss_is(
            "is a sum over the examples; asked is the mean",
            lambda s, t: losses(s, t).sum(),
        ),
        loss_is(
            "is in bits; asked are nats, with the natural logarithm",
            lambda s, t: losses(s, t).mean() / np.log(2),
        ),
        loss_is(
            "adds up all classes; only the class of the target counts",
            lambda s, t: np.mean(
                [losses(s, np.full_like(t, k)) for k in range(s.shape[1])], axis=1
            ).sum(),
        ),
        loss_is("adds up the powers over the examples; each row has a sum of its own", of_columns),
        loss_is("is the entropy of the softmax: the target is not in it", entropy),
        loss_is(
            "takes the logarithm of a probability that is 0 by rounding: use the scores instead",
            lambda s, t: -np.log(softmax(s)[np.arange(len(t)), t] + 1e-12).mean(),
        ),
        dscores_are(
            "is not divided by the number of examples, but the loss is a mean",
            lambda s, t: softmax_cross_entropy(s, t)[1] * len(t),
        ),
        dscores_are(
            "is divided by the number of classes; the mean is over the examples",
            lambda s, t: softmax_cross_entropy(s, t)[1] * len(t) / s.shape[1],
        ),
        dscores_are(
            "is divided by the number of all scores; the mean is over the examples",
            lambda s, t: softmax_cross_entropy(s, t)[1] / s.shape[1],
        ),
        dscores_are(
            "adds 1 at the target; 1 goes away there",
            lambda s, t: (softmax(s) + np.eye(s.shape[1])[t]) / len(t),
        ),
        dscores_are(
            "takes 1 from all entries; only that of the target loses 1",
            lambda s, t: (softmax(s) - 1) / len(t),
        ),
        dscores_are(
            "takes 1 from the classes of all examples in each row; each row has one target",
            lambda s, t: (softmax(s) - np.isin(np.arange(s.shape[1]), t)) / len(t),
        ),
        dscores_are(
            "has p (1 - p), the slope of one probability; the loss gives p minus the target",
            lambda s, t: softmax(s) * (1 - softmax(s)) / len(t),
        ),
        dscores_are(
            "is not 0 for the target alone; the other classes have a gradient too",
            lambda s, t: softmax_cross_entropy(s, t)[1] * np.eye(s.shape[1])[t],
        ),
        dscores_are(
            "is the softmax alone: the target is not in it",
            lambda s, t: softmax(s) / len(t),
        ),
        dscores_are(
            "takes the number of the class away, in its whole row; 1 goes away, at its place",
            lambda s, t: (softmax(s) - t[:, None]) / len(t),
        ),
        dscores_are(
            "is made from a softmax over the examples; each row has a softmax of its own",
            lambda s, t: (softmax(s.T).T - np.eye(s.shape[1])[t]) / len(t),
        ),
        dscores_are(
            "is that of each example's largest score, not of its target",
            lambda s, t: softmax_cross_entropy(s, s.argmin(axis=1))[1],
        ),
        loss_is(
            "takes the logarithm of a probability that is 0 by rounding: use the scores instead",
            lambda s, t: -np.log(softmax(s)[np.arange(len(t)), t]).mean(),
        ),
        dscores_are(
            "divides p by the number of examples, but not the 1 that is taken from it",
            lambda s, t: softmax(s) / len(t) - np.eye(s.shape[1])[t],
        ),
        dscores_are(
            "divides the 1 by the number of examples, but not p",
            lambda s, t: softmax(s) - np.eye(s.shape[1])[t] / len(t),
        ),
        Wrong(
            "takes at least 0 off each row; where all scores are negative the largest is below 0",
            shifted_by(lambda scores: np.maximum(scores.max(axis=1, keepdims=True), 0)),
        ),
        Wrong(
            "cuts large scores off, and they become equal; take each row's largest off instead",
            lambda s, t: softmax_cross_entropy(np.clip(s, -500, 500), t),
        ),
        *(
            loss_is(
                "takes the logarithm of a probability that is 0 by rounding: "
                "use the scores instead",
                log_of_at_least(least),
            )
            for least in (1e-300, 1e-100, 1e-20, 1e-16, np.finfo(float).eps, 1e-15, 1e-10, 1e-8)
        ),
        Wrong(
            "counts the classes from 1; the first of them is class 0",
            lambda s, t: softmax_cross_entropy(s, (t - 1) % s.shape[1]),
        ),
        dscores_are(
            "has a factor p (1 - p); p minus the target is the gradient of the scores already",
            lambda s, t: softmax_cross_entropy(s, t)[1] * softmax(s) * (1 - softmax(s)),
        ),
        *(
            dscores_are(
                f"takes 1 off in the {which} example alone; each example has a target",
                one_loses(place),
            )
            for which, place in (("last", -1), ("first", 0))
        ),
        loss_is(TARGETS_OF_ALL, targets_of_all),
        loss_is(TARGETS_OF_ALL, lambda s, t: len(t) * targets_of_all(s, t)),
        Wrong(
            "is made of rows as wide as the largest target needs; each class needs its place",
            wide_as_target,
        ),
        Wrong("takes one softmax over all examples; each row has its own", over_all),
    ),
)
