"""Figures that move, figures that stand and tables, on a page and in a notebook.

What is here shows any figure and knows none. It may import the words and the style of `figures`.
"""

from course_lib.widgets.controls import Choice, Pixels, Slider, Steps
from course_lib.widgets.moving import Explore, explore
from course_lib.widgets.picture import Picture, show
from course_lib.widgets.table import Agreement, Table, agree, spread
from course_lib.widgets.when_ok import when_ok

__all__ = [
    "Agreement",
    "Choice",
    "Explore",
    "Picture",
    "Pixels",
    "Slider",
    "Steps",
    "Table",
    "agree",
    "explore",
    "show",
    "spread",
    "when_ok",
]
