"""Each page's place in the book: the contents beside it, the line above it, and what its foot says.

The templates write it. What was read is kept by ``reading.js`` in the reader's browser.
"""

from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from docutils import nodes
from sphinx.application import Sphinx

from tools.extension.typography import chinese_html
from tools.extension.words import word
from tools.site import minutes
from tools.site.contents import Part, first_page, parts

LECTURE = "http://speech.ee.ntu.edu.tw/~tlkagk/courses_MLDS17.html"
VIDEO = "https://www.bilibili.com/video/av9770302"
# Comments in the first page's text, where JupyterLab and GitHub show nothing, and what the site
# shows there: it follows from the contents, so it is never out of date.
PLACES = {"<!-- start -->": "start.html", "<!-- map -->": "map.html"}


@dataclass(frozen=True)
class Line:
    """A page in the contents; ``minutes`` is 0 where nobody reads from start to end."""

    page: str
    title: str
    link: str
    current: bool
    minutes: int
    below: list["Line"] = field(default_factory=list)


@dataclass(frozen=True)
class Group:
    """A part in the contents; it is folded unless it is open."""

    caption: str
    number: int | None
    open: bool
    lines: list[Line]

    @property
    def minutes(self) -> int:
        """Return the minutes of all its pages."""
        return sum(line.minutes for line in self.lines)


@cache
def reading_time(path: Path) -> int:
    """Return a page's minutes; 0 for what is looked up, and for a lab, which says its own time."""
    looked_up = path.parent.name == "appendix" and path.suffix == ".md"
    if looked_up or "labs" in (path.parent.name, path.parent.parent.name):
        return 0
    return minutes.shown(minutes.minutes(path))


class Contents:
    """The contents as one page shows them."""

    def __init__(self, app: Sphinx, page: str, pathto: Any) -> None:
        self.app, self.page, self.pathto = app, page, pathto
        self.book = parts(Path(app.srcdir, "_toc.yml"))

    def line(self, page: str, below: tuple[str, ...] = ()) -> Line:
        """Return a page's line, with the pages below it if it or one of them is open."""
        env = self.app.env
        title = self.app.builder.render_partial(env.titles[page])["title"]  # type: ignore[attr-defined]
        title = chinese_html(title)
        lines = [self.line(name) for name in below if self.page in (page, *below)]
        time = reading_time(source(self.app, page))
        return Line(page, title, self.pathto(page), page == self.page, time, lines)

    def groups(self) -> list[Group]:
        """Return all parts; that of the page is open, on the first page the first chapter is."""
        opened = first_page(self.book) if self.page == self.app.config.root_doc else self.page
        return [
            Group(
                part.caption,
                part.number,
                part.place(opened) is not None,
                [self.line(page, part.below.get(page, ())) for page in part.pages],
            )
            for part in self.book
        ]

    def place(self) -> tuple[str, int] | None:
        """Return in words where the page stands, and its minutes; None outside of all parts."""
        for part in self.book:
            if at := part.place(self.page):
                return said(part, at), reading_time(source(self.app, self.page))
        return None


def said(part: Part, at: int) -> str:
    """Return in words which page of a part one is.

    >>> said(Part("Labs", ("a", "b"), {}), 2)
    'Labs, page 2 of 2'
    """
    if part.number is None:
        return word("part", caption=part.caption, at=at, of=len(part.pages))
    return word("chapter", number=part.number, at=at, of=len(part.pages))


def neighbour(contents: Contents, page: str) -> dict[str, str]:
    """Return a page as the template of the links to the next and the previous one wants it."""
    line = contents.line(page)
    return {"link": line.link, "title": line.title}


def foot(app: Sphinx, page: str, title: str) -> dict[str, str]:
    """Return the addresses of a page's foot, and what to cite."""
    repository, branch = (
        app.config.html_theme_options[f"repository_{k}"] for k in ("url", "branch")
    )
    tree = f"{repository.rstrip('/')}/blob/{branch}"
    address = f"{app.config.html_baseurl}{page}.html"
    version = app.config.release
    issue = {
        "title": word("report title", title=title),
        "body": word("report body", address=address, version=version),
    }
    author, year = app.config.author, app.config.copyright[:4]
    cited = {"author": author, "year": year, "title": title, "book": app.config.html_title}
    return {
        "source": f"{tree}/{Path(app.env.doc2path(page, base=False)).as_posix()}",
        "report": f"{repository.rstrip('/')}/issues/new?{urlencode(issue)}",
        "cite": chinese_html(escape(word("cite text", **cited, address=address), quote=False)),
        "cite_file": f"{tree}/CITATION.cff",
        "licence": f"{tree}/LICENSE-TEXT.md",
    }


def source(app: Sphinx, page: str) -> Path:
    """Return a page's notebook or Markdown file."""
    return Path(app.env.doc2path(page))


def start(contents: Contents) -> dict[str, Any]:
    """Return what the first screen of the book says."""
    app, pathto = contents.app, contents.pathto
    chapters = [page for part in contents.book if part.number is not None for page in part.pages]
    labs = [page for part in contents.book for page in part.below if page.startswith("labs/")]
    files = [source(app, page) for page in chapters]
    hours = sum(map(reading_time, files)) / 60
    # Those of the appendix and of this page too.
    book = [app.config.root_doc, *(page for part in contents.book for page in part.pages)]
    figures = sum(minutes.figures(source(app, page)) for page in dict.fromkeys(book))
    return {
        "link": pathto(chapters[0]),
        "lab": pathto(labs[0]),
        "teachers": pathto(Path(labs[0]).with_name("teaching").as_posix()),
        "lecture": LECTURE,
        "video": VIDEO,
        "facts": [
            (len(chapters), "fact pages"),
            (round(hours), "fact hours"),
            (figures, "fact figures"),
            (len(labs), "fact labs"),
        ],
    }


def add_contents(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Give the templates what they write around the page."""
    contents = Contents(app, pagename, context["pathto"])
    context["word"] = word
    context["contents"] = contents.groups()
    context["first"] = contents.line(app.config.root_doc)
    context["place"] = contents.place()
    if pagename in app.env.found_docs:
        context["foot"] = foot(app, pagename, app.env.titles[pagename].astext())
    # Reading starts with the first chapter: what stands before it is for who needs it.
    for way in ("prev", "next"):
        if context.get(way):
            context[way] = {**context[way], "title": chinese_html(context[way]["title"])}
    first = first_page(contents.book)
    if pagename == app.config.root_doc:
        context["next"] = neighbour(contents, first)
        context["start"] = start(contents)
        for place, template in PLACES.items():
            filled = app.builder.templates.render(template, context)
            context["body"] = context["body"].replace(place, filled)
    elif pagename == first:
        context["prev"] = neighbour(contents, app.config.root_doc)


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect it to each page."""
    app.connect("html-page-context", add_contents)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
