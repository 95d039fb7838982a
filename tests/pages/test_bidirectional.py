"""The experiment on speakers, and the figure of the layer with two directions."""

import numpy as np
import pytest

from course_lib.datasets import japanese_vowels
from course_lib.experiments.recorded import recorded
from course_lib.experiments.recurrent.bidirectional import (
    POSITIONS,
    SETTINGS,
    build,
    run,
    trained_scores,
)
from course_lib.experiments.recurrent.speakers import targets, utterances, windows
from course_lib.figures.recurrent import bidirectional


def test_frames_are_scaled_by_the_training_frames_alone_and_padding_stays_0():
    train, test = utterances()
    raw_train, raw_test = japanese_vowels()
    real = train.frames[train.mask]
    np.testing.assert_allclose(real.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(real.std(axis=0), 1)
    assert not train.frames[~train.mask].any()
    assert not test.frames[~test.mask].any()
    # One straight line takes both parts to what they were.
    a, b = np.polyfit(real[:, 4], raw_train.frames[raw_train.mask][:, 4], 1)
    np.testing.assert_allclose(
        a * test.frames[test.mask][:, 4] + b, raw_test.frames[raw_test.mask][:, 4], atol=1e-9
    )


def test_a_window_holds_each_neighbour_at_its_place():
    xs = np.random.default_rng(0).normal(size=(9, 2, 3))
    seen = windows(xs, 3)
    for t in range(9):
        for offset in range(-3, 4):
            block = seen[t, :, 3 * (offset + 3) : 3 * (offset + 4)]
            inside = 0 <= t + offset < 9
            np.testing.assert_array_equal(block, xs[t + offset] if inside else np.zeros((2, 3)))
    np.testing.assert_array_equal(windows(xs, 0), xs)


@pytest.mark.parametrize("setting", SETTINGS)
def test_all_nets_are_about_equal_in_params_and_know_what_they_should(setting):
    net = build(setting, np.random.default_rng(0))
    assert abs(sum(p.size for p in net.params.values()) - 4500) < 160
    if setting == "window":
        return
    xs = np.random.default_rng(1).normal(size=(8, 1, 12))
    later = xs.copy()
    later[5] += 1
    changed = np.abs(net.forward(later)[0] - net.forward(xs)[0]).max(axis=(1, 2)) > 0
    wanted = {"one frame": [5], "both": range(8)}.get(setting.rpartition(", ")[2], range(5, 8))
    assert list(np.flatnonzero(changed)) == list(wanted)


def test_the_shares_are_counted_over_real_frames_only():
    values = run("one frame", 0)
    _, scores = trained_scores("one frame", 0)
    _, test = utterances()
    right = (scores.argmax(axis=2) == targets(test)) & test.mask
    assert values["accuracy"] == pytest.approx(right.sum() / test.lengths.sum())
    assert set(values) == {"accuracy", "training", *(f"at {t + 1}" for t in range(POSITIONS))}
    for t in (0, POSITIONS - 1):
        n = (test.lengths > t).sum()
        assert values[f"at {t + 1}"] == pytest.approx(right[t].sum() / n)


def test_two_directions_gain_most_at_the_first_frame():
    record = recorded("bidirectional")

    def gain(key):
        both, one = record.values("RNN, both", key), record.values("RNN", key)
        return both.mean() - one.mean()

    assert gain("at 1") > 0.04 > gain("at 14")


@pytest.mark.parametrize("merge", ["concatenate", "sum", "layer"])
@pytest.mark.parametrize("t", [1, 4, 7])
def test_the_slopes_of_the_figure_are_numerical_slopes(merge, t):
    layer, xs = bidirectional.layers(merge)
    found, eps = bidirectional.slopes(t, merge), 1e-6
    numerical = np.zeros(bidirectional.STEPS)
    for s, d in np.ndindex(bidirectional.STEPS, bidirectional.N_IN):
        shift = np.zeros_like(xs)
        shift[s, 0, d] = eps
        up, down = layer.forward(xs + shift)[0], layer.forward(xs - shift)[0]
        numerical[s] += (((up - down)[t - 1] / (2 * eps)) ** 2).sum()
    np.testing.assert_allclose(found.y, np.sqrt(numerical), atol=1e-8)
    assert list(np.flatnonzero(found.h)) == list(range(t))
    assert list(np.flatnonzero(found.g)) == list(range(t - 1, bidirectional.STEPS))
    if merge == "concatenate":
        np.testing.assert_allclose(found.y, np.hypot(found.h, found.g))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: build("GRU", np.random.default_rng(0)),
            "build: setting is 'GRU', expected one of 'one frame', 'window', 'RNN', 'LSTM', "
            "'RNN, both', 'LSTM, both'.",
        ),
        (
            lambda: windows(np.zeros((2, 1, 1)), -1),
            "windows: reach is -1, expected a whole number of at least 0.",
        ),
    ],
)
def test_a_wrong_name_or_size_is_a_clear_error(call, message):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the text is compared below
        call()
    assert str(error.value) == message
