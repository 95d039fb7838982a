"""The words of a built page's article, without its code and pictures: to see if they changed."""

import re
from html import escape
from html.parser import HTMLParser

from tools.site.pages import VOID

# A reader's words are not in these. KaTeX writes each equation twice, once as MathML.
WORDLESS = {"script", "style", "svg", "math"}


class Words(HTMLParser):
    """Keep the words of a page's article, and its sections."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.kept = ['<div role="main">']
        self.article = False
        self.wordless = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a section, or go one level down in what has no words."""
        if self.wordless:
            self.wordless += tag not in VOID
        elif tag == "article":
            self.article = True
        elif self.article and (tag in WORDLESS or ("class", "headerlink") in attrs):
            self.wordless = 1
        elif self.article and tag == "section":
            self.kept.append(f'<section id="{escape(dict(attrs).get("id") or "")}">')

    def handle_endtag(self, tag: str) -> None:
        """Close a section, or go one level up."""
        if self.wordless:
            self.wordless -= 1
        elif tag == "article":
            self.article = False
        elif self.article and tag == "section":
            self.kept.append("</section>")

    def handle_data(self, data: str) -> None:
        """Keep the article's words, each white space as one blank."""
        if self.article and not self.wordless:
            self.kept.append(escape(re.sub(r"\s+", " ", data), quote=False))


def words(html: str) -> str:
    """Return the words of a page as short HTML.

    >>> words('<article><section id="a"><h1>A <svg><text>x</text></svg>B</h1></section></article>')
    '<div role="main"><section id="a">A B</section></div>'
    """
    return "".join([*Words(html).kept, "</div>"])
