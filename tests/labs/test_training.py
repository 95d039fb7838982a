"""The last cell of each lab: it trains nothing before all is right, and then it learns."""

import re

import numpy as np
import pytest
from lab_tree import LABS, functions_of, released, source, stem

from course_lib.gradcheck import check_gradients
from course_lib.grading.exercises import backpropagation, dense
from course_lib.grading.training import ActivationOf, DenseOf, LossOf, TwoLayersOf
from course_lib.losses import SoftmaxCrossEntropy

LAB_MODULES = {"dense": dense, "backpropagation": backpropagation}


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
def test_the_solution_learns_to_read_digits(lab, capsys):
    assert last_cell(lab).metadata.tags == ["nbval-ignore-output"]
    exec(last_cell(lab).source, {"lab": LAB_MODULES[stem(lab)], **functions_of(source(lab))})
    printed = capsys.readouterr().out
    shares = [float(share) for share in re.findall(r"reads ([\d.]+)% of 1,000", printed)]
    assert shares
    assert min(shares) > 85
    assert "False" not in printed
    if lab == "01-dense":
        # The page says that tanh is ahead.
        with_sigmoid, with_tanh = shares
        assert with_tanh > with_sigmoid


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
