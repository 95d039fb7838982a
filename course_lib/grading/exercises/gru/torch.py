"""Lab 5, exercises 4 and 5: weights into PyTorch's layout, and back."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.grading.checking.exercise import Case, Exercise, Wrong
from course_lib.params.torch_names import from_torch, to_torch
from course_lib.protocol import Array, Params
from course_lib.recurrent.gru import GRU

SIZES = ((3, 3), (2, 4), (5, 1), (1, 2), (1, 1))
X, H, B_X, B_H = "weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"


def gru_of(D: int, n_hidden: int) -> GRU:
    """Return a GRU of PyTorch's kind, with any weights."""
    return GRU(D, n_hidden, np.random.default_rng(0), reset="after")


def blocks(rows: Array, order: tuple[int, int, int]) -> Array:
    """Return the three blocks of rows in another order."""
    three = np.split(rows, 3)
    return np.concatenate([three[i] for i in order])


# Exercise 4


def our_cases(rng: np.random.Generator) -> list[Case]:
    """Draw W (3 H, D + H), b (3 H,) and b_h (H,); D and H equal first."""
    return [
        (
            {
                "W": rng.normal(size=(3 * n, D + n)),
                "b": rng.normal(size=3 * n),
                "b_h": rng.normal(size=n),
            },
        )
        for D, n in SIZES
    ]


def to_pytorch(params: Params) -> Params:
    """Return the four arrays of PyTorch."""
    n = len(params["b_h"])
    gru = gru_of(params["W"].shape[1] - n, n)
    for name, p in params.items():
        gru.params[name][...] = p
    return to_torch(gru)


def to_is(says: str, wrong: Callable[[Params, Params], dict[str, Any]]) -> Wrong:
    """Return the answer that differs from the right one in ``wrong(params, right)``."""

    def answer(params: Params) -> dict[str, Any]:
        right = to_pytorch(params)
        return right | wrong(params, right)

    return Wrong(says, answer)


def side_by_side(rows: Array) -> Array:
    """Return the three blocks of rows side by side."""
    return np.concatenate(np.split(rows, 3), axis=1)


def in_halves(
    cut: Callable[..., list[Array]],
) -> Callable[[Params, Params], dict[str, Array]]:
    """Return what cuts W in the middle."""
    return lambda p, right: dict(zip((X, H), cut(p["W"], 2, axis=1), strict=True))


def cut_flat(p: Params, right: Params) -> dict[str, Array]:
    """Cut the numbers of W in a row, and give each part its shape."""
    x, h = np.split(p["W"].ravel(), [right[X].size])
    return {X: x.reshape(right[X].shape), H: h.reshape(right[H].shape)}


