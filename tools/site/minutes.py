"""How long a page takes to read: its words, its lines of code, and its figures that move.

It is counted in the page's source. The words of folded answers count, folded code does not: it is
there for who wants it.
"""

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path

WORDS_A_MINUTE = 200
LINES_A_MINUTE = 20
FIGURE_MINUTES = 0.5

# Fences, names of directives, of roles and of places, and what a link leads to are not read.
UNREAD = re.compile(
    r"^\s*(?:`{3,}|:{3,})\s*(?:\{[^}]*\})?|^:[\w-]+:.*$|\{[\w:]+\}(?=`)|\]\([^)]*\)|<!--.*?-->"
    r"|^\([\w-]+\)=$|(?<=\$\$) \([\w-]+\)",
    re.M,
)
# An equation is taken in as one thing.
EQUATION = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.S)
WORD = re.compile(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+(?:['\u2019.,-][^\W\u4e00-\u9fff]+)*")
MOVING = re.compile(r"^explore\(", re.M)


def words(markdown: str) -> int:
    """Return how many words a text has.

    >>> words("A *neuron* computes $z = w^T x + b$, see [](dense.ipynb).")
    5
    """
    return len(WORD.findall(EQUATION.sub(" x ", UNREAD.sub("]", markdown))))


def cells(path: Path) -> Iterator[tuple[str, str, set[str]]]:
    """Yield the kind, the text and the tags of each cell; a Markdown file is one cell."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        yield "markdown", text, set()
        return
    for cell in json.loads(text)["cells"]:
        yield cell["cell_type"], "".join(cell["source"]), set(cell["metadata"].get("tags", []))


def figures(path: Path) -> int:
    """Return how many figures of a page move."""
    return sum(len(MOVING.findall(text)) for kind, text, _ in cells(path) if kind == "code")


def minutes(path: Path) -> float:
    """Return the minutes that a page takes, from its notebook or its Markdown file."""
    total = FIGURE_MINUTES * figures(path)
    for kind, text, tags in cells(path):
        if kind == "markdown":
            total += words(text) / WORDS_A_MINUTE
        elif "hide-input" not in tags:
            total += sum(bool(line.strip()) for line in text.split("\n")) / LINES_A_MINUTE
    return total


def shown(exact: float) -> int:
    """Return whole minutes, as a page says them; no page says 0.

    >>> [shown(0.2), shown(7.4)]
    [1, 7]
    """
    return max(1, math.floor(exact + 0.5))
