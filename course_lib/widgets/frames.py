"""All states of a figure with one or two controls, drawn at build time and stored once each."""

import gzip
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import Any

from matplotlib.figure import Figure

from course_lib.figures.handles import Handle
from course_lib.widgets import svg, touch
from course_lib.widgets.controls import Control, Value

MOST_FRAMES = 60
MOST_BYTES = 150_000


def check_number(name: str, controls: Mapping[str, Control]) -> None:
    """Raise ValueError if the controls have more settings than a page should carry."""
    n = prod(len(control.values) for control in controls.values())
    if n > MOST_FRAMES:
        raise ValueError(
            f"explore({name}): {len(controls)} controls give {n} frames, at most {MOST_FRAMES}; "
            "make a step larger or a range smaller."
        )


def states(controls: Mapping[str, Control]) -> Iterator[dict[str, Value]]:
    """Give every setting in the order of the frames."""
    for values in product(*(control.values for control in controls.values())):
        yield dict(zip(controls, values, strict=True))


def draw_frames(
    name: str,
    draw: Callable[..., Figure],
    says: Callable[..., str],
    controls: Mapping[str, Control],
    ids: svg.Ids,
    handles: Sequence[Handle] = (),
) -> dict[str, Any]:
    """Return every state: ``pieces`` without repetition, and ``frames`` as lists of their numbers.

    Frames are in the order of counting: the last control moves fastest. ``says`` is the text of
    each state. Each of the ``handles`` has in ``at`` where it stands in each state, and ``reads``
    holds for each what can be read: numbers into ``readings``.

    Raises
    ------
    ValueError
        If the frames are too many, differ in size, or are too large when compressed.
    """
    check_number(name, controls)
    table: dict[str, int] = {}
    frames, spoken, shapes, places = [], [], set(), []
    readings: dict[str, int] = {}
    reads = []
    for state in states(controls):
        fig = draw(**state)
        shapes.add(svg.shape(fig))
        frames.append([table.setdefault(p, len(table)) for p in svg.pieces(fig, ids)])
        spoken.append(says(**state))
        places.append(touch.ways(fig, handles, state))
        found = map(json.dumps, touch.readings(fig))
        reads.append([readings.setdefault(read, len(readings)) for read in found])
    if len(shapes) > 1:
        raise ValueError(f"explore({name}): its frames have sizes {sorted(shapes)}, expected one.")
    bundle: dict[str, Any] = {"pieces": list(table), "frames": frames, "says": spoken}
    bundle |= {"readings": [json.loads(read) for read in readings], "reads": reads}
    if handles:
        bundle["handles"] = [
            described | {"at": at}
            for described, *at in zip(touch.describe(fig, handles, controls), *places, strict=True)
        ]
    size = len(gzip.compress(json.dumps(bundle).encode()))
    if size > MOST_BYTES:
        raise ValueError(
            f"explore({name}): its frames have {size} bytes compressed, at most {MOST_BYTES}; "
            "draw fewer points or fewer frames."
        )
    return bundle
