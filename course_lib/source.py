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

    def __init__(self, item: Callable[..., Any] | type, *, docstring: bool = False) -> None:
        try:
            text = textwrap.dedent(inspect.getsource(item))
        except (OSError, TypeError):
            raise ValueError(
                f"Source: item is {item!r}, expected a function or class written in Python."
            ) from None
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
