"""Lab 7: in which other forms its arguments and results can be given."""

import numpy as np

from course_lib.grading.checking.variants import (
    RESULT,
    Choice,
    Option,
    with_axes,
    with_others,
)
from course_lib.grading.exercises.pooling.shift import moved_is

LAST = with_axes(1, 2, 0)
MAPS_LAST = Option(
    "maps last",
    forms={
        "pools": dict.fromkeys(("x", "largest", "average", "l2"), LAST),
        "max_backward": dict.fromkeys(("dy", "x", RESULT), LAST),
        "shared_backward": dict.fromkeys(("dy", "x", "dx_average", "dx_l2"), LAST),
    },
    edits=(
        (
            r"So `x` is a pile of $N$ maps, $(N, \text{rows}, \text{columns})$.",
            r"So `x` is a pile of $N$ maps, and they are the **last** axis: "
            r"$(\text{rows}, \text{columns}, N)$.",
        ),
        # Exercise 1
        (
            r"| `x` | a pile of maps | $(N, \text{rows}, \text{columns})$ |",
            r"| `x` | a pile of maps | $(\text{rows}, \text{columns}, N)$ |",
        ),
        (
            r"the three results | $(N, \text{places down}, \text{places across})$ each |",
            r"the three results | $(\text{places down}, \text{places across}, N)$ each |",
        ),
        (
            "`x[:, top : top + K, left : left + K]` has the shape $(N, K, K)$.",
            "`x[top : top + K, left : left + K]` has the shape $(K, K, N)$.",
        ),
        (
            "`window.max(axis=(1, 2))` takes the largest over rows and columns and leaves axis 0 "
            "alone: $N$ numbers. They go to `largest[:, r, c]`.",
            "`window.max(axis=(0, 1))` takes the largest over rows and columns and leaves axis 2 "
            "alone: $N$ numbers. They go to `largest[r, c]`.",
        ),
        ("`np.zeros((3, N, down, across))`", "`np.zeros((3, down, across, N))`"),
        (
            "Return the largest, the average and the L2 norm of each window.",
            "Return largest, average and l2 of each window.",
        ),
        (
            "    >>> x = np.array([[[1.0, 2.0], [2.0, 4.0]]])\n",
            "    >>> x = np.array([[[1.0], [2.0]], [[2.0], [4.0]]])\n",
        ),
        (
            "    down, across = ((n - size) // stride + 1 for n in x.shape[1:])\n"
            "    largest, average, l2 = np.zeros((3, len(x), down, across))\n"
            "    for r, c in np.ndindex(down, across):\n"
            "        window = x[:, r * stride :, c * stride :][:, :size, :size]\n"
            "        largest[:, r, c] = window.max(axis=(1, 2))\n"
            "        average[:, r, c] = window.mean(axis=(1, 2))\n"
            "        l2[:, r, c] = np.sqrt((window**2).sum(axis=(1, 2)))\n",
            "    down, across = ((n - size) // stride + 1 for n in x.shape[:2])\n"
            "    largest, average, l2 = np.zeros((3, down, across, x.shape[2]))\n"
            "    for r, c in np.ndindex(down, across):\n"
            "        window = x[r * stride :, c * stride :][:size, :size]\n"
            "        largest[r, c] = window.max(axis=(0, 1))\n"
            "        average[r, c] = window.mean(axis=(0, 1))\n"
            "        l2[r, c] = np.sqrt((window**2).sum(axis=(0, 1)))\n",
        ),
        # Exercise 2
        (
            r"\mathrm{d}x_{n, u, v} = \sum_{r, c} \mathrm{d}y_{n, r, c} \quad",
            r"\mathrm{d}x_{u, v, n} = \sum_{r, c} \mathrm{d}y_{r, c, n} \quad",
        ),
        (
            r"| `dy` | like `largest`, $(N, \text{places down}, \text{places across})$ |",
            r"| `dy` | like `largest`, $(\text{places down}, \text{places across}, N)$ |",
        ),
        (
            "`window.reshape(N, -1)` has the numbers of a window in a row, one map below the "
            "other. `argmax(axis=1)` is the place of the largest in each row, and of equal ones "
            "the first.",
            "`window.reshape(-1, N)` has the numbers of a window in a column, one map beside the "
            "other. `argmax(axis=0)` is the place of the largest in each column, and of equal ones "
            "the first.",
        ),
        ("Number `w` of a row of $K^2$ stands", "Number `w` of the $K^2$ numbers stands"),
        (
            "`dx[maps, rows, columns] += dy[:, r, c]` adds",
            "`dx[rows, columns, maps] += dy[r, c]` adds",
        ),
        (
            "    >>> x = np.array([[[1.0, 2.0, 0.0, 0.0], [2.0, 4.0, 0.0, 0.0]]])\n"
            "    >>> max_backward(np.array([[[10.0, 10.0]]]), x, 2, 2).tolist()\n",
            "    >>> x = np.array([[1.0, 2.0, 0.0, 0.0], [2.0, 4.0, 0.0, 0.0]])[:, :, None]\n"
            "    >>> dx = max_backward(np.array([[[10.0], [10.0]]]), x, 2, 2)\n"
            "    >>> dx[:, :, 0].tolist()\n",
        ),
        (
            "    dx, maps = np.zeros_like(x), np.arange(len(x))\n"
            "    for r, c in np.ndindex(dy.shape[1:]):\n"
            "        top, left = r * stride, c * stride\n"
            "        window = x[:, top : top + size, left : left + size]\n"
            "        winner = window.reshape(len(x), -1).argmax(axis=1)\n",
            "    dx, maps = np.zeros_like(x), np.arange(x.shape[2])\n"
            "    for r, c in np.ndindex(dy.shape[:2]):\n"
            "        top, left = r * stride, c * stride\n"
            "        window = x[top : top + size, left : left + size]\n"
            "        winner = window.reshape(-1, len(maps)).argmax(axis=0)\n",
        ),
        (
            "        dx[maps, top + i, left + j] += dy[:, r, c]\n",
            "        dx[top + i, left + j, maps] += dy[r, c]\n",
        ),
        # Exercise 3
        (
            r"each window sends $\mathrm{d}y_{n, r, c}$ times",
            r"each window sends $\mathrm{d}y_{r, c, n}$ times",
        ),
        (
            "`dy[:, r, c]` has the shape $(N,)$ and the window $(N, K, K)$. "
            "`dy[:, r, c, None, None]` has $(N, 1, 1)$, and then NumPy repeats each number for its "
            "window. `keepdims=True` in a sum does the same for $y$.",
            "`dy[r, c]` has the shape $(N,)$ and the window $(K, K, N)$. So NumPy repeats each "
            "number for its window. A sum over `axis=(0, 1)` has the shape $(N,)$ too.",
        ),
        (
            "Return dx of the average and dx of the L2 norm.",
            "Return dx_average and dx_l2, each like x.",
        ),
        (
            "    >>> x, dy = np.array([[[1.0, 2.0], [2.0, 4.0]]]), np.array([[[10.0]]])\n"
            "    >>> [dx.tolist() for dx in shared_backward(dy, x, 2, 2)]\n",
            "    >>> x, dy = np.array([[[1.0], [2.0]], [[2.0], [4.0]]]), np.array([[[10.0]]])\n"
            "    >>> [dx[:, :, 0].tolist() for dx in shared_backward(dy, x, 2, 2)]\n",
        ),
        (
            "    for r, c in np.ndindex(dy.shape[1:]):\n"
            "        here = np.s_[:, r * s : r * s + size, c * s : c * s + size]\n"
            "        part = dy[:, r, c, None, None]\n"
            "        y = np.sqrt((x[here] ** 2).sum(axis=(1, 2), keepdims=True))\n",
            "    for r, c in np.ndindex(dy.shape[:2]):\n"
            "        here = np.s_[r * s : r * s + size, c * s : c * s + size]\n"
            "        part = dy[r, c]\n"
            "        y = np.sqrt((x[here] ** 2).sum(axis=(0, 1)))\n",
        ),
        # Exercise 5
        (
            r"| `x` | pictures, $(N,",
            r"| `x` | pictures; here they are the *first* axis: $(N,",
        ),
    ),
    unsaid=("a number",),
)


