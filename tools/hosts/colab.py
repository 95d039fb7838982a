"""Write the notebooks as Google Colab needs them. ``python -m tools.hosts.colab FOLDER [COMMIT]``.

Colab opens a notebook alone: without this library, and without MyST. So the folder holds the same
notebooks with one cell on top that installs ``course_lib`` as it is at the commit, and their text
in plain Markdown: links lead to the site, and a folded answer is HTML's own. No other cell of code
is changed. publish.yml pushes the folder to the branch ``colab``.
"""

import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any

import nbformat
from pybtex.database import BibliographyData, parse_file

from tools.notebooks import normalise, text
from tools.paths import ROOT
from tools.site.address import published, settings
from tools.site.pages import notebook_names

# Colab has ipywidgets, Pillow and tqdm of its own, and its page fits to these.
EXTRAS = {"chapters": "figures", "labs": "figures,grading"}
BIBLIOGRAPHY = "chapters/appendix/bibliography"
INSTALL = """# Colab has no course_lib: this installs it, once for each session.
%pip install --quiet "course-lib[{extras}] @ {source}\""""
README = """# The notebooks for Google Colab

This branch is made by `tools/hosts/colab.py` from [the repository]({url}) at commit {commit}.
Change nothing here: the next push replaces it. Each notebook is the one of the same name there,
with one cell on top that installs its library. To read the book: <{site}>.
"""


def title(page: str) -> str:
    """Return a page's first heading."""
    path = ROOT / page
    if path.with_suffix(".ipynb").is_file():
        cells = nbformat.read(path.with_suffix(".ipynb"), as_version=4).cells
        words = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    else:
        words = path.with_suffix(".md").read_text(encoding="utf-8")
    found = re.search(r"^# (.+)$", words, flags=re.MULTILINE)
    if not found:
        sys.exit(f"colab: {page} has no first heading.")
    return found[1]


def web_link(page: str, found: re.Match[str]) -> str:
    """Return a link to another page as one to the site, with the page's title if it has no words.

    >>> web_link("chapters/3-lstm/lstm", re.match(r"(.*) (.*)", "gates gates#which"))
    '[gates](https://basic-structures.github.io/course/chapters/3-lstm/gates.html#which)'
    """
    words, target = found.groups()
    path, hash_, anchor = target.partition("#")
    path = normpath(join(dirname(page), re.sub(r"\.(md|ipynb)$", "", path))) if path else page
    return f"[{words or title(path)}]({published()}{path}.html{hash_}{anchor})"


def folded(found: re.Match[str]) -> str:
    """Return a folded answer under its question."""
    question, answer = found.groups()
    body = f"<details><summary>Answer</summary>\n\n{answer.strip()}\n\n</details>"
    return f"**{question.strip()}**\n\n{body}"


def citation(books: BibliographyData, found: re.Match[str]) -> str:
    """Return who wrote it and when, as a link to the bibliography."""
    kind, keys = found.groups()
    names = []
    for key in keys.split(","):
        entry = books.entries[key.strip()]
        people = [" ".join(person.last_names) for person in entry.persons["author"]]
        who = f"{people[0]} et al." if len(people) > 2 else " and ".join(people)
        names.append(f"{who} ({entry.fields['year']})")
    shown = "; ".join(names)
    link = f"[{shown}]({published()}{BIBLIOGRAPHY}.html)"
    return link if kind == ":t" else f"({link})"


def equation_numbers(notebook: nbformat.NotebookNode) -> dict[str, int]:
    """Return the number of each equation of a notebook that has a name."""
    words = "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
    named = re.findall(r"\$\$ \(([\w-]+)\)", words)
    return {name: number for number, name in enumerate(named, 1)}


def plain(words: str, page: str, numbers: dict[str, int], books: BibliographyData) -> str:
    """Return a cell's MyST as plain Markdown."""

    def number(found: re.Match[str]) -> str:
        return f"({numbers[found[1]]})"

    def tag(found: re.Match[str]) -> str:
        return rf"\tag{{{numbers[found[1]]}}}" + "\n$$"

    steps: list[tuple[str, str | Callable[[re.Match[str]], str]]] = [
        (r"^:::\{dropdown\} (.+)\n((?:.*\n)*?):::$", folded),
        (r"^(```|:::)\{admonition\} (.+)\n(?::.*\n)*((?:.*\n)*?)\1$", r"**\2**\n\n\3"),
        (r"^\([\w-]+\)=\n", ""),
        (r"^(\S.*)\n: ", r"**\1:** "),
        (r"^\$\$ \(([\w-]+)\)$", tag),
        (r"\{eq\}`([\w-]+)`", number),
        (r"\{cite(:\w)?\}`([^`]+)`", partial(citation, books)),
        (r"(?<!!)\[([^\]]*)\]\((?!\w+:)([^)\s]+)\)", partial(web_link, page)),
    ]
    for pattern, new in steps:
        words = re.sub(pattern, new, words, flags=re.MULTILINE)
    return words


def converted(name: str, source: str, books: BibliographyData) -> nbformat.NotebookNode:
    """Return a notebook with the install cell on top and its text in plain Markdown."""
    notebook: Any = nbformat.read(ROOT / name, as_version=4)
    numbers = equation_numbers(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = plain(cell.source, name.removesuffix(".ipynb"), numbers, books)
    code = INSTALL.format(extras=EXTRAS[name.split("/")[0]], source=source)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(code, id="install"))
    ready = normalise(notebook)
    ready.metadata["colab"] = {"name": Path(name).name, "provenance": []}
    return ready


def write(folder: Path, commit: str, source: str = "") -> list[str]:
    """Write the branch's files into a folder; return the notebooks' paths in it.

    ``source`` is what pip installs; if it is not given, the repository at the commit.
    """
    url = settings()["url"]
    source = source or f"{url}/archive/{commit}.zip"
    books = parse_file(str(ROOT / "chapters" / "references.bib"))
    names = notebook_names(ROOT / "_toc.yml")
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text(converted(name, source, books)), encoding="utf-8")
    words = README.format(url=url, commit=commit, site=published())
    (folder / "README.md").write_text(words, encoding="utf-8")
    return names


def head() -> str:
    """Return the commit that is checked out."""
    with suppress(FileNotFoundError):
        asked = ["git", "rev-parse", "HEAD"]
        done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True)
        if not done.returncode:
            return done.stdout.strip()
    sys.exit("colab: git names no commit here; give one: python -m tools.hosts.colab FOLDER COMMIT")


def main() -> None:
    """Write the tree for the commit that is named, or for the one that is checked out."""
    if len(sys.argv) not in (2, 3):
        sys.exit("colab: name the folder to write to: python -m tools.hosts.colab FOLDER [COMMIT]")
    commit = sys.argv[2] if len(sys.argv) == 3 else head()
    names = write(Path(sys.argv[1]), commit)
    print(f"colab: {len(names)} notebooks in {sys.argv[1]}, with the library of commit {commit}")


if __name__ == "__main__":
    main()
