"""The key of a record changes with all that its run can reach, and with nothing else."""

import ast
import re

import pytest

from course_lib.experiments.reached import Package, file_text
from tools.data import experiments as tool

RUNS = {name: (e.run.__module__, e.run.__qualname__) for name, e in tool.find().items()}


def keys(source):
    package = Package(source)
    return {name: package.key(*run) for name, run in RUNS.items()}


TODAY = keys(file_text)


def stale(module, text):
    """Return the records that a new text of one module makes stale."""
    new = keys(lambda name: text if name == module else file_text(name))
    return {name for name in RUNS if new[name] != TODAY[name]}


def home(name):
    """Return the module in which a public name is defined, its text and the definition in it."""
    place = next(iter(Package().reached("course_lib", name)))
    text = file_text(place.module)
    found = [s for s in ast.parse(text).body if getattr(s, "name", None) == place.name]
    return place.module, text, found[0]


# Small packages, whose modules are a, b and c. All begin with run of the module a.


def key(modules, name="run"):
    texts = {"course_lib": "", **{f"course_lib.{m}": text for m, text in modules.items()}}
    return Package(texts.get).key("course_lib.a", name)


F = "def f():\n    return 1\n"
G = F.replace("f()", "g()")
FROM_B = "from course_lib.b import {0}\ndef run():\n    return {0}()\n"
REGISTRY = "TABLE = {}\ndef register(f):\n    TABLE[f.__name__] = f\n    return f\n"
BY_NAME = (
    "from course_lib.c import TABLE\nimport course_lib.b\ndef run():\n    return TABLE['f']()\n"
)


@pytest.mark.parametrize(
    "modules",
    [
        {"a": "def run():\n    return 1\n"},
        {"a": FROM_B.format("f"), "b": F},
        {"a": FROM_B.format("f"), "b": "from course_lib.c import f\n", "c": F},
        {"a": FROM_B.format("f"), "b": "from course_lib.c import g as f\n", "c": G},
        {"a": "from course_lib import b\ndef run():\n    return b.f()\n", "b": F},
        {"a": "import course_lib.b as m\ndef run():\n    return m.f()\n", "b": F},
        {"a": "import course_lib.b\ndef run():\n    return course_lib.b.f()\n", "b": F},
        {"a": "def run():\n    from course_lib.b import f\n    return f()\n", "b": F},
        {"a": "from course_lib import b\ndef run():\n    return getattr(b, 'f')()\n", "b": F},
        {"a": "X = 1\ndef run():\n    return X\n"},
        {"a": "X, Y = 0, 1\ndef run():\n    return X\n"},
        {"a": "X: int = 1\ndef run():\n    return X\n"},
        {"a": "def f():\n    return 1\nX = f()\ndef run():\n    return X\n"},
        {"a": "X = 0\nX += 1\ndef run():\n    return X\n"},
        {"a": "X = []\nX.append(1)\ndef run():\n    return X\n"},
        {"a": "X = {}\nX[0] = 1\ndef run():\n    return X\n"},
        {"a": "if X := 1:\n    Y = X\ndef run():\n    return Y\n"},
        {"a": "try:\n    Y = 1\nexcept ValueError:\n    Y = 0\ndef run():\n    return Y\n"},
        {"a": "X = 0\ndef g():\n    global X\n    X = 1\ndef run():\n    return g(), X\n"},
        {"a": "TABLE = {'f': lambda: 1}\ndef run():\n    return TABLE['f']()\n"},
        {"a": F + "TABLE = {'f': f}\ndef run():\n    return TABLE['f']()\n"},
        {"a": F + "def run():\n    return [f() for _ in range(3)]\n"},
        {"a": F + "def run():\n    def inner():\n        return f()\n    return inner()\n"},
        {"a": F + "def run(f=f):\n    return f()\n"},
        {"a": F + "run = lambda: f()\n"},
        {"a": F + "@f\ndef run():\n    return 0\n"},
        {
            "a": FROM_B.format("A"),
            "b": "class B:\n    def f(self):\n        return 1\nclass A(B): ...\n",
        },
        {"a": FROM_B.format("A"), "b": "class A:\n    x = 1\n"},
        {"a": FROM_B.format("A"), "b": "class A:\n    x: int = 1\n"},
        {"a": FROM_B.format("A"), "b": "class A:\n    @property\n    def x(_): return 1\n"},
        {"a": FROM_B.format("A"), "b": F + "class A:\n    @f\n    def x(self):\n        pass\n"},
        {"a": FROM_B.format("A"), "b": F + "class A(metaclass=f()):\n    pass\n"},
        {"a": BY_NAME, "b": "from course_lib.c import register\n@register\n" + F, "c": REGISTRY},
        {"a": BY_NAME, "b": F + "from course_lib.c import register\nregister(f)\n", "c": REGISTRY},
        {"a": BY_NAME, "b": F + "from course_lib.c import TABLE\nTABLE['f'] = f\n", "c": REGISTRY},
        {"a": "import course_lib.b\ndef run():\n    pass\n", "b": "import os\nos.nice(1)\n"},
    ],
)
def test_a_number_that_run_can_reach_counts(modules):
    assert sum(text.count("1") for text in modules.values()) == 1
    assert key({m: text.replace("1", "2") for m, text in modules.items()}) != key(modules)


