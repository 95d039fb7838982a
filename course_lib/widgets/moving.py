"""``explore``: one figure that moves, with a kernel and without one."""

import inspect
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from course_lib.figures.handles import Handle, handles_of, paint_of
from course_lib.widgets import page, svg, touch
from course_lib.widgets.controls import Choice, Control, Pixels, Value
from course_lib.widgets.frames import check_number, draw_frames, states

Alt: TypeAlias = str | Callable[..., str]
Live: TypeAlias = Mapping[str, Any] | Callable[[], Mapping[str, Any]]
Leads: TypeAlias = Callable[..., Sequence[tuple[str, str]]]
MOST_CONTROLS = 2


def explore(
    draw: Callable[..., Figure],
    *,
    name: str,
    caption: str,
    alt: Alt,
    live: Live | None = None,
    leads: Leads | None = None,
    **controls: Control | Sequence[Value] | npt.NDArray[Any],
) -> "Explore":
    """Return a figure that the reader moves.

    With a kernel it is drawn again at each move. On a built page (``COURSE_BUILD=1``) one or two
    controls move between frames drawn by the same ``draw`` at build time. More controls need a
    script of our own, ``static/live/NAME.js``.

    Parameters
    ----------
    draw
        A function of ``course_lib.figures``; its arguments are the controls. The page lets the
        reader take hold of the handles that ``figures.handles`` declares for it.
    name
        The figure's id: in ``chapters/manifest.yml``, and in the page's address.
    caption
        Plain text below the figure.
    alt
        What the picture shows, as text, or as a function of the same arguments as ``draw``. Then
        it is also shown below the picture, and read aloud when it changes.
    live
        Numbers for the script of the figure, as JSON can hold them; or a function that returns
        them, where that takes long: it is called when the book is built.
    leads
        Where to read on with these settings: a function of the same arguments as ``draw``. It
        returns pages, relative to the notebook and without suffix, each with the words of its link.
    **controls
        A ``Slider``, ``Choice``, ``Steps`` or ``Pixels`` for each argument of ``draw``. A plain
        list is a ``Choice``, a matrix of whole numbers is ``Pixels``.

    Raises
    ------
    ValueError
        If an argument does not fit; the message says which and what is expected.
    TypeError
        If a control is not a control.
    ImportError
        If a kernel should draw and ipywidgets is not installed.

    Examples
    --------
    >>> from course_lib.widgets import Slider
    >>> def draw(gain):
    ...     fig = Figure(figsize=(4, 3))
    ...     fig.subplots().plot([0, 1], [0, gain])
    ...     return fig
    >>> gain = Slider(1, 3, step=1)
    >>> explore(draw, name="line", caption="A line.", alt="It rises.", gain=gain).default
    {'gain': 1}
    """
    who = f"explore({name})"
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise ValueError(f"{who}: the name is {name!r}, expected small letters, digits and -.")
    if not caption:
        raise ValueError(f"{who}: caption is empty, expected a sentence.")
    if not alt:
        raise ValueError(f"{who}: alt is empty, expected what the picture shows.")
    known = {key: _control(who, key, control) for key, control in controls.items()}
    _check_arguments(who, draw, known)
    touch.check(who, handles_of(draw), paint_of(draw), known)
    if live is None and any(isinstance(control, Pixels) for control in known.values()):
        raise ValueError(
            f"{who}: Pixels have more settings than frames can show; give live=, the numbers for "
            f"static/live/{name}.js."
        )
    if live is None and len(known) > MOST_CONTROLS:
        raise ValueError(
            f"{who}: {len(known)} controls, at most {MOST_CONTROLS} are drawn as frames; "
            f"for more give live=, the numbers for static/live/{name}.js."
        )
    if live is None:
        check_number(name, known)
    if not building() and find_spec("ipywidgets") is None:
        raise ImportError(
            f"{who}: ipywidgets is not installed; pip install '.[widgets]' in the project's folder "
            "brings it."
        )
    return Explore(draw, name, caption, alt, known, live, leads)


