"""Every picture of the built site: what it says to who does not see it, and its contrast.

The contrast is computed from the marks of the SVG, in all frames of a figure that moves, with the
two palettes of the style sheet: text 4.5:1 with the page, a line or a filled shape 3:1.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape
from xml.etree import ElementTree

import pytest

from course_lib.widgets.page import STATIC
from tools.paths import SITE

LEAST_WORDS = 6
TEXT_CONTRAST, MARK_CONTRAST = 4.5, 3
FILE_NAME = re.compile(r"\S+\.(png|svg|webp|jpe?g|gif)\b|_images/|^(figure|image|img)\W*\d*$", re.I)
PICTURE = re.compile(
    r'<svg class="explore-picture"[^>]*? aria-label="(?P<alt>[^"]*)">(?P<marks>.*?)</svg>', re.S
)
DATA = re.compile(r'<script type="application/json">(.*?)</script>', re.S)
MARKS = {"path", "use", "rect", "circle", "ellipse", "line", "polygon", "polyline", "text"}
LOOK = ("fill", "stroke", "fill-opacity", "stroke-opacity")


@dataclass(frozen=True)
class Figure:
    """A picture of a page: its first alternative text, those of its other frames, its marks."""

    page: str
    alt: str
    says: tuple[str, ...]
    marks: str


def figures_of(page: str, html: str) -> Iterator[Figure]:
    """Yield the pictures of a page: inline ones with the frames that follow them, and images."""
    article = re.search(r"<article.*</article>", html, re.S)
    text = article[0] if article else ""
    for figure in re.split(r"(?=<svg class=\"explore-picture\")", text):
        if picture := PICTURE.match(figure):
            data = json.loads(found[1]) if (found := DATA.search(figure)) else {}
            marks = picture["marks"] + "".join(data.get("pieces", ()))
            yield Figure(page, unescape(picture["alt"]), tuple(data.get("says", ())), marks)
    for tag in re.findall(r"<img\b[^>]*>", text):
        alt = re.search(r'\salt="([^"]*)"', tag)
        yield Figure(page, unescape(alt[1]) if alt else "", (), "")


@cache
def figures() -> list[Figure]:
    """Return all pictures of the built site."""
    pages = {
        path.relative_to(SITE).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(SITE.rglob("*.html"))
    }
    return [figure for page, html in pages.items() for figure in figures_of(page, html)]


def silent(found: list[Figure]) -> list[str]:
    """Return what is wrong with alternative texts, a phrase for each."""
    wrong = []
    known: dict[tuple[str, str], Figure] = {}
    for figure in found:
        for alt in {figure.alt, *figure.says}:
            if not alt.strip():
                wrong.append(f"{figure.page}: a picture says nothing")
            elif FILE_NAME.search(alt):
                wrong.append(f"{figure.page}: the name of a file, not what it shows: {alt}")
            elif len(alt.split()) < LEAST_WORDS:
                wrong.append(f"{figure.page}: fewer than {LEAST_WORDS} words: {alt}")
        if known.setdefault((figure.page, figure.alt), figure) != figure:
            wrong.append(f"{figure.page}: two pictures say the same: {figure.alt}")
    return wrong


def palettes() -> dict[str, dict[str, str]]:
    """Return the colours of pictures, light and dark, as the style sheets have them."""
    sheet = (STATIC / "explore.css").read_text(encoding="utf-8")
    blocks = re.findall(r"\{([^}]*--fig-grey:[^}]*)\}", sheet)[:2]
    found = {
        theme: dict(re.findall(r"--fig-(\w+): (#\w{6})", block))
        for theme, block in zip(("light", "dark"), blocks, strict=True)
    }
    site = (SITE / "_static" / "site.css").read_text(encoding="utf-8")
    # The text's colour is the last that the theme or the site gives it; a theme's may be a name.
    for theme, colours in found.items():
        rules = (
            rf'html\[data-theme="?{theme}"?\][^{{]*\{{[^}}]*?--pst-color-text-base:\s*(#\w{{6}})'
        )
        colours["ink"] = re.findall(rules, site)[-1]
    return found


def red_green_blue(colour: str) -> list[float]:
    return [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]


def luminance(colour: list[float]) -> float:
    """Return how light a colour is to the eye, as WCAG defines it."""
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(colour: str, alpha: float, palette: dict[str, str]) -> float:
    """Return the contrast of a colour with the page that it lies on."""
    name = "ink" if colour == "currentColor" else re.sub(r"var\(--fig-(\w+).*", r"\1", colour)
    paper = red_green_blue(palette["paper"])
    front = red_green_blue(palette.get(name, colour))
    seen = [alpha * f + (1 - alpha) * p for f, p in zip(front, paper, strict=True)]
    low, high = sorted((luminance(seen), luminance(paper)))
    return (high + 0.05) / (low + 0.05)


def looks(marks: str) -> set[tuple[str, str, float]]:
    """Return all looks of text, lines and shapes: what it is, its colour, how much it covers.

    What is not judged alone: the rim in the colour of the page; the shade of a shape, which is let
    through in part and never tells something without a line or a word.
    """
    found: set[tuple[str, str, float]] = set()

    def walk(node: ElementTree.Element, cover: float, above: dict[str, str]) -> None:
        look = above | {name: node.attrib[name] for name in LOOK if name in node.attrib}
        cover *= float(node.attrib.get("opacity", 1))
        if node.tag in ("defs", "clipPath", "image"):
            return
        if node.tag in MARKS:
            for kind in ("fill", "stroke"):
                colour = look.get(kind, "none" if kind == "stroke" else "#000000")
                alpha = round(cover * float(look.get(f"{kind}-opacity", 1)), 3)
                shade = kind == "fill" and node.tag != "text" and alpha < 1
                if colour != "none" and "paper" not in colour and "url" not in colour and not shade:
                    found.add(("text" if node.tag == "text" else kind, colour, alpha))
        for child in node:
            walk(child, cover, look)

    walk(ElementTree.fromstring(f"<svg>{marks}</svg>"), 1, {})
    return found


def faint(figure: Figure) -> list[str]:
    """Return what of a picture is too faint to be seen on the page."""
    wrong = []
    for theme, palette in palettes().items():
        for kind, colour, alpha in sorted(looks(figure.marks)):
            least = TEXT_CONTRAST if kind == "text" else MARK_CONTRAST
            if (ratio := contrast(colour, alpha, palette)) < least:
                wrong.append(
                    f"{figure.page}: {kind} {colour} at {alpha:g} has {ratio:.2f}:1 of {least}:1 "
                    f"on the {theme} page, in the picture: {figure.alt[:60]}"
                )
    return wrong


def test_every_picture_says_what_it_shows(site: str) -> None:
    assert len(figures()) > 50
    assert silent(figures()) == []


def test_every_picture_is_seen_in_light_and_dark(site: str) -> None:
    assert [phrase for figure in figures() for phrase in faint(figure)] == []


SAYS = "A line rises from zero to one."
SVG = f'<svg class="explore-picture" aria-label="{SAYS}">'
PICTURES = {
    "": f'{SVG}<text fill="currentColor">a</text></svg>',
    "says nothing": '<img src="a.png">',
    "the name of a file": '<img src="a.png" alt="_images/a.png">',
    "fewer than": '<img src="a.png" alt="A line.">',
    "say the same": f'{SVG}<g/></svg><img src="b.png" alt="{SAYS}">',
    "text": f'{SVG}<text fill="#999999">a</text></svg>',
    "stroke": f'{SVG}<g opacity="0.4">'
    '<path fill="none" stroke="var(--fig-blue, #0062ad)"/></g></svg>',
    "fill": f"{SVG}<g/></svg><script "
    'type="application/json">{"pieces": ["<rect fill=\\"#eeeeee\\"/>"]}</script>',
}


@pytest.mark.parametrize("fault", PICTURES)
def test_a_picture_that_is_wrong_is_found(site: str, fault: str) -> None:
    found = list(figures_of("p", f"<article>{PICTURES[fault]}</article>"))
    wrong = silent(found) + [phrase for figure in found for phrase in faint(figure)]

    assert found
    assert all(fault in phrase for phrase in wrong)
    assert bool(wrong) == bool(fault)