ONE = "from course_lib.b import f\nX = 1\ndef run(x):\n    return f(X * x)\n"
TWO = "import numpy as np\ndef f(x):\n    y = np.tanh(x)\n    return y\n"


@pytest.mark.parametrize(
    "modules",
    [
        {"a": '"""Text."""\n# note\n' + ONE, "b": TWO.replace("):\n", '):\n    """Text."""\n')},
        {"a": ONE.replace("f(X * x)", "(f(\n        (X * x),  # note\n    ))"), "b": TWO},
        {"a": ONE.replace("x):", "x: int) -> int:").replace("X =", "X: int ="), "b": TWO},
        {"a": ONE, "b": TWO.replace("    y =", "    z: int\n    y: float =")},
        {"a": ONE + "def g():\n    return run\n", "b": "class C:\n    pass\n" + TWO},
        {"a": ONE, "b": TWO + "def x():\n    return 0\n"},
        {"a": ONE.replace("course_lib.b", "course_lib.c"), "c": TWO},
        {"a": ONE, "b": "from course_lib.c import f\n", "c": TWO},
        {"a": ONE.replace("import f", "import f as g").replace("f(X", "g(X"), "b": TWO},
        {"a": "from course_lib import b\n" + ONE.replace("f(X", "b.f(X"), "b": TWO},
        {"a": ONE.replace("course_lib.b", "course_lib.c"), "c": ONE.replace("run", "g") + TWO},
        {
            "a": ONE,
            "b": TWO.replace("np.", "").replace("import numpy as np", "from numpy import tanh"),
        },
        {"a": ONE, "b": "if __name__ == '__main__':\n    print()\n" + TWO},
        {"a": ONE, "b": "from functools import cache\n@cache\ndef g():\n    return 0\n" + TWO},
    ],
)
def test_what_changes_no_result_keeps_the_key(modules):
    assert key(modules) == key({"a": ONE, "b": TWO})


@pytest.mark.parametrize(
    "modules",
    [
        {"a": ONE, "b": TWO.replace("tanh", "sin")},
        {"a": ONE, "b": TWO.replace("numpy", "cmath")},
        {"a": ONE, "b": TWO.replace("(x):", "(x, y=0):")},
        {"a": ONE.replace("f(X * x)", "X * f(x)"), "b": TWO},
        {"a": ONE, "b": TWO + "f = None\n"},
    ],
)
def test_what_may_change_a_result_changes_the_key(modules):
    assert key(modules) != key({"a": ONE, "b": TWO})


def test_two_definitions_of_one_name_both_count_and_so_does_who_uses_which():
    run = (
        "from course_lib.b import g\nfrom course_lib.c import h\ndef run():\n    return g(), h()\n"
    )
    step, users = "def step():\n    return {}\n", "def {}():\n    return step()\n"

    def with_steps(b, c):
        b, c = step.format(b) + users.format("g"), step.format(c) + users.format("h")
        return key({"a": run, "b": b, "c": c})

    assert len({with_steps(*steps) for steps in [(1, 1), (1, 2), (2, 1), (2, 2)]}) == 4
    assert with_steps(1, 2) == with_steps(1, 2)


def test_the_key_is_the_same_today_and_on_each_version_of_python():
    """The versions of the workflows compare this one number."""
    run = (
        "import math\nfrom course_lib.b import A\n"
        "def run(*args, w=3, **kw):\n"
        "    text = f'{w!r:>{w}}' \"a{b}\" f'{{{w=}}}' f'{w:{w}.{w}f}{{' f'{\"é\"}'\n"
        "    some = {**kw, 0x10: 1_000, 'é': b'' b'x', 1e-3: ..., None: True}\n"
        "    return [A(w) for w in args if w] and text, some, lambda: (yield)\n"
    )
    other = (
        "class A(dict):\n    x: int = 1\n"
        "    async def f(self, /, y, *, z=lambda: 0):\n"
        "        match y:\n            case [_, *w]: ...\n"
    )
    assert key({"a": run, "b": other}) == "629c3c4e4675351c"


