"""The last cell of each lab: it trains nothing before all is right, and then it learns."""

import re

import numpy as np
import pytest

from course_lib.grading.checking.nets import ActivationOf, DenseOf, LossOf, TwoLayersOf
from course_lib.grading.exercises import (
    backpropagation,
    convolution,
    dense,
    gru,
    lstm,
    pooling,
    rnn,
)
from course_lib.grading.exercises.gru.net import GRUCellOf, same_there_and_back
from course_lib.grading.exercises.pooling.net import KINDS, MaxoutOf, PoolOf
from course_lib.grading.exercises.pooling.net import Answers as PoolingAnswers
from course_lib.grading.exercises.rnn.net import Answers, BothOf, ForwardOf
from course_lib.recurrent.recurrent import Recurrent
from course_lib.training.gradcheck import check_gradients
from course_lib.training.losses import SoftmaxCrossEntropy
from tests.labs.lab_tree import LABS, functions_of, released, source, stem

LAB_MODULES = {
    "dense": dense,
    "backpropagation": backpropagation,
    "rnn": rnn,
    "lstm": lstm,
    "gru": gru,
    "convolution": convolution,
    "pooling": pooling,
}
# What a lab prints of each of its nets, and the least share, in percent, of a right solution.
LEARNS = {
    "dense": (r"reads ([\d.]+)% of 1,000", 85),
    "backpropagation": (r"reads ([\d.]+)% of 1,000", 85),
    "rnn": (r"names the speaker: ([\d.]+)% right at the first frame", 85),
    "lstm": (r"updates, ([\d.]+)% less error", 90),
    "gru": (r"names the speaker of ([\d.]+)% of 370", 90),
    "convolution": (r"does ([\d.]+)% of what the hidden one does", 99),
    "pooling": (r"reads ([\d.]+)% in place", 85),
}


def last_cell(lab):
    (cell,) = [c for c in source(lab).cells if c.source.startswith("lab.train(")]
    return cell


@pytest.mark.parametrize("lab", LABS)
def test_nothing_is_trained_before_all_is_written(lab, capsys):
    functions = functions_of(released(lab))
    exec(last_cell(lab).source, {"lab": LAB_MODULES[stem(lab)], **functions})
    assert re.fullmatch(
        r"Nothing is trained yet\. \w+: not written yet\.\n", capsys.readouterr().out
    )


@pytest.mark.parametrize("lab", LABS)
def test_the_solution_learns(lab, capsys):
    assert last_cell(lab).metadata.tags == ["nbval-ignore-output"]
    exec(last_cell(lab).source, {"lab": LAB_MODULES[stem(lab)], **functions_of(source(lab))})
    printed = capsys.readouterr().out
    says, least = LEARNS[stem(lab)]
    shares = [float(share) for share in re.findall(says, printed)]
    assert shares
    assert min(shares) > least
    assert "False" not in printed
    if lab == "01-dense":
        # The page says that tanh is ahead.
        with_sigmoid, with_tanh = shares
        assert with_tanh > with_sigmoid
    if lab == "03-rnn":
        # The page says that two directions are clearly better at the first frame.
        one_direction, two_directions = shares
        assert two_directions > one_direction + 1
    if lab == "05-gru":
        # The page says that the slide's formula guesses one of four symbols.
        right, slide = (int(share) for share in re.findall(r"20 steps: (\d+)% right", printed))
        assert right > 95
        assert slide < 40
        assert re.findall(r"keeps its memory: (\w+)", printed) == ["one", "zero", "never"]
    if lab == "06-convolution":
        # The page says that noise is the better teacher, by far, and that patience helps.
        noise, few, many = (float(e) for e in re.findall(r"is right to ([\d.e-]+)\.", printed))
        assert noise < 0.01 * few
        assert many < 0.1 * few
    if lab == "07-pooling":
        # The page says that the maximum keeps the most, all pools more than the corner alone, and
        # that nets with a pool read moved digits better.
        corner, maximum, *others = (int(s) for s in re.findall(r"(\d+)%\n", printed))
        assert corner < min(others) < max(others) < maximum < 50
        stride, *pooled = (float(s) for s in re.findall(r"([\d.]+)% if they move", printed))
        assert stride < min(pooled)


def test_layers_of_right_functions_have_right_gradients():
    rng = np.random.default_rng(0)
    solved = functions_of(source("01-dense"))
    layer = DenseOf(3, 2, rng, solved["dense_forward"], solved["dense_backward"])
    tanh = ActivationOf(np.tanh, lambda a: 1 - a * a)
    for made in (layer, tanh):
        assert max(check_gradients(made, rng.normal(size=(4, 3)), rng).values()) < 1e-7


def test_the_net_and_the_loss_give_what_the_functions_give():
    rng = np.random.default_rng(0)
    solved = functions_of(source("02-backpropagation"))
    net = TwoLayersOf(4, rng, solved["two_layer_forward"], solved["two_layer_backward"])
    criterion, ours = SoftmaxCrossEntropy(), LossOf(solved["softmax_cross_entropy"])
    scores, cache = net.forward(rng.normal(size=(3, 196)))
    target = np.array([1, 0, 9])
    loss, dscores = ours.forward(scores, target)
    expected, expected_cache = criterion.forward(scores, target)
    assert loss == pytest.approx(expected, rel=1e-12)
    doubled = ours.backward(2.0, dscores)[0]
    np.testing.assert_allclose(doubled, criterion.backward(2.0, expected_cache)[0], atol=1e-14)
    dx, grads = net.backward(dscores, cache)
    assert dx.shape == (3, 196)
    assert {k: g.shape for k, g in grads.items()} == {k: p.shape for k, p in net.params.items()}


@pytest.mark.parametrize("layer", [ForwardOf, BothOf])
def test_layers_over_time_of_right_functions_have_right_gradients(layer):
    rng = np.random.default_rng(0)
    solved = functions_of(source("03-rnn"))
    answers = Answers(*(solved[name] for name in Answers._fields))
    made = layer(3, 4, rng, answers)
    assert max(check_gradients(made, rng.normal(size=(5, 2, 3)), rng).values()) < 1e-7


def test_a_cell_of_right_functions_has_right_gradients():
    rng = np.random.default_rng(0)
    solved = functions_of(source("05-gru"))
    cell = GRUCellOf(3, 4, rng, solved["gru_step"], solved["gru_backward"])
    assert max(check_gradients(Recurrent(cell), rng.normal(size=(5, 2, 3)), rng).values()) < 1e-7


def test_weights_that_lose_a_bias_are_seen_after_their_journey():
    solved = functions_of(source("05-gru"))
    there, back = solved["to_pytorch"], solved["from_pytorch"]
    assert same_there_and_back(there, back)
    assert not same_there_and_back(there, lambda arrays: back(arrays) | {"b_h": np.zeros(6)})


@pytest.mark.parametrize("kind", [*KINDS, "maxout"])
def test_pools_of_right_functions_have_right_gradients(kind):
    rng = np.random.default_rng(0)
    solved = functions_of(source("07-pooling"))
    answers = PoolingAnswers(*(solved[name] for name in PoolingAnswers._fields))
    made = MaxoutOf(2, answers) if kind == "maxout" else PoolOf(kind, answers)
    assert max(check_gradients(made, rng.normal(size=(3, 4, 4, 6)), rng).values()) < 1e-7
