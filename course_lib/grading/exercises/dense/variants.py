"""Lab 1: in which other forms its arguments and results can be given."""

from course_lib.grading.checking.variants import RESULT, TRANSPOSED, Choice, Option

# What is said of shapes as soon as one of the matrices has another one.
SHAPES = (
    (
        "Which array do you have that is nearly like this?",
        "Which array do you have that is like this, or nearly?",
    ),
    (
        r"writes it as $Z = A W^{\mathsf T} + b$. In NumPy a transpose is `W.T`.",
        r"writes it as $Z = A W^{\mathsf T} + b$, for other shapes. Write it for those of the "
        "table above. In NumPy a transpose is `W.T`.",
    ),
    (
        "In $\\sum_j a_{kj} w_{ij}$ the index $j$ is the last axis of both arrays. A matrix "
        "product sums over the last axis of the first and the\nfirst axis of the second, so $W$ is "
        'transposed. `np.einsum("kj,ij->ki", a, W) + b` says the same with the indices of the '
        "formula.",
        "A matrix product sums over the last axis of the first and the\nfirst axis of the second. "
        "So what has the index $j$ of the sum elsewhere is transposed. `np.einsum` says the same "
        "with the indices of the formula.",
    ),
    (
        "`da` is a product of `dz` and `W`, with no transpose. `dW` is a product of `dz.T` and "
        "`a`. `db` is",
        "`da` is a product of `dz` and `W`, and `dW` one of `dz` and `a`. Which comes first, and "
        "which is transposed, follows from the shapes. `db` is",
    ),
    (
        "Return da (B, n_in), dW (n_out, n_in), db (n_out,).",
        "Return da, dW and db, each shaped like what it belongs to.",
    ),
)
EXAMPLES = Option(
    "examples in columns",
    forms={
        "dense_forward": {"a": TRANSPOSED, RESULT: TRANSPOSED},
        "dense_backward": {"dz": TRANSPOSED, "a": TRANSPOSED, "da": TRANSPOSED},
    },
    edits=(
        *SHAPES,
        (
            "Each example of a batch is a row of $A$, and",
            "Each example of a batch is a **column** of $A$, and",
        ),
        (r"z_{ki} = \sum_j a_{kj} \, ", r"z_{ik} = \sum_j a_{jk} \, "),
        (
            r"activations of the layer before, one example a row | $(B, n_\text{in})$ |",
            r"activations of the layer before, one example a column | $(n_\text{in}, B)$ |",
        ),
        (
            r"| `z` | the result | $(B, n_\text{out})$ |",
            r"| `z` | the result | $(n_\text{out}, B)$ |",
        ),
        (
            "`a` is $(B, n_\\text{in})$ and `z` must be $(B, n_\\text{out})$. A product `a @ M` "
            "has that shape if `M` is\n$(n_\\text{in}, n_\\text{out})$.",
            "`a` is $(n_\\text{in}, B)$ and `z` must be $(n_\\text{out}, B)$. A product `M @ a` "
            "has that shape if `M` is\n$(n_\\text{out}, n_\\text{in})$.",
        ),
        (
            r"NumPy repeats an array of shape $(n_\text{out},)$ for each row of a matrix "
            r"$(B, n_\text{out})$.",
            r"`b[:, None]` is a column, $(n_\text{out}, 1)$. NumPy repeats it for each column of a "
            r"matrix $(n_\text{out}, B)$.",
        ),
        ("Return z (B, n_out) of a (B, n_in),", "Return z (n_out, B) of a (n_in, B),"),
        ("    >>> a = np.array([[1.0, 2.0]])\n", "    >>> a = np.array([[1.0], [2.0]])\n"),
        ("    return a @ W", "    return (a.T @ W"),
        (" + b\n    ### END", " + b).T\n    ### END"),
        # Exercise 3
        (
            r"\mathrm{d}a_{kj} = \sum_i \mathrm{d}z_{ki} \, ",
            r"\mathrm{d}a_{jk} = \sum_i \mathrm{d}z_{ik} \, ",
        ),
        (r"\sum_k \mathrm{d}z_{ki} \, a_{kj}", r"\sum_k \mathrm{d}z_{ik} \, a_{jk}"),
        (r"\mathrm{d}b_i = \sum_k \mathrm{d}z_{ki}", r"\mathrm{d}b_i = \sum_k \mathrm{d}z_{ik}"),
        (r"| `da` | like `a`, $(B, n_\text{in})$ |", r"| `da` | like `a`, $(n_\text{in}, B)$ |"),
        ("It is the *first* axis of both arrays", "It is the *last* axis of both arrays"),
        (
            "    >>> dz, a = np.array([[1.0], [-1.0]]), np.array([[1.0, 2.0], [5.0, 0.0]])\n",
            "    >>> dz, a = np.array([[1.0, -1.0]]), np.array([[1.0, 5.0], [2.0, 0.0]])\n",
        ),
        (
            "    return dz @ W, dz.T @ a, dz.sum(axis=0)\n",
            "    dz, a = dz.T, a.T\n"
            "    da, dW = dz @ W, dz.T @ a\n"
            "    return da.T, dW, dz.sum(axis=0)\n",
        ),
    ),
    unsaid=("transposed",),
)
NEURONS = Option(
    "neurons in columns",
    forms={
        "dense_forward": {"W": TRANSPOSED},
        "dense_backward": {"W": TRANSPOSED, "dW": TRANSPOSED},
    },
    edits=(
        *SHAPES,
        ("each neuron is a row of $W$:", "each neuron is a **column** of $W$:"),
        (r"w_{ij} + b_i", r"w_{ji} + b_i"),
        (
            r"to neuron $i$ (row), from neuron $j$ (column) | $(n_\text{out}, n_\text{in})$ |",
            r"to neuron $i$ (column), from neuron $j$ (row) | $(n_\text{in}, n_\text{out})$ |",
        ),
        (", W (n_out, n_in), b (n_out,).", ", W (n_in, n_out), b (n_out,)."),
        (
            "    >>> W = np.array([[0.0, 3.0], [1.0, 1.0], [2.0, 0.0]])\n",
            "    >>> W = np.array([[0.0, 1.0, 2.0], [3.0, 1.0, 0.0]])\n",
        ),
        (" @ W.T + b", " @ W + b"),
        # Exercise 3
        (
            "w_{ij}, \\qquad\n\\mathrm{d}w_{ij} =",
            "w_{ji}, \\qquad\n\\mathrm{d}w_{ji} =",
        ),
        (
            r"| `dW` | like `W`, $(n_\text{out}, n_\text{in})$ |",
            r"| `dW` | like `W`, $(n_\text{in}, n_\text{out})$ |",
        ),
        (r"In $\mathrm{d}w_{ij}$ the index", r"In $\mathrm{d}w_{ji}$ the index"),
        ("np.array([[0.0, 3.0]])", "np.array([[0.0], [3.0]])"),
        ("dz @ W, dz.T @ a", "dz @ W.T, a.T @ dz"),
    ),
    says=(
        (
            "uses the columns of W where it needs the rows: row i belongs to neuron i",
            "uses the rows of W where it needs the columns: column i belongs to neuron i",
        ),
        (
            "uses the rows of W where it needs the columns: neuron j spoke along column j",
            "uses the columns of W where it needs the rows: neuron j spoke along row j",
        ),
    ),
    unsaid=("transposed",),
)
PUBLISHED = Option("published")
CHOICES = (
    Choice("the examples", (PUBLISHED, EXAMPLES)),
    Choice("the neurons", (PUBLISHED, NEURONS)),
)
