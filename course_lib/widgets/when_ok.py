"""``when_ok``: a picture drawn with a learner's own function, once its check says ok."""

from collections.abc import Callable
from html import escape
from typing import Any

from matplotlib.figure import Figure

from course_lib.widgets.picture import show


def when_ok(
    lab: Any, draw: Callable[[Any], Figure], alt: str, **function: Callable[..., Any]
) -> "Alive":
    """Return the last value of a lab's cell: a picture, or a quiet line until the answer is right.

    Parameters
    ----------
    lab : module or student's own lab
        Whose check decides: ``lab.check.first_fault``. A student's own lab also turns the function
        into the published form.
    draw : callable
        ``draw(function)``, of ``course_lib.figures.labs``.
    alt : str
        What the picture shows, for who cannot see it.
    **function : callable
        The learner's function, by the name of its exercise.

    Examples
    --------
    >>> from course_lib.figures import labs
    >>> from course_lib.grading.exercises import dense as lab
    >>> when_ok(lab, labs.layer, "A grid and the same grid moved.", dense_forward=None)
    A picture drawn by your dense_forward appears here when its check says ok.
    """
    return Alive(lab, draw, alt, function)


class Alive:
    """A picture that comes alive; made by ``when_ok``. It is drawn when a notebook shows it."""

    def __init__(
        self,
        lab: Any,
        draw: Callable[[Any], Figure],
        alt: str,
        function: dict[str, Callable[..., Any]],
    ) -> None:
        self._lab, self._draw, self._alt = lab, draw, alt
        ((self._name, self._function),) = function.items()

    def __repr__(self) -> str:
        return f"A picture drawn by your {self._name} appears here when its check says ok."

    def _repr_html_(self) -> str:
        try:
            if self._lab.check.first_fault(**{self._name: self._function}):
                return self._line()
            function = self._function
            if between := getattr(self._lab, "between", {}):
                function = between[self._name].of_published(function)
            return show(self._draw(function), alt=self._alt)._repr_html_()
        # The learner's code may do anything, and the picture decides nothing.
        except (Exception, SystemExit):
            return self._line()

    def _line(self) -> str:
        return f'<p style="opacity: 0.75">{escape(repr(self))}</p>'
