"""Every public name says its shapes, its errors and its source, and has an example that runs.

That the examples are right is checked by ``pytest --doctest-modules course_lib``, and that the
names in single backticks exist by the build of the page appendix/api.
"""

import ast
import importlib
import inspect
import io
import pkgutil
import re
import textwrap
from dataclasses import is_dataclass

import pytest
import yaml
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

import course_lib
from course_lib.datasets import mnist5k
from course_lib.fully_connected.dense import Dense
from course_lib.protocol import Array, Params
from course_lib.shapes import expect_shape
from tools.extension.api_reference import (
    PACKAGES,
    entry,
    members,
    public_names,
    tidy_docstring,
    written_signature,
)
from tools.paths import ROOT

CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["sphinx"]["config"]
PAGES = sorted((ROOT / "chapters" / "appendix").glob("api*.md"))
PAGE = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
MODULES = [
    "course_lib",
    *(m.name for m in pkgutil.walk_packages(course_lib.__path__, "course_lib.")),
]
PUBLIC = {
    f"{package}.{name}": getattr(importlib.import_module(package), name)
    for package in PACKAGES
    for name in importlib.import_module(package).__all__
}
METHODS = {
    f"{name}.{member}": getattr(method, "__func__", method)
    for name, thing in PUBLIC.items()
    for member in members(thing)
    if inspect.isroutine(method := getattr(thing, member))
}
RECORDS = "|".join(thing.__name__ for thing in PUBLIC.values() if hasattr(thing, "_fields"))
ARRAYS = "Array|ArrayLike|NDArray|Integers|Mask|Float64s|Data|State|Params|Grads"
# (T, B, D), (N,), (..., n_in); or in words, of another array.
AXIS = r"(\d+|\.\.\.|\w+( [A-Z])?( [+-] \w+)?)"
SHAPE = re.compile(rf"\({AXIS}(,|(, {AXIS})+)\)|\b(shaped like|(any|same) shape)\b")
CHECK = re.compile(r"_?(expect|enter)_\w+|get_initializer|per_axis")


def tree(function):
    return ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]


def takes(function, types):
    """Return whether an argument's annotation has one of some types."""
    node = tree(function)
    arguments = node.args.posonlyargs + node.args.args + node.args.kwonlyargs
    notes = [ast.unparse(a.annotation) for a in arguments if a.annotation]
    return any(re.search(rf"\b({types})\b", note) for note in notes)


def returns(function, types):
    note = tree(function).returns
    return note is not None and re.search(rf"\b({types})\b", ast.unparse(note)) is not None


def checks(function):
    """Return whether a function raises by itself or calls one that checks at the door."""
    if not inspect.isfunction(function):  # a class without a constructor of its own
        return False
    for node in ast.walk(tree(function)):
        called = getattr(node, "func", None)
        name = getattr(called, "id", getattr(called, "attr", ""))
        if isinstance(node, ast.Raise) or CHECK.fullmatch(name):
            return True
    return False


def needs_source(thing):
    """Return whether a name is a layer, a cell, a loss, an optimiser, an initializer or data."""
    if inspect.isclass(thing):
        return hasattr(thing, "backward") or hasattr(thing, "step")
    if thing.__module__.startswith("course_lib.datasets."):
        return not takes(thing, f"{ARRAYS}|{RECORDS}")  # else it only measures
    return thing.__module__ == "course_lib.initializers"


def faults(name, thing):
    """Say what the docstring of a public name lacks."""
    if not thing.__doc__:
        return [f"{name}: no docstring"]
    doc = inspect.cleandoc(thing.__doc__)
    sections = re.findall(r"^(\w+)\n-+$", doc, flags=re.MULTILINE)
    last = name.rpartition(".")[2]
    is_class, is_method = inspect.isclass(thing), name in METHODS
    # An error, or a record that only holds what a function returns: nobody makes one by hand.
    if is_class and (issubclass(thing, (Exception, tuple)) or is_dataclass(thing)):
        return []
    function = thing.__init__ if is_class else thing
    lacks = {}
    if not is_class:
        arrays = takes(function, ARRAYS) or returns(function, ARRAYS)
        lacks["the shape of an array"] = arrays and not SHAPE.search(doc)
    works = last in ("forward", "backward", "step") and takes(function, ARRAYS)
    lacks["a section Raises"] = (works or checks(function)) and "Raises" not in sections
    if not is_method:
        source = "Notes" in sections and re.search(r"^Source: ", doc, flags=re.MULTILINE)
        lacks["Notes with a line `Source: `"] = needs_source(thing) and not source
        example = re.search(rf"^(>>>|\.\.\.) .*\b{last}\b", doc, flags=re.MULTILINE)
        lacks["an example that uses it"] = not ("Examples" in sections and example)
    return [f"{name}: its docstring lacks {what}" for what, missing in lacks.items() if missing]


def test_every_module_has_a_docstring():
    bare = [name for name in MODULES if not importlib.import_module(name).__doc__]
    assert bare == []


def test_every_public_name_says_what_a_reader_needs():
    things = {name: thing for name, thing in PUBLIC.items() if callable(thing)} | METHODS
    found = [fault for name, thing in things.items() for fault in faults(name, thing)]
    assert not found, "\n".join(found)


