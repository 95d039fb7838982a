"""Check built pages: each page of the table of contents is there, complete and rendered."""

import re
from html.parser import HTMLParser
from pathlib import Path

import yaml

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
LEAST_WORDS = 10


class Article(HTMLParser):
    """Read a page's article: its headings, its words outside code, and what went wrong in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.path: list[str] = []
        self.inside: int | None = None
        self.h1: list[str] = []
        self.text: list[str] = []
        self.math = 0
        self.katex = 0
        self.failed = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count what the tag stands for and go one level down."""
        classes = (dict(attrs).get("class") or "").split()
        if tag == "article":
            self.inside = len(self.path)
        if self.inside is not None:
            self.math += "math" in classes
            self.katex += "katex" in classes
            self.failed |= "katex-error" in classes or "traceback" in classes
        if tag not in VOID:
            self.path.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Go up to the tag that is closed."""
        if tag in self.path:
            while self.path.pop() != tag:
                pass
        if self.inside is not None and len(self.path) <= self.inside:
            self.inside = None

    def handle_data(self, data: str) -> None:
        """Keep the words of the article that are not code, a script or mathematics."""
        if self.inside is None or {"script", "style", "annotation", "math"} & set(self.path):
            return
        if "h1" in self.path:
            self.h1.append(data)
        elif not {"pre", "code", "svg"} & set(self.path):
            self.text.append(data)


def page_names(toc: Path) -> list[str]:
    """Return the pages of a table of contents, in their order, without a suffix."""
    names: list[str] = []

    def walk(node: object) -> None:
        if isinstance(node, dict):
            names.extend(str(node[key]) for key in ("root", "file") if key in node)
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(yaml.safe_load(toc.read_text(encoding="utf-8")))
    return [re.sub(r"\.(md|ipynb)$", "", name) for name in names]


def notebook_names(toc: Path) -> list[str]:
    """Return the files of those pages that are notebooks, e.g. ``chapters/welcome.ipynb``."""
    names = (f"{name}.ipynb" for name in page_names(toc))
    return [name for name in names if (toc.parent / name).is_file()]


def faults(html: str) -> list[str]:
    """Return what is wrong with one page, each as a short phrase.

    >>> faults("<article></article>")
    ['no first heading', 'hardly a word of text']
    """
    article = Article(html)
    text = " ".join(article.text)
    found = {
        "no first heading": not "".join(article.h1).strip(" #\n"),
        "hardly a word of text": len(text.split()) < LEAST_WORDS,
        "a cell or an equation that failed": article.failed,
        "mathematics that is not rendered": article.katex < article.math,
        "a directive shown as text": bool(re.search(r"(```|:::)\s*\{|\{[a-z:-]+\}`", text)),
    }
    return [phrase for phrase, wrong in found.items() if wrong]


def check(site: Path, toc: Path) -> list[str]:
    """Return one sentence for each thing wrong with the built pages of a table of contents."""
    problems = []
    for name in page_names(toc):
        page = site / f"{name}.html"
        if not page.is_file():
            problems.append(f"{name}: the page is in {toc.name} but was not built.")
            continue
        html = page.read_text(encoding="utf-8")
        problems += [f"{name}: {fault}." for fault in faults(html)]
    return problems
