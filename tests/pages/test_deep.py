"""Laws of the page on deep recurrent nets: its grid, its two tasks, and its nets of equal size."""

import numpy as np
import pytest

from course_lib import RNN, Stack, count_parameters
from course_lib.experiments.recorded import recorded, within
from course_lib.experiments.recurrent import deep
from course_lib.figures.recurrent import deep as figure


def test_nets_of_one_two_and_three_layers_have_equally_many_params():
    rng = np.random.default_rng(0)
    speech = [count_parameters(deep.speech_net(layers, rng)) for layers in (1, 2, 3)]
    made = [count_parameters(deep.parity_net(setting, rng)) for setting in deep.WIDTHS]
    for counts in (speech, made):
        assert max(counts) < 1.04 * min(counts)


def test_a_net_has_the_layers_that_are_asked_for():
    rng = np.random.default_rng(0)
    assert [len(deep.speech_net(n, rng).layers[0].layers) for n in (1, 2, 3)] == [1, 2, 3]
    assert len(deep.parity_net("3 layers", rng).layers[0].layers) == 3


def test_the_target_is_the_parity_of_the_last_five_bits():
    xs, target = deep.parity(30, 12, np.random.default_rng(0))
    for n in range(30):
        for t in range(12):
            ones = sum(xs[max(0, t - 4) : t + 1, n, 0] > 0)
            assert target[t, n, 0] == (1 if ones % 2 else -1)


def test_the_speaker_is_named_far_better_than_by_guessing():
    assert deep.share_right(2, 5, epochs=6) > 0.6


def test_one_more_seed_lies_in_the_recorded_spread():
    experiment, record = deep.RECORD, recorded("deep")
    assert within(experiment, record, experiment.run(experiment.live, experiment.seeds))
    assert len(record.runs) == 3 * experiment.seeds


def test_the_record_says_what_the_page_says():
    record = recorded("deep")
    made = deep.tried(record, "updates", deep.RATES)
    one, two, three = deep.at_best_rates(record).values()
    assert one.mean() - two.mean() > one.std(ddof=1) + two.std(ddof=1)
    assert three.mean() < two.mean()
    assert (three < one.min()).mean() > 0.5
    for rate in (0.0025, 0.005):
        means = [made[name][rate].mean() for name in deep.WIDTHS]
        assert np.ptp(means) < max(made[name][rate].std(ddof=1) for name in deep.WIDTHS)
    speech = deep.tried(record, "speech", deep.SPEECH_RATES)
    for rate in deep.SPEECH_RATES:
        one, two, three = (speech[name][rate].mean() for name in deep.WIDTHS)
        assert three < min(one, two)


def test_a_training_that_is_given_up_returns_the_limit():
    assert deep.updates_to_solve("2 layers", 0, 0.01, limit=2) == 2


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: deep.speech_net(4, np.random.default_rng(0)),
            "speech_net: layers is 4, expected 1, 2 or 3.",
        ),
        (
            lambda: deep.parity_net("4 layers", np.random.default_rng(0)),
            "parity_net: setting is '4 layers', expected one of '1 layer', '2 layers', '3 layers'.",
        ),
        (
            lambda: deep.parity(1, 0, np.random.default_rng(0)),
            "parity: steps is 0, expected a whole number of at least 1.",
        ),
    ],
)
def test_a_wrong_name_or_size_is_a_clear_error(call, message):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the text is compared below
        call()
    assert str(error.value) == message


def test_the_grid_marks_the_cells_that_a_real_stack_depends_on():
    rng = np.random.default_rng(0)
    stack = Stack(*(RNN(2, 2, rng) for _ in range(figure.LAYERS)))

    def states(xs):
        found = []
        for layer in stack.layers:
            xs, _ = layer.forward(xs)
            found.append(xs)
        return np.array(found)  # (L, T, 1, 2)

    xs = rng.normal(size=(figure.STEPS, 1, 2))
    before = states(xs)
    for step in range(1, figure.STEPS + 1):
        other = xs.copy()
        other[step - 1] += 1
        changed = (states(other) != before).any(axis=(2, 3))
        for layer, t in np.ndindex(changed.shape):
            assert changed[layer, t] == ((0, step) in figure.past(layer + 1, t + 1))


def test_past_and_future_are_rectangles():
    assert len(figure.past(3, 6)) == 3 * 6 - 1 + 6
    assert len(figure.future(1, 1)) == 3 * 6 - 1
    assert figure.future(3, 6) == set()
    assert (3, 4) not in figure.past(2, 6)
