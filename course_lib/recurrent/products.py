"""The product W x of one time step, by the kernel that is the fastest for few columns.

OpenBLAS copies W into another order, "packs" it, before each product. That pays where x has many
columns; in a loop over time x has one column for each sequence of the batch, and W is packed again
at every step. Where the processor has AVX-512, OpenBLAS also has kernels for small products, which
pack nothing: in one thread a stack of blocks of W's rows takes 0.8 to 0.9 of the time of W as a
whole in float32 on a Zen 5 core, and 0.6 in float64, for 32 columns. Where a block would still be
too large, its columns are cut too, and the parts added: fewer rows would cost more.

With other kernels blocks cost time: 1.1 with Haswell's, and 1.4 where OpenBLAS would share the work
between two threads. There W stays whole, and so does it in a BLAS of which nothing is known.
"""

import math
import os
from collections.abc import Mapping
from typing import Any

import numpy as np

from course_lib.protocol import Array

# OpenBLAS takes its kernels for small products up to this many multiply-adds.
SMALL = 10**6
# For more columns than this, it pays to pack W.
MANY = 64
AVX512 = ("X86_V4", "AVX512_SKX")  # in the words of NumPy 2.4, and of those before
AVX512_KERNELS = ("skylakex", "cooperlake", "sapphirerapids")


def step_product(W: Array, x: Array, out: Array) -> None:
    """Write W x to ``out``: ``W`` (n, K), ``x`` (K, B) and ``out`` (n, B), for loops over time.

    Examples
    --------
    >>> out = np.empty((2, 1))
    >>> step_product(np.array([[1.0, 2.0], [3.0, 4.0]]), np.ones((2, 1)), out)
    >>> out.ravel()
    array([3., 7.])
    """
    (n, K), B = W.shape, x.shape[1]
    rows, width = block_shape(n, K, B) if BLOCKS_PAY else (n, K)
    if rows == n:
        np.matmul(W, x, out=out)
        return
    blocks, out = W.reshape(-1, rows, K), out.reshape(-1, rows, B)
    np.matmul(blocks[..., :width], x[:width], out=out)
    for k in range(width, K, width):
        out += blocks[..., k : k + width] @ x[k : k + width]


def block_shape(n: int, K: int, B: int) -> tuple[int, int]:
    """Return the shape of the blocks of W (n, K) that make small products with x (K, B).

    W stays whole if its product is small, if n has no such divisor, or if x has many columns, so
    that packing pays; with one column there is no packing.

    Examples
    --------
    >>> block_shape(512, 257, 32), block_shape(2048, 1025, 32), block_shape(128, 65, 32)
    ((32, 257), (32, 513), (128, 65))
    """
    if n * K * B > SMALL and 1 < B <= MANY:
        for rows in (32, 16, 8):
            if n % rows == 0:
                pieces = math.ceil(rows * K * B / SMALL)
                return rows, math.ceil(K / pieces)
    return n, K


def blocks_pay(build: Mapping[str, Any], environ: Mapping[str, str]) -> bool:
    """Tell whether NumPy's products come from OpenBLAS's AVX-512 kernels in one thread.

    Parameters
    ----------
    build : mapping
        What ``numpy.show_config(mode="dicts")`` returns.
    environ : mapping
        The variables of the environment, from which OpenBLAS takes threads and kernels.

    Examples
    --------
    >>> blocks_pay({}, {"OPENBLAS_NUM_THREADS": "1"})
    False
    """
    blas = build.get("Build Dependencies", {}).get("blas", {}).get("name", "")
    found = build.get("SIMD Extensions", {}).get("found", ())
    threads = environ.get("OPENBLAS_NUM_THREADS") or environ.get("OMP_NUM_THREADS")
    kernel = environ.get("OPENBLAS_CORETYPE", "").lower()
    return (
        "openblas" in blas
        and any(name in found for name in AVX512)
        and threads == "1"
        and (not kernel or kernel in AVX512_KERNELS)
    )


BLOCKS_PAY = blocks_pay(np.show_config(mode="dicts"), os.environ)
