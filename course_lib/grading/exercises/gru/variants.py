"""Lab 5: in which other forms its arguments and results can be given."""

from itertools import permutations

import numpy as np

from course_lib.grading.checking.exercise import Wrong
from course_lib.grading.checking.variants import (
    RESULT,
    Choice,
    Form,
    Option,
    in_blocks,
    of_entries,
    with_arguments,
    with_others,
)
from course_lib.grading.exercises.gru.forward import step
from course_lib.grading.exercises.gru.torch import (
    B_X,
    FROM_PYTORCH,
    H,
    X,
    from_is,
    to_is,
)
from course_lib.protocol import Array

# An example that shows all results, in whatever order they stand.
ALL_PARTS = (
    "    >>> gru_backward(h, h, h, half, half, 0 * h, np.zeros((3, 2)))[1]\n",
    "    >>> parts = gru_backward(h, h, h, half, half, 0 * h, np.zeros((3, 2)))\n"
    "    >>> [round(part.sum().item(), 3) for part in parts]\n",
)
SYMBOLS = {"r": "$r$", "z": "$z$", "h": "candidate"}


def blocks(order: tuple[int, ...]) -> Option:
    """Return the option with the three blocks of W and b in this order."""
    names = tuple("rzh"[i] for i in order)
    form = in_blocks(3, order)
    both = of_entries(form, "W", "b")
    to_theirs = tuple(names.index(name) for name in "rzh")
    told = ", ".join(SYMBOLS[name] for name in names)
    plain = ", ".join("h'" if name == "h" else name for name in names)

    def listed(text: str) -> str:
        return ", ".join(text.format(name) for name in names)

    reads = {"r": "du_r.T @ h_prev", "z": "du_z.T @ h_prev", "h": "du_h.T @ (r * h_prev)"}
    sums = {"r": "11", "z": "22", "h": "3"}
    return Option(
        f"blocks {', '.join(names)}",
        forms={
            "gru_step": {"W": form, "b": form},
            "gru_backward": {"W": form, "dW": form, "db": form},
            "to_pytorch": {"params": both},
            "from_pytorch": {RESULT: both},
        },
        edits=(
            ("the other: $W^r$, $W^z$, $W^h$ |", f"the other: {listed('$W^{}$')} |"),
            ("| three blocks: $b^r$, $b^z$, $b^h$ |", f"| three blocks: {listed('$b^{}$')} |"),
            ("`W_r, W_z, W_h = np.split(W, 3)`", f"`{listed('W_{}')} = np.split(W, 3)`"),
            ("(W_r, W_z, W_h), (b_r, b_z, b_h) =", f"({listed('W_{}')}), ({listed('b_{}')}) ="),
            # Exercise 2
            (
                "`du = np.concatenate([du_r, du_z, du_h], axis=1)`",
                f"`du = np.concatenate([{listed('du_{}')}], axis=1)`",
            ),
            ALL_PARTS,
            ("(V_r, V_z, V_h) =", f"({listed('V_{}')}) ="),
            ("du = np.hstack([du_r, du_z, du_h])", f"du = np.hstack([{listed('du_{}')}])"),
            (
                "np.vstack([du_r.T @ h_prev, du_z.T @ h_prev, du_h.T @ (r * h_prev)])",
                f"np.vstack([{', '.join(reads[name] for name in names)}])",
            ),
            # Exercise 4
            ("| `bias_ih_l0` | our `b` |", "| `bias_ih_l0` | our `b`, in PyTorch's order |"),
            (
                "The order of the blocks is the same in both: $r$, $z$, candidate.",
                f"PyTorch's blocks are $r$, $z$, candidate. **Ours are {told}**, as in exercise 1.",
            ),
            ("the first row of `W` is", "the row of $r$ in `W` is"),
            (
                "\n:::\n\n:::{dropdown} Hint 3: the second bias",
                " The blocks of rows go into PyTorch's order as well, with `np.split` and "
                "`np.concatenate`.\n:::\n\n:::{dropdown} Hint 3: the second bias",
            ),
            (
                '    W, H = params["W"], len(params["b_h"])\n',
                '    H, ours = len(params["b_h"]), (params["W"], params["b"])\n'
                "    ours = [np.split(a, 3) for a in ours]\n"
                f"    W, b = (np.concatenate([a[i] for i in {to_theirs}]) for a in ours)\n",
            ),
            ('{"bias_ih_l0": params["b"],', '{"bias_ih_l0": b,'),
            (
                "Only the columns are cut. The rows keep their order.",
                "The columns are cut, and the blocks of rows are put into PyTorch's order.",
            ),
            # Exercise 5
            (
                "| `W` | $(3H, D + H)$ |\n| `b` | $(3H,)$ |",
                f"| `W`, in our blocks {told} | $(3H, D + H)$ |\n"
                "| `b`, in the same blocks | $(3H,)$ |",
            ),
            ("Then `b` is $(11, 22, 3)$", f"Then `b` is $({', '.join(sums[n] for n in names)})$"),
            (
                "$H$ is the number of columns of `weight_hh_l0`.",
                "$H$ is the number of columns of `weight_hh_l0`. At last put the blocks of `W` and "
                "`b` into our order.",
            ),
            (
                '    return {"W": np.concatenate(W, axis=1), "b": b,',
                "    theirs = [np.split(a, 3) for a in (np.concatenate(W, axis=1), b)]\n"
                f"    W, b = (np.concatenate([a[i] for i in {order}]) for a in theirs)\n"
                '    return {"W": W, "b": b,',
            ),
        ),
        says=(
            (
                "swaps the gates: the first block of rows is that of r",
                f"swaps the gates: the blocks of rows are {plain}",
            ),
            (
                "takes the candidate's rows first; the blocks are r, z, h'",
                f"takes other rows for each of the three; the blocks are {plain}",
            ),
            (
                "has another order of the gates; PyTorch's is ours",
                "has another order of the gates; PyTorch's is r, z, candidate",
            ),
        ),
        wrong={
            # With both gates swapped this is a wrong answer of the published lab.
            "to_pytorch": with_others(*([] if order == (1, 0, 2) else [ours_kept(form)])),
            "from_pytorch": with_others(theirs_kept(both)),
        },
    )


