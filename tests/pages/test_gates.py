"""Laws of the experiment on the gates of the LSTM, and of its figure."""

import numpy as np
import pytest

from course_lib import ADDING_BASELINE, LSTM, adding
from course_lib.experiments.lstm.adding_problem import adding_net, train_adding
from course_lib.experiments.lstm.gates import (
    VARIANTS,
    error_without,
    memory_unit,
    remove_gate,
    run,
)
from course_lib.experiments.recorded import recorded
from course_lib.figures.lstm import gates as figure

GATES = ("z", "zi", "zf", "zo")


@pytest.mark.parametrize("gate", GATES[1:])
def test_a_removed_gate_is_one_with_a_very_large_bias_and_no_weights(gate):
    rng = np.random.default_rng(0)
    lstm, xs = LSTM(2, 5, rng, forget_bias=1.0), rng.normal(size=(9, 4, 2))
    before = {name: p.copy() for name, p in lstm.params.items()}
    less = remove_gate(lstm, gate)
    for name, p in before.items():
        np.testing.assert_array_equal(lstm.params[name], p)
    rows = slice(5 * GATES.index(gate), 5 * GATES.index(gate) + 5)
    lstm.params["W"][rows], lstm.params["b"][rows] = 0, 1000
    np.testing.assert_allclose(less.forward(xs)[0], lstm.forward(xs)[0], atol=1e-12)


@pytest.mark.parametrize("name", VARIANTS)
def test_every_variant_is_a_layer_that_differs_from_the_full_one(name):
    xs = np.random.default_rng(1).random((6, 3, 2), np.float32)
    nets = [adding_net(LSTM, np.random.default_rng(0), **VARIANTS[n]) for n in ("full", name)]
    (full, _), (other, _) = (net.layers[0].forward(xs) for net in nets)
    assert other.shape == full.shape
    assert np.array_equal(other, full) == (name == "full")


def test_coupled_gates_add_to_one():
    lstm = adding_net(LSTM, np.random.default_rng(0), **VARIANTS["coupled gates"]).layers[0]
    _, cache = lstm.forward(np.random.default_rng(1).random((6, 3, 2), np.float32))
    np.testing.assert_allclose(cache.gates[:, 1] + cache.gates[:, 2], 1, atol=1e-6)


def test_the_error_without_a_gate_is_that_of_the_changed_net():
    net = adding_net(LSTM, np.random.default_rng(0))
    xs, sums = adding(500, 100, np.random.default_rng(1000), dtype=np.float32)
    lstm, last, dense = net.layers
    hs, _ = remove_gate(lstm, "zo").forward(xs)
    answers, _ = dense.forward(last.forward(hs)[0])
    expected = np.mean((answers.astype(float) - sums) ** 2) / ADDING_BASELINE
    assert error_without(net, "zo") == pytest.approx(expected, rel=1e-4)
    whole = np.mean((net.forward(xs)[0].astype(float) - sums) ** 2) / ADDING_BASELINE
    assert error_without(net, "") == pytest.approx(whole, rel=1e-4)
    assert error_without(net, "") != pytest.approx(error_without(net, "zo"), rel=1e-4)


def test_the_memory_unit_is_the_one_that_opens_at_marks():
    lstm = LSTM(2, 6, np.random.default_rng(0))
    lstm.params["W"][:], lstm.params["b"][:] = 0, 0
    lstm.params["W"][6 + 4, 1] = 5  # the input gate of unit 4 looks at the mark
    xs, _ = adding(20, 30, np.random.default_rng(1))
    assert memory_unit(lstm, xs) == 4


def test_run_gives_the_errors_without_gates_for_the_full_net_alone(monkeypatch):
    def short(layer, seed, **options):
        return train_adding(layer, seed, steps=4, most=2, every=1, **options)

    monkeypatch.setattr("course_lib.experiments.lstm.gates.train_adding", short)
    assert set(run("full", 0)) == {
        "updates",
        "solved",
        "least",
        *(f"then {g}" for g in GATES[1:]),
    }
    assert set(run("no input gate", 0)) == {"updates", "solved", "least"}
    assert run("no input gate", 0)["updates"] == 2


def test_what_the_page_says_of_the_record():
    record = recorded("gates")
    solved = {name: record.values(name, "solved").sum() for name in VARIANTS}
    median = {name: np.median(record.values(name, "updates")) for name in VARIANTS}
    assert solved["no forget gate"] == solved["no input gate"] == 0
    assert solved["full"] == solved["coupled gates"] == solved["peepholes"] == 5
    assert 2 <= solved["no output gate"] < 5
    assert 2 <= solved["no output tanh"] < 5
    assert min(median, key=lambda name: median[name]) == "coupled gates"
    assert median["full"] < median["peepholes"]
    for gate in ("zi", "zo"):
        assert record.values("full", f"then {gate}").min() > 1
    assert record.values("full", "then zf").min() < 0.3 < record.values("full", "then zf").max()


def test_the_figure_shows_a_staircase_with_all_gates_and_noise_without_the_input_gate():
    xs, _ = figure.sequences()
    rests = xs[1:, :, 1] == 0
    rests[:10] = False

    def moves(gate):
        return np.abs(np.diff(figure.memory(gate).c, axis=0))

    assert moves("")[~rests[:]][-20:].max() > 5 * moves("")[rests].mean()
    assert moves("zi")[rests].mean() > 20 * moves("")[rests].mean()


def test_an_unknown_gate_is_a_clear_error():
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the text is compared below
        remove_gate(LSTM(2, 3, np.random.default_rng(0)), "z")
    assert str(error.value) == "remove_gate: gate is 'z', expected one of 'zi', 'zf', 'zo'."
