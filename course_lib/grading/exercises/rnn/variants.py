"""Lab 3: in which other forms its arguments and results can be given."""

import numpy as np

from course_lib.grading.checking.exercise import Wrong
from course_lib.grading.checking.variants import (
    RESULT,
    TRANSPOSED,
    Choice,
    Form,
    Option,
    with_arguments,
    with_axes,
    with_others,
)
from course_lib.grading.exercises.rnn.clip import clip
from course_lib.protocol import Array, Params

SWAPPED = with_arguments(1, 0)
TIME_SECOND = with_axes(1, 0, 2)
# What is said of rows and columns as soon as one of the matrices has columns for the units.
MATRICES = (
    (
        "A dense layer for a batch is `x @ W.T`. The same holds for the state. Check the shapes",
        "A dense layer for a batch is `x @ W.T` if the *rows* of `W` belong to the units. The "
        "table says which matrix is stored like that here, and which is not. Check the shapes",
    ),
    (
        "Both products sum over the last axis of the signal, and the rows of the matrix belong to "
        "the units that listen. The library keeps both matrices\nside by side",
        "Both products sum over the last axis of the signal. So a matrix must be transposed if its "
        "rows belong to the units that listen, and not if its columns do. The library keeps both "
        "matrices, with rows for the units,\nside by side",
    ),
)