def mute(x: Array) -> Array:
    return x


def vague(x: Array) -> Array:
    """Return x."""
    if not len(x):
        raise ValueError
    return x


def clear(x: Array) -> Array:
    """Return ``x`` (B, n).

    Raises
    ------
    ValueError
        If B is 0.

    Examples
    --------
    >>> clear(np.ones((1, 2)))
    array([[1., 1.]])
    """
    expect_shape("clear: x", x, ("B", "n"))
    return x


class Silent:
    """A layer that doubles.

    Examples
    --------
    >>> Silent()
    """

    def backward(self, dy: Array, cache: Array) -> tuple[Array, Params]:
        """Return dx, shaped like ``dy``."""
        return 2 * dy, {}


@pytest.mark.parametrize(
    ("name", "thing", "lacking"),
    [
        ("mute", mute, ["no docstring"]),
        ("vague", vague, ["shape of an array", "section Raises", "example that uses it"]),
        ("clear", clear, []),
        ("other", clear, ["example that uses it"]),
        ("course_lib.he", lambda: 0, ["no docstring"]),
        ("Silent", Silent, ["Notes with a line `Source: `"]),
        ("course_lib.Dense.backward", Silent.backward, ["section Raises"]),
    ],
)
def test_what_a_docstring_lacks_is_named(name, thing, lacking):
    found = faults(name, thing)
    assert len(found) == len(lacking)
    assert all(words in fault for words, fault in zip(lacking, found, strict=True))


@pytest.mark.parametrize(
    ("text", "is_shape"),
    [
        ("``x`` (T, B, D)", True),
        ("(N,), the labels", True),
        ("``z`` (..., n_out)", True),
        ("W (n_out, D + H)", True),
        ("shaped like ``x``", True),
        ("of any shape", True),
        ("(see there)", False),
        ("f(x)", False),
        ("the shape of it", False),
    ],
)
def test_a_shape_is_known_when_it_is_seen(text, is_shape):
    assert bool(SHAPE.search(text)) == is_shape


def test_the_reference_has_every_public_name_once():
    listed = [name for names in public_names().values() for name in names]
    assert sorted(listed) == sorted(PUBLIC)
    groups = re.findall(r"^```\{course-api\}(.*)$", PAGE, flags=re.MULTILINE)
    modules = [module for group in groups for module in group.split()]
    assert len(modules) == len(set(modules))
    assert set(modules) <= public_names().keys()
    assert PAGE.count("\n:rest:\n") == 1


def test_every_constant_of_the_reference_says_what_it_is():
    entries = {n: entry(n, module) for module, names in public_names().items() for n in names}
    constants = [name for name, thing in PUBLIC.items() if not callable(thing)]
    assert constants
    for name in constants:
        assert [line for line in entries[name][1:] if re.match(r"\s+[^\s:]", line)], name


@pytest.mark.parametrize(
    ("what", "thing", "signature"),
    [
        ("method", Dense.forward, ("(a: Array)", "tuple[Array, Array]")),
        ("function", mnist5k, ("(*, size: int=28, n_train: int=4000, ", "tuple[Digits, Digits]")),
        ("class", course_lib.History, ("(loss, validation_loss, ", "")),
        ("class", course_lib.protocol.Layer, ("", "")),
    ],
)
def test_a_signature_is_as_in_the_source_with_the_values_of_constants(what, thing, signature):
    arguments, returned = written_signature(None, what, "", thing, None, "", "")
    assert arguments.startswith(signature[0])
    assert returned == signature[1]


def test_a_source_stands_in_a_paragraph_of_its_own():
    lines = ["Notes", "-----", "It is fast.", "Source: a book."]
    tidy_docstring(None, "function", "", None, None, lines)
    assert lines == ["Notes", "-----", "It is fast.", "", "**Source:** a book."]


def warnings_of(tmp_path, name):
    """Build a page of one group and a name in backticks with the book's settings."""
    text = "# A page\n\n```{course-api} fully_connected.dense shapes\n```\n\n"
    text += "```{eval-rst}\n`%s`\n```\n"
    (tmp_path / "index.md").write_text(text % name)
    warnings = io.StringIO()
    settings = {key: value for key, value in CONFIG.items() if not key.startswith("nb_")}
    settings |= {
        "extensions": [
            "myst_parser",
            "sphinx.ext.autodoc",
            "sphinx.ext.napoleon",
            "tools.extension.api_reference",
        ],
        "nitpicky": True,
        "html_math_renderer": "mathjax",
    }
    with docutils_namespace():
        app = Sphinx(tmp_path, None, tmp_path / "out", tmp_path, "html", settings, None, warnings)
        app.build()
    html = (tmp_path / "out" / "index.html").read_text()
    assert 'id="course_lib.Dense.forward"' in html
    return warnings.getvalue()


@pytest.mark.parametrize(
    ("name", "found"),
    [("course_lib.Dense", True), ("course_lib.Dens", False)],
)
def test_a_name_in_backticks_must_be_an_entry(tmp_path, name, found):
    warnings = warnings_of(tmp_path, name)
    assert (f"py:obj reference target not found: {name}" in warnings) != found
