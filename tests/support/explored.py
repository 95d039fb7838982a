"""What the tests of explore share: a small drawing, its texts, and the numbers of its page."""

import json
import re

from course_lib.figures.style import BLUE, new_figure, styled

TEXTS = {"name": "demo", "caption": "A demo.", "alt": "A line."}


@styled
def line(gain=1.0, kind="up"):
    fig, (ax,) = new_figure()
    ax.plot([0, 1], [0, gain if kind == "up" else -gain], color=BLUE)
    ax.set(xlim=(0, 1), ylim=(-3, 3))
    return fig


def data_of(html):
    return json.loads(re.search(r'<script type="application/json">(.*)</script>', html)[1])
