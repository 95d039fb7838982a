"""Which room may import what: layers know NumPy, figures know layers, widgets know figures."""

import ast
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import course_lib

ROOT = Path(course_lib.__file__).parent
# Every room of the library, and the rooms that its modules may import beside itself. "top" are the
# modules beside course_lib/__init__.py.
LAYERS = {"top", "fully_connected", "recurrent", "convolution"}
NETS = LAYERS | {"training", "params"}
MEASURED = NETS | {"datasets", "experiments"}
CHECKED = MEASURED | {"grading.inside", "grading.checking"}
ROOMS: dict[str, set[str]] = {
    "top": set(),
    "fully_connected": {"top"},
    "recurrent": {"top", "fully_connected"},
    "convolution": {"top", "fully_connected"},
    "training": {"top"},
    "params": LAYERS,
    "datasets": LAYERS,
    "experiments": NETS | {"datasets"},
    "figures": MEASURED,
    "widgets": {"top", "figures"},
    "in_page": {"widgets", "figures", "grading.checking", "grading.learners"},
    "grading.inside": {"top"},
    "grading.outside": {"top", "grading.inside"},
    "grading.checking": NETS | {"datasets", "grading.inside"},
    "grading.exercises": CHECKED,
    "grading.learners": {"grading.inside", "grading.checking", "grading.exercises"},
    "grading.reading": {
        *("experiments", "grading.inside", "grading.outside", "grading.checking"),
        *("grading.exercises", "grading.learners"),
    },
    "grading.results": {"grading.inside", "grading.checking", "grading.reading"},
    "grading.running": {
        *("grading.inside", "grading.outside", "grading.checking", "grading.exercises"),
        *("grading.learners", "grading.reading", "grading.results"),
    },
    "grading.exports": {"grading.learners", "grading.reading", "grading.results"},
    "grading": {
        *("grading.outside", "grading.learners", "grading.reading", "grading.results"),
        *("grading.running", "grading.exports"),
    },
}
# What else a room may import, beside Python's own modules.
PACKAGES = {name: {"numpy"} for name in ROOMS} | {
    "figures": {"numpy", "matplotlib", "cycler", "PIL"},
    "widgets": {"numpy", "matplotlib", "cycler", "PIL", "IPython", "ipywidgets"},
    "grading.learners": {"IPython", "nbformat", "nbval", "pytest"},
    "grading.reading": {"IPython"},
    "grading.results": {"jinja2"},
    "grading.running": {"distributed", "nbformat", "nbval", "pytest"},
    "grading": set(),
}
PROGRESS = {"course_lib.training.progress", "course_lib.grading.cli"}
VAGUE = {"utils", "util", "helpers", "helper", "misc", "common", "core", "base", "tools", "lib"}


