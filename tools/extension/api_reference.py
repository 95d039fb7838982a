"""The API reference: the entries of some modules' public names, made from their docstrings.

A page asks for them by module, and the names come from the packages' ``__all__``::

    ```{course-api} dense sequential
    ```

``:rest:`` adds every public name that no other group of the reference asks for, so a new layer is
there as soon as it is public. ``course-names`` lists the names of another page of the reference.
"""

import ast
import functools
import importlib
import inspect
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.pycode import ModuleAnalyzer
from sphinx.util.docutils import SphinxDirective

PACKAGES = ("course_lib", "course_lib.widgets")
LONGEST_VALUE = 60
# What a reader calls on a layer. Its other methods are the steps that these are made of.
OF_LAYERS = ("zero_state", "forward", "backward", "output_shape", "multiply_adds")


def public_names() -> dict[str, list[str]]:
    """Return the full names of all entries by their module, in the order of its source.

    >>> public_names()["recurrent.rnn"]
    ['course_lib.RNNCell', 'course_lib.RNN']
    """
    found: dict[str, list[str]] = {}
    for package in PACKAGES:
        homes: dict[str, set[str]] = {}
        for name in importlib.import_module(package).__all__:
            homes.setdefault(home(package, name), set()).add(name)
        for module, names in homes.items():
            ordered = [f"{package}.{name}" for name in defined(module) if name in names]
            found[module.removeprefix("course_lib.")] = ordered
    return found


@functools.cache
def statements(module: str) -> list[ast.stmt]:
    """Return the statements of a module's source."""
    return ast.parse(inspect.getsource(importlib.import_module(module))).body


def home(module: str, name: str) -> str:
    """Return the module that defines what another one has under a name.

    >>> home("course_lib", "mnist5k")
    'course_lib.datasets.mnist'
    """
    for node in statements(module):
        if isinstance(node, ast.ImportFrom) and name in (alias.name for alias in node.names):
            return home(str(node.module), name)
    return module


def defined(module: str) -> Iterator[str]:
    """Yield what a module defines at its top level.

    >>> list(defined("course_lib.fully_connected.dense"))
    ['Dense']
    """
    for node in statements(module):
        if isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield node.name


def members(thing: Any) -> list[str]:
    """Return what a class offers: its fields, and its public methods, or those of a layer.

    What it has from Python's own classes, such as a tuple's ``count``, is left out.

    >>> from course_lib import Dense
    >>> members(Dense)
    ['forward', 'backward']
    """
    if not inspect.isclass(thing):
        return []
    found: dict[str, None] = dict.fromkeys(getattr(thing, "_fields", ()))
    for owner in reversed(thing.__mro__):
        if owner.__module__.startswith("course_lib"):
            for name, value in vars(owner).items():
                if inspect.isfunction(value) or isinstance(value, property | classmethod):
                    found[name] = None
    if "backward" in found:
        return [name for name in OF_LAYERS if name in found]
    return [name for name in found if not name.startswith("_")]


def entry(full_name: str, module: str) -> list[str]:
    """Return the directive that documents one name, in reStructuredText."""
    package, _, name = full_name.rpartition(".")
    thing = getattr(importlib.import_module(package), name)
    if not callable(thing):
        # autodoc looks for a constant's docstring only where the constant is defined.
        docs = ModuleAnalyzer.for_module(f"course_lib.{module}").find_attr_docs()
        value = [f"   :value: {thing!r}"] if len(repr(thing)) < LONGEST_VALUE else []
        text = [f"   {line}" for line in docs["", name]]
        return [f".. py:data:: {name}", f"   :module: {package}", *value, "", *text, ""]
    kind = "function"
    if inspect.isclass(thing):
        kind = "exception" if issubclass(thing, Exception) else "class"
    options = [f"   :members: {', '.join(found)}"] if (found := members(thing)) else []
    return [f".. auto{kind}:: {full_name}", *options, ""]


class CourseApi(SphinxDirective):
    """The entries of some modules, after a line of links to them."""

    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {"rest": directives.flag}

    def run(self) -> list[nodes.Node]:
        """Write the entries as reStructuredText and let Sphinx read it."""
        known = public_names()
        modules = (self.arguments or [""])[0].split()
        for module in modules:
            if module not in known:
                raise self.error(f"course-api: {module!r} has no public names.")
        if "rest" in self.options:
            modules += rest(Path(self.env.doc2path(self.env.docname)).parent)
        names = [(name, module) for module in modules for name in known[module]]
        links = " · ".join(f":py:obj:`~{name}`" for name, _ in names)
        entries = [line for name, module in names for line in entry(name, module)]
        text = ["````{eval-rst}", links, "", *entries, "````"]
        box = nodes.container(classes=["course-api"])
        self.state.nested_parse(StringList(text, self.get_source_info()[0]), 0, box)
        return box.children


