"""Laws of handles: they stand where the drawing says, and turn what is a control."""

from functools import partial
from itertools import product

import numpy as np
import pytest

from course_lib.figures.handles import Handle, Paint, handles, handles_of, paint_of, readable
from course_lib.figures.style import BLUE, new_figure, styled
from course_lib.widgets import Slider, explore, svg, touch
from tests.support.explored import TEXTS, data_of
from tests.support.figures import MOVING

HANDLED = [name for name, make in MOVING.items() if handles_of(make().draw)]


@pytest.fixture(autouse=True)
def build(monkeypatch):
    monkeypatch.setenv("COURSE_BUILD", "1")


@styled
@handles(
    Handle("x", at=lambda x, y: (x, 2 * y)), Handle(("x", "y"), at=lambda x, y: [(x, y), (0, 0)])
)
def dot(x, y=1):
    fig, (ax,) = new_figure()
    ax.plot(x, 2 * y, "o", color=BLUE)
    ax.set(xlim=(-2, 2), ylim=(-4, 4), xlabel="x")
    return fig


def test_a_handle_that_turns_nothing_is_an_error():
    with pytest.raises(ValueError, match=r"Handle: it turns nothing, expected the name of a contr"):
        Handle((), at=lambda: (0, 0))


def test_a_rail_is_for_one_control():
    with pytest.raises(ValueError, match=r"Handle\(x, y\): a rail for 2 controls, expected one co"):
        Handle(("x", "y"), at=lambda: (0, 0), rail=True)


def test_a_handle_of_what_is_no_control_is_named():
    message = r"explore\(demo\): a handle turns y, expected one of x\."
    with pytest.raises(ValueError, match=message):
        explore(dot, **TEXTS, x=[0, 1])


def test_only_pixels_are_painted():
    @styled
    @handles(paint=Paint("x", box=(0, 0, 1, 1)))
    def draw(x):
        return dot(x)

    with pytest.raises(
        ValueError, match=r"explore\(demo\): x is painted, expected Pixels for it\."
    ):
        explore(draw, **TEXTS, x=[0, 1])


def test_numbers_behind_a_picture_are_a_matrix():
    _, (ax,) = new_figure()
    image = ax.imshow(np.eye(2))
    with pytest.raises(
        ValueError, match=r"readable: values has shape \(2,\), expected \(rows, col"
    ):
        readable(image, np.ones(2))


def test_handles_of_a_drawing_are_those_of_its_partial_and_none_by_default():
    assert handles_of(partial(dot, y=2)) == handles_of(dot) == dot.handles
    assert handles_of(lambda x: None) == ()


def test_a_handle_stands_on_the_mark_in_every_frame():
    """The dot is drawn by matplotlib, the ring by the page: at the same place."""
    figure = explore(dot, **TEXTS, x=Slider(-1, 1, step=1), y=Slider(0, 1, step=1))
    data = data_of(figure.html())
    for k, (x, y) in enumerate(product((-1, 0, 1), (0, 1))):
        marks = "".join(data["pieces"][i] for i in data["frames"][k])
        left, top = data["handles"][0]["at"][k]
        assert f'x="{left:g}" y="{top:g}"' in marks, (x, y)


def test_pixels_and_values_are_one_scale():
    fig = dot(1, 1)
    svg.pieces(fig, svg.Ids("demo"))
    controls = {"x": Slider(0, 1, step=1), "y": Slider(0, 1, step=1)}
    first, second = touch.describe(fig, dot.handles, controls)
    assert (first["turns"], second["turns"]) == ([0], [0, 1])
    x0, dx, y0, dy = second["scale"]
    (left, top, *_) = touch.ways(fig, dot.handles, {"x": 1, "y": 1})[1]
    assert left == pytest.approx(x0 + dx * 1, abs=0.1)
    assert top == pytest.approx(y0 + dy * 1, abs=0.1)
    x, y, wide, high = first["box"]
    assert (x, x + wide) == pytest.approx((x0 - 2 * dx, x0 + 2 * dx), abs=0.2)
    assert (y, y + high) == pytest.approx((y0 + 4 * dy, y0 - 4 * dy), abs=0.2)


def test_axes_with_numbers_are_read_with_their_short_names():
    fig = dot(1, 1)
    svg.pieces(fig, svg.Ids("demo"))
    (reading,) = touch.readings(fig)
    assert reading["names"] == ["x", ""]
    assert reading["x"][2:] == [-2, 2, False]
    assert reading["y"][2:] == [-4, 4, False]
    assert reading["y"][0] > reading["y"][1]  # What is small stands below.


def test_an_axis_of_another_scale_is_not_read():
    @styled
    def draw():
        fig, (ax,) = new_figure()
        ax.plot([0, 1], [0, 1], color=BLUE)
        ax.set_xscale("symlog")
        return fig

    fig = draw()
    svg.pieces(fig, svg.Ids("demo"))
    (reading,) = touch.readings(fig)
    assert reading["x"] is None
    assert reading["y"][2:] == [*fig.axes[0].get_ylim(), False]


@pytest.mark.parametrize("origin", ["upper", "lower"])
def test_cells_are_read_from_the_top(origin):
    @styled
    def draw():
        fig, (ax,) = new_figure()
        ax.axis("off")
        readable(ax.imshow(np.eye(2), origin=origin, cmap="gray"), np.array([[1, 2], [3, 4]]), "p")
        return fig

    fig = draw()
    svg.pieces(fig, svg.Ids("demo"))
    (reading,) = touch.readings(fig)
    assert reading["name"] == "p"
    assert reading["values"] == ([[1, 2], [3, 4]] if origin == "upper" else [[3, 4], [1, 2]])
    assert all(size > 0 for size in reading["cells"][2:])


@pytest.mark.parametrize("name", MOVING)
def test_every_moving_figure_has_something_to_take_hold_of(name):
    draw = MOVING[name]().draw
    assert handles_of(draw) or paint_of(draw), f"{name}: declare a handle beside its drawing"


@pytest.mark.parametrize("name", HANDLED)
def test_each_control_that_a_handle_turns_moves_it(name):
    """A pointer finds a value by its place."""
    figure = MOVING[name]()
    for handle in figure.handles:
        for key in handle.controls:
            values = figure.controls[key].values
            ways = [handle.way(**figure.default | {key: value}) for value in values]
            assert all(np.isfinite(way).all() for way in ways)
            assert len({tuple(way.ravel().round(9)) for way in ways}) > 1, key