W_H = Option(
    "columns of W_h",
    forms={
        "rnn_step": {"W_h": TRANSPOSED},
        "bptt": {"W_h": TRANSPOSED, "dW_h": TRANSPOSED},
    },
    edits=(
        (
            "| `W_h`, $W^h$ | weights from the state to the state |",
            r"| `W_h`, ${W^h}^{\mathsf T}$ | weights from the state to the state, transposed: "
            "**column** $i$ belongs to unit $i$ |",
        ),
        *MATRICES,
        ("h @ W_h.T", "h @ W_h"),
        ("At the end of the turn `dz @ W_h` is", "At the end of the turn `dz @ W_h.T` is"),
        ("        dh = dz[t] @ W_h\n", "        dh = dz[t] @ W_h.T\n"),
        ("    return dh, dz", "    dW_h = dW_h.T\n    return dh, dz"),
    ),
    says=(
        (
            "uses the columns of W_h where it needs the rows: row i belongs to unit i",
            "uses the rows of W_h where it needs the columns: column i belongs to unit i",
        ),
        (
            "goes back along the rows of W_h where it needs the columns",
            "goes back along the columns of W_h where it needs the rows",
        ),
    ),
    unsaid=("transposed",),
)
W_I = Option(
    "columns of W_i",
    forms={
        "rnn_step": {"W_i": TRANSPOSED},
        "bptt": {"W_i": TRANSPOSED, "dW_i": TRANSPOSED},
    },
    edits=(
        (
            "| `W_i`, $W^i$ | weights from the **i**nput to the state | $(H, D)$ |",
            r"| `W_i`, ${W^i}^{\mathsf T}$ | weights from the **i**nput to the state, transposed: "
            "**column** $i$ belongs to unit $i$ | $(D, H)$ |",
        ),
        *MATRICES,
        ("x @ W_i.T", "x @ W_i"),
        ("    >>> W_i = np.array([[1.0], [0.0]])", "    >>> W_i = np.array([[1.0, 0.0]])"),
        (
            "| `W_h`, `W_i` | as in exercise 1 | $(H, H)$, $(H, D)$ |",
            "| `W_h`, `W_i` | as in exercise 1 | $(H, H)$, $(D, H)$ |",
        ),
        ("return dh, dz @ W_i,", "dW_i = dW_i.T\n    return dh, dz @ W_i.T,"),
    ),
    unsaid=("transposed",),
)
TIME = Option(
    "time second",
    forms={
        "through_time": {"xs": TIME_SECOND, RESULT: TIME_SECOND},
        "bptt": dict.fromkeys(("dys", "hs", "xs", "dxs"), TIME_SECOND),
        "both_directions": {"xs": TIME_SECOND, RESULT: TIME_SECOND},
    },
    edits=(
        (
            "Time is the first axis: `xs` is\n$(T, B, D)$, and `xs[0]` is the first step",
            "Time is the **second** axis: `xs` is\n$(B, T, D)$, and `xs[:, 0]` is the first step",
        ),
        # Exercise 2
        (
            "| `xs` | inputs, `xs[t]` is one step | $(T, B, D)$ |",
            "| `xs` | inputs, `xs[:, t]` is one step | $(B, T, D)$ |",
        ),
        (
            "| `hs` | the result: the states *after* each step | $(T, B, H)$ |",
            "| `hs` | the result: the states *after* each step | $(B, T, H)$ |",
        ),
        (
            "`for x in xs:` runs over the first axis, which is time. Each `x` is $(B, D)$.",
            "`for x in xs:` runs over the first axis, and that is not time. `xs.swapaxes(0, 1)` "
            "has time in front. Each `x` must be $(B, D)$.",
        ),
        (
            "`np.array(...)` of a list of $T$ arrays $(B, H)$ is one array $(T, B, H)$.",
            "`np.stack(..., axis=1)` of a list of $T$ arrays $(B, H)$ is one array $(B, T, H)$.",
        ),
        ("Return the states after each step, (T, B, H).", "Return the states, (B, T, H)."),
        ("np.array([1.0, 0.0, 0.0]).reshape(3, 1, 1)", "np.array([1.0, 0.0, 0.0])[None, :, None]"),
        (
            "    h, hs = h0, []\n    for x in xs:\n",
            "    h, hs = h0, []\n    for x in xs.swapaxes(0, 1):\n",
        ),
        ("hs.append(h)\n    return np.array(hs)", "hs.append(h)\n    return np.stack(hs, axis=1)"),
        # Exercise 3
        (
            "says of each output | $(T, B, H)$ |",
            "says of each output | $(B, T, H)$ |",
        ),
        (
            "`hs[0]` is $h^1$ | $(T, B, H)$, $(B, H)$, $(T, B, D)$ |",
            "`hs[:, 0]` is $h^1$ | $(B, T, H)$, $(B, H)$, $(B, T, D)$ |",
        ),
        ("First `dz`, from `dys[t]`,", "First `dz`, from `dys[:, t]`,"),
        ("from the slope at `hs[t]`.", "from the slope at `hs[:, t]`."),
        (
            "`hs[t - 1]`, but `h0` if `t` is 0 (in Python `hs[-1]` is",
            "`hs[:, t - 1]`, but `h0` if `t` is 0 (in Python `hs[:, -1]` is",
        ),
        (
            "dys = np.array([[3.0]]), np.array([[[0.0]], [[1.0]]])",
            "dys = np.array([[3.0]]), np.array([[[0.0], [1.0]]])",
        ),
        (
            "hs, xs = np.zeros((2, 1, 1)), np.array([[[5.0]], [[7.0]]])",
            "hs, xs = np.zeros((1, 2, 1)), np.array([[[5.0], [7.0]]])",
        ),
        ("bptt(dys, hs, hs[0], xs, W, W)", "bptt(dys, hs, hs[:, 0], xs, W, W)"),
        (
            "    dz, dh = np.zeros_like(hs), np.zeros_like(h0)\n",
            "    dys, hs, xs = (a.swapaxes(0, 1) for a in (dys, hs, xs))\n"
            "    dz, dh = np.zeros_like(hs), np.zeros_like(h0)\n",
        ),
        ("    return dh, dz", "    dz = dz.swapaxes(0, 1)\n    return dh, dz"),
        (
            "Only $\\mathrm{d}z$ needs the loop.",
            "Only $\\mathrm{d}z$ needs the loop. Time is put in front for it, and second again at "
            "the end.",
        ),
        # Exercise 5
        ("| `xs` | inputs | $(T, B, D)$ |", "| `xs` | inputs | $(B, T, D)$ |"),
        (
            "| `ys` | the result, merged step by step | $(T, B, K)$ |",
            "| `ys` | the result, merged step by step | $(B, T, K)$ |",
        ),
        ("`xs[::-1]` has the steps", "`xs[:, ::-1]` has the steps"),
        ("Return the merged outputs (T, B, K).", "Return the merged outputs (B, T, K)."),
        ("np.array([1.0, 2.0, 4.0]).reshape(3, 1, 1)", "np.array([1.0, 2.0, 4.0])[None, :, None]"),
        ("through_time(f2, g0, xs[::-1])[::-1]", "through_time(f2, g0, xs[:, ::-1])[:, ::-1]"),
        (
            "    return np.array([f3(hs[t], gs[t]) for t in range(len(xs))])\n",
            "    steps = range(xs.shape[1])\n"
            "    return np.stack([f3(hs[:, t], gs[:, t]) for t in steps], axis=1)\n",
        ),
        (
            "so that `gs[t]` belongs to the same step as `hs[t]`",
            "so that `gs[:, t]` belongs to the same step as `hs[:, t]`",
        ),
        (r"$(\lceil T/k \rceil, B, kD)$", r"$(B, \lceil T/k \rceil, kD)$"),
    ),
    says=(
        ("the first axis of xs is time", "the second axis of xs is time"),
        ("time is the first axis", "time is the second axis"),
        ("time is axis 0", "time is axis 1"),
        (
            "has the examples on the first axis; there is time",
            "has time on the first axis; there are the examples",
        ),
        ("takes hs[-1] before step 1", "takes hs[:, -1] before step 1"),
    ),
)
INPUT_FIRST = Option(
    "input first",
    forms={
        "through_time": {"f": SWAPPED},
        "both_directions": {"f1": SWAPPED, "f2": SWAPPED},
    },
    edits=(
        ("h^t = f(h^{t-1}, x^t), \\qquad t", "h^t = f(x^t, h^{t-1}), \\qquad t"),
        (
            "`f(h, x)` is the next state | $(B, H)$ and $(B, D)$ to $(B, H)$ |",
            "`f(x, h)` is the next state: the input comes **first** | $(B, D)$ and $(B, H)$ to "
            "$(B, H)$ |",
        ),
        ("Let $f(h, x) = h / 2 + x$, with", "Let $f(x, h) = h / 2 + x$, with"),
        (
            "`lambda h, x: rnn_step(h, x, W_h, W_i, b)`",
            "`lambda x, h: rnn_step(h, x, W_h, W_i, b)`",
        ),
        ("through_time(lambda h, x: h / 2 + x,", "through_time(lambda x, h: h / 2 + x,"),
        ("        h = f(h, x)\n", "        h = f(x, h)\n"),
        (
            "It works for every $f$ whose result has the shape of\nits first argument.",
            "It works for every $f$ whose result has the shape of\nits second argument.",
        ),
        ("h^t = f_1(h^{t-1}, x^t), \\qquad g", "h^t = f_1(x^t, h^{t-1}), \\qquad g"),
        ("g^t = f_2(g^{t+1}, x^t), \\qquad y", "g^t = f_2(x^t, g^{t+1}), \\qquad y"),
        ("functions of a state and an input, as", "functions of an input and a state, as"),
        ("both add, $f(h, x) = h + x$", "both add, $f(x, h) = x + h$"),
        ("(lambda h, x: h + x)", "(lambda x, h: x + h)"),
    ),
    says=(
        (
            "gives f its arguments the wrong way round: the state is the first",
            "gives f its arguments the wrong way round: the state is the second",
        ),
    ),
)
LIMIT = Option(
    "limit squared",
    forms={"clip": {"limit": Form(lambda limit: limit**2, lambda square: square**0.5)}},
    edits=(
        (
            r"| `limit`, $\theta$ | the greatest length allowed, above 0 | a number |",
            r"| `limit`, $\theta^2$ | the **square** of the greatest length allowed, above 0 | a "
            "number |",
        ),
        (
            "With the limit 1 both are divided by 5: $0.6$ and $0.8$. With the limit 10 nothing "
            "changes.",
            "With `limit` 1 the length may be 1, so both are divided by 5: $0.6$ and $0.8$. With "
            "`limit` 100 it may be 10, and nothing changes.",
        ),
        (
            "Ask `if norm > limit` first. Then the norm is",
            "Ask first whether the sum of all squares is larger than `limit`. Then the norm is",
        ),
        (
            "Return the gradients with a length of at most limit, all together.",
            "Return the gradients, all together with a sum of squares of at most limit.",
        ),
        ("clip(grads, 10.0)", "clip(grads, 100.0)"),
        (
            "    scale = limit / norm if norm > limit else 1.0\n",
            "    scale = np.sqrt(limit) / norm if norm**2 > limit else 1.0\n",
        ),
        (
            "The factor times the norm is the limit.",
            "The factor times the norm is the root of `limit`.",
        ),
    ),
    says=(
        (
            "gives what is too long the length 1, not that of the limit",
            "gives what is too long the length 1, not the root of limit",
        ),
    ),
    wrong={
        "clip": with_others(
            Wrong(
                "cuts each entry off; the direction changes then",
                lambda grads, limit: {
                    name: np.clip(g, -(limit**2), limit**2) for name, g in grads.items()
                },
            ),
            Wrong(
                "takes limit for the length; it is the square of the length",
                lambda grads, limit: clip(grads, limit**2),
            ),
        )
    },
    unsaid=("limit",),
)


