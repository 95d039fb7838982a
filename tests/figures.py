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

from course_lib.experiments.benchmark import recorded
from course_lib.figures import activations, benchmark, depth, learning_rates, neuron, training
from course_lib.train import History
from course_lib.widgets import Explore

CHAPTERS = Path(__file__).parents[1] / "chapters"


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


MOVING: dict[str, Callable[[], Explore]] = {
    name: make
    for path in sorted(CHAPTERS.rglob("*.ipynb"))
    for name, make in moving_figures(path).items()
}

STILL: dict[str, Callable[[], Figure]] = {
    "learning-rates": learning_rates.digits,
    "depth-training": partial(depth.training, shares_of_two_runs(), (2, 10)),
    "training-curves": partial(training.curves, two_trainings(), 1000),
    "benchmark": partial(benchmark.ratios, recorded()),
    "contact-sheet": partial(training.contact_sheet, np.eye(8)[None].repeat(7, 0), ["4 → 9"] * 7),
}

# What the page's script must compute, in Python.
LIVE = {
    "neuron-line": neuron.line_parts,
    "relu-plane": activations.fold,
}
