"""The library's own code on a page, taken from the file itself."""

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any


class Source:
    """The source of a function or class, shown as code.

    Parameters
    ----------
    item : function or class
        What to show.
    docstring : bool, optional
        Show the docstrings as well.
    checks : bool, optional
        Show as well what only guards: statements that call ``expect_…`` or ``enter_…``, and the
        ``read_only(…)`` around a result.

    Raises
    ------
    ValueError
        If ``item`` has no Python source, as a function of NumPy's compiled part.

    Examples
    --------
    >>> from course_lib import relu_derivative
    >>> print(Source(relu_derivative))
    def relu_derivative(z: Array) -> Array:
        return (z > 0).astype(z.dtype)
    """

    def __init__(
        self,
        item: Callable[..., Any] | type,
        *,
        docstring: bool = False,
        checks: bool = False,
    ) -> None:
        try:
            text = textwrap.dedent(inspect.getsource(item))
        except (OSError, TypeError):
            raise ValueError(
                f"Source: item is {item!r}, expected a function or class written in Python."
            ) from None
        if not checks:
            text = without_checks(text)
        self.text = (text if docstring else without_docstrings(text)).rstrip()

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text

    def _repr_markdown_(self) -> str:
        return f"```python\n{self.text}\n```"


def without_docstrings(text: str) -> str:
    r"""Return Python source without its docstrings, all other lines as they are.

    Examples
    --------
    >>> without_docstrings('def f():\n    "Say so."\n\n    return 1')
    'def f():\n    return 1'
    """
    lines = text.split("\n")
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.FunctionDef | ast.ClassDef):
            continue
        first = node.body[0]
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            last = first.end_lineno or first.lineno
            if last < len(lines) and not lines[last].strip():
                last += 1
            lines[first.lineno - 1 : last] = ["\0"] * (last - first.lineno + 1)
    return "\n".join(line for line in lines if line != "\0")


def without_checks(text: str) -> str:
    r"""Return Python source without what only guards its arguments and results.

    Examples
    --------
    >>> print(without_checks("def f(a):\n    expect_shape(a)\n    return read_only(a)"))
    def f(a):
        return a
    """
    lines = text.encode().split(b"\n")
    tree = ast.parse(text)
    # From the end of the text to its start: what is cut moves nothing that is still to be cut.
    for call in sorted(calls(tree, "read_only"), key=position, reverse=True):
        row, column = call.lineno - 1, call.col_offset
        last, end = (call.end_lineno or call.lineno) - 1, call.end_col_offset or 0
        # A name or a call stands alone; any other argument keeps its brackets.
        alone = isinstance(call.args[0], ast.Name | ast.Call | ast.Attribute) and row == last
        if alone:
            lines[last] = lines[last][: end - 1] + lines[last][end:]
        name = len("read_only") + alone
        lines[row] = lines[row][:column] + lines[row][column + name :]
    blocks = (getattr(node, "body", None) for node in ast.walk(tree))
    for block in (body for body in blocks if isinstance(body, list)):
        only = [node for node in block if guards(node)]
        # A block must keep something: `if merged: expect_merge(...)` with an else stays whole.
        for node in only if len(only) < len(block) else ():
            last = node.end_lineno or node.lineno
            lines[node.lineno - 1 : last] = [b"\0"] * (last - node.lineno + 1)
    return b"\n".join(line for line in lines if line != b"\0").decode()


def calls(tree: ast.AST, name: str) -> list[ast.Call]:
    """Return all calls of a function of this name."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name
    ]


def guards(node: ast.stmt) -> bool:
    """Say whether a statement only checks: such a call, or a block of nothing else."""
    if isinstance(node, ast.For | ast.If):
        return not node.orelse and all(map(guards, node.body))
    if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        return False
    return getattr(node.value.func, "id", "").startswith(("expect_", "enter_"))


def position(node: ast.expr) -> tuple[int, int]:
    """Return where an expression begins: its line and its column."""
    return node.lineno, node.col_offset
