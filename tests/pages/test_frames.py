"""The experiment on past and future, and the figures of its page."""

import numpy as np
import pytest

from course_lib import accuracy
from course_lib.datasets import HMM, expected_accuracy
from course_lib.datasets import posterior as exact
from course_lib.experiments.recorded import recorded
from course_lib.experiments.recurrent import frames as experiment
from course_lib.experiments.recurrent.frames import (
    COMPARED,
    SETTINGS,
    answers,
    bound,
    build,
    delayed,
    judged,
    posterior,
    train,
)
from course_lib.figures.recurrent import frames


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_net_knows_the_frames_that_its_bound_knows(setting):
    """Change one frame: nets and exact posteriors change at the same steps."""
    xs = np.random.default_rng(0).normal(size=(20, 1, 1))
    other = xs.copy()
    other[12] += 1
    net = build(setting, np.random.default_rng(1))
    scores = answers(net, setting, other) - answers(net, setting, xs)
    changed = np.abs(scores).max(axis=(1, 2)) > 0
    p = posterior(other, setting) - posterior(xs, setting)
    wanted = np.abs(p).max(axis=(1, 2)) > 0
    np.testing.assert_array_equal(changed, wanted[: len(changed)])


def test_a_bound_is_the_expected_share_on_the_compared_steps():
    xs, states = judged()
    p = exact(xs, HMM.levels(), lag=2)[:COMPARED]
    assert bound("RNN, delay 2") == pytest.approx(expected_accuracy(p))
    # And the best guess reaches it: 90,000 frames, three standard errors.
    assert accuracy(p, states[:COMPARED]) == pytest.approx(bound("RNN, delay 2"), abs=0.005)


def test_more_frames_never_make_the_bound_lower():
    order = ["one frame", "RNN", *(f"RNN, delay {d}" for d in (1, 2, 3, 5)), "RNN, both"]
    assert list(np.argsort([bound(s) for s in order])) == list(range(len(order)))


def test_no_recorded_net_beats_its_bound_and_a_second_direction_beats_that_of_the_past():
    record = recorded("frames")
    for setting in SETTINGS:
        assert record.values(setting, "accuracy").max() < bound(setting) + 0.003
    assert record.values("RNN, both", "accuracy").min() > bound("RNN") + 0.03


def test_a_delayed_target_is_the_state_of_an_earlier_step():
    states = np.random.default_rng(0).integers(0, 6, (9, 4))
    target, mask = delayed(states, 3)
    for t in range(9):
        assert mask[t].all() == mask[t].any() == (t >= 3)
        if t >= 3:
            np.testing.assert_array_equal(target[t], states[t - 3])


def test_the_answers_of_a_delayed_net_stand_at_the_steps_of_their_frames():
    xs, states = judged()
    net = train("RNN, delay 1", 0, n=300, epochs=10)
    scores = answers(net, "RNN, delay 1", xs)
    right = accuracy(scores, states[:-1])
    assert right > accuracy(scores[1:], states[:-2]) + 0.02
    assert right > accuracy(scores[:-1], states[1:-1]) + 0.02


def test_the_record_says_what_the_page_says():
    record = recorded("frames")
    means, spreads = {}, {}
    for setting in SETTINGS:
        values = record.values(setting, "accuracy")
        means[setting], spreads[setting] = values.mean(), values.std(ddof=1)
    for setting in ("one frame", "RNN", "RNN, both"):
        assert bound(setting) - means[setting] < 0.015
    delays = [f"RNN, delay {d}" for d in (1, 2, 3, 5)]
    missing = [bound(setting) - means[setting] for setting in ("RNN", *delays)]
    assert missing == sorted(missing)
    late, best, two = "RNN, delay 5", "RNN, delay 3", "RNN, delay 2"
    assert means[best] - means[late] > spreads[best] + spreads[late]
    assert means[best] - means[two] < spreads[best] + spreads[two]


def test_one_more_training_is_chosen_by_sequences_that_do_not_judge_it(monkeypatch):
    rates = []

    def small(setting, seed, *, rate):
        rates.append(rate)
        return train(setting, seed, rate=rate, n=50, epochs=1)

    monkeypatch.setattr(experiment, "train", small)
    values = experiment.run("one frame", 0)
    assert rates == list(experiment.RATES)
    assert values["rate"] in rates
    net = small("one frame", 0, rate=values["rate"])
    assert values["accuracy"] == experiment.share_right(net, "one frame", judged())


@pytest.mark.parametrize("known", frames.KNOWN)
def test_the_figure_fills_the_frames_that_its_posterior_uses(known):
    xs = frames.sequence().xs
    p = frames.probabilities(known)
    for t in (frames.FIRST, frames.LAST):
        first, last = frames.span(t, known)
        for step in range(1, len(xs) + 1):
            other = xs.copy()
            other[step - 1] += 0.5
            changed = posterior(other, frames.KNOWN[known])[t - 1, 0]
            # Far away a frame changes less than rounding shows: only inside is it asked for.
            if not first <= step <= last:
                np.testing.assert_array_equal(changed, p[t - 1])
            elif abs(step - t) < 4:
                assert np.abs(changed - p[t - 1]).max() > 1e-6


def test_the_words_of_the_figure_are_the_best_guess():
    guess = frames.probabilities("past")[frames.FIRST - 1].argmax() + 1
    assert f"best guess is state {guess}," in frames.belief_says(frames.FIRST, "past")


@pytest.mark.parametrize("call", [bound, lambda s: build(s, np.random.default_rng(0))])
def test_an_unknown_setting_is_a_clear_error(call):
    with pytest.raises(ValueError, match=r"setting is 'GRU', expected one of 'one frame', 'RNN', "):
        call("GRU")
