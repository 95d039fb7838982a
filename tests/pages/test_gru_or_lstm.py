"""What the page "GRU or LSTM" counts and measures."""

import numpy as np
import pytest

from course_lib import GRU, LSTM, adding, count_multiply_adds, count_parameters
from course_lib.experiments.gru.gru_or_lstm import (
    RATES,
    SETTINGS,
    keeping_gru,
    layers,
    reach,
    run,
    seconds,
)
from course_lib.experiments.lstm.adding_problem import MOST, train_adding
from course_lib.experiments.recorded import recorded
from course_lib.figures.gru import gru_or_lstm as figure


def test_the_layers_differ_in_structure_and_bias_alone():
    named = layers(2, 8, np.random.default_rng(0))
    assert (named["GRU"].params["b"] == 0).all()
    assert named["GRU, bias 1"].params["b"].tolist() == [0] * 8 + [1] * 8 + [0] * 8
    assert named["LSTM, bias 1"].params["b"].sum() == 8
    assert (named["LSTM, bias 0"].params["b"] == 0).all()


def test_a_gru_with_bias_1_has_update_gates_of_three_quarters():
    gru = keeping_gru(2, 32, np.random.default_rng(0))
    _, cache = gru.forward(np.zeros((1, 4, 2)))
    np.testing.assert_allclose(cache.gates[:, 1], 1 / (1 + np.exp(-1)))


@pytest.mark.parametrize("name", ["RNN", "GRU", "LSTM, bias 1"])
def test_reach_is_the_slope_by_differences(name):
    layer = layers(2, 4, np.random.default_rng(0))[name]
    felt = reach(layer, steps=5, seed=1)
    rng = np.random.default_rng(1)
    xs, _ = adding(32, 5, rng)
    direction = rng.normal(size=(32, 4))

    def loss(xs):
        return float((layer.forward(xs)[0][-1] * direction).sum())

    def slope(t):
        found = np.zeros(xs[t].shape)
        for at in np.ndindex(found.shape):
            up, down = xs.copy(), xs.copy()
            up[(t, *at)] += 1e-5
            down[(t, *at)] -= 1e-5
            found[at] = (loss(up) - loss(down)) / 2e-5
        return np.linalg.norm(found)

    assert felt[0] == pytest.approx(slope(0) / slope(4), rel=1e-5)
    assert felt[-1] == 1


def test_a_keeping_bias_lets_the_gradient_reach_farther_in_both_layers():
    first = {
        name: reach(layer)[0] for name, layer in layers(2, 32, np.random.default_rng(0)).items()
    }
    assert first["GRU, bias 1"] > 30 * first["GRU"]
    assert first["LSTM, bias 1"] > 30 * first["LSTM, bias 0"]


def test_a_setting_is_a_training_on_the_adding_problem(monkeypatch):
    called = []

    def train(layer, seed, **options):
        called.append((layer, seed, options))
        return train_adding(GRU, 0, steps=2, most=50, n_hidden=2)

    monkeypatch.setattr("course_lib.experiments.gru.gru_or_lstm.train_adding", train)
    values = run("LSTM, slower", 7)
    assert called == [(LSTM, 7, {"forget_bias": 1.0, "lr": 3e-3, "most": 3000})]
    assert values == {"updates": 50.0, "solved": 0.0}


def test_an_unknown_setting_is_a_clear_error():
    with pytest.raises(
        ValueError, match=r"^run: setting is 'RNN', expected one of 'GRU, slower', "
    ):
        run("RNN", 0)


def test_more_steps_take_more_time():
    gru, xs = GRU(8, 32, np.random.default_rng(0)), np.zeros((200, 16, 8))
    assert 0 < seconds(gru, xs[:2]) < seconds(gru, xs)


@pytest.mark.parametrize(("n_in", "n_hidden"), [(2, 32), (64, 96), (128, 128)])
def test_a_gru_has_three_quarters_of_the_parameters_and_of_the_products(n_in, n_hidden):
    block = n_hidden * (n_in + n_hidden + 1)
    counts = [figure.parameters(name, n_in, n_hidden) for name in ("RNN", "GRU", "LSTM")]
    assert counts == [block, 3 * block, 4 * block]
    rng = np.random.default_rng(0)
    gru, lstm = (
        count_multiply_adds(kind(n_in, n_hidden, rng), (9, 1, n_in)) for kind in (GRU, LSTM)
    )
    assert 4 * gru == 3 * lstm == 9 * 12 * n_hidden * (n_in + n_hidden)


@pytest.mark.parametrize(("n_in", "n_hidden"), [(2, 32), (64, 96), (128, 128)])
def test_the_equal_gru_is_the_largest_that_fits(n_in, n_hidden):
    limit, units = figure.parameters("LSTM", n_in, n_hidden), figure.equal_units(n_in, n_hidden)
    fits = [figure.parameters("GRU", n_in, H) <= limit for H in (units, units + 1)]
    assert fits == [True, False]


def test_the_gru_of_37_units_has_as_many_parameters_as_the_lstm():
    _, options = SETTINGS["GRU, 37 units"]
    rng = np.random.default_rng(0)
    assert count_parameters(GRU(2, options["n_hidden"], rng)) == 4440
    assert count_parameters(LSTM(2, 32, rng)) == 4480
    assert figure.equal_units(2, 32) == options["n_hidden"]


def test_at_each_rate_the_coupled_gates_bring_most_of_the_lead():
    record = recorded("gru-or-lstm")
    for ending in RATES:
        gru, lstm, coupled = (
            record.values(f"{name}{ending}", "updates") for name in ("GRU", "LSTM", "LSTM, coupled")
        )
        assert max(gru) < min(lstm)
        assert gru.mean() < lstm.mean() / 2
        assert coupled.mean() < (gru.mean() + lstm.mean()) / 2
        assert max(coupled) < min(lstm)


def test_the_small_rate_gets_more_updates():
    assert SETTINGS["LSTM, slower"][1]["most"] == 2 * MOST
    assert (recorded("gru-or-lstm").values("LSTM, slower", "solved") == 1).all()
