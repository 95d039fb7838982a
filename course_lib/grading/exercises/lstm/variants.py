"""Lab 4: other forms of its arguments and results, and other mistakes to mend."""

from dataclasses import replace
from itertools import permutations

import numpy as np

from course_lib.grading.checking.variants import (
    RESULT,
    Choice,
    Form,
    Option,
    in_blocks,
    with_others,
)
from course_lib.grading.exercises.lstm.mended import (
    MISTAKES,
    OTHER_MISTAKES,
    left_in,
    memory_first,
)
from course_lib.grading.exercises.lstm.step import four, gates_are
from course_lib.protocol import Array

BLOCKS = ("z", "zi", "zf", "zo")
PLACES = ("first", "second", "third", "last")
SYMBOLS = {"z": "z", "zi": "z^i", "zf": "z^f", "zo": "z^o"}
LETTERS = {"z": "z", "zi": "i", "zf": "f", "zo": "o"}


def listed(before: str, names: tuple[str, ...], after: str, between: str = ", ") -> str:
    """Return names one after the other, each between two texts."""
    return between.join(f"{before}{name}{after}" for name in names)


def blocks(order: tuple[int, ...]) -> Option:
    """Return the option with the four blocks of W and b in this order."""
    names = tuple(BLOCKS[i] for i in order)
    symbols = tuple(SYMBOLS[name] for name in names)
    letters = tuple(LETTERS[name] for name in names)
    published = tuple(LETTERS.values())
    # Who has written the broken one takes the blocks of zi and zf for each other.
    broken = tuple({"zi": "zf", "zf": "zi"}.get(name, name) for name in names)
    place = {name: PLACES[names.index(name)] for name in BLOCKS}
    form = in_blocks(4, order)
    old = "$z, z^i, z^f, z^o$"
    new = f"${', '.join(symbols)}$"
    slopes = listed("d", letters, "")
    ours, theirs = (listed(r"\mathrm{d}^", these, "") for these in (published, letters))
    return Option(
        f"blocks {', '.join(names)}",
        forms={
            "lstm_step": {"W": form, "b": form},
            "lstm_step_backward": {"W": form, "dW": form, "db": form},
            "first_bias": {RESULT: form},
            "mended_lstm": {"W": form, "b": form},
        },
        edits=(
            (listed("W^", published, "", r" \\ "), listed("W^", letters, "", r" \\ ")),
            ("for the first block alone. Here", "for the block of $z$ alone. Here"),
            (f"weights and biases, in blocks {old}", f"weights and biases, in blocks {new}"),
            (
                "    z, zi, zf, zo = np.split(pre, 4, axis=1)\n    z, zi, zf, zo = np.tanh(z)",
                f"    {', '.join(names)} = np.split(pre, 4, axis=1)\n"
                "    z, zi, zf, zo = np.tanh(z)",
            ),
            # Exercise 2
            (f"[{ours}]", f"[{theirs}]"),
            ("`np.concatenate([dz, di, df, do], axis=1)`", f"`np.concatenate([{slopes}], axis=1)`"),
            ("np.concatenate([dz, di, df, do], 1)", f"np.concatenate([{slopes}], 1)"),
            (
                "    >>> args = 2 * a, 0 * a, 4 * a, 0 * a, -a, np.ones((4, 2)), 4 * (a,), 0 * a\n"
                "    >>> [d.item() for d in lstm_step_backward(*args)[:3]]\n",
                "    >>> W, gates = np.ones((4, 2)), 4 * (a,)\n"
                "    >>> parts = lstm_step_backward("
                "2 * a, 0 * a, 4 * a, 0 * a, -a, W, gates, 0 * a)\n"
                "    >>> [round(part.sum().item(), 4) for part in parts]\n",
            ),
            # Exercise 3
            (f"biases of all four blocks {old},", f"biases of all four blocks {new},"),
            ("    b[2] = np.log", f"    b[{names.index('zf')}] = np.log"),
            # Exercise 4
            (f"the blocks of `W` in the order {old}:", f"the blocks of `W` in the order {new}:"),
            ("        z, zf, zi, zo = ", f"        {', '.join(broken)} = "),
            (
                "        z, zi, zf, zo = np.split(pre, 4, axis=1)\n        c",
                f"        {', '.join(names)} = np.split(pre, 4, axis=1)\n        c",
            ),
            (
                "    >>> args = np.zeros((2, 1, 1)), np.zeros((1, 1)), np.array([[4.0]])\n"
                "    >>> mended_lstm(*args, np.zeros((4, 2)), np.zeros(4)).ravel().round(2)\n",
                "    >>> xs, h0, c0 = np.zeros((2, 1, 1)), np.zeros((1, 1)), np.array([[4.0]])\n"
                "    >>> hs = mended_lstm(xs, h0, c0, np.zeros((4, 2)), np.zeros(4))\n"
                "    >>> hs.ravel().round(2)\n",
            ),
        ),
        says=(
            (
                "is not cut from the first block of rows: the order is z, zi, zf, zo",
                f"is cut from another block of rows: the order is {', '.join(names)}",
            ),
            ("sets the second block, which", f"sets the {place['zi']} block, which"),
            ("sets the last block, which", f"sets the {place['zo']} block, which"),
            ("sets the first block, which", f"sets the {place['z']} block, which"),
        ),
    )


