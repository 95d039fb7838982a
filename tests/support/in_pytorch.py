"""The folded blocks "In PyTorch" of the pages, and what holds them to our layers.

To read a block needs no PyTorch: tests/project/test_in_pytorch.py does it. To run it does:
`make check-pytorch` runs this file in the environment of `make bench`.
"""

import ast
import importlib
import io
import json
import re
import sys
from contextlib import redirect_stdout
from pathlib import Path

import numpy as np

from course_lib.params.torch_names import from_torch

ROOT = Path(__file__).resolve().parents[2]
PAIRS = ROOT / "tests" / "pages" / "in_pytorch"
TOLERANCE = 1e-6
FOLDED = re.compile(r"^(:{3,})\{dropdown\} In PyTorch\n(.*?)^\1$", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SHAPE = re.compile(r"\((?:\d+(?:, \d+)*,?)?\)")


def folded(page):
    """Return what stands in the blocks "In PyTorch" of a notebook."""
    cells = json.loads(page.read_text(encoding="utf-8"))["cells"]
    texts = ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return [match[2] for text in texts for match in FOLDED.finditer(text)]


def blocks(page):
    """Return the Python code in these blocks."""
    return [code for text in folded(page) for code in CODE.findall(text)]


def pages():
    """Return the notebooks that have such code, by the names of their pair files."""
    found = sorted((ROOT / "chapters").glob("*/*.ipynb"))
    return {page.stem.replace("-", "_"): page for page in found if blocks(page)}


def assigned(target):
    """Return the names in the target of an assignment, in their order."""
    if isinstance(target, ast.Tuple):
        return [name for part in target.elts for name in assigned(part)]
    return [ast.unparse(target)]


def shapes_said(code):
    """Return the names and shapes of ``hs, h_n = gru(x)  # (7, 2, 5), (1, 2, 5)`` in all lines."""
    said, lines = [], code.split("\n")
    for statement in ast.parse(code).body:
        if isinstance(statement, ast.Assign):
            comment = lines[statement.end_lineno - 1].partition("#")[2]
            shapes = [ast.literal_eval(text) for text in SHAPE.findall(comment)]
            if shapes:
                names = [name for target in statement.targets for name in assigned(target)]
                said.append((names, shapes))
    return said


def array(value):
    """Return a tensor or an array as an array."""
    return np.asarray(value.detach() if hasattr(value, "detach") else value)


def same_weights(layer, module):
    """Give our layer the weights of PyTorch's module, and return it."""
    from_torch(layer, {name: array(value) for name, value in module.state_dict().items()})
    return layer


def faults(code, compare):
    """Run a block; say which shapes in its comments and which results are not as they should be.

    ``compare`` takes the block's names and gives triples: a name, PyTorch's result, ours.
    """
    names, found = {}, []
    with redirect_stdout(io.StringIO()):
        exec(compile(code, "In PyTorch", "exec"), names)
    for targets, said in shapes_said(code):
        real = [tuple(eval(target, names).shape) for target in targets]
        if real != said:
            found.append(f"{', '.join(targets)}: the comment says {said}, the shapes are {real}")
    triples = list(compare(names))
    for name, theirs, ours in ((name, array(a), array(b)) for name, a, b in triples):
        if theirs.shape != ours.shape:
            found.append(f"{name}: PyTorch's shape is {theirs.shape}, ours {ours.shape}")
        elif not np.abs(theirs - ours).max() <= TOLERANCE:
            found.append(f"{name}: PyTorch's and ours differ by {np.abs(theirs - ours).max():.1e}")
    return found if triples else [*found, "nothing is compared"]


def main():
    """Run all blocks, or those of the pages that are named."""
    import torch

    # A block is written as readers write it; double precision leaves no room for rounding.
    torch.set_default_dtype(torch.float64)
    wrong = 0
    for name, page in pages().items():
        if sys.argv[1:] and name.replace("_", "-") not in sys.argv[1:]:
            continue
        torch.manual_seed(0)
        compare = importlib.import_module(f"tests.pages.in_pytorch.{name}").compare
        found = [fault for code in blocks(page) for fault in faults(code, compare)]
        wrong += len(found)
        print(f"check-pytorch: {name}: {'; '.join(found) or 'equal'}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
