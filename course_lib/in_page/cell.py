"""One cell, run as a notebook runs it: its statements, then the value of its last line."""

import ast
import linecache
import traceback
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from course_lib.in_page.showing import Send, Stream, show, show_plots

HERE = str(Path(__file__).parent)
JUPYTERS = ("%", "!", "?")


class Failure(NamedTuple):
    """What a page says of an error."""

    name: str
    """The kind of error: ``ZeroDivisionError``."""
    says: str
    line: int | None
    """The line of the cell that was running, counted from 1; None if another cell's was."""
    trace: str
    """The whole traceback, from the reader's own line on."""


def run(
    source: str, file: str, names: dict[str, Any], send: Send, *, shown: bool
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
    shown : bool
        Whether to show figures, tables and values. A moving figure is drawn when it is shown, in up
        to 60 states, so a cell that only has to come before another one shows its texts alone.
    """
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
            value = evaluate(source, file, names)
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


def evaluate(source: str, file: str, names: dict[str, Any]) -> Any:
    """Run the statements of a cell, and return the value of its last line, None if it has none."""
    tree = ast.parse(source, file)
    last = None
    silent = source.rstrip().endswith(";")
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = ast.Expression(tree.body.pop().value)  # type: ignore[attr-defined]
    exec(compile(tree, file, "exec", dont_inherit=True), names)
    value = None if last is None else eval(compile(last, file, "eval", dont_inherit=True), names)
    return None if silent else value


def failure_of(error: BaseException, file: str) -> Failure:
    """Return what the page says of an error: without our own frames, with the reader's line."""
    trace = own_part(error.__traceback__)
    if isinstance(error, SyntaxError) and (error.text or "").lstrip().startswith(JUPYTERS):
        error.add_note("A line that begins with %, ! or ? is for Jupyter; here is plain Python.")
    lines = [frame.lineno for frame in traceback.extract_tb(trace) if frame.filename == file]
    if isinstance(error, SyntaxError) and error.filename == file:
        lines.append(error.lineno)
    text = "".join(traceback.format_exception(type(error), error, trace))
    return Failure(type(error).__name__, str(error), lines[-1] if lines else None, text)


def own_part(trace: TracebackType | None) -> TracebackType | None:
    """Return a traceback from the first frame that is not of this room."""
    while trace and (
        trace.tb_frame.f_code.co_filename.startswith(HERE)
        or trace.tb_frame.f_code.co_filename == ast.__file__
    ):
        trace = trace.tb_next
    return trace
