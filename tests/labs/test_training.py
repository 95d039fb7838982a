"""The last cell of each lab: it trains nothing before all is right, and then it learns."""

import re
import subprocess
import sys
from itertools import pairwise

import nbformat
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
from course_lib.grading.exercises.lstm import net as lstm_net
from course_lib.grading.exercises.pooling.net import KINDS, MaxoutOf, PoolOf
from course_lib.grading.exercises.pooling.net import Answers as PoolingAnswers
from course_lib.grading.exercises.rnn.net import Answers, BothOf, ForwardOf
from course_lib.recurrent.recurrent import Recurrent
from course_lib.training import train
from course_lib.training.gradcheck import check_gradients
from course_lib.training.losses import SoftmaxCrossEntropy
from course_lib.training.progress import NoBar
from tests.labs.lab_tree import LABS, ROOT, functions_of, released, source, stem
from tests.support import learned
from tools import test as checks

# What a solution may print, and lines in their place that no longer say what the lab's page says.
LEARNED = {
    "dense": "Your net with sigmoid  reads 86.0% of 1,000 new digits right.\n"
    "Your net with tanh     reads 90.0% of 1,000 new digits right.\n",
    "backpropagation": "Your checker says of your net's dW: True.\n"
    "Your net reads 90.0% of 1,000 new digits right.\n",
    "rnn": "Your RNN names the speaker: 90.0% right at the first frame\n"
    "Both directions names the speaker: 95.0% right at the first frame\n",
    "lstm": "LSTM: 800 updates, 95.0% less error.\n",
    "gru": "Your test says where the formula of the code keeps its memory: one.\n"
    "Your test says where the formula of the paper keeps its memory: zero.\n"
    "Your test says where the formula of the slide keeps its memory: never.\n"
    "Your GRU with the code keeps a symbol over 20 steps: 100% right.\n"
    "Your GRU with the slide keeps a symbol over 20 steps: 25% right.\n"
    "Your GRU names the speaker of 95.0% of 370 new utterances.\n",
    "convolution": "200 steps on noise: each weight is right to 1e-09.\n"
    "200 steps on the photograph: each weight is right to 0.1.\n"
    "4,000 steps on the photograph: each weight is right to 0.001.\n"
    "On another photograph it does 99.9% of what the hidden one does.\n",
    "pooling": "  corner   10%\n  maximum  40%\n  average  20%\n  L2       30%\n"
    "  stride   reads 88.0% in place, 60.0% if they move by one pixel\n"
    "  maximum  reads 90.0% in place, 75.0% if they move by one pixel\n",
}
WORSE = [
    ("dense", "86.0%", "80.0%"),
    ("dense", "86.0%", "91.0%"),
    ("dense", LEARNED["dense"], "Nothing is trained yet. sigmoid: not written yet."),
    ("backpropagation", "True", "False"),
    ("backpropagation", "90.0%", "84.0%"),
    ("rnn", "95.0%", "90.5%"),
    ("lstm", "95.0%", "89.0%"),
    ("gru", "95.0%", "80.0%"),
    ("gru", "100%", "90%"),
    ("gru", "25%", "50%"),
    ("gru", "never", "zero"),
    ("convolution", "99.9%", "98.0%"),
    ("convolution", "1e-09", "0.01"),
    ("convolution", "0.001", "0.05"),
    ("pooling", "88.0%", "84.0%"),
    ("pooling", "corner   10%", "corner   25%"),
    ("pooling", "average  20%", "average  45%"),
    ("pooling", "60.0%", "75.0%"),
]

LAB_MODULES = {
    "dense": dense,
    "backpropagation": backpropagation,
    "rnn": rnn,
    "lstm": lstm,
    "gru": gru,
    "convolution": convolution,
    "pooling": pooling,
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


class AskedError(Exception):
    """Somebody asked for a progress bar."""


# Lab 6 looks for a kernel: that takes less than a second.
@pytest.mark.parametrize("lab", sorted(set(LABS) - {"06-convolution"}))
def test_the_training_of_a_lab_shows_how_far_it_is_where_somebody_looks(lab, monkeypatch):
    def bar(where, progress, total):
        raise AskedError(where, progress)

    monkeypatch.setattr(train, "progress_bar", bar)
    monkeypatch.setattr(lstm_net, "progress_bar", bar)
    with pytest.raises(AskedError) as asked:
        exec(last_cell(lab).source, {"lab": LAB_MODULES[stem(lab)], **functions_of(source(lab))})
    assert asked.value.args[1] is None


def test_a_bar_of_lab_4_counts_each_update(monkeypatch, capsys):
    counted = []

    class Bar(NoBar):
        def update(self):
            counted.append("update")

        def close(self):
            counted.append("close")

    monkeypatch.setattr(lstm_net, "progress_bar", lambda *how: Bar())
    monkeypatch.setattr(lstm_net, "MOST", 3)
    answers = functions_of(source("04-lstm"))
    lstm.train(*(answers[name] for name in lstm_net.Answers._fields))
    assert counted == 2 * [*3 * ["update"], "close"]


def test_nbval_reads_what_the_training_of_each_solution_prints():
    assert ("-p", "tests.support.learned") in pairwise(checks.PARTS["nbval"][-1])
    assert {stem(lab) for lab in LABS} == set(learned.LEARNS) == set(LEARNED)
    for lab in LABS:
        assert last_cell(lab).metadata.tags == ["nbval-ignore-output"]


@pytest.mark.parametrize("lab", LEARNED)
def test_a_solution_that_learns_is_let_through(lab):
    learned.check(lab, LEARNED[lab])


@pytest.mark.parametrize(("lab", "said", "instead"), WORSE)
def test_a_solution_that_does_not_learn_is_seen(lab, said, instead):
    assert said in LEARNED[lab]
    with pytest.raises(AssertionError):
        learned.check(lab, LEARNED[lab].replace(said, instead))


def test_nbval_fails_at_the_cell_of_a_solution_that_does_not_learn(tmp_path):
    for folder, share in (("learns", "86.0%"), ("guesses", "10.0%")):
        printed = LEARNED["dense"].replace("86.0%", share)
        sources = [
            "from types import SimpleNamespace\n\nlab = SimpleNamespace(train=print)",
            f"lab.train({printed!r})",
        ]
        cells = [nbformat.v4.new_code_cell(text, execution_count=1) for text in sources]
        cells[-1].metadata["tags"] = ["nbval-ignore-output"]
        (tmp_path / folder).mkdir()
        nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / folder / "01-dense.ipynb")
    plugins = ["-p", "tests.support.learned", "-p", "tests.support.one_kernel"]
    options = ["--nbval", "--nbval-current-env", "-p", "no:cacheprovider", "-p", "no:xdist"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plugins, *options, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 failed, 3 passed" in done.stdout, done.stdout + done.stderr
    assert "reads 10.0% of 1,000" in done.stdout


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