def maxout_with(name: str, order: tuple[int, int, int]) -> Option:
    """Return the option in which `maxout` has its axes, published maps, rows, columns, so."""
    maps = order.index(0)

    def axes(*those: str) -> str:
        return ", ".join(those[axis] for axis in order)

    def cut(groups: str) -> str:
        sides = [groups if axis == 0 else f"x.shape[{place}]" for place, axis in enumerate(order)]
        return ", ".join(sides)

    index = axes("q", "u", "v"), axes("q g + j", r"\; u", r"\; v")
    words = axes(r"\text{maps}", r"\text{rows}", r"\text{columns}")
    groups = axes(r"\text{maps} / g", r"\text{rows}", r"\text{columns}")
    split = axes("maps // pieces, pieces", "rows", "columns")
    return Option(
        name,
        forms={"maxout": dict.fromkeys(("x", "a", "winner"), with_axes(*order))},
        edits=(
            (
                r"a_{q, u, v} = \max_{j = 0 \dots g-1} x_{q g + j, \; u, \; v}",
                rf"a_{{{index[0]}}} = \max_{{j = 0 \dots g-1}} x_{{{index[1]}}}",
            ),
            (
                r"feature maps of one picture | $(\text{maps}, \text{rows}, \text{columns})$ |",
                rf"feature maps of one picture; the maps are **axis {maps}** | $({words})$ |",
            ),
            (
                r"the largest of each group | $(\text{maps} / g, \text{rows}, \text{columns})$ |",
                rf"the largest of each group | $({groups})$ |",
            ),
            (
                "`x.reshape(maps // pieces, pieces, rows, columns)` puts neighbours together: "
                "axis 0 counts the groups and axis 1 the maps in a group.",
                f"`x.reshape({split})` puts neighbours together: axis {maps} counts the groups and "
                f"axis {maps + 1} the maps in a group.",
            ),
            ("Both take `axis=1` here.", f"Both take `axis={maps + 1}` here."),
            (
                "Return the largest of each group of maps, and which it was.",
                "Return a and winner, for each group of maps.",
            ),
            ("5.0, 2.0]).reshape(4, 1, 1)\n", f"5.0, 2.0]).reshape({axes('4', '1', '1')})\n"),
            (
                "    groups = x.reshape(len(x) // pieces, pieces, *x.shape[1:])\n"
                "    return groups.max(axis=1), groups.argmax(axis=1)\n",
                f"    groups = x.reshape({cut('-1, pieces')})\n"
                f"    return groups.max(axis={maps + 1}), groups.argmax(axis={maps + 1})\n",
            ),
        ),
        unsaid=("a number",),
    )


