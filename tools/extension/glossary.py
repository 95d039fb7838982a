"""The glossary where it is needed: the first use of a term on a page is marked, quietly.

The mark is a link to the term's row. With a script it shows the Chinese term and the meaning, which
stand at the end of the page until then.
"""

import re
from html import escape
from posixpath import dirname
from typing import Any, NoReturn

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from tools.extension.katex_math import render
from tools.extension.terms import GLOSSARY, Term
from tools.extension.typography import chinese_html
from tools.extension.words import word

# A page of a chapter or a lab; its solutions, the reference and the glossary itself have no marks.
MARKED = re.compile(r"chapters/\d[^/]*/|labs/\d[^/]*$|chapters/appendix/gradient-checking$")
# A term is marked where it stands in a sentence.
SENTENCE = (nodes.paragraph,)
CLOSED = (
    nodes.title,
    nodes.reference,
    nodes.literal,
    nodes.math,
    nodes.raw,
    nodes.table,
    nodes.caption,
    nodes.rubric,
    nodes.inline,
)
# In English these are also words of every day: marked under their row's other name alone, or only
# in the chapter that explains them.
EVERYDAY = {"cost", "unit", "kernel"}
IN_CHAPTER = {"candidate", "frame", "mask", "stack", "target"}
INLINE = re.compile(r"\$(?P<math>[^$]+)\$|\*(?P<stress>[^*]+)\*|`(?P<code>[^`]+)`")


def pattern(rows: list[Term]) -> tuple[re.Pattern[str], dict[str, Term]]:
    """Return what finds a term, its plural too, and the row of each name.

    >>> find, _ = pattern([Term(("gate",), ("门",), "it opens", "a")])
    >>> find.search("two Gates, one gateway")[0]
    'Gates'
    """
    named = {name.lower(): row for row in rows for name in row.english if name not in EVERYDAY}
    longest = sorted(named, key=len, reverse=True)
    words = "|".join(map(re.escape, longest))
    return re.compile(rf"(?<![\w-])({words})s?(?![\w-])", re.I), named


def meaning(text: str) -> str:
    """Return the HTML of a meaning, which is one line of Markdown.

    >>> meaning("a *weighted* sum <&> no more")
    'a <em>weighted</em> sum &lt;&amp;&gt; no more'
    """
    parts, at = [], 0
    for found in INLINE.finditer(text):
        parts.append(escape(text[at : found.start()], quote=False))
        if found["math"]:
            parts.append(f'<span class="math">{render(found["math"], False)[0]}</span>')
        else:
            tag = "em" if found["stress"] else "code"
            parts.append(f"<{tag}>{escape(found['stress'] or found['code'])}</{tag}>")
        at = found.end()
    return chinese_html("".join([*parts, escape(text[at:], quote=False)]))


class MarkedTerm(nodes.General, nodes.Inline, nodes.TextElement):
    """The first use of a term: its text, which stays a part of its sentence."""


def visit_term(self: Any, node: MarkedTerm) -> None:
    """Write a link."""
    self.body.append(f'<a class="term" href="{node["uri"]}" aria-describedby="{node["says"]}">')


def depart_term(self: Any, node: MarkedTerm) -> None:
    """End it."""
    self.body.append("</a>")


class TermBoxes(nodes.General, nodes.Element):
    """What the terms of a page mean. It has no text of its own, so no search finds it here."""


def visit_boxes(self: Any, node: TermBoxes) -> NoReturn:
    """Write it."""
    self.body.append(node["html"])
    raise nodes.SkipNode


class FirstUse(SphinxPostTransform):
    """Mark the first use of each term on a page, and give the glossary's rows their addresses."""

    # Before Chinese words are marked.
    default_priority = 790
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Change the page."""
        page = self.env.docname
        rows: list[Term] = self.config.glossary_rows
        if page == GLOSSARY:
            self.name_rows(rows)
        elif MARKED.match(page) and rows:
            used = self.mark(rows)
            here = self.app.builder.get_relative_uri
            boxes = "".join(
                f'<div popover="manual" class="term-says" id="says-{row.anchor}">'
                f'<b lang="zh">{"、".join(row.chinese)}</b> {meaning(row.meaning)}. '
                f'<a href="{here(page, row.page)}">{self.explained(row.page)}</a></div>'
                for row in used
            )
            self.document += TermBoxes(html=boxes)

    def explained(self, page: str) -> str:
        """Return in words where a term is explained."""
        return escape(word("explained", title=self.env.titles[page].astext()), quote=False)

    def mark(self, rows: list[Term]) -> list[Term]:
        """Mark terms and return their rows in the order of the page."""
        find, named = pattern(rows)
        used: dict[str, Term] = {}
        for text in list(self.document.findall(nodes.Text)):
            if not in_sentence(text):
                continue
            parts: list[nodes.Node] = []
            at, plain = 0, text.astext()
            for found in find.finditer(plain):
                row = named[found[1].lower()]
                abroad = dirname(row.page) != dirname(self.env.docname)
                if row.anchor in used or (abroad and found[1].lower() in IN_CHAPTER):
                    continue
                used[row.anchor] = row
                parts += [nodes.Text(plain[at : found.start()]), self.link(row, found[0])]
                at = found.end()
            if parts:
                text.parent.replace(text, [*parts, nodes.Text(plain[at:])])
        return list(used.values())

    def link(self, row: Term, text: str) -> MarkedTerm:
        """Return the mark."""
        glossary = self.app.builder.get_relative_uri(self.env.docname, GLOSSARY)
        return MarkedTerm("", text, uri=f"{glossary}#{row.anchor}", says=f"says-{row.anchor}")

    def name_rows(self, rows: list[Term]) -> None:
        """Give each row its address, and the tables the class that a phone lays out as blocks."""
        anchors = {row.english[0]: row.anchor for row in rows}
        for table in list(self.document.findall(nodes.table)):
            table["classes"].append("glossary")
            for row in table.findall(nodes.row):
                first = row[0].astext().split(", ")[0]
                if first in anchors:
                    row["ids"].append(anchors[first])
        label = (
            f'<p class="glossary-filter pst-js-only"><label>{word("filter")} '
            '<input class="form-control" type="search"></label></p>'
        )
        first_part = next(iter(self.document.findall(nodes.section)))
        first_part.insert(2, nodes.raw("", label, format="html"))


def in_sentence(text: nodes.Text) -> bool:
    """Return whether a text is part of a sentence, and of nothing that has a meaning of its own."""
    above, inside = text.parent, False
    while above is not None:
        if isinstance(above, CLOSED) or "cell_output" in above.get("classes", ()):
            return False
        inside |= isinstance(above, SENTENCE)
        above = above.parent
    return inside


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the transform; the terms come from `tools.extension.terms`."""
    app.add_node(MarkedTerm, html=(visit_term, depart_term))
    app.add_node(TermBoxes, html=(visit_boxes, None))
    app.add_post_transform(FirstUse)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
