"""The product of one time step: right in blocks, and the plain product where these do not pay."""

import numpy as np
import pytest

from course_lib import GRU, LSTM, Recurrent
from course_lib.recurrent import products

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}


def build(blas="scipy-openblas", found=("X86_V3", "X86_V4")):
    return {"Build Dependencies": {"blas": {"name": blas}}, "SIMD Extensions": {"found": [*found]}}


def arrays(n, K, B, dtype):
    """Return W and x, W and out as views with other columns beside them."""
    rng = np.random.default_rng(0)
    W, x = rng.standard_normal((n, K + 3)).astype(dtype), rng.standard_normal((K, B)).astype(dtype)
    return W[:, 3:], x, np.full((2, n, B), np.nan, dtype)[1]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    ("n", "K", "B", "block"),
    [
        (512, 257, 32, (32, 257)),  # cut into rows alone
        (512, 2048, 32, (32, 683)),  # and into columns, in equal parts
        (1024, 1025, 17, (32, 1025)),
        (128, 2001, 64, (32, 401)),  # and into parts of which the last is shorter
        (1040, 300, 5, (16, 300)),
        (1048, 300, 5, (8, 300)),
        (1028, 300, 5, (1028, 300)),  # no divisor
        (512, 257, 65, (512, 257)),  # many columns
        (2048, 1025, 1, (2048, 1025)),  # one column
        (128, 65, 32, (128, 65)),  # small as it is
        (512, 0, 32, (512, 0)),
        (512, 257, 0, (512, 257)),
    ],
)
def test_the_product_is_right_for_every_shape_of_block(monkeypatch, dtype, n, K, B, block):
    monkeypatch.setattr(products, "BLOCKS_PAY", True)
    assert products.block_shape(n, K, B) == block
    W, x, out = arrays(n, K, B, dtype)
    products.step_product(W, x, out)
    exact = W.astype(np.float64) @ x.astype(np.float64)
    np.testing.assert_allclose(out, exact, rtol=0, atol=4e3 * np.finfo(dtype).eps)


def test_every_block_is_small():
    for n in (8, 96, 512, 2048):
        for K in (1, 257, 1025, 5000):
            for B in range(1, products.MANY + 1):
                rows, width = products.block_shape(n, K, B)
                assert (rows, width) == (n, K) or rows * width * B <= 1.01 * products.SMALL
                assert n % rows == 0


def test_where_blocks_do_not_pay_each_bit_is_that_of_the_plain_product(monkeypatch):
    monkeypatch.setattr(products, "BLOCKS_PAY", False)
    W, x, out = arrays(512, 2048, 32, "float32")
    products.step_product(W, x, out)
    assert np.array_equal(out, np.matmul(W, x))


@pytest.mark.parametrize(
    ("built", "environ", "expected"),
    [
        (build(), ONE_THREAD, True),
        (build(found=["AVX512_SKX"]), {"OMP_NUM_THREADS": "1"}, True),
        (build(), ONE_THREAD | {"OPENBLAS_CORETYPE": "SkylakeX"}, True),
        (build(), ONE_THREAD | {"OPENBLAS_CORETYPE": "Haswell"}, False),
        (build(), {}, False),  # as many threads as there are cores
        (build(), {"OPENBLAS_NUM_THREADS": "2", "OMP_NUM_THREADS": "1"}, False),
        (build(found=["X86_V3"]), ONE_THREAD, False),
        (build(found=["NEON", "ASIMD"]), ONE_THREAD, False),
        (build(blas="accelerate"), ONE_THREAD, False),
        (build(blas="mkl"), ONE_THREAD, False),
        ({}, ONE_THREAD, False),
    ],
)
def test_blocks_pay_with_one_kernel_and_one_thread(built, environ, expected):
    assert products.blocks_pay(built, environ) is expected


@pytest.mark.parametrize(
    "make",
    [
        lambda rng: LSTM(3, 128, rng),
        lambda rng: LSTM(3, 128, rng, peephole="lecture"),
        lambda rng: GRU(3, 128, rng),
        lambda rng: GRU(3, 128, rng, reset="after"),
    ],
)
def test_a_layer_computed_in_blocks_equals_its_cell(monkeypatch, make):
    monkeypatch.setattr(products, "BLOCKS_PAY", True)
    rng = np.random.default_rng(0)
    layer = make(rng)
    xs, dhs = rng.standard_normal((3, 33, 3)), rng.standard_normal((3, 33, 128))
    hs, cache = layer.forward(xs)
    dxs, grads = layer.backward(dhs, cache)
    plain = Recurrent(layer.cell)
    expected, plain_cache = plain.forward(xs)
    expected_dxs, expected_grads = plain.backward(dhs, plain_cache)
    np.testing.assert_allclose(hs, expected, rtol=0, atol=1e-12)
    np.testing.assert_allclose(dxs, expected_dxs, rtol=0, atol=1e-12)
    for name, grad in grads.items():
        np.testing.assert_allclose(grad, expected_grads[name], rtol=0, atol=1e-11)


def test_numpy_names_its_blas_where_it_is_looked_for():
    built = np.show_config(mode="dicts")
    assert built["Build Dependencies"]["blas"]["name"]
    assert "SIMD Extensions" in built
