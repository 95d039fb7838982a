"""From a matplotlib figure to the SVG of a page: text as text, colours that follow the page.

The picture comes out as a list of pieces, one for each mark. Two frames of a figure share most of
their pieces, and a page stores each only once.
"""

import base64
import io
import re
from html import escape
from xml.etree import ElementTree

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

from course_lib.figures.style import INK, PALETTE, applied

_NAMES = {value: name for name, value in PALETTE.items()}
_NUMBER = re.compile(r"-?\d+\.\d+")
_REFERENCE = re.compile(r"#([\w-]+)")
_COLOUR = re.compile(r"#[0-9a-f]{6}\b")


class Ids:
    """Short names for what matplotlib numbers by a hash: unique on the page, the same each time."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.known: dict[str, str] = {}

    def __getitem__(self, long: str) -> str:
        return self.known.setdefault(long, f"{self.name}--{len(self.known)}")


def pieces(fig: Figure, ids: Ids) -> list[str]:
    """Return the marks of ``fig`` as lines of SVG, without the ``<svg>`` around them.

    Raises
    ------
    ValueError
        If a colour is not of the palette, or a text has two lines: neither is right on every page.
    """
    out = io.StringIO()
    with applied():
        fig.savefig(out, format="svg", metadata={"Date": None}, dpi=72)
    root = ElementTree.fromstring(out.getvalue())
    parts = {gid for artist in fig.findobj(Artist) if (gid := artist.get_gid())}
    return _Writer(ids, parts).children(root)


def shape(fig: Figure) -> tuple[float, float]:
    """Return the width and height of the SVG, in its own unit."""
    width, height = fig.get_size_inches() * 72
    return round(float(width), 2), round(float(height), 2)


def scales(fig: Figure) -> dict[str, list[float]]:
    """Return for each named part the four numbers that take its data to the picture.

    A point (x, y) of the data lies at ``(s[0] + s[1] * x, s[2] + s[3] * y)`` of the SVG.
    """
    height = shape(fig)[1]
    with applied():
        fig.draw_without_rendering()  # Axes of equal aspect take their place only now.
    found: dict[str, list[float]] = {}
    for ax in fig.axes:
        (x0, y0), (x1, y1) = ax.transData.transform([(0, 0), (1, 1)]) * 72 / fig.dpi
        scale = [round(float(v), 4) for v in (x0, x1 - x0, height - y0, y0 - y1)]
        found |= {gid: scale for artist in _own(ax) if (gid := artist.get_gid())}
    return found


def _own(ax: Axes) -> list[Artist]:
    return [*ax.lines, *ax.patches, *ax.texts]


class _Writer:
    """Writes matplotlib's SVG again: flat, short, with our names and colours."""

    def __init__(self, ids: Ids, parts: set[str]) -> None:
        self.ids = ids
        self.parts = parts

    def children(self, node: ElementTree.Element) -> list[str]:
        return [line for child in node for line in self.element(child)]

    def element(self, node: ElementTree.Element) -> list[str]:
        tag = node.tag.rpartition("}")[2]
        if tag in ("metadata", "style"):
            return []
        inner = self.children(node)
        text = escape((node.text or "").strip(), quote=False)
        attributes = self.attributes(tag, node)
        if tag == "g" and not attributes:
            return inner
        if tag == "defs" and not inner:
            return []
        start = f"<{tag}" + "".join(f' {k}="{v}"' for k, v in attributes.items())
        if inner:
            return [start + ">" + "".join(inner) + f"</{tag}>"]
        return [f"{start}>{text}</{tag}>" if text else start + "/>"]

    def attributes(self, tag: str, node: ElementTree.Element) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, value in node.items():
            name = name.rpartition("}")[2]
            if name == "id":
                if value in self.parts:
                    found["data-part"] = value
                elif tag in ("path", "clipPath"):
                    found["id"] = self.ids[value]
            elif name == "style":
                found |= self.style(value)
            elif name == "href" and value.startswith("data:"):
                found[name] = webp(value)
            elif name in ("href", "clip-path"):
                found[name] = _REFERENCE.sub(lambda m: "#" + self.ids[m[1]], value)
            elif name in ("d", "x", "y"):
                found[name] = _round(" ".join(value.split()))
            elif not (name == "transform" and value.startswith("rotate(-0 ")):
                found[name] = value
        if tag == "text" and "x" not in found:
            raise ValueError(
                f"picture({self.ids.name}): the text {node.text!r} has several lines, "
                "it should be one; its place depends on a font that the page may not have."
            )
        return found

    def style(self, value: str) -> dict[str, str]:
        pairs = (item.partition(":") for item in value.split(";") if item)
        style = {name.strip(): text.strip() for name, _, text in pairs}
        style.pop("font-family", None)
        return {name: _COLOUR.sub(self.colour, text) for name, text in style.items()}

    def colour(self, match: re.Match[str]) -> str:
        if match[0] == INK:
            return "currentColor"
        if match[0] not in _NAMES:
            raise ValueError(
                f"picture({self.ids.name}): colour {match[0]} is not one of the palette "
                f"({', '.join(_NAMES.values())}) of course_lib.figures.style; "
                "a function without @styled draws in matplotlib's own."
            )
        return f"var(--fig-{_NAMES[match[0]]}, {match[0]})"


def _round(numbers: str) -> str:
    return _NUMBER.sub(lambda m: f"{float(m[0]):.1f}".removesuffix(".0"), numbers)


def webp(uri: str) -> str:
    """Return matplotlib's PNG as lossless WebP, the smaller form."""
    image = Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2])))
    out = io.BytesIO()
    image.save(out, format="WEBP", lossless=True, quality=100, method=6, exact=True)
    return "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode()
