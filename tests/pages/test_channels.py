"""Two maps under three filters: the figure's sums, and what the page says of weights."""

import numpy as np
import pytest

from course_lib import Conv2D, count_parameters
from course_lib.figures.cnn.channels import (
    B,
    W,
    X,
    answers,
    parts,
    terms,
    through_maps_says,
)


@pytest.mark.parametrize("out", range(3))
@pytest.mark.parametrize("place", range(6))
def test_the_products_written_out_give_the_number_in_the_map(place, out):
    given = parts(place, out)
    for m in range(2):
        written = terms(place, out, m).replace("−", "-").replace("·", "*")
        assert eval(written) == given[m]  # whole numbers, + and * only
    value = answers()[out].ravel()[place]
    assert sum(given) + B[out] == value
    assert through_maps_says(place, out).endswith(f"= {value:g}.".replace("-", "−"))


def test_the_maps_are_those_of_the_layer():
    layer = Conv2D(2, 3, 2, np.random.default_rng(0))
    layer.params["W"][:], layer.params["b"][:] = W, B
    np.testing.assert_array_equal(layer.forward(X[None])[0][0], answers())


@pytest.mark.parametrize("seed", range(3))
def test_other_colours_first_is_other_slices_first(seed):
    rng = np.random.default_rng(seed)
    first, other = Conv2D(3, 4, 3, rng), Conv2D(3, 4, 3, rng)
    other.params["W"][:], other.params["b"][:] = first.params["W"][:, ::-1], first.params["b"]
    x = rng.normal(size=(2, 3, 6, 7))
    np.testing.assert_allclose(other.forward(x[:, ::-1].copy())[0], first.forward(x)[0])


@pytest.mark.parametrize(("C", "F", "K"), [(2, 3, 2), (3, 16, 5), (8, 16, 3), (64, 128, 3)])
def test_a_convolution_has_a_slice_for_each_pair_of_maps(C, F, K):
    layer = Conv2D(C, F, K, np.random.default_rng(0))
    assert count_parameters(layer) == F * C * K * K + F