def room(module):
    """Return the room of ``course_lib.a.b``: its folder, in the grader the folder in that."""
    path = ROOT.parent.joinpath(*module.split("."))
    parts = module.split(".")[1 : None if path.is_dir() else -1]
    return ".".join(parts[: 2 if parts[:1] == ["grading"] else 1]) or "top"


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
    mine, found = room(module), []
    for name, names, in_function in imports(source):
        top = name.split(".")[0]
        if name.startswith("."):
            found.append(f"{module} imports by a relative path, {name}")
        elif top == "course_lib":
            private = [part for part in (*name.split("."), *names) if part.startswith("_")]
            found += [f"{module} imports a private name, {part}" for part in private]
            targets = [f"{name}.{n}" if exists(f"{name}.{n}") else name for n in names] or [name]
            if name in targets and name == "course_lib":
                targets.remove(name)
                found.append(f"{module} imports course_lib as a whole")
            for other in map(room, targets):
                if other not in ROOMS[mine] | {mine}:
                    found.append(f"{module} imports {name}: {mine} may not know {other}")
        elif top == "tqdm":
            if module not in PROGRESS or not in_function:
                found.append(f"{module} imports tqdm")
        elif top not in sys.stdlib_module_names and top not in PACKAGES[mine]:
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
        (
            "course_lib.fully_connected.dense",
            "import matplotlib.pyplot as plt",
            "imports matplotlib",
        ),
        ("course_lib.fully_connected.dense", "def f():\n    import scipy", "imports scipy"),
        ("course_lib.fully_connected.dense", "from tqdm import tqdm", "imports tqdm"),
        ("course_lib.training.progress", "from tqdm import tqdm", "imports tqdm"),
        ("course_lib.fully_connected.dense", "def f():\n    from tqdm import tqdm", "imports tqdm"),
        (
            "course_lib.fully_connected.dense",
            "from course_lib.figures.style import INK",
            "may not know figures",
        ),
        (
            "course_lib.fully_connected.dense",
            "import course_lib.widgets.explore",
            "may not know widgets",
        ),
        (
            "course_lib.fully_connected.dense",
            "from course_lib.datasets import mnist",
            "may not know datasets",
        ),
        (
            "course_lib.figures.fully_connected.neuron",
            "from course_lib.widgets import svg",
            "may not know widgets",
        ),
        ("course_lib.figures.fully_connected.neuron", "import ipywidgets", "imports ipywidgets"),
        (
            "course_lib.fully_connected.dense",
            "from course_lib import figures",
            "may not know figures",
        ),
        (
            "course_lib.fully_connected.dense",
            "from course_lib import Tanh",
            "imports course_lib as a whole",
        ),
        ("course_lib.fully_connected.dense", "import course_lib", "imports course_lib as a whole"),
        (
            "course_lib.fully_connected.dense",
            "from course_lib.training.losses import _rows",
            "a private name, _rows",
        ),
        ("course_lib.fully_connected.dense", "from .losses import softmax", "a relative path"),
    ],
)
def test_a_forbidden_import_is_found(module, source, fault):
    assert any(fault in found for found in faults(module, source))


@pytest.mark.parametrize(
    ("module", "source"),
    [
        (
            "course_lib.fully_connected.dense",
            "import math, numpy as np\nfrom course_lib.shapes import ShapeError",
        ),
        ("course_lib.training.progress", "def f():\n    from tqdm import tqdm"),
        (
            "course_lib.figures.fully_connected.neuron",
            "import matplotlib\nfrom course_lib.fully_connected.dense import Dense",
        ),
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
    layers = [m for m, _ in modules() if room(m.removesuffix(".__init__")) in NETS]
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


def test_no_module_leads_back_to_itself():
    """Not by an import inside a function either: who reads one module need not know the other."""
    known = {module.removesuffix(".__init__"): path for module, path in modules()}
    leads = {
        module: {
            target
            for name, names, _ in imports(path.read_text(encoding="utf-8"))
            for target in (f"{name}.{n}" if f"{name}.{n}" in known else name for n in names)
            if target in known and target != module
        }
        for module, path in known.items()
    }
    TopologicalSorter(leads).prepare()  # raises CycleError, which names the circle


def rooms_of(folder):
    """Give each room of a package, but the folder of one lab, with its first docstring."""
    for path in sorted(folder.rglob("__init__.py")):
        if "node_modules" not in path.parts and path.parents[1].name != "exercises":
            told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            yield path.parent.relative_to(folder.parent).as_posix(), told


def test_every_room_says_what_belongs_there_and_what_it_may_import():
    """A chapter's folder may point to the room that holds it."""
    for name, told in (*rooms_of(ROOT), *rooms_of(ROOT.parent / "tools")):
        assert re.search(r"import|\bsee `course_lib\.", told), name


def test_every_folder_of_modules_is_a_room():
    bare = {
        path.parent
        for folder in (ROOT, ROOT.parent / "tools")
        for path in folder.rglob("*.py")
        if "node_modules" not in path.parts and not (path.parent / "__init__.py").is_file()
    }
    assert not bare


def test_the_learners_process_reaches_no_right_answer():
    """Import all that a learner's process may import, and look at what came with it."""
    names = [module for module, _ in modules() if ".grading.inside" in module]
    code = f"""
import importlib, sys
for name in {[name.removesuffix(".__init__") for name in names]!r}:
    importlib.import_module(name)
inside = ("course_lib.grading", "course_lib.grading.inside")
came = [m for m in sys.modules if m.startswith("course_lib.grading") and m not in inside]
print([m for m in came if not m.startswith("course_lib.grading.inside.")])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert names
    assert done.stdout.strip() == "[]"
