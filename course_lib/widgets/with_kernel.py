"""The figure that moves with a kernel: ipywidgets controls, drawn again at each move."""

from collections.abc import Mapping
from html import escape
from typing import Any, Protocol

import ipywidgets as widgets  # type: ignore[import-untyped]

from course_lib.figures.words import word
from course_lib.widgets import page
from course_lib.widgets.controls import Control


class Movable(Protocol):
    """What the widget needs to know of a figure."""

    @property
    def controls(self) -> Mapping[str, Control]:
        """What can be set, by name."""

    @property
    def caption(self) -> str:
        """The text below the figure."""

    @property
    def alt(self) -> Any:
        """A text, or a function of the settings."""

    def picture(self, **values: Any) -> str:
        """Return the figure at some settings, as SVG."""

    def says(self, **values: Any) -> str:
        """Return in words what it shows there."""

    def links(self, **values: Any) -> list[tuple[str, str]]:
        """Return address and words of each link there."""


def view(figure: Movable) -> Any:
    """Return the widget: the picture, its controls, what it says, its caption."""
    inputs = {name: _input(control, name) for name, control in figure.controls.items()}
    picture, says = widgets.HTML(), widgets.HTML()
    speaks = not isinstance(figure.alt, str)

    def redraw(change: object = None) -> None:
        values = {name: box.value for name, (box, _) in inputs.items()}
        picture.value = page.figure_tag(figure.picture(**values), caption="")
        links = figure.links(**values)
        spoken = escape(figure.says(**values)) if speaks else ""
        says.value = spoken + (page.leads(links) if links else "")

    for box, _ in inputs.values():
        box.observe(redraw, names="value")
    redraw()
    caption = widgets.HTML(page.style() + f"<em>{escape(figure.caption)}</em>")
    return widgets.VBox([picture, *(row for _, row in inputs.values()), says, caption])


def _input(control: Control, name: str) -> tuple[Any, Any]:
    """Return the widget that holds the value, and the row that shows it."""
    options = list(zip(control.texts, control.values, strict=True))
    common = {
        "options": options,
        "value": control.values[control.start],
        "description": control.label or name,
        "style": {"description_width": "initial"},
    }
    if control.kind in ("choice", "pixels"):
        box = widgets.ToggleButtons(**common)
        return box, box
    box = widgets.SelectionSlider(**common, layout=widgets.Layout(width="100%"))
    if control.kind == "slider":
        return box, box
    pace = getattr(control, "pace", 900)
    play = widgets.Play(
        value=control.start, max=len(options) - 1, interval=pace, tooltip=word("play")
    )
    widgets.link((play, "value"), (box, "index"))
    return box, widgets.HBox([play, box])
