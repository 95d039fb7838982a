"""One cell, run as a notebook runs it: its statements, then the value of its last line."""

import ast
import codeop
import io
import linecache
import re
import traceback
from contextlib import redirect_stderr, redirect_stdout
from inspect import CO_COROUTINE
from pathlib import Path
from textwrap import dedent
from tokenize import COMMENT, ENDMARKER, NEWLINE, NL, generate_tokens
from types import TracebackType
from typing import Any, NamedTuple

from course_lib.in_page.showing import Send, Stream, show, show_plots

HERE = str(Path(__file__).parent)
# A line for Jupyter: `%time f()`, `files = !ls`, `np.mean?`.
JUPYTERS = re.compile(r"\s*([\w, ]+=\s*)?[%!?]|.*\?\s*$")
# Of code that was copied from documentation.
PROMPT = re.compile(r"^(>>>|\.\.\.)( |$)", re.MULTILINE)
# What a traceback passes before it comes to a cell: this room, and what compiles.
PASSED = (HERE, ast.__file__, codeop.__file__)


class Failure(NamedTuple):
    """What a page says of an error."""

    name: str
    """The kind of error: ``ZeroDivisionError``."""
    says: str
    line: int | None
    """The line of the cell that was running, counted from 1; None if another cell's was."""
    trace: str
    """The whole traceback, from the reader's own line on."""


class Compiler(codeop.Compile):
    """Compiles the cells of a page: `await` may stand outside functions, as in a notebook.

    What a cell imports from ``__future__`` holds for the later ones too.
    """

    def __init__(self) -> None:
        super().__init__()
        self.flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


async def run(
    source: str, file: str, names: dict[str, Any], send: Send, compiler: Compiler, *, shown: bool
) -> Failure | None:
    """Run one cell and send what it shows; return its error, None without one.

    Parameters
    ----------
    source : str
        The cell.
    file : str
        Its name in tracebacks.
    names : dict
        The names that all cells of a page share.
    send : callable
        Takes each output, its kind and its text.
    compiler : Compiler
        The one of the page.
    shown : bool
        Whether to show figures, tables and values. A moving figure is drawn when it is shown, in up
        to 60 states, so a cell that only has to come before another one shows its texts alone.
    """
    source = plain(source)
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    out, err = Stream("out", send), Stream("err", send)

    def display(*values: Any) -> None:
        out.flush()
        for value in values if shown else ():
            show(value, send)

    names["display"] = display
    failure = None
    with redirect_stdout(out), redirect_stderr(err):
        try:
            value = await evaluate(source, file, names, compiler)
            if value is not None:
                names["_"] = value
                display(value)
            if shown:
                out.flush()
                show_plots(send)
        except BaseException as error:  # a reader's exit() too ends the cell and not the page
            failure = failure_of(error, file)
    out.flush()
    err.flush()
    return failure


def plain(source: str) -> str:
    """Return a cell without the indent or the prompts of where it was copied from.

    >>> plain(">>> x = 1")
    'x = 1'
    """
    if source.lstrip("\n")[:1].isspace():
        source = dedent(source)
    return PROMPT.sub("", source) if source.startswith(">>>") else source


async def evaluate(source: str, file: str, names: dict[str, Any], compiler: Compiler) -> Any:
    """Run the statements of a cell, and return the value of its last line, None if it has none."""
    body = ast.parse(source, file).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    trees: list[ast.Module | ast.Expression] = [ast.Module(body, [])]
    if isinstance(last, ast.Expr):
        trees.append(ast.Expression(last.value))
    value = None
    for tree, mode in zip(trees, ("exec", "eval"), strict=False):
        code = compiler(tree, file, mode)  # type: ignore[arg-type]  # it hands on what compile takes
        value = eval(code, names)
        if code.co_flags & CO_COROUTINE:
            value = await value
    return None if silent(source) else value


def silent(source: str) -> bool:
    """Tell whether a cell ends with a semicolon, which asks for no value.

    >>> silent("x;  # said"), silent("x  # no;")
    (True, False)
    """
    after = (COMMENT, NL, NEWLINE, ENDMARKER)
    tokens = [t for t in generate_tokens(io.StringIO(source).readline) if t.type not in after]
    return bool(tokens) and tokens[-1].string == ";"


def failure_of(error: BaseException, file: str) -> Failure:
    """Return what the page says of an error: without our own frames, with the reader's line."""
    trace = own_part(error.__traceback__)
    if isinstance(error, SyntaxError) and JUPYTERS.match(error.text or ""):
        error.add_note("A line with such a %, ! or ? is for Jupyter; here is plain Python.")
    if isinstance(error, EOFError):
        error.add_note("`input` has nobody to ask in a page: write the answer into the cell.")
    lines = [frame.lineno for frame in traceback.extract_tb(trace) if frame.filename == file]
    if isinstance(error, SyntaxError) and error.filename == file:
        lines.append(error.lineno)
    text = "".join(traceback.format_exception(type(error), error, trace))
    return Failure(type(error).__name__, str(error), lines[-1] if lines else None, text)


def own_part(trace: TracebackType | None) -> TracebackType | None:
    """Return a traceback from the first frame that is not of this room."""
    while trace and trace.tb_frame.f_code.co_filename.startswith(PASSED):
        trace = trace.tb_next
    return trace
