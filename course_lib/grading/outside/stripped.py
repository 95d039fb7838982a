"""The library that a learner's process gets: without the answers of its lab.

A copy of the package is written to a folder, with only those modules that layers need. In it each
name on the lab's list is replaced by one that says that it is not available. The process sees
this copy and no other, so there is nothing to find by reading files.
"""

import ast
import importlib
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

PACKAGE = "course_lib"
# Pages and grading: neither is of use in an answer, and both hold answers.
LEFT_OUT = {"data", "experiments", "figures", "widgets", "grading"}
# The worker itself is in this room of the grader, with all that it needs.
KEPT = "inside"

GONE = """

class _Gone(type):
    def __call__(cls, *args, **kwargs):
        raise ImportError(cls.__doc__)

    def __getattr__(cls, name):
        raise ImportError(cls.__doc__)

"""
NAME = "class {name}(metaclass=_Gone):\n    '''{where} is not available here.'''\n"
LAB = '''"""The lab's own module: in this process it does nothing."""

import sys


def variant(*args):
    return sys.modules[__name__]


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return lambda *args, **kwargs: None
'''


def home(dotted: str) -> tuple[str, str]:
    """Return the module where a public name is defined, and its name there.

    Raises
    ------
    ValueError
        If the library has no such name.

    Examples
    --------
    >>> home("course_lib.sigmoid")
    ('course_lib.fully_connected.activations', 'sigmoid')
    """
    module, _, name = dotted.rpartition(".")
    try:
        found = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError):
        raise ValueError(f"removed: {dotted!r} is not a name of {PACKAGE}.") from None
    return str(getattr(found, "__module__", module)), str(getattr(found, "__name__", name))


def write(folder: Path, removed: Iterable[str], labs: Iterable[str] = ()) -> None:
    """Write the package without the names in ``removed`` into ``folder``.

    Parameters
    ----------
    folder : pathlib.Path
        An empty folder; the package is written as ``folder/course_lib``.
    removed : iterable of str
        Public names, ``"course_lib.sigmoid"``, or names of a module.
    labs : iterable of str
        Modules of ``course_lib.grading.exercises`` that cells import: they do nothing here.

    Raises
    ------
    ValueError
        If a name does not exist.
    """
    gone: dict[str, set[str]] = {}
    for dotted in removed:
        module, name = home(dotted)
        gone.setdefault(module, set()).add(name)
    package = Path(str(importlib.import_module(PACKAGE).__file__)).parent
    for path in sorted(package.glob("**/*.py")):
        parts = path.relative_to(package).parts
        if parts[0] in LEFT_OUT:
            continue
        module = ".".join((PACKAGE, *parts[:-1], *([path.stem] if path.stem != "__init__" else [])))
        text = path.read_text(encoding="utf-8")
        target = folder / PACKAGE / Path(*parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(without(text, gone.get(module, set())), encoding="utf-8")
    grading = folder / PACKAGE / "grading"
    (grading / "exercises").mkdir(parents=True)
    (grading / KEPT).mkdir()
    for path in sorted((package / "grading" / KEPT).glob("*.py")):
        shutil.copy(path, grading / KEPT)
    for path in (grading / "__init__.py", grading / "exercises" / "__init__.py"):
        path.write_text("", encoding="utf-8")
    for lab in labs:
        (grading / "exercises" / f"{lab}.py").write_text(LAB, encoding="utf-8")


def without(source: str, names: set[str]) -> str:
    r"""Return a module's source in which these functions and classes only say that they are gone.

    Raises
    ------
    ValueError
        If the module does not define one of them.

    Examples
    --------
    >>> print(without("def f():\n    return 1\n", set()), end="")
    def f():
        return 1
    """
    if not names:
        return source
    lines, missing = source.splitlines(keepends=True), set(names)
    for node in _definitions(ast.parse(source)):
        if node.name in names:
            missing.discard(node.name)
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            gone = NAME.format(name=node.name, where=f"{PACKAGE}.{node.name}")
            lines[first - 1] = GONE + gone
            lines[first : node.end_lineno] = [""] * ((node.end_lineno or first) - first)
    if missing:
        raise ValueError(f"removed: {', '.join(sorted(missing))} is no function or class.")
    return "".join(lines)


def _definitions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node