def building() -> bool:
    """Return whether the book is being built: then no kernel will answer the reader."""
    return os.environ.get("COURSE_BUILD") == "1"


@dataclass(frozen=True)
class Explore:
    """A figure and its controls; made by ``explore``."""

    draw: Callable[..., Figure]
    name: str
    caption: str
    alt: Alt
    controls: Mapping[str, Control]
    live: Live | None = None
    leads: Leads | None = None
    ids: svg.Ids = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ids", svg.Ids(self.name))

    @property
    def handles(self) -> tuple[Handle, ...]:
        """What the reader takes hold of in the picture."""
        return handles_of(self.draw)

    @property
    def default(self) -> dict[str, Value]:
        """The values that the figure starts with."""
        return {name: c.values[c.start] for name, c in self.controls.items()}

    def says(self, **values: Value) -> str:
        """Return what the picture shows with these values."""
        return self.alt if isinstance(self.alt, str) else self.alt(**values)

    def links(self, **values: Value) -> list[tuple[str, str]]:
        """Return address and words of each link with these values."""
        suffix = ".html" if building() else ".ipynb"
        return [(to + suffix, text) for to, text in (self.leads(**values) if self.leads else ())]

    def picture(self, **values: Value) -> str:
        """Return the inline SVG with these values."""
        fig = self.draw(**values)
        return page.svg_tag(svg.pieces(fig, self.ids), svg.shape(fig), self.says(**values))

    def html(self, *, moving: bool = True) -> str:
        """Return the figure for a page: the default picture, and all that the script needs."""
        values = self.default
        data: dict[str, Any] | None = None
        if moving:
            data = {"controls": page.describe(self.controls), "words": page.words()}
            if self.live is None:
                data |= draw_frames(
                    self.name, self.draw, self.says, self.controls, self.ids, self.handles
                )
                if self.leads:
                    data["leads"] = [self.links(**state) for state in states(self.controls)]
            else:
                fig = self.draw(**values)
                live = self.live() if callable(self.live) else self.live
                data |= {"live": live, "scales": svg.scales(fig)}
                data["readings"] = touch.readings(fig)
                data["handles"] = touch.describe(fig, self.handles, self.controls)
                if paint := paint_of(self.draw):
                    data["paint"] = touch.describe_paint(fig, paint, self.controls)
        return page.figure_tag(
            self.picture(**values),
            caption=self.caption,
            name=self.name,
            says="" if isinstance(self.alt, str) else self.says(**values),
            links=self.links(**values) if self.leads else None,
            data=data,
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        plain = f"{self.caption} {self.says(**self.default)}"
        if building():
            return {"text/plain": plain, "text/html": self.html()}
        from course_lib.widgets.with_kernel import view

        bundle: dict[str, Any] = view(self)._repr_mimebundle_()
        still = page.style() + self.html(moving=False)
        return bundle | {"text/plain": plain, "text/html": still}


def _control(who: str, name: str, control: Any) -> Control:
    if isinstance(control, Control):
        return control
    if isinstance(control, (list, tuple)):
        return Choice(control)
    if isinstance(control, np.ndarray) and control.ndim == 2:
        return Pixels(control, levels=int(control.max()) + 1)
    raise TypeError(
        f"{who}: {name} is {type(control).__name__}, expected Slider, Choice, Steps, Pixels or a "
        "list."
    )


def _check_arguments(who: str, draw: Callable[..., Figure], controls: Mapping[str, Any]) -> None:
    arguments = inspect.signature(draw).parameters
    for name in controls:
        if name not in arguments:
            raise ValueError(f"{who}: draw does not take {name}, it takes {', '.join(arguments)}.")
    for name, argument in arguments.items():
        if argument.default is argument.empty and name not in controls:
            raise ValueError(f"{who}: draw needs {name}, expected a control for it.")
    if not controls:
        raise ValueError(f"{who}: there is no control; use show(...) for a picture that stands.")
