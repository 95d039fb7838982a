"""The search knows the glossary: its terms, English and Chinese, lead to the pages they link to.

Each term becomes an entry of the index, on the page that its row names: the search shows that page
first, and the index lists it. Sphinx takes a run of Chinese characters for one word; here it is cut
into pairs, so that a part of a term is found too.
"""

import re
from collections import defaultdict
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.search.en import SearchEnglish
from sphinx.transforms import SphinxTransform

GLOSSARY = "chapters/appendix/glossary"
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| .+ \| \[\]\(([^)#]+)\.\w+\) \|$", re.MULTILINE)
CHINESE = r"[\u4e00-\u9fff]"
# The index has a part of its own for what has no first letter from A to Z.
HEADING = "中文"


def terms(glossary: str) -> dict[str, list[str]]:
    """Return the terms of a glossary by the pages that they lead to.

    >>> terms("| LSTM, memory | 记忆、单元 | it | [](../3-lstm/lstm.ipynb) |")
    {'chapters/3-lstm/lstm': ['LSTM', 'memory', '记忆', '单元']}
    """
    found: dict[str, list[str]] = defaultdict(list)
    for english, chinese, link in ROW.findall(glossary):
        page = normpath(join(dirname(GLOSSARY), link))
        found[page] += [*english.split(", "), *chinese.split("、")]
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
    """English as Sphinx splits it, Chinese in pairs; the query is split in the same way.

    The script is read after Sphinx's own, so it may change its settings too.
    """

    lang = "en"
    js_splitter_code = r"""
var splitQuery = (query) => query
  .split(/[^\p{Letter}\p{Number}_]+/u)
  .flatMap((word) => word.match(/[\u4e00-\u9fff]+|[^\u4e00-\u9fff]+/g) || [])
  .flatMap((part) => /^[\u4e00-\u9fff]{3}/.test(part)
    ? [...part.slice(1)].map((_, i) => part.slice(i, i + 2))
    : [part]);
// Of pages that fit as well, one that explains comes before a lab, and a lab before its solutions.
Scorer.score = ([page, title, anchor, description, score]) =>
  score - (/^labs.solutions/.test(page) ? 4 : /^labs|api$/.test(page) && !anchor ? 2 : 0);
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
    path = Path(app.srcdir, f"{GLOSSARY}.md")
    config.glossary_terms = terms(path.read_text(encoding="utf-8"))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the search's language and the transform."""
    app.add_config_value("glossary_terms", {}, "env")
    app.connect("config-inited", read_glossary)
    app.add_search_language(Bilingual)
    app.add_transform(IndexTerms)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
