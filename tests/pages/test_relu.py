"""The plane that a layer folds, and what two hidden units make of XOR from a random start."""

import numpy as np
import pytest

from course_lib.experiments.fully_connected import relu as xor
from course_lib.experiments.recorded import recorded
from course_lib.figures.fully_connected.relu import THIN, plane_says, relu_plane_says, says_one
from tests.support.figures import LIVE


def area(way):
    (x, y), (x1, y1) = way.T, np.roll(way, -1, axis=0).T
    return abs((x * y1 - x1 * y).sum()) / 2


@pytest.mark.parametrize(
    "weights", [(1.2, -0.8, 0.7, 1.3, 0.3, 0.2), (1, 0, 0, 1, 0, 0), (0, 0, 0, 0, 0, 0), (2,) * 6]
)
def test_fold_keeps_all_of_the_sheet_and_moves_each_part_as_relu_does(weights):
    w11, w12, w21, w22, b1, b2 = weights
    W, b = np.array([(w11, w12), (w21, w22)]), np.array([b1, b2])
    parts = LIVE["relu-plane"](*weights)
    units = {"both": (1, 1), "one": (1, 0), "two": (0, 1), "none": (0, 0)}
    assert sum(area(way) for name in units for way in parts[f"x {name}"]) == pytest.approx(4)
    for name, on in units.items():
        for way in parts[f"x {name}"]:
            z = way.mean(axis=0) @ W.T + b
            assert tuple((z > 0).astype(int)) == on
            goes = np.maximum(0, way @ W.T + b)
            (drawn,) = parts[f"a {name}"]
            wide = THIN * np.array([{"two": 1, "none": 2}.get(name, 0), name in ("one", "none")])
            wide[1] *= 2 if name == "none" else 1
            np.testing.assert_allclose(drawn.max(axis=0), goes.max(axis=0) + wide, atol=1e-12)
            np.testing.assert_allclose(drawn.min(axis=0), goes.min(axis=0) - wide, atol=1e-12)


def test_fold_of_the_identity_leaves_the_positive_quadrant_unmoved():
    parts = LIVE["relu-plane"](1, 0, 0, 1, 0, 0)
    np.testing.assert_array_equal(parts["x both"], parts["a both"])
    assert relu_plane_says(1, 0, 0, 1, 0, 0).startswith("25 % of the sheet is only moved")


@pytest.mark.parametrize("kind", xor.LAYERS)
def test_a_start_is_solved_exactly_if_its_net_gives_the_four_answers(kind):
    for seed in range(6):
        start = xor.solve_xor(kind, 2, seed)
        knows = np.abs(says_one(start, xor.INPUTS) - xor.TARGET) < 0.2
        # One that ends between both is still on its way.
        if not xor.SOLVED < start.loss < 2 * xor.SOLVED:
            assert start.solved == knows.all()
        assert start.updates < xor.UPDATES or not start.solved


def test_all_activations_begin_with_the_same_weights():
    first = []
    for kind in xor.LAYERS:
        start = xor.solve_xor(kind, 2, 3)
        assert start.net.params["0.W"].shape == (2, 2)
        first.append(start.born_dead if kind == "ReLU" else 0)
    # Seed 3 has one unit whose weights are both negative; only ReLU can be dead of it.
    assert first == [0, 0, 1, 0]


def test_a_unit_that_is_born_dead_stays_dead_and_keeps_its_weights():
    start = xor.solve_xor("ReLU", 2, 3)
    weights = xor.Dense(2, 2, np.random.default_rng(3)).params["W"]
    kept = (start.net.params["0.W"] == weights).all(axis=1)
    assert kept.sum() == start.born_dead == 1
    assert start.dead >= start.born_dead


def test_leaky_layer_has_the_slopes_of_its_function():
    z, da = np.array([[-2.0, 3.0]]), np.array([[5.0, 7.0]])
    a, cache = xor.LeakyReLU().forward(z)
    np.testing.assert_allclose(a, [[-0.02, 3.0]])
    np.testing.assert_allclose(xor.LeakyReLU().backward(da, cache)[0], [[0.05, 7.0]])


def test_a_start_that_is_not_solved_has_come_to_rest_in_a_flat_place():
    starts = [xor.solve_xor("ReLU", 2, seed, centred=True) for seed in range(20)]
    failed = [start for start in starts if not start.solved]
    assert sum(start.dead for start in starts) == 0
    assert len(failed) > 10
    assert max(start.gradient for start in failed) < 1e-3
    assert min(start.gradient for start in starts if start.solved) > 1e-2


def test_two_units_are_enough_for_xor_and_few_starts_of_relu_find_them():
    counts = {
        kind: sum(xor.solve_xor(kind, 2, seed).solved for seed in range(20)) for kind in xor.LAYERS
    }
    assert counts["ReLU"] < counts["leaky ReLU"] < counts["tanh"] < counts["sigmoid"]


def test_with_five_hidden_layers_only_the_sigmoid_fails():
    record = recorded("relu")
    best = {
        kind: max(record.values(xor.setting(kind, lr), "solved").sum() for lr in xor.RATES)
        for kind in ("sigmoid", "tanh", "ReLU")
    }
    assert best == {"sigmoid": 0, "tanh": 10, "ReLU": 10}


def test_before_training_only_the_first_layer_of_sigmoids_gets_next_to_no_gradient():
    for kind, least in (("sigmoid", 10_000), ("tanh", 0.1), ("ReLU", 0.1)):
        first, *_, last = np.median([xor.first_gradients(kind, seed) for seed in range(10)], axis=0)
        assert last / first > least
        assert kind == "sigmoid" or last / first < 10


def test_inputs_around_zero_let_no_unit_be_born_dead():
    starts = [xor.solve_xor("ReLU", 2, seed, centred=True) for seed in range(8)]
    assert sum(start.born_dead for start in starts) == 0


def test_eight_units_of_any_kind_solve_xor():
    assert all(xor.solve_xor(kind, 8, seed).solved for kind in xor.LAYERS for seed in range(5))


def test_the_figure_says_what_was_measured():
    assert plane_says("ReLU", 1).endswith("Dead units: 2.")
    assert "Dead" not in plane_says("tanh", 1)


def test_a_wrong_activation_is_named():
    with pytest.raises(ValueError, match=r"solve_xor: activation is 'step', expected one of 'sigm"):
        xor.solve_xor("step", 2, 0)
    with pytest.raises(ValueError, match=r"first_gradients: activation is 'step', expected one of"):
        xor.first_gradients("step", 0)
