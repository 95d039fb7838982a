"""What a browser needs to know of a text: which words are Chinese, and what may not be parted.

A voice reads Chinese words only if they say that they are; a browser breaks a line between an
equation and the full stop behind it, since it takes the equation for a picture, and behind the
hyphen of a name like Hung-yi.
"""

import re
from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

CHINESE = re.compile(r"[\u4e00-\u9fff][\u3000-\u303f\u4e00-\u9fff\uff01-\uff60]*")
# A word with a hyphen that has two letters or fewer on one side.
SHORT = re.compile(r"\b(?:[A-Za-z]{1,2}-[A-Za-z]+|[A-Za-z]+-[A-Za-z]{1,2})\b(?!-)")
MARKED = re.compile(f"{CHINESE.pattern}|{SHORT.pattern}")
# docutils makes the attribute `lang` of a class with this start.
LANGUAGE = "language-zh"
BEFORE = re.compile(r"[(\[\u201c\u2018]+$")
BEHIND = re.compile(r"^(?:[.,;:!?)\]\u2019\u201d…%]|[-\u2013](?=\w))+\w*")
# Their text is not a sentence, or it is marked already.
CLOSED = (nodes.math, nodes.math_block, nodes.literal_block, nodes.raw, nodes.comment)


def marked_parts(text: str) -> list[nodes.Node]:
    """Return a text with each run of Chinese, and each short word with a hyphen, as an element.

    >>> [str(part) for part in marked_parts("a gate, 门, of Hung-yi")]
    ['a gate, ', '<inline classes="language-zh">门</inline>', ', of ', \
'<inline classes="whole">Hung-yi</inline>']
    """
    parts: list[nodes.Node] = []
    at = 0
    for found in MARKED.finditer(text):
        if found.start() > at:
            parts.append(nodes.Text(text[at : found.start()]))
        kind = LANGUAGE if CHINESE.match(found[0]) else "whole"
        parts.append(nodes.inline("", found[0], classes=[kind]))
        at = found.end()
    return [*parts, nodes.Text(text[at:])] if at < len(text) else parts


def chinese_html(html: str) -> str:
    """Return a title's HTML with each run of Chinese as an element of its own.

    >>> chinese_html('<em>Terms</em>, 术语')
    '<em>Terms</em>, <span lang="zh">术语</span>'
    """
    return "".join(
        part if part.startswith("<") else CHINESE.sub(r'<span lang="zh">\g<0></span>', part)
        for part in re.split(r"(<[^>]*>)", html)
    )


class Typography(SphinxPostTransform):
    """Mark Chinese and short words, and keep an equation with the marks around it."""

    default_priority = 800
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Change the texts of the page."""
        for math in list(self.document.findall(nodes.math)):
            keep_together(math)
        for text in list(self.open_texts()):
            if MARKED.search(text):
                text.parent.replace(text, marked_parts(text.astext()))

    def open_texts(self) -> Iterator[nodes.Text]:
        """Yield the texts that are sentences, or parts of them."""
        for text in self.document.findall(nodes.Text):
            above = text.parent
            while above is not None and not isinstance(above, CLOSED):
                above = above.parent
            if above is None:
                yield text


def keep_together(math: nodes.math) -> None:
    """Put an equation and the marks that touch it into one element."""
    parent, at = math.parent, math.parent.index(math)
    start = neighbour(parent, at - 1, BEFORE)
    end = neighbour(parent, at + 1, BEHIND)
    if not start and not end:
        return
    if end:
        parent[at + 1] = nodes.Text(parent[at + 1].astext()[len(end) :])
    if start:
        parent[at - 1] = nodes.Text(parent[at - 1].astext()[: -len(start)])
    together = nodes.inline(classes=["together"])
    parent[at] = together
    together += [nodes.Text(start), math, nodes.Text(end)]


def neighbour(parent: nodes.Element, at: int, pattern: re.Pattern[str]) -> str:
    """Return what of a neighbouring text touches an equation."""
    if not 0 <= at < len(parent) or not isinstance(parent[at], nodes.Text):
        return ""
    found = pattern.search(parent[at].astext())
    return found[0] if found else ""


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the transform."""
    app.add_post_transform(Typography)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