def state_first(W: Array) -> Array:
    """Return a matrix whose columns for x come first with those for h in front."""
    H = len(W) // 4
    return np.concatenate([W[:, -H:], W[:, :-H]], axis=1)


STATE_FIRST = Form(state_first, memory_first)
MEMORY = Option(
    "columns h, x",
    forms={
        "lstm_step": {"W": STATE_FIRST},
        "lstm_step_backward": {"W": STATE_FIRST, "dW": STATE_FIRST},
        "mended_lstm": {"W": STATE_FIRST},
    },
    edits=(
        (
            "the same $[x^t, h^{t-1}]$: first $x^t$, then $h^{t-1}$, side by side",
            "the same $[h^{t-1}, x^t]$: first $h^{t-1}$, then $x^t$, side by side",
        ),
        *(
            (
                rf"(W^{name} [x^t, h^{{t-1}}] + b^{name})",
                rf"(W^{name} [h^{{t-1}}, x^t] + b^{name})",
            )
            for name in "zifo"
        ),
        ("`np.concatenate([x, h_prev], axis=1)`", "`np.concatenate([h_prev, x], axis=1)`"),
        ("pre = np.concatenate([x, h_prev], axis=1)", "pre = np.concatenate([h_prev, x], axis=1)"),
        # Exercise 2
        (
            r"[\mathrm{d}x, \mathrm{d}h^{t-1}] = \mathrm{d} \, W",
            r"[\mathrm{d}h^{t-1}, \mathrm{d}x] = \mathrm{d} \, W",
        ),
        (
            r"\mathrm{d}^{\mathsf T} [x^t, h^{t-1}], \qquad",
            r"\mathrm{d}^{\mathsf T} [h^{t-1}, x^t], \qquad",
        ),
        (
            "the first `x.shape[1]` columns are `dx`, the others `dh_prev`. For `dW` you need\n"
            "$[x^t, h^{t-1}]$ once more",
            "the first `h_prev.shape[1]` columns are `dh_prev`, the others `dx`. For `dW` you "
            "need\n$[h^{t-1}, x^t]$ once more",
        ),
        # Exercise 4, right and broken
        (
            "[x, h], axis=1) @ W.T + b\n        z, zi, zf, zo = np.split(pre, 4, axis=1)\n",
            "[h, x], axis=1) @ W.T + b\n        z, zi, zf, zo = np.split(pre, 4, axis=1)\n",
        ),
        (
            "[h, x], axis=1) @ W.T + b\n        z, zf, zi, zo",
            "[x, h], axis=1) @ W.T + b\n        z, zf, zi, zo",
        ),
        ("$[h, x]$ for $[x, h]$", "$[x, h]$ for $[h, x]$"),
        ("np.concatenate([x, h_prev], 1)", "np.concatenate([h_prev, x], 1)"),
        (
            "dx, dh_prev = np.split(d @ W, [x.shape[1]], axis=1)",
            "dh_prev, dx = np.split(d @ W, [h_prev.shape[1]], axis=1)",
        ),
    ),
    says=(
        (
            "comes from [h, x]; the first columns of W belong to x",
            "comes from [x, h]; the first columns of W belong to h",
        ),
        (
            "is the slope of h_prev: the first columns of W belong to x",
            "is the slope of h_prev: the first columns of W belong to h",
        ),
        ("joins the two parts of [x, h]", "joins the two parts of [h, x]"),
    ),
    # Whoever joins [x, h] here meets the columns in another way than with [h, x] there.
    wrong={
        "lstm_step": with_others(
            gates_are(
                "comes from [h, x]; the first columns of W belong to x",
                lambda x, h_prev, W, b: four(
                    np.concatenate([x, h_prev], axis=1) @ state_first(W).T + b
                ),
            )
        ),
        "mended_lstm": lambda wrongs: left_in(MISTAKES, state_first),
    },
)
PUBLISHED = Option("published")
OTHERS = Option(
    "other mistakes",
    wrong={"mended_lstm": lambda wrongs: left_in(OTHER_MISTAKES)},
    edits=(
        (
            " = (sigmoid(part) for part in np.split(pre, 4, axis=1))\n"
            "        h = zo * np.tanh(c)\n"
            "        c *= zf\n"
            "        c += zi * z\n",
            " = np.split(pre, 4, axis=1)\n"
            "        zi, zf, zo = sigmoid(zi), sigmoid(zf), sigmoid(zo)\n"
            "        c *= zf\n"
            "        c += zi * z\n"
            "        h = zo * c\n",
        ),
        (
            "The loop has six lines. Four of them hold a mistake, and one of these four holds two.",
            "The loop has seven lines. Four of them hold a mistake, and in one place something is "
            "missing.",
        ),
        (
            "a sigmoid for $z$; $h$ made from the memory of the step before; and",
            "no tanh for $z$; $h$ made from the memory without a tanh; and",
        ),
    ),
)
BOTH = replace(
    MEMORY,
    name=f"{MEMORY.name}, {OTHERS.name}",
    edits=(*MEMORY.edits, *OTHERS.edits),
    wrong={**MEMORY.wrong, "mended_lstm": lambda wrongs: left_in(OTHER_MISTAKES, state_first)},
)
CHOICES = (
    Choice("the columns of W, and the mistakes to mend", (PUBLISHED, MEMORY, OTHERS, BOTH)),
    Choice("the blocks of W", (PUBLISHED, *map(blocks, list(permutations(range(4)))[1:]))),
)
