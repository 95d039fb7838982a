"""Join printed pages into one book with pypdf: bookmarks, numbers of sheets, and mended links.

Chromium prints one page at a time. So a link to another page is the address of a file, a bookmark
knows one page only, and the name of a place may stand in two pages: all three are mended here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urldefrag

from pypdf import PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    Fit,
    FloatObject,
    NameObject,
    NullObject,
    TextStringObject,
)


@dataclass(frozen=True)
class Line:
    """A line of the contents: a part of the book, which has no sheets, or a printed page.

    ``depth`` is how far the line stands in, and ``number`` what is printed on the first sheet.
    """

    depth: int
    title: str
    address: str = ""
    number: int = 0
    sheets: PdfReader | None = None


def headings(outline: Any, depth: int = 0) -> Iterator[tuple[int, Any]]:
    """Yield a printed page's headings in their order, each with its depth."""
    for item in outline:
        if isinstance(item, list):
            yield from headings(item, depth + 1)
        else:
            yield depth, item


def first_heading(sheets: PdfReader) -> str:
    """Return the title of a printed page."""
    return next(str(heading.title) for _, heading in headings(sheets.outline))


class Book:
    """A PDF that is joined from the title's sheets and the lines of the contents.

    ``site`` is the address that the pages were printed from, ``published`` the one for readers.
    """

    def __init__(self, front: PdfReader, lines: list[Line], site: str, published: str) -> None:
        self.writer = PdfWriter()
        self.site = site
        self.published = published
        self.starts: dict[str, tuple[int, PdfReader]] = {}
        for address, sheets in [("", front), *((line.address, line.sheets) for line in lines)]:
            if sheets is not None:
                self.starts[address] = (len(self.writer.pages), sheets)
                for sheet in sheets.pages:
                    self.writer.add_page(sheet)
        self.mend_links()
        self.add_bookmarks(lines)
        before = len(front.pages)
        self.writer.set_page_label(0, before - 1, style=PageLabelStyle.LOWERCASE_ROMAN)
        self.writer.set_page_label(before, len(self.writer.pages) - 1, style=PageLabelStyle.DECIMAL)

    def add_bookmarks(self, lines: list[Line]) -> None:
        """Add a bookmark for each part, below it its pages, and below those their headings."""
        # The bookmark that the next one of a depth stands below.
        above: list[Any] = [None]
        starts = [self.starts[line.address][0] if line.sheets else -1 for line in lines]
        for k, line in enumerate(lines):
            del above[line.depth + 1 :]
            if line.sheets is None:
                sheet = next(start for start in starts[k:] if start >= 0)
                above.append(self.bookmark(line.title, sheet, None, above[-1]))
                continue
            page_above = list(above)
            for depth, heading in headings(line.sheets.outline):
                del page_above[line.depth + depth + 1 :]
                sheet = starts[k] + self.sheet_of(line.sheets, heading)
                mark = self.bookmark(str(heading.title), sheet, heading.top, page_above[-1])
                page_above.append(mark)
                if len(above) == line.depth + 1:
                    above.append(mark)

    def bookmark(self, title: str, sheet: int, top: Any, above: Any) -> Any:
        """Add one bookmark, closed, and return it."""
        fit = Fit.xyz(left=0, top=None if top is None else float(top))
        return self.writer.add_outline_item(
            title=title, page_number=sheet, parent=above, fit=fit, is_open=False
        )

    @staticmethod
    def sheet_of(sheets: PdfReader, place: Any) -> int:
        """Return the index of the sheet that a place is on."""
        return sheets.get_destination_page_number(place) or 0

    def mend_links(self) -> None:
        """Lead links to pages of the book to their sheets, and others of the site to the site."""
        for address, (start, sheets) in self.starts.items():
            for sheet in self.writer.pages[start : start + len(sheets.pages)]:
                for annotation in sheet.get("/Annots", ()):
                    self.mend(annotation.get_object(), address)

    def mend(self, link: DictionaryObject, address: str) -> None:
        """Mend one link of the page that has some address."""
        if "/Dest" in link:
            target, fragment = address, str(link["/Dest"]).removeprefix("/")
        else:
            action = link.get("/A", DictionaryObject())
            uri = str(action.get("/URI", ""))
            target, fragment = urldefrag(uri)
            if not target.startswith(self.site):
                return
            action[NameObject("/URI")] = TextStringObject(
                self.published + uri.removeprefix(self.site)
            )
        place = self.place(target, unquote(fragment))
        if place is not None:
            link.pop("/A", None)
            link[NameObject("/Dest")] = place

    def place(self, address: str, fragment: str) -> ArrayObject | None:
        """Return where a link leads to in this book, or None if that is not in it."""
        if address not in self.starts:
            return None
        start, sheets = self.starts[address]
        top = None
        if fragment:
            found = sheets.named_destinations.get(f"/{fragment}")
            if found is None:
                return None
            start += self.sheet_of(sheets, found)
            top = found.top
        height = NullObject() if top is None else FloatObject(top)
        sheet = self.writer.pages[start].indirect_reference
        return ArrayObject([sheet, NameObject("/XYZ"), NullObject(), height, NullObject()])
