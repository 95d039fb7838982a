"""The one list of figures: every law of test_figures.py holds for each.

The figures that move are those of the pages: each cell that ends with ``explore(...)`` is read from
its notebook. One that stands takes data, so it is a line of STILL here. A drawing function that is
in neither fails a test.
"""

import ast
from collections.abc import Callable
from functools import partial
from pathlib import Path

import nbformat
import numpy as np
from matplotlib.figure import Figure

from course_lib.experiments.appendix.benchmark import comparison
from course_lib.experiments.lstm.adding_problem import Trained
from course_lib.experiments.recorded import recorded as record_of
from course_lib.experiments.recurrent.vanishing import Training
from course_lib.figures import labs
from course_lib.figures.appendix import benchmark
from course_lib.figures.cnn import (
    cnn_or_dense,
    conv1d,
    convolution,
    convolution_sizes,
    draw_digit,
)
from course_lib.figures.fully_connected import (
    depth,
    learning_rates,
    neuron,
    relu,
    softmax,
    spiral_point,
    training,
)
from course_lib.figures.gru import cell as gru_cell
from course_lib.figures.gru import erratum, gru_or_lstm, polyphones
from course_lib.figures.landing import cards
from course_lib.figures.lstm import (
    adding_problem,
    forget_bias,
    gates,
    keeping,
    lstm,
    peephole,
    stack_rnn,
)
from course_lib.figures.recurrent import (
    bidirectional,
    deep,
    frames,
    pyramidal,
    recurrent,
    rnn,
    vanishing,
)
from course_lib.figures.together import cldnn, which_structure
from course_lib.fully_connected.sequential import Sequential
from course_lib.recurrent.over_time import LastStep
from course_lib.training.train import History
from course_lib.widgets import Explore
from tests.labs.lab_tree import exercises_of
from tools.paths import ROOT

CHAPTERS = ROOT / "chapters"


def moving_figures(path: Path) -> dict[str, Callable[[], Explore]]:
    """Return, by name, what makes each moving figure of a page: its cell, after all imports."""
    cells = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
    trees = [ast.parse(cell.source) for cell in cells]
    imports = [
        line
        for tree in trees
        for line in tree.body
        if isinstance(line, ast.Import | ast.ImportFrom)
    ]

    def make(figure: ast.expr) -> Explore:
        names: dict[str, object] = {}
        exec(compile(ast.Module(imports, []), path.name, "exec"), names)
        return eval(compile(ast.Expression(figure), path.name, "eval"), names)

    found = {}
    for tree in trees:
        last = tree.body[-1]
        call = last.value if isinstance(last, ast.Expr) else None
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "explore":
            name = next(k.value.value for k in call.keywords if k.arg == "name")
            found[name] = partial(make, call)
    return found


def shares_of_two_runs() -> dict[str, np.ndarray]:
    return {
        "sigmoid, SGD": np.array([[0.94, 0.95], [0.1, 0.1]]),
        "ReLU, SGD": np.array([[0.92, 0.93], [0.81, 0.94]]),
    }


def two_trainings() -> list[History]:
    loss = [2.0, 1.0, 0.5, 0.2, 0.1, 0.05]
    test, right = [2.0, 1.0, 0.6, 0.4, 0.3, 0.35], [0.5, 0.8, 0.85, 0.9, 0.92, 0.93]
    return [History(loss=loss, validation_loss=test, validation_accuracy=right)] * 2


def right_at_two_sizes() -> dict[str, np.ndarray]:
    return {
        "recurrent": np.array([[0.6, 0.9], [1, 1]]),
        "dense": np.array([[0.5, 0.52], [0.99, 1]]),
        "dense, past": np.array([[0.6, 0.62], [1, 1]]),
        "window, shared": np.array([[0.9, 0.92], [1, 1]]),
    }


def two_addings() -> dict[str, Trained]:
    net, updates = Sequential(LastStep()), np.array([0, 800, 1500])
    return {
        "RNN": Trained(net, updates, np.array([1.5, 1.0, 1.1]), False),
        "LSTM": Trained(net, updates[:2], np.array([2.0, 0.05]), True),
    }


def two_losses() -> list[Training]:
    return [Training(np.array([0.7, 14.0, 0.3]), np.array([1.0, 90.0, 2.0]))] * 2


