import numpy as np
import pytest

from course_lib.experiments.fully_connected import regions as experiment
from course_lib.experiments.fully_connected.regions import (
    ACTIVATIONS,
    N_POINTS,
    SIDE,
    n_right,
    regions,
    spirals,
    trained,
    two_spirals,
)
from course_lib.figures.fully_connected import regions as figure
from course_lib.figures.words import word


def test_the_same_seed_gives_the_same_spirals_and_another_seed_others():
    first, again, other = (two_spirals(np.random.default_rng(seed))[0] for seed in (3, 3, 4))
    np.testing.assert_array_equal(first, again)
    assert not np.allclose(first, other)


def test_both_arms_have_half_of_the_points_and_lie_in_the_picture():
    x, arm = spirals()
    assert x.shape == (N_POINTS, 2)
    assert np.bincount(arm.astype(np.intp)).tolist() == [N_POINTS // 2] * 2
    assert np.abs(x).max() < SIDE


@pytest.mark.parametrize("turns", [0.5, 1.25])
def test_one_arm_is_the_other_turned_by_half_a_turn(turns):
    """Undo the winding: each arm is then a ray, and the two rays point in opposite directions."""
    x, arm = two_spirals(np.random.default_rng(0), n=40, turns=turns, noise=0)
    radius = np.hypot(*x.T)
    angle = np.arctan2(x[:, 1], x[:, 0]) - 2 * np.pi * turns * radius / 3
    np.testing.assert_allclose(np.cos(angle), 1 - 2 * arm, atol=1e-12)


def test_noise_moves_points_by_its_standard_deviation():
    clean, noisy = (
        two_spirals(np.random.default_rng(0), n=4000, noise=noise)[0] for noise in (0.0, 0.2)
    )
    assert (noisy - clean).std() == pytest.approx(0.2, rel=0.05)


def test_a_straight_line_cannot_part_the_arms():
    """The task needs hidden neurons: with one, the border is straight."""
    for activation in ACTIVATIONS:
        assert n_right(1, activation) < 0.85 * N_POINTS


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_twelve_neurons_learn_what_one_cannot(activation):
    assert n_right(12, activation) > 0.9 * N_POINTS


def test_one_neuron_gives_a_straight_border():
    """On a straight border p depends on one direction only: that of the neuron's weights."""
    net = trained(1, "tanh")
    along = np.array([-1.0, 1.0]) * net.params["0.W"][0, ::-1]
    x = spirals()[0]
    np.testing.assert_allclose(net.forward(x)[0], net.forward(x + 2 * along)[0], atol=1e-9)


def test_regions_are_the_nets_own_probabilities_at_the_pixels_middles():
    grid = 8
    p = regions(4, "relu", grid=grid).p
    pixel = 2 * SIDE / grid
    # Row 0 is the lowest x₂, column 0 the lowest x₁.
    point = np.array([[-SIDE + 5.5 * pixel, -SIDE + 2.5 * pixel]])
    scores = trained(4, "relu").forward(point)[0][0]
    assert p[2, 5] == pytest.approx(1 / (1 + np.exp(scores[0] - scores[1])))


def test_a_figure_counts_what_n_right_counts():
    assert regions(3, "relu").right.sum() == n_right(3, "relu")


def test_a_net_is_trained_once_and_nobody_changes_it():
    net = trained(2, "tanh")
    assert trained(2, "tanh") is net
    with pytest.raises(ValueError, match="read-only"):
        net.params["0.W"] += 1


def test_another_start_is_another_net():
    first, other = (trained(2, "tanh", start).params["0.W"] for start in (0, 1))
    assert not np.allclose(first, other)


def test_more_updates_learn_more_points():
    assert n_right(6, "tanh", updates=400) > n_right(6, "tanh", updates=2)


def test_wrong_arguments_are_named():
    with pytest.raises(
        ValueError, match=r"trained: width is 0, expected a whole number of at least 1"
    ):
        trained(0, "tanh")
    with pytest.raises(ValueError, match=r"trained: updates is 0, expected a whole number of"):
        trained(2, "tanh", updates=0)
    with pytest.raises(ValueError, match=r"trained: activation is 'step', expected one of 'relu'"):
        trained(2, "step")
    with pytest.raises(
        ValueError, match=r"two_spirals: n is 0, expected a whole number of at least 1"
    ):
        two_spirals(np.random.default_rng(0), n=0)
    with pytest.raises(ValueError, match=r"two_spirals: rng"):
        two_spirals(0)


def test_shade_is_clear_where_the_net_does_not_know_and_alike_on_both_sides():
    low, unsure, high = figure.shade(np.array([[0.1, 0.5, 0.9]]))[0].astype(int)
    assert unsure[3] == 0
    assert low[3] == high[3] > 0
    assert tuple(low[:3]) != tuple(high[:3])


@pytest.mark.parametrize(
    ("counts", "key"),
    [
        ((120, 90, 90), "regions solved"),
        ((111, 119, 120), "regions stuck"),
        ((100, 110, 90), "regions chance"),
        ((88, 86, 89), "regions small"),
    ],
)
def test_words_under_the_regions_say_whether_the_start_failed_or_the_net(monkeypatch, counts, key):
    monkeypatch.setattr(experiment, "n_right", lambda width, activation, start: counts[start])
    says = figure.regions_says(8, "relu")
    assert says.endswith(word(key))
    assert f"{counts[0]} of 120 points" in says


def test_a_hidden_neurons_line_is_where_its_z_is_zero():
    W, b = figure._hidden(3, "relu")
    for w, bias in zip(W, b, strict=True):
        x1, x2 = figure._ends(*w, bias, 4.0)
        np.testing.assert_allclose(w[0] * x1 + w[1] * x2 + bias, 0, atol=1e-9)