TO_PYTORCH = Exercise(
    name="to_pytorch",
    reference=to_pytorch,
    cases=our_cases,
    wrong=(
        to_is(
            "cuts W after H columns; the part of x comes first and has D of them",
            lambda p, right: {
                X: p["W"][:, : len(p["b_h"])],
                H: p["W"][:, len(p["b_h"]) :],
            },
        ),
        to_is(
            "takes all rows of W for H; there are three blocks of H rows",
            lambda p, right: {
                X: p["W"][:, : -len(p["W"])],
                H: p["W"][:, -len(p["W"]) :],
                B_H: np.concatenate([np.zeros(2 * len(p["W"])), p["b_h"]]),
            },
        ),
        to_is(
            "has the other's columns: ih is from the input, hh from the state",
            lambda p, right: {X: right[H], H: right[X]},
        ),
        to_is(
            "has rows of W; the part of x is a block of columns, in all rows",
            lambda p, right: {X: p["W"][: len(p["b_h"])]},
        ),
        to_is(
            "lacks one column alone; the part of h has H of them",
            lambda p, right: {X: p["W"][:, :-1]},
        ),
        to_is(
            "lacks one column alone; the part of h has H of them",
            lambda p, right: {X: p["W"][:, :-1], H: p["W"][:, -1:]},
        ),
        to_is(
            "has b_h in the block of z; the candidate's block is another",
            lambda p, right: {B_H: blocks(right[B_H], (0, 2, 1))},
        ),
        to_is(
            "has the two biases exchanged: b belongs to ih, b_h to hh",
            lambda p, right: {B_X: right[B_H], B_H: right[B_X]},
        ),
        to_is(
            "is transposed; in PyTorch too a row belongs to a unit",
            lambda p, right: {X: right[X].T, H: right[H].T},
        ),
        to_is(
            "has another order of the gates; PyTorch's is ours",
            lambda p, right: {name: blocks(array, (1, 0, 2)) for name, array in right.items()},
        ),
        to_is(
            "is 0 everywhere: b_h is not in it",
            lambda p, right: {B_H: 0 * right[B_H]},
        ),
        to_is(
            "holds b_h as well; r multiplies b_h, so it must stay by itself",
            lambda p, right: {B_X: right[B_X] + right[B_H], B_H: 0 * right[B_H]},
        ),
        to_is(
            "has b_h in every block; only the candidate has one",
            lambda p, right: {B_H: np.tile(p["b_h"], 3)},
        ),
        to_is(
            "has b_h in the first block; the candidate's block is the last",
            lambda p, right: {B_H: blocks(right[B_H], (2, 1, 0))},
        ),
        to_is(
            "holds the same b a second time: PyTorch adds up both biases",
            lambda p, right: {B_H: right[B_H] + right[B_X]},
        ),
        to_is(
            "is b_h alone; PyTorch wants a number for each of the 3 H rows",
            lambda p, right: {B_H: p["b_h"]},
        ),
        to_is(
            "has b_h taken away from the candidate's block; it is our b as it is",
            lambda p, right: {B_X: right[B_X] - right[B_H]},
        ),
        to_is(
            "is 0 in the candidate's block; the candidate has both biases, b here and b_h in hh",
            lambda p, right: {B_X: np.where(np.arange(len(p["b"])) < 2 * len(p["b_h"]), p["b"], 0)},
        ),
        to_is(
            "is cut as if the columns of the state came first; ours are [x, h]",
            lambda p, right: {X: p["W"][:, len(p["b_h"]) :], H: p["W"][:, : len(p["b_h"])]},
        ),
        to_is(
            "cuts W in the middle; the last H columns are for the state, all others for x",
            lambda p, right: {
                X: p["W"][:, : p["W"].shape[1] // 2],
                H: p["W"][:, p["W"].shape[1] // 2 :],
            },
        ),
        to_is(
            "is 0 for r and z: their biases belong here, and bias_hh has 0 for them",
            lambda p, right: {
                B_X: np.where(np.arange(len(p["b"])) < 2 * len(p["b_h"]), 0, p["b"]),
                B_H: np.concatenate([p["b"][: 2 * len(p["b_h"])], p["b_h"]]),
            },
        ),
        to_is(
            "cuts the rows of W; x and h stand side by side, so its columns are cut",
            lambda p, right: {X: p["W"][: -len(p["b_h"])], H: p["W"][-len(p["b_h"]) :]},
        ),
        to_is("is cut from the numbers of W in a row; cut its columns, in all rows", cut_flat),
        to_is(
            "has b_h in every third place; the rows of a block stand together",
            lambda p, right: {B_H: right[B_H].reshape(3, -1).T.ravel()},
        ),
        *(
            to_is(
                "cuts W in the middle; the last H columns are for the state, all others for x",
                in_halves(cut),
            )
            for cut in (np.array_split, np.split)
        ),
        to_is(
            "has the blocks of the gates side by side; they stand one under the other",
            lambda p, right: {name: side_by_side(right[name]) for name in (X, H)},
        ),
        to_is(
            "holds the biases of r and z a second time: PyTorch adds up both biases",
            lambda p, right: {B_H: np.concatenate([p["b"][: 2 * len(p["b_h"])], p["b_h"]])},
        ),
    ),
)


# Exercise 5


def torch_cases(rng: np.random.Generator) -> list[Case]:
    """Draw PyTorch's arrays as training leaves them: no bias is 0."""
    return [
        (
            {
                X: rng.normal(size=(3 * n, D)),
                H: rng.normal(size=(3 * n, n)),
                B_X: rng.normal(size=3 * n),
                B_H: rng.normal(size=3 * n),
            },
        )
        for D, n in SIZES
    ]


def from_pytorch(arrays: Params) -> Params:
    """Return W, b and b_h."""
    gru = gru_of(arrays[X].shape[1], arrays[H].shape[1])
    from_torch(gru, arrays)
    return dict(gru.params)


def from_is(says: str, wrong: Callable[[Params, int], dict[str, Any]]) -> Wrong:
    """Return the answer that differs from the right one in ``wrong(arrays, 2 H)``."""

    def answer(arrays: Params) -> dict[str, Any]:
        return from_pytorch(arrays) | wrong(arrays, 2 * arrays[H].shape[1])

    return Wrong(says, answer)


def with_first(arrays: Params, n: int) -> Array:
    """Return PyTorch's first bias, and its first n numbers with those of the second added."""
    b = arrays[B_X].copy()
    b[:n] += arrays[B_H][:n]
    return b


def with_block(arrays: Params, block: Any) -> Array:
    """Return PyTorch's first bias, and in one block that of the second added."""
    b = arrays[B_X].copy()
    b[block] += arrays[B_H][block]
    return b


FROM_PYTORCH = Exercise(
    name="from_pytorch",
    reference=from_pytorch,
    cases=torch_cases,
    wrong=(
        from_is(
            "leaves out the second bias of the gates r and z",
            lambda arrays, n: {"b": arrays[B_X]},
        ),
        from_is(
            "takes the columns of weight_ih for H; those are the inputs",
            lambda arrays, n: {
                "b": with_first(arrays, 2 * arrays[X].shape[1]),
                "b_h": arrays[B_H][2 * arrays[X].shape[1] :],
            },
        ),
        from_is(
            "adds both biases of the candidate too; r multiplies one of them, so they stay apart",
            lambda arrays, n: {"b": arrays[B_X] + arrays[B_H]},
        ),
        from_is(
            "adds the second bias of r alone; z has two biases too",
            lambda arrays, n: {"b": with_first(arrays, n // 2)},
        ),
        from_is(
            "adds the second bias of z alone; r has two biases too",
            lambda arrays, n: {"b": with_block(arrays, slice(n // 2, n))},
        ),
        from_is(
            "adds the second bias of z and of the candidate; it is r and z that have one sum",
            lambda arrays, n: {"b": with_block(arrays, slice(n // 2, None))},
        ),
        from_is(
            "adds the second bias of the candidate alone; it is r and z that have one sum",
            lambda arrays, n: {"b": with_block(arrays, slice(n, None))},
        ),
        from_is(
            "has the second bias in the place of the sum of both",
            lambda arrays, n: {"b": np.concatenate([arrays[B_H][:n], arrays[B_X][n:]])},
        ),
        from_is(
            "is the second bias alone",
            lambda arrays, n: {"b": arrays[B_H]},
        ),
        from_is(
            "has the mean of both biases of a gate; they are added up",
            lambda arrays, n: {
                "b": np.concatenate([(arrays[B_X][:n] + arrays[B_H][:n]) / 2, arrays[B_X][n:]])
            },
        ),
        from_is(
            "has the difference of both biases of a gate; they are added up",
            lambda arrays, n: {
                "b": np.concatenate([arrays[B_X][:n] - arrays[B_H][:n], arrays[B_X][n:]])
            },
        ),
        from_is(
            "adds up both biases of the candidate; they stay apart",
            lambda arrays, n: {"b_h": arrays[B_H][n:] + arrays[B_X][n:]},
        ),
        from_is(
            "has the candidate's two biases exchanged: that of ih belongs in b",
            lambda arrays, n: {
                "b": np.concatenate([with_first(arrays, n)[:n], arrays[B_H][n:]]),
                "b_h": arrays[B_X][n:],
            },
        ),
        from_is(
            "is all of bias_hh; ours is the candidate's block alone, the last",
            lambda arrays, n: {"b_h": arrays[B_H]},
        ),
        from_is(
            "comes from bias_ih; r multiplies what comes from the state",
            lambda arrays, n: {"b_h": arrays[B_X][n:]},
        ),
        from_is(
            "is the bias of the reset gate; the candidate's block is the last",
            lambda arrays, n: {"b_h": arrays[B_H][: n // 2]},
        ),
        from_is("is 0 everywhere", lambda arrays, n: {"b_h": 0 * arrays[B_H][n:]}),
        from_is(
            "has the columns of the state first; ours are [x, h]",
            lambda arrays, n: {"W": np.concatenate([arrays[H], arrays[X]], axis=1)},
        ),
        from_is(
            "has the two one under the other; they stand side by side",
            lambda arrays, n: {"W": np.concatenate([arrays[X], arrays[H]])},
        ),
        from_is(
            "leaves out the second bias of the last unit of z: a loop ends one early",
            lambda arrays, n: {"b": with_first(arrays, n - 1)},
        ),
        from_is(
            "leaves out the second bias of the first unit of r: a loop begins one late",
            lambda arrays, n: {"b": with_block(arrays, slice(1, n))},
        ),
        from_is(
            "adds the second bias of the candidate's first unit too: a loop ends one late",
            lambda arrays, n: {"b": with_first(arrays, n + 1)},
        ),
        from_is(
            "takes every third row for the candidate; the rows of a block stand together",
            lambda arrays, n: {
                "b": with_block(arrays, np.arange(3 * n // 2) % 3 < 2),
                "b_h": arrays[B_H][2::3],
            },
        ),
        from_is(
            "has zeros for r and z; ours is the candidate's block alone",
            lambda arrays, n: {"b_h": np.concatenate([np.zeros(n), arrays[B_H][n:]])},
        ),
        from_is(
            "lacks the candidate's block: of its two biases one belongs in b",
            lambda arrays, n: {"b": with_first(arrays, n)[:n]},
        ),
    ),
)
