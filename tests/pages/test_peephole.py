"""Tasks of time for the page on peepholes, its training loop, and its figure."""

import numpy as np
import pytest

from course_lib import LSTM, Dense, Sequential
from course_lib.experiments.lstm.peephole import (
    KINDS,
    LIMITS,
    RATES,
    TASKS,
    best,
    gaps,
    run,
    solve,
    spikes,
    train,
)
from course_lib.experiments.recorded import recorded
from course_lib.figures.lstm import peephole as figure


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


def test_all_kinds_start_from_the_same_weights_and_see_the_same_sequences(monkeypatch):
    seen = {}

    def look(net, draw, solved, *, limit, every, rate):
        seen[len(seen)] = net.params["0.W"].copy(), net.params["1.W"].copy(), draw()[0], rate

    monkeypatch.setattr("course_lib.experiments.lstm.peephole.train", look)
    for kind in KINDS:
        solve("gap", kind, 3, rate=0.02)
    for k in (1, 2):
        for ours, first in zip(seen[k], seen[0], strict=True):
            np.testing.assert_array_equal(ours, first)
    assert seen[0][-1] == 0.02


def test_what_the_page_says_of_the_record():
    record = recorded("peephole")
    for task in TASKS:
        found = [record.values(best(record, task, kind), "updates") for kind in KINDS]
        means = [updates.mean() for updates in found]
        assert max(means) - min(means) < min(updates.std(ddof=1) for updates in found)
        for kind in KINDS:
            others = [record.values(f"{task}, {kind}, {rate:g}", "updates") for rate in RATES]
            mean = record.values(best(record, task, kind), "updates").mean()
            assert mean == min(updates.mean() for updates in others)


def test_a_run_that_fails_has_the_limit(monkeypatch):
    monkeypatch.setattr("course_lib.experiments.lstm.peephole.solve", lambda *_, **__: None)
    assert run("gap, gers, 0.01", 0) == {"updates": LIMITS["gap"], "solved": 0.0}


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


@pytest.mark.parametrize("memory", [-2.0, 0.5, 2.0])
def test_without_a_peephole_the_gates_are_blind_when_nothing_is_shown(memory):
    step = figure.seen("none", memory)
    assert [g.item() for g in (step.z, step.zi, step.zf, step.zo)] == [0, 0.5, 0.5, 0.5]


@pytest.mark.parametrize("kind", ["shown", "lecture", "gers"])
@pytest.mark.parametrize("memory", [-1.5, 2.0])
def test_the_drawn_gates_are_those_of_the_equations(kind, memory):
    h = np.tanh(memory) if kind == "shown" else 0.0
    old = 0.0 if kind == "shown" else memory
    wz, wi, wf, wo = figure.PUSH
    z = np.tanh(wz * h + (wz * old if kind == "lecture" else 0))
    zi, zf = (1 / (1 + np.exp(-w * (h + old))) for w in (wi, wf))
    c = zf * memory + zi * z
    read = {"shown": wo * h, "lecture": wo * memory, "gers": wo * c}[kind]
    step = figure.seen(kind, memory)
    got = [v.item() for v in (step.z, step.zi, step.zf, step.zo, step.c)]
    assert got == pytest.approx([z, zi, zf, 1 / (1 + np.exp(-read)), c])


def test_the_words_say_what_each_kind_sees():
    says = {kind: figure.view_says(kind, 2) for kind in ("shown", "none", "lecture", "gers")}
    assert "The gates are blind" in says["none"]
    assert "zᶠ = 0.50, zᵒ = 0.50." in says["none"]
    assert "through hᵗ⁻¹, 0.96." in says["shown"]
    assert "z = 0.76" in says["lecture"]
    assert "z = 0.00" in says["gers"]
    assert "waits for the new one, 1.76" in says["gers"]
    assert KINDS.keys() == figure.COLOURS.keys()


def test_a_wider_pipe_has_a_larger_number():
    def widest(memory):
        (ax,) = figure.view("lecture", memory).axes
        return max(line.get_linewidth() for line in ax.lines)

    assert widest(0.5) < widest(1.0) < widest(2.0)
    bands = [figure.along(value, 0, 1, 0) for value in (0.2, 0.5, -1.0)]
    assert [np.ptp(band[:, 1]) for band in bands] == pytest.approx(
        [0.2 * figure.UNIT, 0.5 * figure.UNIT, figure.UNIT]
    )
