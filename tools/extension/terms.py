"""The glossary's terms, English and Chinese, lead to the pages they link to.

Each term becomes an entry of the index, on the page that its row names. Sphinx takes a run of
Chinese characters for one word; here it is cut into pairs, so that a part of a term is found too.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.search.en import SearchEnglish
from sphinx.transforms import SphinxTransform

GLOSSARY = "chapters/appendix/glossary"
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| (.+) \| \[\]\(([^)#]+)\.\w+\) \|$", re.MULTILINE)
CHINESE = r"[\u4e00-\u9fff]"
# The index has a part of its own for what has no first letter from A to Z.
HEADING = "中文"


@dataclass(frozen=True)
class Term:
    """A row of the glossary: its names, what it means, and the page that explains it."""

    english: tuple[str, ...]
    chinese: tuple[str, ...]
    meaning: str
    page: str

    @property
    def anchor(self) -> str:
        """Return the address of its row on the glossary's page.

        >>> Term(("LSTM, or memory", "x"), (), "", "").anchor
        'term-lstm-or-memory'
        """
        return "term-" + re.sub(r"\W+", "-", self.english[0].lower())


def rows(glossary: str) -> list[Term]:
    """Return the rows of a glossary.

    >>> rows("| LSTM, memory | 记忆、单元 | it | [](../3-lstm/lstm.ipynb) |")[0].chinese
    ('记忆', '单元')
    """
    return [
        Term(
            tuple(english.split(", ")),
            tuple(chinese.split("、")),
            meaning,
            normpath(join(dirname(GLOSSARY), link)),
        )
        for english, chinese, meaning, link in ROW.findall(glossary)
    ]


def terms(glossary: str) -> dict[str, list[str]]:
    """Return the terms of a glossary by the pages that they lead to.

    >>> terms("| LSTM, memory | 记忆、单元 | it | [](../3-lstm/lstm.ipynb) |")
    {'chapters/3-lstm/lstm': ['LSTM', 'memory', '记忆', '单元']}
    """
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows(glossary):
        found[row.page] += [*row.english, *row.chinese]
    return dict(found)


def pairs(words: list[str]) -> list[str]:
    """Return words with each Chinese one cut into all pairs of neighbours.

    >>> pairs(["LSTM", "长短期", "门"])
    ['LSTM', '长短', '短期', '门']
    """
    cut: list[str] = []
    for word in words:
        for part in re.findall(rf"{CHINESE}+|(?:(?!{CHINESE}).)+", word):
            chinese = re.match(CHINESE, part) and len(part) > 2
            cut += [part[i : i + 2] for i in range(len(part) - 1)] if chinese else [part]
    return cut


class Bilingual(SearchEnglish):
    """English as Sphinx splits it, Chinese in pairs; the query is split in the same way."""

    lang = "en"
    js_splitter_code = r"""
var splitQuery = (query) => query
  .split(/[^\p{Letter}\p{Number}_]+/u)
  .flatMap((word) => word.match(/[\u4e00-\u9fff]+|[^\u4e00-\u9fff]+/g) || [])
  .flatMap((part) => /^[\u4e00-\u9fff]{3}/.test(part)
    ? [...part.slice(1)].map((_, i) => part.slice(i, i + 2))
    : [part]);
"""

    def split(self, input: str) -> list[str]:  # noqa: A002
        """Return the words of a text, to be put into the search's index."""
        return pairs(super().split(input))


class IndexTerms(SphinxTransform):
    """Put the glossary's terms for a page into the index."""

    default_priority = 700  # before the index is read, at 850

    def apply(self, **kwargs: Any) -> None:
        """Add one node that holds the entries and shows nothing."""
        # Without an anchor an entry leads to the whole page, as the page's own result does: the
        # search shows the two as one.
        entries = [
            ("single", term, "", "main", HEADING if re.match(CHINESE, term) else None)
            for term in self.config.glossary_terms.get(self.env.docname, [])
        ]
        if entries:
            self.document.insert(0, addnodes.index(entries=entries))


def read_glossary(app: Sphinx, config: Config) -> None:
    """Make the terms a setting: when they change, Sphinx reads all pages again."""
    text = Path(app.srcdir, f"{GLOSSARY}.md").read_text(encoding="utf-8")
    config.glossary_terms = terms(text)
    config.glossary_rows = rows(text)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the search's language and the transform."""
    app.add_config_value("glossary_terms", {}, "env")
    app.add_config_value("glossary_rows", [], "env")
    app.connect("config-inited", read_glossary)
    app.add_search_language(Bilingual)
    app.add_transform(IndexTerms)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