def asked_for(page: Path) -> list[str]:
    """Return the modules that the groups of a page name."""
    groups = re.findall(r"^`{3,}\{course-api\}(.*)$", page.read_text("utf-8"), flags=re.MULTILINE)
    return [module for group in groups for module in group.split()]


def rest(folder: Path) -> list[str]:
    """Return the modules that no group of the pages in a folder names."""
    named = {module for page in folder.glob("*.md") for module in asked_for(page)}
    return sorted(public_names().keys() - named)


class CourseNames(SphinxDirective):
    """Links to the names on another page, each where its entry was before the page was cut."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Write the links, and give each the address of its entry: old addresses still lead on."""
        page = Path(self.env.doc2path(self.env.docname)).with_name(f"{self.arguments[0]}.md")
        self.env.note_dependency(str(page))
        modules = asked_for(page)
        if ":rest:" in page.read_text("utf-8"):
            modules += rest(page.parent)
        known = public_names()
        links = " · ".join(f":py:obj:`~{name}`" for module in modules for name in known[module])
        box = nodes.container(classes=["course-api"])
        text = ["````{eval-rst}", links, "````"]
        self.state.nested_parse(StringList(text, self.get_source_info()[0]), 0, box)
        for link in list(box.findall(pending_xref)):
            link.parent.replace(
                link, nodes.inline("", "", link.deepcopy(), ids=[link["reftarget"]])
            )
        return box.children


def written_signature(
    app: Sphinx, what: str, name: str, thing: Any, options: Any, signature: str, returns: str
) -> tuple[str, str] | None:
    """Return a signature as the source has it: ``Array``, not what the alias stands for."""
    if getattr(thing, "_is_protocol", False):
        return "", ""  # nobody makes one
    function = thing.__init__ if inspect.isclass(thing) else getattr(thing, "__func__", thing)
    if not inspect.isfunction(function):
        return None
    try:
        source = inspect.getsource(function)
    except OSError:  # made by a decorator, from the fields
        return f"({', '.join(inspect.signature(thing).parameters)})", ""
    node = ast.parse(textwrap.dedent(source)).body[0]
    assert isinstance(node, ast.FunctionDef)
    if inspect.isclass(thing) or what == "method":
        del (node.args.posonlyargs or node.args.args)[0]  # self
    for constants in (node.args.defaults, node.args.kw_defaults):
        constants[:] = [with_value(default, function.__globals__) for default in constants]
    returned = ast.unparse(node.returns) if node.returns and not inspect.isclass(thing) else ""
    # Quotes stand round the name of a class that comes later in the source.
    return f"({ast.unparse(node.args)})", returned.strip("'")


def with_value(default: Any, names: dict[str, Any]) -> Any:
    """Return a default with its number or text where the source has the name of a constant.

    >>> ast.unparse(with_value(ast.Name("SIDE"), {"SIDE": 28}))
    '28'
    """
    if isinstance(default, ast.Name) and isinstance(names.get(default.id), int | float | str):
        return ast.Constant(names[default.id])
    return default


def tidy_docstring(
    app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]
) -> None:
    """Give ``Source:`` a paragraph of its own, and keep Napoleon from a field's words."""
    if what == "attribute":
        # It would read a first line "words: words" as "type: words"; a comment has no words.
        lines[:0] = ["..", ""]
    for i in reversed(range(len(lines))):
        if lines[i].startswith("Source: "):
            lines[i : i + 1] = ["", f"**Source:** {lines[i].removeprefix('Source: ')}"]


def find_by_last_name(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, text: nodes.TextElement
) -> nodes.Element | None:
    """Find what an annotation calls ``Layer`` and the page ``course_lib.protocol.Layer``."""
    if node.get("refdomain") != "py" or node["reftype"] != "class" or node.get("refspecific"):
        return None
    node["refspecific"] = True
    return env.domains["py"].resolve_xref(
        env, node["refdoc"], app.builder, "obj", node["reftarget"], node, text
    )


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the directive, and connect what makes docstrings and signatures readable."""
    app.add_directive("course-api", CourseApi)
    app.add_directive("course-names", CourseNames)
    app.connect("autodoc-process-signature", written_signature)
    # Before napoleon reads the sections.
    app.connect("autodoc-process-docstring", tidy_docstring, priority=400)
    app.connect("missing-reference", find_by_last_name)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
