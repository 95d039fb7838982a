"""The picture of few wires and shared weights, and what sharing teaches."""

import numpy as np
import pytest

from course_lib import Conv1D, Dense, convolution_matrix
from course_lib.experiments.cnn.sparse_and_shared import KINDS, halves, layer, signals
from course_lib.figures.cnn import sparse_and_shared as figure


def names(kind):
    """The matrix of the figure, as the names of its weights."""
    return np.array(
        [
            [figure.weight(kind, i, j) for j in range(1, figure.N_IN + 1)]
            for i in range(1, figure.N_OUT + 1)
        ]
    )


def test_the_names_in_the_figure_repeat_as_the_matrix_of_a_convolution_does():
    filters = np.arange(1.0, 7.0).reshape(2, 1, 1, 3)  # a₁ is 1, b₁ is 4
    number = {"": 0, "a₁": 1, "a₂": 2, "a₃": 3, "b₁": 4, "b₂": 5, "b₃": 6}
    drawn = np.vectorize(number.get)(names("shared"))
    np.testing.assert_array_equal(drawn, convolution_matrix(filters, (1, 6)))


@pytest.mark.parametrize(
    ("kind", "wires", "weights"), [("dense", 48, 48), ("sparse", 24, 24), ("shared", 24, 6)]
)
def test_the_figure_counts_its_wires_and_weights(kind, wires, weights):
    found = names(kind)
    assert (found != "").sum() == wires
    assert len(set(found.ravel()) - {""}) == weights
    assert f"{wires} wires and {weights} different" in figure.wires_says(3, kind)


def test_same_weight_has_the_same_look_and_another_weight_another():
    looks = {}
    for i, j in (np.argwhere(names("shared") != "") + 1).tolist():
        style = figure.look("shared", i, j)
        looks.setdefault(figure.weight("shared", i, j), set()).add(
            (style["color"], style["linestyle"])
        )
    assert all(len(seen) == 1 for seen in looks.values())
    assert len(set.union(*looks.values())) == 6


@pytest.mark.parametrize("half", ["left", "right"])
def test_no_window_of_a_signal_meets_both_halves(half):
    x, target = signals(3, half, np.random.default_rng(0))
    here, there = (slice(0, 11), slice(11, None))
    if half == "right":
        here, there = slice(13, None), slice(0, 13)
    assert (x[..., there] == 0).all()
    assert (x[..., here] != 0).all()
    np.testing.assert_allclose(target, x[:, 0, 0, 2:] - x[:, 0, 0, :-2])
    others = signals(3, "right" if half == "left" else "left", np.random.default_rng(0))[1]
    assert not ((target != 0).any(axis=0) & (others != 0).any(axis=0)).any()


@pytest.mark.parametrize("seed", [0, 7])
def test_only_the_shared_layer_can_do_the_half_it_never_saw(seed):
    errors = {kind: halves(kind, seed=seed) for kind in KINDS}
    assert all(e.left < 0.01 for e in errors.values())
    assert errors["shared"].right < 0.01
    assert min(errors["dense"].right, errors["sparse"].right) > 0.3


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: layer("tied", np.random.default_rng(0)),
            "layer: kind is 'tied', expected one of 'dense', 'sparse', 'shared'.",
        ),
        (
            lambda: signals(1, "top", np.random.default_rng(0)),
            "signals: half is 'top', expected one of 'left', 'right'.",
        ),
    ],
)
def test_a_wrong_name_is_a_clear_error(call, message):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the text is compared below
        call()
    assert str(error.value) == message


@pytest.mark.parametrize("seed", range(3))
def test_a_shared_weight_gets_the_sum_of_the_gradients_along_its_diagonal(seed):
    rng = np.random.default_rng(seed)
    conv, dense = Conv1D(1, 1, 3, rng), Dense(6, 4, rng)
    x, dz = rng.normal(size=6), rng.normal(size=4)
    _, shared = conv.backward(dz[None, None], conv.forward(x[None, None])[1])
    _, own = dense.backward(dz, dense.forward(x)[1])
    diagonals = [np.trace(own["W"], offset=k) for k in range(3)]
    np.testing.assert_allclose(shared["W"][0, 0], diagonals)
