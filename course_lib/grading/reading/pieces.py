"""An answer as pieces of code: what its lines say, without names, comments, spaces and their order.

A copy with other names and comments, whose lines were moved, has the pieces of its original.

Source: S. Schleimer, D. Wilkerson, A. Aiken, "Winnowing: local algorithms for document
fingerprinting", 2003, for runs of tokens as fingerprints. Answers are short, so all runs are kept,
and none goes over the end of a line.
"""

import ast
import re
import warnings
from collections.abc import Iterable, Iterator

from course_lib.grading.outside.remote import Cell
from course_lib.grading.reading.lab import Lab

LENGTH = 5
TOKEN = re.compile(r"\w+|[^\w\s]+")
OWN = "_"
SOLUTION = re.compile(r"^ *### BEGIN SOLUTION$.*?^ *### END SOLUTION$", re.DOTALL | re.MULTILINE)
STUB = "raise NotImplementedError('')"

Pieces = dict[str, frozenset[str]]


def given_by(lab: Lab) -> Pieces:
    """Return the pieces that a lab itself has written into its answer cells, by exercise."""
    cells = [(SOLUTION.sub("", task.answer.source), (task.name,)) for task in lab.tasks]
    return {name: frozenset(runs) for cell in cells for name, runs in _runs(*cell).items()}


def pieces(cells: Iterable[Cell], given: Pieces) -> Pieces:
    """Return the pieces of the answers in a learner's cells, by exercise.

    A piece is a run of ``LENGTH`` tokens of a line, or a shorter line as a whole. All names that
    the learner chose are one token; the names of Python, of NumPy and of the exercises stay.

    Parameters
    ----------
    cells : iterable of Cell
        The cells of a submission. Those that answer no exercise, or are no Python, have no pieces.
    given : mapping
        What is left out: `given_by` of the lab.
    """
    found: dict[str, set[str]] = {}
    for cell in cells:
        for name, runs in _runs(cell.source, cell.answers).items():
            found.setdefault(name, set()).update(runs - given.get(name, frozenset()))
    return {name: frozenset(runs) for name, runs in found.items()}


def _runs(source: str, answers: tuple[str, ...]) -> dict[str, set[str]]:
    """Return the pieces of a cell by exercise; a helper counts for the first that it answers."""
    found: dict[str, set[str]] = {}
    for name, line in _lines(source, answers):
        tokens = TOKEN.findall(line)
        last = max(len(tokens) - LENGTH, 0)
        runs = (" ".join(tokens[n : n + LENGTH]) for n in range(last + 1))
        found.setdefault(name, set()).update(runs)
    return found


def _lines(source: str, answers: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    r"""Yield the lines of a cell as Python itself would write them, each with its exercise.

    Examples
    --------
    >>> list(_lines("def f(x, *, y=1):\n    'Text.'\n    return( x+np.exp(y) ) # so", ("f",)))
    [('f', 'return _ + np.exp(_)')]
    """
    if not answers:
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Python thinks of the style
            tree = ast.parse(source)
            own = _own_names(tree) - set(answers)
            plain = [(_answered(node, answers), _Plain(own).visit(node)) for node in tree.body]
            lines = [(name, ast.unparse(node).splitlines()) for name, node in plain]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for name, texts in lines:
        for text in map(str.strip, texts):
            if text and text not in ("pass", STUB) and not text.startswith(("def ", "class ")):
                yield name, text


def _answered(node: ast.stmt, answers: tuple[str, ...]) -> str:
    name = getattr(node, "name", "")
    return name if name in answers else answers[0]


def _own_names(tree: ast.Module) -> set[str]:
    """Return the names that a cell gives to values and functions."""
    own = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                own.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                own.add(name)
    return own


class _Plain(ast.NodeTransformer):
    """Puts one name for all that are the learner's own, and empty texts for all texts."""

    def __init__(self, own: set[str]) -> None:
        self._own = own

    def visit_Name(self, node: ast.Name) -> ast.Name:
        """Replace a name of the learner's."""
        return ast.Name(OWN, node.ctx) if node.id in self._own else node

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        """Replace a text."""
        return ast.Constant("") if isinstance(node.value, str | bytes) else node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        """Replace a parameter of a function inside a line."""
        return ast.arg(OWN)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        """Leave out what a line says of a type."""
        if node.value is None:
            return ast.Pass()
        return self.generic_visit(ast.copy_location(ast.Assign([node.target], node.value), node))

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        """Leave out a text that stands alone: what a function says of itself."""
        return ast.Pass() if isinstance(node.value, ast.Constant) else self.generic_visit(node)
