"""The book's table of contents: its parts, and the place of each page in them."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Part:
    """A part of the book: a numbered chapter, the labs, the appendix.

    ``below`` holds the pages below a page, such as a lab's solutions.
    """

    caption: str
    pages: tuple[str, ...]
    below: dict[str, tuple[str, ...]]

    @property
    def number(self) -> int | None:
        """Return the chapter's number, which its caption starts with; None if it has none."""
        found = re.match(r"\d+", self.caption)
        return int(found[0]) if found else None

    def place(self, page: str) -> int | None:
        """Return where a page stands in this part, from 1; None if it is not in it.

        >>> Part("3 LSTM", ("a", "b"), {"b": ("b/c",)}).place("b/c")
        2
        """
        for at, name in enumerate(self.pages, 1):
            if page == name or page in self.below.get(name, ()):
                return at
        return None


def parts(toc: Path) -> list[Part]:
    """Return the parts of a table of contents, its pages without a suffix."""
    contents = yaml.safe_load(toc.read_text(encoding="utf-8"))
    return [
        Part(
            part["caption"],
            tuple(name(chapter) for chapter in part["chapters"]),
            {
                name(chapter): tuple(name(section) for section in chapter["sections"])
                for chapter in part["chapters"]
                if "sections" in chapter
            },
        )
        for part in contents["parts"]
    ]


def name(entry: dict[str, Any]) -> str:
    """Return the page that an entry names.

    >>> name({"file": "labs/01-dense.ipynb"})
    'labs/01-dense'
    """
    return re.sub(r"\.(md|ipynb)$", "", str(entry["file"]))


def first_page(book: list[Part]) -> str:
    """Return the page where reading starts: the first of the first numbered chapter."""
    return next(part.pages[0] for part in book if part.number is not None)
