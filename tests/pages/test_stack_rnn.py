"""Laws of the experiment on aⁿbⁿ, of the counter set by hand, and of its figure."""

import numpy as np
import pytest

from course_lib import LSTM, RNN, Dense, Sequential, StackRNN, anbn
from course_lib.experiments.lstm.stack_rnn import (
    LONGEST,
    SETTINGS,
    counter,
    judge,
    layer,
    reach,
    rounded,
    run,
    train_anbn,
)
from course_lib.experiments.recorded import recorded
from course_lib.figures.lstm import stack_rnn as figure


@pytest.mark.parametrize("sharpness", [3.0, 20.0])
def test_the_counter_counts_to_the_longest(sharpness):
    assert reach(judge(counter(sharpness))) == LONGEST


def test_a_blunt_counter_fails():
    assert reach(judge(counter(1.0))) < 5


def test_a_sharp_counter_has_a_stack_as_high_as_what_it_has_counted():
    stack = counter(50.0, depth=9).layers[0]
    strings = anbn([6], dtype=np.float32)
    _, cache = stack.forward(strings.xs)
    after = [step.stack for step in cache.steps[1:]] + [cache.state[1]]
    heights = [int((s > 0).sum()) for s in after]
    assert heights == [0, 1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1, 0]


def test_judge_marks_each_n_whose_certain_symbols_are_all_right():
    # Scores that depend on the symbol alone: after b always b, so the end is always missed.
    net = counter(20.0)
    read = net.layers[1]
    assert judge(net, 7).all()
    read.params["W"][2, 3] = 0
    assert not judge(net, 7).any()
    read.params["W"][2, 1] = 5  # after b always $: right for n = 1 alone
    assert judge(net, 7).tolist() == [True] + [False] * 6


@pytest.mark.parametrize(
    ("right", "expected"),
    [([True, True, False, True], 2), ([False, True], 0), ([True, True], 2)],
)
def test_reach_ends_before_the_first_wrong(right, expected):
    assert reach(np.array(right)) == expected


@pytest.mark.parametrize(
    ("setting", "kind"),
    [("stack RNN", StackRNN), ("stack alone", StackRNN), ("LSTM", LSTM), ("RNN", RNN)],
)
def test_each_setting_has_its_layer(setting, kind):
    assert isinstance(layer(setting, np.random.default_rng(0)), kind)


def test_a_stack_alone_has_no_weights_from_h_to_h_and_the_others_have():
    for setting in ("stack alone", "stack RNN"):
        W = train_anbn(setting, 0, updates=3).net.params["0.W"]
        assert W[:, 3:19].any() == (setting == "stack RNN")
        assert W[:, :3].all()
        assert W[:, 19:].all()


def test_a_rounded_net_is_the_limit_of_sharper_actions_and_leaves_the_first_unchanged():
    net = Sequential(
        layer("stack RNN", np.random.default_rng(0)),
        Dense(16, 3, np.random.default_rng(1), dtype=np.float32),
    )
    before = net.params["0.A"].copy()
    hard = rounded(net)
    xs = anbn([4], dtype=np.float32).xs
    _, soft_cache = net.layers[0].forward(xs)
    _, hard_cache = hard.layers[0].forward(xs)
    np.testing.assert_array_equal(net.params["0.A"], before)
    actions = hard_cache.steps[0].actions
    np.testing.assert_allclose(actions.max(axis=2), 1, atol=1e-6)
    soft = soft_cache.steps[0].actions
    np.testing.assert_array_equal(actions.argmax(axis=2), soft.argmax(axis=2))


def test_a_training_is_decided_by_its_seed_and_learns():
    one, same = (train_anbn("RNN", 1, updates=400) for _ in range(2))
    np.testing.assert_array_equal(one.net.params["0.W"], same.net.params["0.W"])
    assert one.right[:5].mean() > train_anbn("RNN", 1, updates=1).right[:5].mean()


def test_run_gives_hard_actions_for_stacks_alone(monkeypatch):
    def short(setting, seed):
        return train_anbn(setting, seed, updates=2)

    monkeypatch.setattr("course_lib.experiments.lstm.stack_rnn.train_anbn", short)
    keys = {setting: set(run(setting, 0)) for setting in SETTINGS}
    assert keys["LSTM"] == keys["RNN"] == {"reach", "share"}
    assert keys["stack RNN"] == keys["stack alone"] == {"reach", "share", "rounded"}


def test_what_the_page_says_of_the_record():
    record = recorded("stack-rnn")
    for setting in SETTINGS:
        values = record.values(setting, "reach")
        assert values.min() >= 8
        assert values.max() < 30
    reached = [record.values(setting, "reach") for setting in SETTINGS]
    means = [far.mean() for far in reached]
    assert max(means) - min(means) < max(far.std(ddof=1) for far in reached)
    hard = np.concatenate([record.values(s, "rounded") for s in SETTINGS[:2]])
    assert (hard == LONGEST).sum() == 1
    assert np.sort(hard)[-2] < 10


def test_the_figure_walks_the_string_and_its_actions_add_to_one():
    w = figure.walk(2)
    assert w.symbols == "$aaaaabbbbb"
    assert w.targets == "aaaaabbbbb$"
    np.testing.assert_allclose(w.actions.sum(axis=1), 1, atol=1e-6)
    assert figure.walk(20).stacks[5] == pytest.approx([1] * 5 + [-1], abs=1e-4)
    assert figure.verdict(figure.walk(20), 10) == "expects $: right"
    assert "wrong" in figure.verdict(figure.walk(1), 9)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: train_anbn("GRU", 0),
            "train_anbn: setting is 'GRU', expected one of 'stack RNN', 'stack alone', 'LSTM', "
            "'RNN'.",
        ),
        (
            lambda: train_anbn("RNN", 0, updates=0),
            "train_anbn: updates is 0, expected a whole number of at least 1.",
        ),
    ],
)
def test_a_wrong_argument_is_a_clear_error(call, message):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the text is compared below
        call()
    assert str(error.value) == message
