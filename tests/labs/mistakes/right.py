"""The right answers of which the wrong ones are made: see `tools.labs.ways`."""

import ast

from tools.labs.answers import WAYS

SUFFIX = "_plain"


def plain(lab: str) -> dict[str, str]:
    """Return the text of the plain right answer to each exercise of a lab."""
    text = (WAYS / f"{lab}.py").read_text(encoding="utf-8")
    return {
        line.name.removesuffix(SUFFIX): code(text, line)
        for line in ast.parse(text).body
        if isinstance(line, ast.FunctionDef) and line.name.endswith(SUFFIX)
    }


def code(text: str, function: ast.FunctionDef) -> str:
    """Return the text of a function under the exercise's name."""
    found = ast.get_source_segment(text, function) or ""
    return f"\n{found.replace(SUFFIX, '', 1)}\n"
