"""Convolutions over time: what each net sees, and the cone of the figure."""

import numpy as np
import pytest

from course_lib import Conv1D, Sequential
from course_lib.convolution.reshape import ImageToSequence, SequenceToImage
from course_lib.experiments.cnn.conv1d import FIELDS, NETS, build, inputs_seen, padded
from course_lib.experiments.recorded import recorded
from course_lib.figures.cnn.conv1d import T, accuracies_says, cone_parts, cone_says, seen
from course_lib.protocol import Layer


def stack(kernel: int, layers: int) -> Sequential:
    rng = np.random.default_rng(0)
    convolutions: list[Layer] = [
        Conv1D(1, 1, kernel, rng, padding=kernel // 2) for _ in range(layers)
    ]
    return Sequential(SequenceToImage(1), *convolutions, ImageToSequence())


@pytest.mark.parametrize("kernel", [1, 3, 5])
@pytest.mark.parametrize("layers", [1, 2, 4])
@pytest.mark.parametrize("step", [1, 6, 17])
def test_the_cone_is_what_the_gradient_of_real_layers_reaches(kernel, layers, step):
    inputs = inputs_seen(stack(kernel, layers), np.ones((T, 1, 1)), step - 1)
    assert inputs == list(seen(step, kernel, layers)[0])
    says = cone_says(step, kernel, layers)
    assert f"sees inputs {inputs[0] + 1} to {inputs[-1] + 1}." in says


def test_the_field_in_words_is_the_cone_where_no_edge_cuts_it():
    assert "= 9 steps" in cone_says(9, 5, 2)
    assert len(seen(9, 5, 2)[0]) == 9


def test_every_wire_of_the_cone_joins_two_neurons_that_are_seen():
    parts = cone_parts(2, 5, 3)
    centres = {tuple(np.round(circle[:-1].mean(axis=0)).astype(int)) for circle in parts["in"]}
    ends = {tuple(int(v) for v in end) for wire in parts["wires"] for end in wire}
    assert ends == {tuple(int(v) for v in centre) for centre in centres}
    assert len(parts["in"]) + len(parts["out"]) == 4 * T


@pytest.mark.parametrize("setting", FIELDS)
def test_a_net_sees_the_past_and_the_future_that_its_name_says(setting):
    net = build(setting, np.random.default_rng(0))
    xs = padded(np.random.default_rng(1).normal(size=(29, 1, 12)), setting)
    before, after = FIELDS[setting]
    y, _ = net.forward(xs)
    assert len(y) == 29
    # The padded sequence starts `before` steps earlier, so its step t + before is step t.
    inputs = [t - before for t in inputs_seen(net, xs, 14)]
    assert inputs == list(range(14 - before, 14 + after + 1))


def test_the_rnn_sees_all_of_the_past():
    xs = np.random.default_rng(1).normal(size=(12, 1, 12))
    assert inputs_seen(build("RNN", np.random.default_rng(0)), xs, 9) == list(range(10))


def test_all_nets_have_about_the_same_size():
    rng = np.random.default_rng(0)
    sizes = [sum(p.size for p in build(setting, rng).params.values()) for setting in NETS]
    assert max(sizes) < 1.02 * min(sizes)


def test_a_wrong_name_is_a_clear_error():
    with pytest.raises(ValueError, match="build: setting is 'LSTM', expected one of '1 step'"):
        build("LSTM", np.random.default_rng(0))
    with pytest.raises(ValueError, match="padded: setting is 'LSTM', expected one of '1 step'"):
        padded(np.zeros((2, 1, 12)), "LSTM")


def test_the_words_of_the_record_hold_its_means():
    record = recorded("conv1d")
    says = accuracies_says(record)
    for setting in ("RNN", "past 13"):
        assert f"{setting} {record.values(setting, 'accuracy').mean():.3f}" in says


def ahead(record, first, second, rate):
    """Return by how much one net is ahead of another, less what both spread over the seeds."""
    one, other = (record.values(f"{net}{rate}", "accuracy") for net in (first, second))
    return one.mean() - other.mean() - one.std(ddof=1) - other.std(ddof=1)


@pytest.mark.parametrize("rate", ["", ", rate 0.001", ", rate 0.01"])
def test_the_record_says_of_windows_what_the_page_says(rate):
    record = recorded("conv1d")
    assert ahead(record, "±3", "past 7", rate) > 0
    assert ahead(record, "±3", "±3, 3 layers", rate) > 0
    assert ahead(record, "past 13", "past 4", rate) < 0


def test_the_record_says_of_the_rnn_what_the_page_says():
    record = recorded("conv1d")
    for net in ("past 4", "past 7", "past 13"):
        for rate in ("", ", rate 0.01"):
            assert ahead(record, net, "RNN", rate) > 0
        assert ahead(record, net, "RNN", ", rate 0.001") < 0
    assert record.values("RNN", "training accuracy").min() > 0.98