SIDEWAYS = with_axes(1, 0, 2)
BY_COLUMNS = Option(
    "the first by columns",
    forms={"max_backward": dict.fromkeys(("dy", "x", RESULT), SIDEWAYS)},
    edits=(
        (
            "the **first** of them is the winner, row by row from the left.",
            "the **first** of them is the winner, *column by column*, each from the top.",
        ),
        (
            "`window.reshape(-1, N)` has the numbers of a window in a column, one map",
            "`window.swapaxes(0, 1).reshape(-1, N)` has the numbers of a window, read column by "
            "column, in a column of its own, one map",
        ),
        (
            "stands in row `w // K` and column `w % K` of its window.",
            "stands in column `w // K` and row `w % K` of its window.",
        ),
        (
            "        winner = window.reshape(-1, len(maps)).argmax(axis=0)\n",
            "        read = window.swapaxes(0, 1).reshape(-1, len(maps))\n"
            "        winner = read.argmax(axis=0)\n",
        ),
        ("        i, j = np.divmod(winner, size)\n", "        j, i = np.divmod(winner, size)\n"),
        (
            "and `reshape` counts row by row.",
            "and `reshape` counts row by row, so rows and columns change places before.",
        ),
    ),
    unsaid=("changed places",),
)
# The pools of the check are the same for rows and for columns. So only the pictures are turned.
DOWN = Option(
    "down",
    forms={"survives": {"x": with_axes(0, 2, 1)}},
    edits=(
        (
            "by some pixels to the right. Empty paper, 0, comes in at the left, and what leaves at "
            "the right is lost.",
            "by some pixels **down**. Empty paper, 0, comes in at the top, and what leaves at the "
            "bottom is lost.",
        ),
        (
            "how many pixels to the right, from 0 to the number of columns |",
            "how many pixels down, from 0 to the number of rows |",
        ),
        ("**By hand.** One row of pixels,", "**By hand.** One column of pixels,"),
        (
            "its columns from `shift` on are the first columns of `x`.",
            "its rows from `shift` on are the first rows of `x`.",
        ),
        (
            "    >>> row = np.array([[[1.0, 0.0, 0.0, 0.0]]])\n",
            "    >>> column = np.array([[[1.0], [0.0], [0.0], [0.0]]])\n",
        ),
        ("survives(pool, row, shift, 0.1)", "survives(pool, column, shift, 0.1)"),
        (
            "    moved[:, :, shift:] = x[:, :, : x.shape[2] - shift]\n",
            "    moved[:, shift:] = x[:, : x.shape[1] - shift]\n",
        ),
        ("The slice `: x.shape[2] - shift`", "The slice `: x.shape[1] - shift`"),
    ),
    says=(
        (
            "lets ink that leaves at the right come in at the left; empty paper comes in",
            "lets ink that leaves at the bottom come in at the top; empty paper comes in",
        ),
        ("moves the pictures to the left", "moves the pictures up"),
        ("moves the pictures down", "moves the pictures to the right"),
    ),
    wrong={
        "survives": with_others(
            moved_is(
                "rolls from picture to picture; each picture moves by itself",
                lambda x, shift: np.roll(x.swapaxes(1, 2), shift).swapaxes(1, 2),
            )
        )
    },
    unsaid=("a number",),
)
PUBLISHED = Option("published")
CHOICES = (
    Choice("the axis of the maps", (PUBLISHED, MAPS_LAST)),
    Choice("which is the first", (PUBLISHED, BY_COLUMNS)),
    Choice(
        "the axes of maxout",
        (
            PUBLISHED,
            maxout_with("maps at the end", (1, 2, 0)),
            maxout_with("maps between", (1, 0, 2)),
            maxout_with("maps between columns and rows", (2, 0, 1)),
        ),
    ),
    Choice("the direction of the shift", (PUBLISHED, DOWN)),
)
