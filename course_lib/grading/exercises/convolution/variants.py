"""Lab 6: in which other forms its arguments and results can be given."""

import numpy as np

from course_lib.grading.checking.exercise import Wrong
from course_lib.grading.checking.variants import (
    RESULT,
    TRANSPOSED,
    Choice,
    Form,
    Option,
    with_axes,
    with_others,
)
from course_lib.grading.exercises.convolution.descend import descend
from course_lib.protocol import Array

# An example that shows all results, in whatever order they stand.
ALL_PARTS = (
    "    >>> convolve_backward(np.array([[[1.0, 10.0]]]), x, W, 1, 0)[0][0, 0]\n",
    "    >>> parts = convolve_backward(np.array([[[1.0, 10.0]]]), x, W, 1, 0)\n"
    "    >>> [part.ravel().tolist() for part in parts]\n",
)


def turned(W: Array) -> Array:
    """Return the kernels (..., K, K), each turned round."""
    return np.ascontiguousarray(W[..., ::-1, ::-1])


TURNED = Form(turned, turned)
KERNEL = Option(
    "kernels turned round",
    forms={"convolve": {"W": TURNED}, "convolve_backward": {"W": TURNED, "dW": TURNED}},
    edits=(
        (r"i, j} \; x_{m, \; s r + i", r"K-1-i, K-1-j} \; x_{m, \; s r + i"),
        ("| `W` | kernels: to feature", "| `W` | kernels, to be **turned round**: to feature"),
        (
            r"The kernel $\begin{pmatrix} 1 & 0 \\ 0 & -1 \end{pmatrix}$, with $b = 0$, stands",
            r"The kernel $\begin{pmatrix} -1 & 0 \\ 0 & 1 \end{pmatrix}$, with $b = 0$, is turned "
            r"round. As $\begin{pmatrix} 1 & 0 \\ 0 & -1 \end{pmatrix}$ it stands",
        ),
        (
            "for f, r, c in np.ndindex(y.shape):`. Each number",
            "for f, r, c in np.ndindex(y.shape):`. With `W = W[:, :, ::-1, ::-1]`, each number",
        ),
        (
            "    >>> W = np.array([[[[1.0, 0.0], [0.0, -1.0]]]])\n",
            "    >>> W = np.array([[[[-1.0, 0.0], [0.0, 1.0]]]])\n",
        ),
        (
            "    x = np.pad(x, [(0, 0), (p, p), (p, p)])\n",
            "    W, x = W[:, :, ::-1, ::-1], np.pad(x, [(0, 0), (p, p), (p, p)])\n",
        ),
        (
            "The kernel is not turned round: $i$ and $j$ run the same way in $w$ and in $x$. "
            "Signal processing turns it and calls ours a\ncross-correlation. The library's "
            "`conv2d_reference` does the same without a loop.",
            "The kernel is turned round, as in signal processing: where $i$ and $j$ rise in $x$, "
            "they fall in $w$. The lecture does not turn it, and that is called a\n"
            "cross-correlation. The library's `conv2d_reference` does that without a loop.",
        ),
        # Exercise 3
        ("$M$ is `W` as a matrix,", "$M$ is `W` as a matrix, each kernel turned round,"),
        # Exercise 4
        (r"i, j} = \sum_{r, c}", r"K-1-i, K-1-j} = \sum_{r, c}"),
        (r"i, j} \quad \text{over", r"K-1-i, K-1-j} \quad \text{over"),
        (
            r"Kernel $\begin{pmatrix} 1 & -1 \\ 0 & 0 \end{pmatrix}$, stride 1",
            r"Kernel $\begin{pmatrix} 0 & 0 \\ -1 & 1 \end{pmatrix}$, which is turned round to "
            r"$\begin{pmatrix} 1 & -1 \\ 0 & 0 \end{pmatrix}$, stride 1",
        ),
        (
            r"The upper row of $\mathrm{d}W$ is $1 \cdot (1, 2) + 10 \cdot (2, 3) = (21, 32)$.",
            r"For the upper row of the turned kernel this is $1 \cdot (1, 2) + 10 \cdot (2, 3) = "
            r"(21, 32)$, so the lower row of $\mathrm{d}W$ is $(32, 21)$.",
        ),
        (
            "Make `dW` and `dwide`, the gradient",
            "Turn `W` round first, and `dW` at the end. Make `dW` and `dwide`, the gradient",
        ),
        ALL_PARTS,
        (
            "    p, K, s = padding, W.shape[2], stride\n",
            "    W, p, K, s = W[:, :, ::-1, ::-1], padding, W.shape[2], stride\n",
        ),
        ("x.shape[2]], dW, dy.sum", "x.shape[2]], dW[:, :, ::-1, ::-1], dy.sum"),
    ),
    says=(
        (
            "turns the kernel round; in deep learning it stays as it is",
            "does not turn the kernel round; here it is turned, as in signal processing",
        ),
        ("is turned round", "is not turned round: like W, it belongs to the turned kernel"),
    ),
)
MAPS_SWAPPED = with_axes(1, 0, 2, 3)
FROM_FIRST = Option(
    "from which map first",
    forms={
        "convolve": {"W": MAPS_SWAPPED},
        "convolve_backward": {"W": MAPS_SWAPPED, "dW": MAPS_SWAPPED},
    },
    edits=(
        (r"K-1} w_{f, m,", r"K-1} w_{m, f,"),
        (
            "to feature map $f$, from map $m$ | $(F, C, K, K)$ |",
            "**from map $m$, to feature map $f$** | $(C, F, K, K)$ |",
        ),
        ("just the shape of `W[f]`", "just the shape of `W[:, f]`"),
        ("`np.sum(W[f] * window) + b[f]`", "`np.sum(W[:, f] * window) + b[f]`"),
        ("and W (F, C, K, K).", "and W (C, F, K, K)."),
        ("    y = np.zeros((len(W), *(", "    y = np.zeros((len(b), *("),
        (
            "        y[f, r, c] = np.sum(W[f] * window) + b[f]\n",
            "        y[f, r, c] = np.sum(W[:, f] * window) + b[f]\n",
        ),
        # Exercise 3
        ("`W.reshape(F, -1)`: a kernel", "`W.swapaxes(0, 1).reshape(F, -1)`: a kernel"),
        # Exercise 4
        (r"\mathrm{d}w_{f, m,", r"\mathrm{d}w_{m, f,"),
        (r"\; w_{f, m,", r"\; w_{m, f,"),
        (
            "`dW[f] += dy[f, r, c] * window`, and the window of `dwide` gets "
            "`dy[f, r, c] * W[f]` added",
            "`dW[:, f] += dy[f, r, c] * window`, and the window of `dwide` gets "
            "`dy[f, r, c] * W[:, f]` added",
        ),
        ALL_PARTS,
        (
            "        dW[f] += dy[f, r, c] * wide[here]\n"
            "        dwide[here] += dy[f, r, c] * W[f]\n",
            "        dW[:, f] += dy[f, r, c] * wide[here]\n"
            "        dwide[here] += dy[f, r, c] * W[:, f]\n",
        ),
    ),
)
ROWS = Option(
    "windows in rows",
    forms={"columns": {RESULT: TRANSPOSED}},
    edits=(
        ("all windows once, each as a column.", "all windows once, each as a **row**."),
        (
            "X_{(m, i, j), \\, (r, c)} = x_{m, \\; s r + i, \\; s c + j}, \\qquad Y = M X + b",
            "X_{(r, c), \\, (m, i, j)} = x_{m, \\; s r + i, \\; s c + j}, \\qquad "
            "Y = X M^{\\mathsf T} + b",
        ),
        (
            "The entries of a column must stand in the same order as those of a row of $M$:",
            "The entries of a row of $X$ must stand in the same order as those of a row of $M$:",
        ),
        (
            "The columns go along the first row of places",
            "The rows go along the first row of places",
        ),
        (
            r"the result: a window in each column | $(C K^2, \text{number of places})$ |",
            r"the result: a window in each row | $(\text{number of places}, C K^2)$ |",
        ),
        ("They are the two columns of $X$.", "They are the two rows of $X$."),
        (
            "*im2col*, from image to columns.",
            "*im2col*, from image to columns. Here they are rows.",
        ),
        ("has a window in each *row*.", "has a window in each row, as it should be."),
        (
            "Return the windows of x as columns, (C size size, places).",
            "Return the windows of x as rows, (places, C size size).",
        ),
        ("    return np.array(cut).T\n", "    return np.array(cut)\n"),
        ("The transpose makes the rows columns. The", "Each is one row of the result. The"),
        (
            "`W.reshape(F, -1) @ columns(x, 3, 1)` becomes when the columns are",
            "`columns(x, 3, 1) @ W.reshape(F, -1).T` becomes when the rows are",
        ),
    ),
    says=(
        (
            "has a window in each row; asked is one in each column",
            "has a window in each column; asked is one in each row",
        ),
        ("a column holds the window of every map", "a row holds the window of every map"),
        ("each keeps rows of its own", "each keeps columns of its own"),
    ),
    unsaid=("transposed",),
)
HALF = Option(
    "half of the mean",
    forms={"descend": {"lr": Form(lambda lr: 2 * lr, lambda lr: lr / 2)}},
    edits=(
        (r"L = \frac{1}{n} \sum_{k=1}^{n}", r"L = \frac{1}{2n} \sum_{k=1}^{n}"),
        (
            r"$\eta = 0.05$. First step: $y = 0$, $\mathrm{d}y = 2 (0 - 6) = -12$, "
            r"$\mathrm{d}w = -36$, $w = 0 + 1.8$. Second step: $y = 5.4$, $\mathrm{d}y = -1.2$,"
            "\n"
            r"$\mathrm{d}w = -3.6$, $w = 1.98$.",
            r"$\eta = 0.1$. First step: $y = 0$, $\mathrm{d}y = 0 - 6 = -6$, "
            r"$\mathrm{d}w = -18$, $w = 0 + 1.8$. Second step: $y = 5.4$, $\mathrm{d}y = -0.6$,"
            "\n"
            r"$\mathrm{d}w = -1.8$, $w = 1.98$.",
        ),
        (
            "Do not forget $1/n$: `y.size` is $n$.",
            "Do not forget $1/(2n)$: `y.size` is $n$.",
        ),
        ("after gradient descent on the mean squared", "after descent on half of the mean squared"),
        ("six, start, 0.05, 2)", "six, start, 0.1, 2)"),
        ("        dy = 2 * (y - target) / y.size\n", "        dy = (y - target) / y.size\n"),
        (
            "The slope of $(y_k - t_k)^2$ is $2 (y_k - t_k)$, and the mean brings $1/n$.",
            r"The slope of $\tfrac12 (y_k - t_k)^2$ is $y_k - t_k$, and the mean brings $1/n$.",
        ),
    ),
    says=(
        (
            "is the slope of a sum of squares; the loss is their mean",
            "is the slope of a sum of squares; the loss is half of their mean",
        ),
        (
            "has lost a factor: what is the slope of a square?",
            "has a factor too many: what is the slope of half a square?",
        ),
    ),
    wrong={
        "descend": with_others(
            Wrong(
                "does not use the learning rate",
                lambda forward, backward, target, W, lr, steps: descend(
                    forward, backward, target, W, 0.5, steps
                ),
            )
        )
    },
    unsaid=("a number",),
)
PUBLISHED = Option("published")
# The results stand in another order in every variant, and the docstring has to say it.
NAMED = Option(
    "results by name",
    edits=(
        (
            "Return the weights of a dense, a sparse and a shared layer.",
            "Return the weights of three layers: dense, sparse, shared.",
        ),
    ),
)
CHOICES = (
    Choice("the words", (NAMED,)),
    Choice("the direction of the kernels", (PUBLISHED, KERNEL)),
    Choice("the axes of W", (PUBLISHED, FROM_FIRST)),
    Choice("the windows", (PUBLISHED, ROWS)),
    Choice("the loss", (PUBLISHED, HALF)),
)