def ours_kept(form: Form) -> Wrong:
    """Return the answer whose blocks of rows stand in our order."""
    return to_is(
        "has the blocks of rows in our order; PyTorch's is r, z, candidate",
        lambda p, right: {name: form.there(right[name]) for name in (X, H, B_X)},
    )


def theirs_kept(both: Form) -> Wrong:
    """Return the answer whose blocks of rows stand in PyTorch's order."""
    says = "has the blocks of rows in PyTorch's order; ours is another"
    return Wrong(says, lambda arrays: both.back(FROM_PYTORCH.reference(arrays)))


def state_first(W: Array) -> Array:
    """Return a matrix whose columns for x come first with those for h in front."""
    n = len(W) // 3
    return np.concatenate([W[:, -n:], W[:, :-n]], axis=1)


def input_first(W: Array) -> Array:
    """Return a matrix whose columns for h come first with those for x in front."""
    n = len(W) // 3
    return np.concatenate([W[:, n:], W[:, :n]], axis=1)


STATE_FIRST = Form(state_first, input_first)
MEMORY = Option(
    "columns h, x",
    forms={
        "gru_step": {"W": STATE_FIRST},
        "gru_backward": {"W": STATE_FIRST, "dW": STATE_FIRST},
        "to_pytorch": {"params": of_entries(STATE_FIRST, "W")},
        "from_pytorch": {RESULT: of_entries(STATE_FIRST, "W")},
    },
    edits=(
        *(
            (
                rf"(W^{name} [x^t, h^{{t-1}}] + b^{name})",
                rf"(W^{name} [h^{{t-1}}, x^t] + b^{name})",
            )
            for name in "rz"
        ),
        (r"(W^h [x^t, r \odot h^{t-1}] + b^h)", r"(W^h [r \odot h^{t-1}, x^t] + b^h)"),
        (
            "In each block the first $D$ columns are for $x$, the other $H$ for the memory.",
            "In each block the first $H$ columns are for the memory, the other $D$ for $x$.",
        ),
        (
            "`np.concatenate([x, h_prev], axis=1)` is $[x^t, h^{t-1}]$ for",
            "`np.concatenate([h_prev, x], axis=1)` is $[h^{t-1}, x^t]$ for",
        ),
        (
            r"Both gates read $[x^t, h^{t-1}]$. The candidate reads $[x^t, r \odot h^{t-1}]$,",
            r"Both gates read $[h^{t-1}, x^t]$. The candidate reads $[r \odot h^{t-1}, x^t]$,",
        ),
        ("xh = np.concatenate([x, h_prev], axis=1)", "xh = np.concatenate([h_prev, x], axis=1)"),
        ("np.concatenate([x, r * h_prev], axis=1)", "np.concatenate([r * h_prev, x], axis=1)"),
        # Exercise 2
        (
            r"is $0.5 \cdot (x, q) = (0.5, 0.2)$.",
            r"is $0.5 \cdot (q, x) = (0.2, 0.5)$.",
        ),
        (
            "With `D = x.shape[1]`, `W_h[:, :D]` are the columns for $x$ and `W_h[:, D:]` those "
            "for the memory.",
            "With `H = h_prev.shape[1]`, `W_h[:, :H]` are the columns for the memory and "
            "`W_h[:, H:]` those for $x$.",
        ),
        (
            "The gates have read $[x^t, h^{t-1}]$. The candidate has *not*: it has read "
            r"$[x^t, r \odot h^{t-1}]$.",
            "The gates have read $[h^{t-1}, x^t]$. The candidate has *not*: it has read "
            r"$[r \odot h^{t-1}, x^t]$.",
        ),
        ("the first $D$ columns of `W`, and `db`", "the last $D$ columns of `W`, and `db`"),
        ALL_PARTS,
        ("    D, (V_", "    H, (V_"),
        (
            ") = x.shape[1], np.split(W[:, x.shape[1] :], 3)",
            ") = h_prev.shape[1], np.split(W[:, : h_prev.shape[1]], 3)",
        ),
        ("du @ W[:, :D]", "du @ W[:, H:]"),
        ("np.hstack([du.T @ x, dV])", "np.hstack([dV, du.T @ x])"),
        # Exercise 4
        ("is $(5, 6, 7)$. Then", "is $(7, 5, 6)$. Then"),
        (
            "The input's columns come first, so they are all but the last $H$: `W[:, :-H]`. The "
            "rest is `W[:, -H:]`.",
            "The memory's columns come first, so they are the first $H$: `W[:, :H]`. The rest is "
            "`W[:, H:]`.",
        ),
        (
            '{"weight_ih_l0": W[:, :-H], "weight_hh_l0": W[:, -H:]}',
            '{"weight_ih_l0": W[:, H:], "weight_hh_l0": W[:, :H]}',
        ),
        # Exercise 5
        (r"W_\text{ih} & W_\text{hh} \end", r"W_\text{hh} & W_\text{ih} \end"),
        (
            "stand side by side, and the input's columns come first:",
            "stand side by side, and the memory's columns come first:",
        ),
        (
            '    W = [arrays["weight_ih_l0"], arrays["weight_hh_l0"]]\n',
            '    W = [arrays["weight_hh_l0"], arrays["weight_ih_l0"]]\n',
        ),
        ("    n = 2 * W[1].shape[1]\n", "    n = 2 * W[0].shape[1]\n"),
    ),
    says=(
        (
            "joins the two in the wrong order: x comes first, then h",
            "joins the two in the wrong order: h comes first, then x",
        ),
        (
            "cuts W after H columns; the part of x comes first and has D of them",
            "cuts W after D columns; the part of h comes first and has H of them",
        ),
        (
            "has the columns of the state first; ours are [x, h]",
            "has the columns of the input first; ours are [h, x]",
        ),
    ),
    # Whoever takes [x, h] here meets the columns in another way than with [h, x] there.
    wrong={
        "gru_step": with_others(
            Wrong(
                "joins the two in the wrong order: x comes first, then h",
                lambda x, h_prev, W, b: step(x, h_prev, state_first(W), b),
            )
        ),
        "to_pytorch": with_others(
            to_is(
                "cuts W after H columns; the part of x comes first and has D of them",
                lambda p, right: {
                    H: state_first(p["W"])[:, : -len(p["b_h"])],
                    X: state_first(p["W"])[:, -len(p["b_h"]) :],
                },
            )
        ),
        "from_pytorch": with_others(
            from_is(
                "has the columns of the state first; ours are [x, h]",
                lambda arrays, n: {"W": input_first(np.hstack([arrays[X], arrays[H]]))},
            )
        ),
    },
)


