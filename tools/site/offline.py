"""Pack the built site into one zip that opens by a double click, with no server and no network.

Run it with the environment's Python after a build: ``.venv/bin/python -m tools.site.offline``.

A page that is opened from a folder may load scripts, styles, fonts and pictures, but may not
``fetch`` another file. Only the search does that: it asks for each page that it found, to show some
of its words. In the zip a script holds the words of all pages and answers in their place.
"""

import json
import re
import sys
import tomllib
import zipfile
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import yaml

from tools.paths import ROOT, SITE
from tools.site.pages import VOID, page_names

# One time for all files: the same site gives the same bytes. A zip knows no year before 1980.
TIME = (1980, 1, 1, 0, 0, 0)
# The page for a missing address needs a server; the others are read by programs, not by readers.
LEFT_OUT = {"404.html", ".buildinfo", "objects.inv", "sitemap.xml"}
# A reader's words are not in these. KaTeX writes each equation twice, once as MathML.
WORDLESS = {"script", "style", "svg", "math"}
# A font may be used, but not asked for early: browsers refuse that without a server.
PRELOAD = re.compile(rb'\s*<link rel="preload"[^>]*>')
SEARCH_SCRIPT = re.compile(r'(<script [^>]*src=")(_static/)searchtools\.js[^"]*("></script>)')
ANSWER = """// The words of all pages, for the search: a page in a folder may not fetch another one.
{
  const pages = PAGES;
  window.fetch = (address) => Promise.resolve(new Response(pages[address.replace(/^\\.\\//, "")]));
}
"""


def release_name(root: Path = ROOT) -> str:
    """Return the name of the book's files, from its title and its version."""
    title = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))["title"]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") + f"-{project['version']}"


class Words(HTMLParser):
    """Keep the words of a page's article, and the sections that a search result may lead to."""

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
    """Return the words of a page as the short HTML that the search looks into.

    >>> words('<article><section id="a"><h1>A <svg><text>x</text></svg>B</h1></section></article>')
    '<div role="main"><section id="a">A B</section></div>'
    """
    return "".join([*Words(html).kept, "</div>"])


def answering_search(site: Path, names: list[str]) -> dict[str, str]:
    """Return the two files of the site that differ in the zip: the search page and its script."""
    pages = {f"{name}.html": words((site / f"{name}.html").read_text("utf-8")) for name in names}
    html = (site / "search.html").read_text(encoding="utf-8")
    with_script, found = SEARCH_SCRIPT.subn(r"\1\2offline.js\3\n\g<0>", html)
    if found != 1:
        sys.exit(f"offline: search.html loads searchtools.js {found} times; it should do so once.")
    # "</" would end a script that stands inside a page.
    listed = json.dumps(pages, ensure_ascii=False).replace("</", "<\\/")
    return {"search.html": with_script, "_static/offline.js": ANSWER.replace("PAGES", listed)}


def pack(site: Path, toc: Path, target: Path) -> None:
    """Write the zip: one folder with the site in it, its files in a fixed order."""
    changed = answering_search(site, page_names(toc))
    names = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted((names | changed.keys()) - LEFT_OUT):
            data = changed[name].encode() if name in changed else (site / name).read_bytes()
            if name.endswith(".html"):
                data = PRELOAD.sub(b"", data)
            entry = zipfile.ZipInfo(f"{target.stem}/{name}", TIME)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED, 9)


def main() -> None:
    """Pack the site and say how to open it."""
    if not (SITE / "index.html").is_file():
        sys.exit(
            "offline: the book is not built yet; run `make book` (or `python -m tools.build`)."
        )
    target = SITE.parent / f"{release_name()}.zip"
    pack(SITE, ROOT / "_toc.yml", target)
    print(f"offline: {target} ({target.stat().st_size / 1e6:.1f} MB)")
    print("  to read it: unpack it, then open index.html by a double click")


if __name__ == "__main__":
    main()