MOVING: dict[str, Callable[[], Explore]] = {
    name: make
    for path in sorted(CHAPTERS.rglob("*.ipynb"))
    for name, make in moving_figures(path).items()
}


def right(lab: str, name: str, draw: Callable[..., Figure]) -> Callable[[], Figure]:
    """Return what draws a lab's picture with the right answer."""
    return partial(draw, exercises_of(lab)[name].reference)


STILL: dict[str, Callable[[], Figure]] = {
    "gates": partial(gates.record, record_of("gates")),
    "stack-record": partial(stack_rnn.record, record_of("stack-rnn")),
    "adding-curves": partial(adding_problem.curves, two_addings()),
    "adding-record": partial(adding_problem.record, record_of("adding-problem")),
    "peephole-updates": partial(peephole.updates, record_of("peephole")),
    "forget-bias-updates": partial(forget_bias.updates, record_of("forget-bias")),
    "learning-rates": partial(learning_rates.digits, record_of("activations")),
    "depth-training": partial(depth.training, shares_of_two_runs(), (2, 10)),
    "training-curves": partial(training.curves, two_trainings(), 1000),
    "benchmark": partial(benchmark.ratios, comparison()),
    "contact-sheet": partial(training.contact_sheet, np.eye(8)[None].repeat(7, 0), ["4 → 9"] * 7),
    "recurrent-examples": partial(recurrent.examples, right_at_two_sizes(), (5, 160)),
    "erratum": partial(erratum.recall, record_of("erratum")),
    "gru-or-lstm": partial(gru_or_lstm.updates, record_of("gru-or-lstm")),
    "polyphones": partial(
        polyphones.shares, record_of("polyphones"), dict.fromkeys(polyphones.KINDS, 0.9), 0.68
    ),
    "rnn-held": partial(
        rnn.held, (0.5, 1.6), np.array([[0.5, 0.6], [0.98, 1]]), np.array([1.5, 1.8])
    ),
    "frames-bounds": partial(frames.bounds, record_of("frames")),
    "pyramid-costs": partial(pyramidal.costs, record_of("pyramidal")),
    "speakers-by-position": partial(
        bidirectional.by_position,
        record_of("bidirectional"),
        ("one frame", "RNN, past", "RNN, both"),
    ),
    "cnn-or-dense": partial(
        cnn_or_dense.shares, record_of("cnn-or-dense"), ("dense", "stride, wider", "max")
    ),
    "conv1d": partial(conv1d.accuracies, record_of("conv1d")),
    "deep-updates": partial(
        deep.updates, {f"{n}": np.array([300.0, 2000 / n]) for n in (1, 2, 3)}, 2000
    ),
    "vanishing-losses": partial(vanishing.losses, two_losses(), two_losses()),
    "cldnn-accuracies": partial(cldnn.accuracies, record_of("cldnn")),
    "lab-layer": right("01-dense", "dense_forward", labs.layer),
    "lab-loss": right("02-backpropagation", "softmax_cross_entropy", labs.loss),
    "lab-spiral": right("03-rnn", "rnn_step", labs.spiral),
    "lab-memory": right("04-lstm", "lstm_step", labs.memory),
    "lab-gate": right("05-gru", "gru_step", labs.gate),
    "lab-edges": right("06-convolution", "convolve", labs.edges),
    "lab-pooled": right("07-pooling", "pools", labs.pooled),
} | {f"welcome-{kind}": partial(cards.structure, kind) for kind in cards.STRUCTURES}

# What the page's script must compute, in Python.
LIVE = {
    "convolution-sizes": convolution_sizes.sizes_parts,
    "convolution-slide": convolution.slide_parts,
    "receptive-cone": conv1d.cone_parts,
    "neuron-line": neuron.line_parts,
    "softmax-scores": softmax.scores_parts,
    "spiral-point": spiral_point.point_parts,
    "relu-plane": relu.fold,
    "lstm-cell": lstm.cell_parts,
    "structure-choice": which_structure.tree_parts,
    "cldnn-stages": cldnn.way_parts,
    "draw-digit": draw_digit.digit_parts,
    "keep-number": keeping.game_parts,
    "gru-cell": gru_cell.cell_parts,
}