def mix(*order: int) -> Option:
    """Return the option in which a formula takes its i-th argument at ``order[i]``."""

    def given(*arguments: str) -> str:
        return ", ".join(arguments[order.index(place)] for place in range(3))

    one, other = (given("z", memory, "h'") for memory in ("h_1", "h_2"))
    return Option(
        f"mix({given('z', 'h_prev', 'h_new')})",
        forms={"memory_gate": {"mix": with_arguments(*order)}},
        edits=(
            ("`mix(z, h_prev, h_new)`", f"`mix({given('z', 'h_prev', 'h_new')})`"),
            (
                r"\frac{\text{mix}(z, h_1, h') - \text{mix}(z, h_2, h')}",
                rf"\frac{{\text{{mix}}({one}) - \text{{mix}}({other})}}",
            ),
            (
                "(lambda z, h_prev, h_new: z * h_prev",
                f"(lambda {given('z', 'h_prev', 'h_new')}: z * h_prev",
            ),
            (
                "(lambda z, h_prev, h_new: h_new)",
                f"(lambda {given('z', 'h_prev', 'h_new')}: h_new)",
            ),
            (
                "mix(z, 1.0, 0.0) - mix(z, 0.0, 0.0)",
                f"mix({given('z', '1.0', '0.0')}) - mix({given('z', '0.0', '0.0')})",
            ),
        ),
    )


PUBLISHED = Option("published")
CHOICES = (
    Choice("the columns of W", (PUBLISHED, MEMORY)),
    Choice("the blocks of W", (PUBLISHED, *map(blocks, list(permutations(range(3)))[1:]))),
    Choice("the arguments of mix", (PUBLISHED, mix(2, 0, 1), mix(1, 2, 0), mix(2, 1, 0))),
)
