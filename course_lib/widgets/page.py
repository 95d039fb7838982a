"""The HTML of a figure: the default picture for every reader, and the data for the script."""

import json
from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from typing import Any

from course_lib.figures.words import word
from course_lib.widgets.controls import Control

STATIC = files("course_lib.widgets") / "static"
WORDS = (
    *("back", "next", "play", "pause", "speed", "reset", "link", "copied", "picture", "screen"),
    *("handle", "handles", "pixel", "brush", "pad", "clear", "restore"),
)


def svg_tag(pieces: list[str], shape: tuple[float, float], alt: str) -> str:
    """Return one inline picture with its alternative text."""
    width, height = shape
    return (
        f'<svg class="explore-picture" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" role="img" aria-label="{escape(alt)}">'
        + "".join(pieces)
        + "</svg>"
    )


def figure_tag(
    svg: str,
    *,
    caption: str,
    name: str = "",
    says: str = "",
    links: Sequence[tuple[str, str]] | None = None,
    data: Mapping[str, Any] | None = None,
) -> str:
    """Return the figure: a picture that stands still without ``data``, else one that moves."""
    kind = "explore" if data else "explore-still"
    lines = [
        f'<figure class="{kind}"'
        + (f' id="{name}"' if name else "")
        + (f' data-live="{name}"' if data and "live" in data else "")
        + ">",
        f'<div class="explore-view">{svg}</div>' if data else svg,
        f'<p class="explore-hint explore-stands">{escape(word("no script"))}</p>' if data else "",
        _panel(data) if data else "",
        f'<p class="explore-says">{escape(says)}</p>' if says else "",
        leads(links) if links is not None else "",
        f"<figcaption>{escape(caption)}</figcaption>" if caption else "",
        _script(data) if data else "",
        "</figure>",
    ]
    return "\n".join(line for line in lines if line)


def leads(links: Sequence[tuple[str, str]]) -> str:
    """Return the row of links below a figure."""
    items = " ".join(f'<a href="{escape(to)}">{escape(text)}</a>' for to, text in links)
    return f'<p class="explore-leads">{items}</p>'


def describe(controls: Mapping[str, Control]) -> list[dict[str, Any]]:
    """Return what the script must know of the controls."""
    return [control.describe(name) for name, control in controls.items()]


def words() -> dict[str, str]:
    """Return the words on the buttons."""
    return {key: word(key) for key in WORDS}


def style() -> str:
    """Return the style sheet, for where the page does not bring it: a notebook."""
    return f"<style>{(STATIC / 'explore.css').read_text(encoding='utf-8')}</style>"


def _panel(data: Mapping[str, Any]) -> str:
    """Return the place of the controls, as high as the script will make them: nothing jumps."""
    kinds = [
        next((kind for kind in ("pad", "short") if control.get(kind)), control["kind"])
        for control in data["controls"]
    ]
    rows = ";".join(f"--{kind}:{kinds.count(kind)}" for kind in sorted(set(kinds)))
    return f'<div class="explore-controls" style="{rows}"></div>'


def _script(data: Mapping[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    return f'<script type="application/json">{text}</script>'
