"""Laws of the experiment on the gates of the LSTM, and of its figure."""

import numpy as np
import pytest

from course_lib import ADDING_BASELINE, LSTM, adding
from course_lib.experiments.lstm.adding_problem import adding_net, train_adding
from course_lib.experiments.lstm.gates import (
    RATES,
    VARIANTS,
    best,
    error_without,
    memory_unit,
    remove_gate,
    run,
    variant,
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
def test_every_variant_has_the_first_weights_of_the_full_one(name):
    net, full = (
        adding_net(variant, np.random.default_rng(0), **VARIANTS[n]) for n in (name, "full")
    )
    W, whole = (n.params["0.W"].reshape(-1, 32, 34) for n in (net, full))
    gates = net.layers[0].cell.gates
    np.testing.assert_array_equal(W, whole[[GATES.index(gate) for gate in gates]])
    np.testing.assert_array_equal(net.params["2.W"], full.params["2.W"])
    xs = np.random.default_rng(1).random((6, 3, 2), np.float32)
    (ours, _), (theirs, _) = (n.layers[0].forward(xs) for n in (net, full))
    assert np.array_equal(ours, theirs) == (name == "full")


def test_a_shut_input_gate_begins_with_its_bias():
    lstm = variant(2, 3, np.random.default_rng(0), input_bias=-3.0, forget_bias=1.0)
    np.testing.assert_array_equal(lstm.params["b"].reshape(4, 3)[:, 0], [0, -3, 1, 0])


def test_coupled_gates_add_to_one():
    lstm = adding_net(variant, np.random.default_rng(0), **VARIANTS["coupled gates"]).layers[0]
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
    assert set(run("full, rate 0.003", 0)) == {
        "updates",
        "solved",
        "least",
        *(f"then {g}" for g in GATES[1:]),
    }
    assert set(run("no input gate, rate 0.01", 0)) == {"updates", "solved", "least"}
    assert run("no input gate, rate 0.01", 0)["updates"] == 2


def test_the_best_rate_has_the_fewest_updates():
    record = recorded("gates")
    for name in VARIANTS:
        means = [record.values(f"{name}, rate {r:g}", "updates").mean() for r in RATES]
        assert record.values(best(record, name), "updates").mean() == min(means)


def test_what_the_page_says_of_the_record():
    record = recorded("gates")
    settings = {name: best(record, name) for name in VARIANTS}
    solved = {name: record.values(s, "solved").sum() for name, s in settings.items()}
    updates = {name: record.values(s, "updates") for name, s in settings.items()}
    assert solved["no input gate"] == 0
    assert solved["no forget gate"] == 1
    assert solved["no output gate"] == solved["no output tanh"] == 3
    for name in ("full", "no forget gate, shut", "coupled gates", "peepholes"):
        assert solved[name] == 5
    for name in ("no forget gate, shut", "coupled gates"):
        assert updates[name].max() < updates["full"].min()
    apart = abs(updates["peepholes"].mean() - updates["full"].mean())
    assert apart < max(updates[name].std(ddof=1) for name in ("peepholes", "full"))
    for gate in ("zi", "zo"):
        assert record.values("full, rate 0.01", f"then {gate}").min() > 1
    without = record.values("full, rate 0.01", "then zf")
    assert (without > 1).sum() == 1
    assert (without < 0.1).sum() == 1


@pytest.mark.parametrize("gate", ["", "zi", "zf", "zo"])
def test_a_removed_valve_is_open_and_each_state_has_an_axis_that_holds_it(gate):
    now = figure.memory(gate)
    for name, opening in now.opening.items():
        assert (opening == 1).all() == (name == gate)
    axes = figure.removed(gate, 3).axes[1:3]
    for ax, values in zip(axes, (now.c, now.answers), strict=True):
        low, high = ax.get_ylim()
        assert low <= values.min() <= values.max() <= high
        assert high - low <= 2 * max(np.ptp(values), values.max(), 0.2)


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
