"""What the page's script needs to know of a picture to take hold of it and to read it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.figures.handles import Handle, Paint
from course_lib.protocol import Array
from course_lib.widgets.controls import Control, Pixels, Value

# A name longer than this does not fit beside the pointer.
LONGEST_NAME = 12


def check(
    who: str, handles: Sequence[Handle], paint: Paint | None, controls: Mapping[str, Control]
) -> None:
    """Raise ValueError if a handle turns what is no control, or paint what is no picture."""
    if paint and not isinstance(controls.get(paint.turns), Pixels):
        raise ValueError(f"{who}: {paint.turns} is painted, expected Pixels for it.")
    for handle in handles:
        for name in handle.controls:
            if name not in controls:
                raise ValueError(
                    f"{who}: a handle turns {name}, expected one of {', '.join(controls)}."
                )


def describe(
    fig: Figure, handles: Sequence[Handle], controls: Mapping[str, Control]
) -> list[dict[str, Any]]:
    """Return what stays the same of each handle: its controls, its axes, how it is taken."""
    order = list(controls)
    scales = [_scale(fig, fig.axes[handle.axes]) for handle in handles]
    return [
        {
            "turns": [order.index(name) for name in handle.controls],
            "box": _box(fig, fig.axes[handle.axes]),
            "scale": scale,
            "aside": _tidy([scale[1] * handle.ring[0], scale[3] * handle.ring[1]]),
            "jump": handle.jump,
            "rail": handle.rail,
        }
        for handle, scale in zip(handles, scales, strict=True)
    ]


def describe_paint(fig: Figure, paint: Paint, controls: Mapping[str, Control]) -> dict[str, Any]:
    """Return which control is painted, and where in the picture."""
    x, y, wide, high = paint.box
    corners = np.array([(x, y), (x + wide, y + high)])
    start, end = _to_picture(fig, fig.axes[paint.axes], corners)
    return {"turns": list(controls).index(paint.turns), "box": _tidy([*start, *(end - start)])}


def ways(fig: Figure, handles: Sequence[Handle], values: Mapping[str, Value]) -> list[list[float]]:
    """Return where each handle stands in the picture: x and y of its points in turn."""
    return [
        _tidy(_to_picture(fig, fig.axes[handle.axes], handle.way(**values)).ravel())
        for handle in handles
    ]


def readings(fig: Figure) -> list[dict[str, Any]]:
    """Return what can be read: the axes with numbers, and the pictures with a matrix."""
    found: list[dict[str, Any]] = []
    for ax in fig.axes:
        if has_numbers(ax):
            low, high = np.transpose([ax.get_xlim(), ax.get_ylim()])
            ends = _to_picture(fig, ax, np.array([low, high]))
            found.append(
                {
                    "box": _box(fig, ax),
                    "x": _ruler(ax, "x", ends[:, 0]),
                    "y": _ruler(ax, "y", ends[:, 1]),
                    "names": [_name(ax.get_xlabel()), _name(ax.get_ylabel())],
                }
            )
        for image in ax.images:
            if told := getattr(image, "readable", None):
                name, values = told
                left, right, bottom, top = image.get_extent()
                corners = _to_picture(fig, ax, np.array([(left, top), (right, bottom)]))
                if image.origin == "lower":
                    values = values[::-1]
                found.append(
                    {
                        "cells": _tidy([*corners[0], *(corners[1] - corners[0])]),
                        "name": name,
                        "values": [[float(f"{v:.3g}") for v in row] for row in values],
                    }
                )
    return found


def has_numbers(ax: Axes) -> bool:
    """Return whether a curve in these axes can be read: they have a scale."""
    return bool(ax.axison and ax.lines and any(len(axis.get_ticklocs()) for axis in _axes(ax)))


def _axes(ax: Axes) -> tuple[Any, Any]:
    return ax.xaxis, ax.yaxis


def _ruler(ax: Axes, which: str, ends: Array) -> list[float] | None:
    """Return what turns a place into a number, or None: only linear and log scales are read."""
    if getattr(ax, f"get_{which}scale")() not in ("linear", "log"):
        return None
    return [*_tidy(ends), *map(float, getattr(ax, f"get_{which}lim")()), _is_log(ax, which)]


def _is_log(ax: Axes, which: str) -> bool:
    scale: str = getattr(ax, f"get_{which}scale")()
    return scale == "log"


def _name(label: str) -> str:
    return label if len(label) <= LONGEST_NAME else ""


def _box(fig: Figure, ax: Axes) -> list[float]:
    """Return left, top, width and height of the axes in the picture."""
    box, unit = ax.bbox, 72 / fig.dpi
    top = fig.get_figheight() * 72 - box.y1 * unit
    return _tidy([box.x0 * unit, top, box.width * unit, box.height * unit])


def _scale(fig: Figure, ax: Axes) -> list[float]:
    """Return the four numbers that take the data of linear axes to the picture, else zeros."""
    if _is_log(ax, "x") or _is_log(ax, "y"):
        return [0.0] * 4
    (x0, y0), (x1, y1) = _to_picture(fig, ax, np.array([(0.0, 0.0), (1.0, 1.0)]))
    return [round(float(v), 4) for v in (x0, x1 - x0, y0, y1 - y0)]


def _to_picture(fig: Figure, ax: Axes, points: Array) -> Array:
    """Return points (n, 2) of the axes as places in the SVG."""
    x, y = (ax.transData.transform(points) * 72 / fig.dpi).T
    return np.stack([x, fig.get_figheight() * 72 - y], axis=1)


def _tidy(values: Any) -> list[float]:
    return [round(float(v), 1) for v in values]
