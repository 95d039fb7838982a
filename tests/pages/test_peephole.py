"""Tasks of time for the page on peepholes, its training loop, and its figure."""

import numpy as np
import pytest

from course_lib import LSTM, Dense, Sequential
from course_lib.experiments.lstm.peephole import KINDS, LIMITS, gaps, run, solve, spikes, train
from course_lib.figures.lstm import peephole


def test_spikes_come_at_each_period_and_the_input_says_go_once():
    xs, target = spikes(10, 50)
    assert np.flatnonzero(target).tolist() == [9, 19, 29, 39, 49]
    assert np.flatnonzero(xs).tolist() == [0]


def test_a_gap_is_counted_from_spike_to_spike():
    xs, target, mask = gaps(300, np.random.default_rng(0))
    found = set()
    for k in range(300):
        first, second = np.flatnonzero(xs[:, k, 0])
        assert first < 4
        assert np.flatnonzero(mask[:, k]).tolist() == [second]
        assert target[second, k, 0] == pytest.approx((second - first - 5) / 20)
        found.add(int(second - first))
    assert found == set(range(5, 26))
    assert not target[~mask].any()


def test_training_stops_when_solved_and_asks_only_now_and_then():
    rng, asked = np.random.default_rng(0), []
    net = Sequential(LSTM(1, 2, rng), Dense(2, 1, rng))
    xs, target = spikes(3, 6)

    def third_time():
        asked.append(1)
        return len(asked) == 3

    def draw():
        return xs, target, None

    assert train(net, draw, third_time, limit=100, every=4, rate=0.01) == 12
    assert train(net, draw, lambda: False, limit=5, every=1, rate=0.01) is None


def test_a_net_that_solved_the_spikes_has_learned():
    assert solve("spikes", "none", 8) < LIMITS["spikes"]


def test_a_run_that_fails_has_the_limit(monkeypatch):
    monkeypatch.setattr("course_lib.experiments.lstm.peephole.solve", lambda *_: None)
    assert run("gap, gers", 0) == {"updates": LIMITS["gap"], "solved": 0.0}


@pytest.mark.parametrize(
    ("task", "kind", "message"),
    [
        ("count", "none", "solve: task is 'count', expected one of 'spikes', 'gap'."),
        ("gap", "both", "solve: kind is 'both', expected one of 'none', 'lecture', 'gers'."),
    ],
)
def test_a_wrong_name_is_a_clear_error(task, kind, message):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the text is compared below
        solve(task, kind, 0)
    assert str(error.value) == message


def test_without_a_peephole_a_gate_is_blind_when_nothing_is_shown():
    for gate in ("zf", "zo"):
        np.testing.assert_array_equal(peephole.gate_values("none", gate, 0.0), 0.5)


@pytest.mark.parametrize("kind", ["lecture", "gers"])
@pytest.mark.parametrize("shown", [0.0, 0.4, 1.0])
def test_the_drawn_gates_are_those_of_the_equations(kind, shown):
    c_prev, h_prev = peephole.C, shown * np.tanh(peephole.C)
    forget = 1 / (1 + np.exp(-3 * h_prev - 1.5 * c_prev))
    np.testing.assert_allclose(peephole.gate_values(kind, "zf", shown), forget)
    seen = c_prev if kind == "lecture" else c_prev + 1
    output = 1 / (1 + np.exp(-3 * h_prev - 1.5 * seen))
    np.testing.assert_allclose(peephole.gate_values(kind, "zo", shown), output, atol=1e-7)


def test_the_words_name_all_kinds():
    says = peephole.view_says(0.0, "zf")
    assert "none: 0.50 to 0.50, lecture: 0.05 to 0.95, Gers: 0.05 to 0.95" in says
    assert KINDS.keys() == peephole.LOOKS.keys()