@pytest.mark.parametrize(
    ("modules", "name", "message"),
    [
        (
            {"a": ""},
            "run",
            "Package.reached: run of course_lib.a is not there, expected what a module of this "
            "package defines.",
        ),
        (
            {},
            "",
            "Package.reached: the whole of course_lib.a is not there, expected what a module of "
            "this package defines.",
        ),
        (
            {"a": "from course_lib.b import *\n"},
            "run",
            "parse: course_lib.a has `from course_lib.b import *`, expected the whole name of a "
            "module and the names that are imported.",
        ),
        (
            {"a": "from .b import f\n"},
            "run",
            "parse: course_lib.a has `from .b import f`, expected the whole name of a module and "
            "the names that are imported.",
        ),
    ],
)
def test_errors(modules, name, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        key(modules, name)


# The package itself.


def test_layout_comments_and_docstrings_keep_all_keys():
    class Bare(ast.NodeTransformer):
        def visit_Expr(self, node):
            return ast.Pass() if isinstance(node.value, ast.Constant) else self.generic_visit(node)

    def bare(module):
        text = file_text(module)
        return text and ast.unparse(ast.fix_missing_locations(Bare().visit(ast.parse(text))))

    assert keys(bare) == TODAY


def test_a_move_of_all_modules_keeps_all_keys():
    def move(text):
        return text and re.sub(r"\bcourse_lib\.([a-z_]+)", r"course_lib.room_\1", text)

    package = Package(
        lambda module: move(file_text(module.replace("course_lib.room_", "course_lib.")))
    )
    assert {name: package.key(move(module), run) for name, (module, run) in RUNS.items()} == TODAY


def test_a_function_that_moves_to_another_module_keeps_all_keys():
    module, text, relu = home("relu")
    lines = text.splitlines(keepends=True)
    moved = "".join(lines[relu.lineno - 1 : relu.end_lineno])
    left = "from course_lib.elsewhere import relu\n" + text.replace(moved, "")
    new = {module: left, "course_lib.elsewhere": "import numpy as np\n" + moved}
    assert keys(lambda name: new.get(name) or file_text(name)) == TODAY


@pytest.mark.parametrize("name", ["relu", "fit", "mnist5k"])
def test_a_new_definition_beside_a_layer_keeps_all_keys(name):
    module, text, _ = home(name)
    new = "\n\nclass LeakyReLU(Layer):\n    def forward(self, z):\n        return z, 0.01\n"
    assert stale(module, text + new) == set()


EVERY = set(RUNS)
ADDING = {"adding-problem", "forget-bias", "gates", "gru-or-lstm", "lstm"}
PICTURES = {"cldnn", "cnn-or-dense", "which-structure"}
SQUASHED = {"activations", "depth", "first-weights", "relu"}
DIGITS = PICTURES | {"activations", "depth", "first-weights"}
BY_LAYER = {
    "relu": PICTURES | SQUASHED,
    "tanh": SQUASHED | {"conv1d", "frames", "bidirectional", "recurrent"},
    "Sigmoid": SQUASHED,
    "Dense": EVERY,
    "Embedding": {"polyphones"},
    "RNNCell": {"adding-problem", "lstm", "stack-rnn", "conv1d", "deep"}
    | {"frames", "erratum", "bidirectional", "recurrent"},
    "GRUCell": {"adding-problem", "erratum", "gru-or-lstm", "polyphones", "pyramidal"},
    "LSTMCell": ADDING | {"stack-rnn", "cldnn", "peephole", "which-structure"},
    "Bidirectional": {"frames", "polyphones", "pyramidal", "bidirectional"},
    "Stack": {"deep"},
    "StackRNNCell": {"stack-rnn"},
    "Pyramid": {"pyramidal"},
    "Conv1D": {"conv1d"},
    "Conv2D": PICTURES,
    "LocallyConnected2D": set(),
    "MaxPool1D": set(),
    "MaxPool2D": PICTURES,
    "MaxPoolMaps": {"cnn-or-dense"},
    "Maxout": set(),
    "LastStep": ADDING | {"cldnn", "erratum", "which-structure"},
    "MeanOverTime": {"deep", "pyramidal"},
    "orthogonal": EVERY,
    "SGD": SQUASHED,
}
"""The records that have such a layer: the settings of each experiment name them."""


@pytest.mark.parametrize("name", BY_LAYER)
def test_a_changed_layer_makes_the_records_stale_that_have_it_and_no_others(name):
    module, text, found = home(name)
    lines = text.splitlines(keepends=True)
    lines.insert(found.end_lineno, "    number = 1\n")
    assert stale(module, "".join(lines)) == BY_LAYER[name]


def test_another_data_file_makes_the_records_stale_that_read_it():
    """A reader holds the SHA-256 of its file, and reads no other."""
    module, text, _ = home("mnist5k")
    assert stale(module, re.sub(r'"[0-9a-f]{64}"', f'"{0:064}"', text)) == DIGITS
