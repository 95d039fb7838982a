"""The experiment on speakers, and the figure of the layer with two directions."""

from functools import partial

import numpy as np
import pytest

from course_lib.datasets import japanese_vowels
from course_lib.experiments.recorded import recorded
from course_lib.experiments.recurrent import bidirectional as experiment
from course_lib.experiments.recurrent.bidirectional import (
    POSITIONS,
    RECORD,
    SETTINGS,
    WINDOW,
    Trained,
    build,
    parts,
    run,
    seen,
    train,
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
def test_all_nets_are_about_equal_in_params_and_see_what_their_names_say(setting):
    net = build(setting, np.random.default_rng(0))
    assert abs(sum(p.size for p in net.params.values()) - 4500) < 160
    one = np.random.default_rng(1).normal(size=(20, 1, 12))
    part = parts()[0]._replace(frames=one, mask=np.ones((20, 1), bool))
    other = part._replace(frames=one.copy())
    other.frames[10] += 1
    trained = Trained(net, setting, 0.01)
    changed = np.abs(trained.scores(other) - trained.scores(part)).max(axis=(1, 2)) > 0
    side, reach = setting.rpartition(", ")[2], WINDOW - 1
    far = 20 if setting.startswith("RNN") else reach // 2 if side == "both" else reach
    first = 10 if side in ("past", "one frame") else max(0, 10 - far)
    last = 10 if side in ("future", "one frame") else min(19, 10 + far)
    assert list(np.flatnonzero(changed)) == list(range(first, last + 1))


def test_the_utterances_that_choose_the_rate_are_not_learned_and_are_six_of_each_speaker():
    learn, choose, test = parts()
    assert np.bincount(choose.speakers.astype(np.intp)).tolist() == [6] * 9
    assert len(learn.speakers) + len(choose.speakers) == len(utterances()[0].speakers)
    learned = {learn.frames[:, n].tobytes() for n in range(len(learn.speakers))}
    for part in (choose, test):
        assert not learned & {part.frames[:, n].tobytes() for n in range(len(part.speakers))}


def test_the_shares_are_counted_over_real_frames_only(monkeypatch):
    brief = partial(train, epochs=2)
    monkeypatch.setattr(experiment, "train", brief)
    values = run("one frame", 0)
    scores = brief("one frame", 0, values["rate"]).scores(parts()[2])
    _, test = utterances()
    right = (scores.argmax(axis=2) == targets(test)) & test.mask
    assert values["accuracy"] == pytest.approx(right.sum() / test.lengths.sum())
    for t in (0, POSITIONS - 1):
        n = (test.lengths > t).sum()
        assert values[f"at {t + 1}"] == pytest.approx(right[t].sum() / n)
    last = [right[length - 1, n] for n, length in enumerate(test.lengths)]
    assert values["last"] == pytest.approx(np.mean(last))


def test_a_backward_net_is_a_forward_net_on_the_sequence_turned_round():
    learn = parts()[0]
    xs = seen(learn.frames, "RNN, future")
    np.testing.assert_array_equal(xs[::-1], learn.frames)
    trained = Trained(build("RNN, future", np.random.default_rng(0)), "RNN, future", 0.01)
    n = int(learn.lengths[0])
    alone, _ = trained.net.forward(learn.frames[:n, :1][::-1])
    np.testing.assert_allclose(trained.scores(learn)[:n, 0], alone[::-1, 0], atol=1e-12)


def test_the_record_says_what_the_page_says():
    record = recorded("bidirectional")

    def of(setting, key="accuracy"):
        values = record.values(setting, key)
        return values.mean(), values.std(ddof=1)

    (past, d_past), (future, d_future), (both, d_both) = (
        of(f"RNN, {side}") for side in ("past", "future", "both")
    )
    assert abs(future - both) < min(d_future, d_both)
    assert future - past > 2 * (d_past + d_future)
    assert both - past > d_past + d_both
    assert of("window, future")[0] - of("window, past")[0] > of("window, future")[1]
    assert of("one frame")[0] - past > of("one frame")[1] + d_past
    first, last = of("RNN, past", "at 1"), of("RNN, past", "last")
    assert first[0] < of("one frame", "at 1")[0]
    assert of("RNN, future", "at 1")[0] - last[0] > last[1] + of("RNN, future", "at 1")[1]
    for setting in ("RNN, future", "RNN, both"):
        assert of(setting, "at 1")[0] == pytest.approx(0.945, abs=0.005)
    assert len(record.runs) == len(SETTINGS) * RECORD.seeds


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
            "build: setting is 'GRU', expected one of 'one frame', 'window, past', 'window, both', "
            "'window, future', 'RNN, past', 'RNN, future', 'RNN, both'.",
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
