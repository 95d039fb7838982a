"""The pages of the LSTM: how fast its memory moves, and the figures of the cell."""

import numpy as np
import pytest

from course_lib import LSTM, LSTMCell
from course_lib.experiments.lstm.lstm import (
    TASKS,
    Learned,
    compare,
    learn_vowels,
    solve_adding,
    speeds,
    train,
    verdict,
)
from course_lib.figures.lstm import lstm


def test_a_speed_counts_only_steps_between_two_frames():
    values = np.random.default_rng(0).normal(size=(6, 2, 3))
    mask = np.arange(6)[:, None] < np.array([6, 4])
    found = speeds(values, mask)
    changes = [np.abs(values[t + 1, 0] - values[t, 0]) for t in range(5)]
    changes += [np.abs(values[t + 1, 1] - values[t, 1]) for t in range(3)]
    raw = np.mean(changes, axis=0)
    spread = np.concatenate([values[:, 0], values[:4, 1]]).std(axis=0)
    np.testing.assert_allclose(found.raw, raw)
    np.testing.assert_allclose(found.divided, raw / spread)
    values[4:, 1] = 1e6
    np.testing.assert_array_equal(speeds(values, mask).raw, found.raw)


def test_a_speed_divided_by_the_spread_has_no_unit():
    values = np.random.default_rng(1).normal(size=(5, 4, 2))
    mask = np.ones((5, 4), bool)
    small, large = speeds(values, mask), speeds(100 * values - 7, mask)
    np.testing.assert_allclose(large.raw, 100 * small.raw)
    np.testing.assert_allclose(large.divided, small.divided)


def test_compare_takes_c_and_h_of_each_step():
    layer = LSTM(2, 3, np.random.default_rng(0))
    xs = np.random.default_rng(1).normal(size=(5, 4, 2))
    found = compare(Learned(layer, xs, np.ones((5, 4), bool), 0.0, 0))
    cell, state = layer.cell, layer.cell.zero_state(4)
    hs, cs = [], []
    for x in xs:
        state, _ = cell.forward(x, state)
        hs.append(state[0])
        cs.append(state[1])
    for name, values in {"h": hs, "c": cs, "tanh(c)": np.tanh(cs)}.items():
        raw = np.abs(np.diff(values, axis=0)).mean(axis=(0, 1))
        np.testing.assert_allclose(found[name].raw, raw)


def test_both_tasks_are_learned_with_another_seed():
    assert solve_adding(7).score < 0.01
    assert learn_vowels(7).score > 0.85


def test_the_verdict_of_the_page_holds_for_another_seed():
    adding, vowels = (compare(train(task, 5)) for task in TASKS)
    for found in (adding, vowels):
        assert found["c"].raw.mean() > found["h"].raw.mean()
    assert adding["c"].divided.mean() < adding["h"].divided.mean()
    assert vowels["c"].divided.mean() > vowels["h"].divided.mean()


@pytest.mark.parametrize(
    ("ratio", "says"), [(1.06, "faster"), (1.04, "the same"), (0.96, "the same"), (0.94, "slower")]
)
def test_five_percent_are_the_same(ratio, says):
    assert verdict(ratio) == says


def test_an_unknown_task_is_a_clear_error():
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the text is compared below
        train("speech", 0)
    expected = "train: task is 'speech', expected one of 'adding problem', 'JapaneseVowels'."
    assert str(error.value) == expected


# ---- the figure of the cell


def width(band):
    """Return the smaller side of a band."""
    return np.ptp(band, axis=0).min()


def test_bands_are_as_wide_as_the_values_of_a_cell_of_the_library():
    cell = LSTMCell(1, 1, np.random.default_rng(3))
    (h, c), cache = cell.forward(np.array([[0.7]]), (np.array([[0.2]]), np.array([[1.4]])))
    z, zi, zf, zo = (float(cache[i][0, 0]) for i in range(2, 6))
    parts = lstm.cell_parts(z, zi, zf, zo, 1.4)
    values = [1.4, zf * 1.4, c[0, 0], z, zi * z, np.tanh(c[0, 0]), h[0, 0]]
    for sign, part in ((1, "plus"), (-1, "minus")):
        wanted = [lstm.UNIT * abs(v) for v in values if v * sign > 0]
        np.testing.assert_allclose([width(band) for band in parts[part]], wanted)
    gates = [width(band) for band in parts["gates"]]
    np.testing.assert_allclose(gates, lstm.UNIT * np.array([zf, zi, zi, zo]))


def test_every_flow_is_positive_or_negative():
    for c_prev in (-2.0, 0.0, 0.4):
        parts = lstm.cell_parts(0.5, 0.5, 0.5, 0.5, c_prev)
        assert len(parts["plus"]) + len(parts["minus"]) == 7


def test_the_words_have_the_arithmetic():
    says = lstm.cell_says(0.8, 0.5, 0.25, 0.05, -1.2)
    assert says.startswith(
        "c = 0.25 · −1.20 + 0.50 · 0.80 = 0.10, and h = 0.05 · tanh(0.10) = 0.00"
    )
    assert says.endswith("nobody sees it now.")


@pytest.mark.parametrize(
    ("zi", "zf", "says"),
    [
        (0.0, 1.0, "kept"),
        (1.0, 1.0, "added"),
        (0.0, 0.0, "emptied"),
        (1.0, 0.0, "replaced"),
        (0.5, 1.0, "mixed"),
        (0.0, 0.5, "mixed"),
        (0.5, 0.0, "mixed"),
    ],
)
def test_what_the_gates_do_with_the_memory(zi, zf, says):
    assert lstm.fate(zi, zf) == says


def test_the_watched_neuron_is_one_of_a_cell():
    w = lstm.watched("large")
    z, zi, zf, zo = w.gates.T
    np.testing.assert_allclose(w.c[1:], zf * w.c[:-1] + zi * z)
    np.testing.assert_allclose(w.h, zo * np.tanh(w.c[1:]))
    assert w.marks.sum() == 2


def test_the_two_sequences_are_what_their_names_say():
    seconds = {}
    for name in lstm.SEQUENCES:
        w = lstm.watched(name)
        first, seconds[name] = w.numbers[w.marks == 1]
        assert first > 0.9
    assert seconds["small"] < 0.1 < 0.85 < seconds["large"]