def pairs(grads: Params) -> list[tuple[str, Array]]:
    """Return the entries of a dict, as pairs."""
    return list(grads.items())


PAIRS = Option(
    "gradients in pairs",
    forms={"clip": dict.fromkeys(("grads", RESULT), Form(pairs, dict))},
    edits=(
        (
            'a dict of named arrays, such as `{"W": ..., "b": ...}` | any shapes |',
            'a **list of pairs**, such as `[("W", ...), ("b", ...)]` | any shapes |',
        ),
        ("a new dict with the same names and shapes |", "a new list, same names and shapes |"),
        (
            "`grads.values()` are the arrays. `sum(np.sum(g**2) for g in grads.values())` adds up "
            "over all of them. `{name: ... for name, g in grads.items()}` makes a new dict.",
            "`for name, g in grads` takes the pairs apart. `sum(np.sum(g**2) for _, g in grads)` "
            "adds up over all arrays. `[(name, ...) for name, g in grads]` makes a new list.",
        ),
        (
            '    >>> grads = {"W": np.array([[3.0]]), "b": np.array([4.0])}\n',
            '    >>> grads = [("W", np.array([[3.0]])), ("b", np.array([4.0]))]\n',
        ),
        (
            "    >>> {name: g.round(9).tolist() for name, g in clip(grads, 1.0).items()}\n",
            "    >>> [(name, g.round(9).tolist()) for name, g in clip(grads, 1.0)]\n",
        ),
        (
            "    >>> {name: g.tolist() for name, g in clip(grads, ",
            "    >>> [(name, g.tolist()) for name, g in clip(grads, ",
        ),
        ("0.0).items()}\n", "0.0)]\n"),
        (
            "np.sqrt(sum(np.sum(g**2) for g in grads.values()))",
            "np.sqrt(sum(np.sum(g**2) for _, g in grads))",
        ),
        (
            "    return {name: scale * g for name, g in grads.items()}\n",
            "    return [(name, scale * g) for name, g in grads]\n",
        ),
    ),
)
PUBLISHED = Option("published")
CHOICES = (
    Choice("the matrix of the state", (PUBLISHED, W_H)),
    Choice("the matrix of the input", (PUBLISHED, W_I)),
    Choice("the axis of time", (PUBLISHED, TIME)),
    Choice("the arguments of f", (PUBLISHED, INPUT_FIRST)),
    Choice("the limit", (PUBLISHED, LIMIT)),
    Choice("the gradients", (PUBLISHED, PAIRS)),
)
