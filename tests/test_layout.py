"""Which module may import what: layers know NumPy, figures know layers, widgets know figures."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import course_lib

ROOT = Path(course_lib.__file__).parent
# Lowest first. A folder is a group of its own; the modules beside __init__.py are the layers.
ORDER = ("layers", "datasets", "experiments", "figures", "widgets", "grading")
PACKAGES = {
    "layers": {"numpy"},
    "datasets": {"numpy"},
    "experiments": {"numpy"},
    "figures": {"numpy", "matplotlib", "cycler", "PIL"},
    "widgets": {"numpy", "matplotlib", "cycler", "PIL", "IPython", "ipywidgets"},
    "grading": {"numpy", "IPython", "distributed", "nbformat", "nbval", "pytest"},
}
PROGRESS = {"course_lib.train", "course_lib.grading.cli"}
VAGUE = {"utils", "util", "helpers", "helper", "misc", "common", "core", "base", "tools", "lib"}


def group(module):
    """Return the group of ``course_lib.a.b`` or ``course_lib.a``."""
    parts = module.split(".")
    is_folder = len(parts) > 2 or (len(parts) == 2 and (ROOT / parts[1]).is_dir())
    return parts[1] if is_folder else "layers"


def imports(source):
    """Give (module, names imported from it, whether inside a function) of each import."""
    tree = ast.parse(source)
    inside = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, [], id(node) in inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield module, [alias.name for alias in node.names], id(node) in inside


def exists(module):
    path = ROOT.parent.joinpath(*module.split("."))
    return path.is_dir() or path.with_suffix(".py").exists()


def faults(module, source):
    """Say what a module imports and may not."""
    mine, found = group(module), []
    for name, names, in_function in imports(source):
        top = name.split(".")[0]
        if name.startswith("."):
            found.append(f"{module} imports by a relative path, {name}")
        elif top == "course_lib":
            private = [part for part in (*name.split("."), *names) if part.startswith("_")]
            found += [f"{module} imports a private name, {part}" for part in private]
            targets = [name]
            if name == "course_lib":
                targets = [f"{name}.{n}" for n in names if exists(f"{name}.{n}")]
                if not names or len(targets) < len(names):
                    found.append(f"{module} imports course_lib as a whole")
            for other in map(group, targets):
                if mine in ORDER and other not in ORDER[: ORDER.index(mine) + 1]:
                    found.append(f"{module} imports {name}: {mine} may not know {other}")
        elif top == "tqdm":
            if module not in PROGRESS or not in_function:
                found.append(f"{module} imports tqdm")
        elif top not in sys.stdlib_module_names and top not in PACKAGES.get(mine, {top}):
            found.append(f"{module} imports {top}")
    return found


def modules():
    for path in sorted(ROOT.rglob("*.py")):
        stem = path.relative_to(ROOT.parent).with_suffix("")
        yield ".".join(stem.parts), path


def test_no_module_imports_what_it_may_not_know():
    found = []
    for module, path in modules():
        if module != "course_lib.__init__":
            found += faults(module.removesuffix(".__init__"), path.read_text(encoding="utf-8"))
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("module", "source", "fault"),
    [
        ("course_lib.dense", "import matplotlib.pyplot as plt", "imports matplotlib"),
        ("course_lib.dense", "def f():\n    import scipy", "imports scipy"),
        ("course_lib.dense", "from tqdm import tqdm", "imports tqdm"),
        ("course_lib.train", "from tqdm import tqdm", "imports tqdm"),
        ("course_lib.dense", "def f():\n    from tqdm import tqdm", "imports tqdm"),
        ("course_lib.dense", "from course_lib.figures.style import INK", "may not know figures"),
        ("course_lib.dense", "import course_lib.widgets.explore", "may not know widgets"),
        ("course_lib.dense", "from course_lib.datasets import mnist", "may not know datasets"),
        ("course_lib.figures.neuron", "from course_lib.widgets import svg", "may not know widgets"),
        ("course_lib.figures.neuron", "import ipywidgets", "imports ipywidgets"),
        ("course_lib.dense", "from course_lib import figures", "may not know figures"),
        ("course_lib.dense", "from course_lib import Tanh", "imports course_lib as a whole"),
        ("course_lib.dense", "import course_lib", "imports course_lib as a whole"),
        ("course_lib.dense", "from course_lib.losses import _rows", "a private name, _rows"),
        ("course_lib.dense", "from .losses import softmax", "a relative path"),
    ],
)
def test_a_forbidden_import_is_found(module, source, fault):
    assert any(fault in found for found in faults(module, source))


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("course_lib.dense", "import math, numpy as np\nfrom course_lib.shapes import ShapeError"),
        ("course_lib.train", "def f():\n    from tqdm import tqdm"),
        ("course_lib.figures.neuron", "import matplotlib\nfrom course_lib.dense import Dense"),
        ("course_lib.widgets.explore", "import ipywidgets\nfrom course_lib.figures import style"),
    ],
)
def test_an_allowed_import_is_no_fault(module, source):
    assert faults(module, source) == []


def test_every_module_is_named_like_one_subject():
    for module, _ in modules():
        name = module.removesuffix(".__init__").removesuffix(".__main__").split(".")[-1]
        assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name), module
        assert not VAGUE & set(name.split("_")) or module == "course_lib.__init__", module


def test_the_layers_need_numpy_alone():
    layers = [m for m, path in modules() if path.parent == ROOT and path.name != "__init__.py"]
    code = f"""
import importlib, sys
for name in ("tqdm", "matplotlib", "ipywidgets", "IPython", "scipy"):
    sys.modules[name] = None
for name in {["course_lib", *layers]!r}:
    importlib.import_module(name)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
