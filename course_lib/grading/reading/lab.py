"""A lab as its source notebook says it: the cells that are ours, the exercises, their points."""

import ast
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from course_lib.experiments.reached import Package

PACKAGE = Path(__file__).resolve().parents[2]
SOURCES = PACKAGE.parent / "labs" / "source"
PUBLIC, HIDDEN = "check", "hidden"


class LabError(ValueError):
    """A source notebook cannot be used: a fault of the course, not of a submission."""


class SourceCell(NamedTuple):
    """One code cell of the source notebook."""

    id: str
    grade_id: str
    """"sigmoid", "sigmoid-check", "sigmoid-hidden", or empty."""
    source: str
    points: int
    raw: dict[str, Any]
    """The cell as it is stored, with its outputs."""


class Task(NamedTuple):
    """One exercise of a lab."""

    name: str
    """Also the name of the function to write."""
    answer: SourceCell
    public: SourceCell
    hidden: SourceCell

    @property
    def points(self) -> int:
        """The points of both checks."""
        return self.public.points + self.hidden.points


@dataclass(frozen=True)
class Lab:
    """A lab, read from ``labs/source/NN-stem.ipynb``.

    Attributes
    ----------
    name : str
        ``"01-dense"``.
    title : str
        The heading of the notebook.
    version : int
        Raised when the points or the exercises change.
    removed : tuple of str
        Names that the learner's copy of the library lacks.
    cells : tuple of SourceCell
        All code cells.
    tasks : tuple of Task
        The exercises in their order.
    key : str
        A hash of the notebook and of the code that grades it: results of another key are stale.
    notebook : dict
        The source notebook, as its file has it.
    """

    name: str
    title: str
    version: int
    removed: tuple[str, ...]
    cells: tuple[SourceCell, ...]
    tasks: tuple[Task, ...]
    key: str
    notebook: Any = field(compare=False, repr=False)

    @property
    def module(self) -> str:
        """The module of its exercises, ``"dense"``."""
        return self.name.partition("-")[2].replace("-", "_")

    @property
    def points(self) -> int:
        """The points of all exercises."""
        return sum(task.points for task in self.tasks)

    @property
    def before(self) -> Iterator[SourceCell]:
        """The cells that are run before the first answer: imports."""
        for cell in self.cells:
            if cell.grade_id:
                return
            yield cell


def labs(folder: Path | None = None) -> dict[str, Lab]:
    """Return all labs of a course by name.

    Parameters
    ----------
    folder : pathlib.Path, optional
        The folder of the source notebooks; left out, that of this project.

    Raises
    ------
    LabError
        If there are none, or one is not well formed.
    """
    folder = SOURCES if folder is None else folder
    # The labs share most of their code, so it is read once for all.
    package, grader = Package(), _grader()
    found = {path.stem: _read(path, package, grader) for path in sorted(folder.glob("*.ipynb"))}
    if not found:
        raise LabError(
            f"there are no labs in {folder}; run this in a clone of the course, or name the "
            "folder with --labs."
        )
    return found


def _read(path: Path, package: Package, grader: bytes) -> Lab:
    raw = path.read_bytes()
    try:
        notebook = json.loads(raw)
    except ValueError as error:
        raise LabError(f"{path}: {type(error).__name__} {error}, expected a lab.") from None
    code = package.key("course_lib.grading.exercises." + _module(path.stem))
    key = hashlib.sha256(raw + code.encode() + grader).hexdigest()[:16]
    return from_notebook(notebook, path.stem, key, str(path))


def from_notebook(notebook: Any, name: str, key: str, where: str = "") -> Lab:
    """Return the lab of a source notebook that is already read.

    Parameters
    ----------
    notebook : dict
        As its file has it.
    name, key : str
        Of the lab.
    where : str, optional
        What a fault is said of; left out, the name.

    Raises
    ------
    LabError
        If it is not well formed; the message says where.
    """
    try:
        course = notebook["metadata"]["course"]
        cells = tuple(_cells(notebook))
        named = {cell.grade_id: cell for cell in cells if cell.grade_id}
        names = [name for name in named if not name.endswith((f"-{PUBLIC}", f"-{HIDDEN}"))]
        tasks = tuple(
            Task(name, named[name], named[f"{name}-{PUBLIC}"], named[f"{name}-{HIDDEN}"])
            for name in names
        )
        heading = "".join(notebook["cells"][0]["source"]).splitlines()[0].lstrip("# ")
        removed = tuple(course["removed"])
        return Lab(name, heading, int(course["version"]), removed, cells, tasks, key, notebook)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        said = f"{type(error).__name__} {error}, expected a lab."
        raise LabError(f"{where or name}: {said}") from None


def _module(name: str) -> str:
    return name.partition("-")[2].replace("-", "_")


def _grader() -> bytes:
    """Return a hash of the grader, for which verdicts may change: all of it but the exercises."""
    grading = PACKAGE / "grading"
    paths = sorted(p for p in grading.rglob("*.py") if grading / "exercises" not in p.parents)
    return b"".join(hashlib.sha256(path.read_bytes()).digest() for path in paths)


def _cells(notebook: Any) -> Iterator[SourceCell]:
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            mark = cell["metadata"].get("nbgrader", {})
            source = "".join(cell["source"])
            grade_id = str(mark.get("grade_id", ""))
            yield SourceCell(str(cell["id"]), grade_id, source, int(mark.get("points", 0)), cell)


def defined_names(source: str) -> set[str]:
    r"""Return the names that a cell defines, none for code that cannot be read.

    Examples
    --------
    >>> sorted(defined_names("def f(x):\n    return x\n\nclass G: pass"))
    ['G', 'f']
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    kinds = ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef
    functions = {node.name for node in tree.body if isinstance(node, kinds)}
    targets = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return functions | targets


def used_names(source: str) -> set[str]:
    r"""Return all names that a cell reads.

    Examples
    --------
    >>> sorted(used_names("def f(x):\n    return g(x)"))
    ['g', 'x']
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    return {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
