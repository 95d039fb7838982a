"""Marks of seeds: none hides another, their order does not matter, and the bar is their middle."""

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

import course_lib.figures
from course_lib.figures.marks import MARK, bar, columns, lanes, rows, seeds, threshold
from course_lib.figures.style import BLUE, new_figure
from tests.support.figures import STILL

PLOTS = (
    "gates",
    "stack-record",
    "adding-record",
    "peephole-updates",
    "forget-bias-updates",
    "depth-training",
    "erratum",
    "gru-or-lstm",
    "polyphones",
    "frames-bounds",
    "pyramid-costs",
    "cnn-or-dense",
    "conv1d",
    "deep-updates",
    "cldnn-accuracies",
)

DRAWS = [np.random.default_rng(seed).uniform(0, 60, 9).round() for seed in range(20)]


def axes(along="x", scale="linear", rows_shown=2):
    _, (ax,) = new_figure(height=400)
    ax.set(xlim=(1, 100), ylim=(rows_shown - 0.5, -0.5))
    if along == "y":
        ax.set(ylim=(1, 100), xlim=(-0.5, rows_shown - 0.5))
    ax.set(**{f"{along}scale": scale})
    return ax


def places(ax):
    """Where the marks stand, in points."""
    lines = [line for line in ax.lines if line.get_marker() not in ("None", None, "")]
    found = np.concatenate([line.get_xydata() for line in lines])
    return ax.transData.transform(found) * 72 / ax.figure.dpi


@pytest.mark.parametrize("values", DRAWS)
def test_no_two_marks_of_a_row_overlap(values):
    found = lanes(values)
    for i, j in combinations(range(len(values)), 2):
        apart = abs(values[i] - values[j]), MARK * abs(found[i] - found[j])
        assert max(apart) >= MARK - 1e-9


@pytest.mark.parametrize("values", DRAWS)
def test_order_of_the_seeds_does_not_matter(values):
    mixed = np.random.default_rng(0).permutation(len(values))
    marks = sorted(zip(values, lanes(values), strict=True))
    assert marks == sorted(zip(values[mixed], lanes(values[mixed]), strict=True))


def test_marks_that_touch_no_other_stay_in_the_middle():
    assert lanes(np.array([3.0])).tolist() == [0]
    assert lanes(MARK * np.arange(5)).tolist() == [0] * 5
    assert lanes(np.array([])).tolist() == []


@pytest.mark.parametrize("n", range(1, 8))
def test_equal_results_stand_on_both_sides_of_the_middle(n):
    np.testing.assert_array_equal(lanes(np.full(n, 5.0)), np.arange(n) - (n - 1) / 2)


@pytest.mark.parametrize("along", ["x", "y"])
@pytest.mark.parametrize("scale", ["linear", "log"])
def test_drawn_marks_do_not_overlap_on_either_axis_and_scale(along, scale):
    ax = axes(along, scale)
    seeds(ax, 1, np.array([2.0, 2, 2.1, 50, 51, 90]), color=BLUE, along=along)
    for one, other in combinations(places(ax), 2):
        assert abs(one - other).max() >= MARK - 1e-6


@pytest.mark.parametrize("along", ["x", "y"])
def test_marks_never_leave_the_room_of_their_row(along):
    ax = axes(along, rows_shown=12)
    seeds(ax, 3, np.full(9, 50.0), color=BLUE, along=along, room=0.6)
    across = ax.lines[0].get_xydata()[:, 1 if along == "x" else 0]
    np.testing.assert_allclose(across, np.linspace(2.7, 3.3, 9))


def test_given_up_trainings_are_crosses_and_all_seeds_are_drawn():
    ax = axes()
    values = np.array([10.0, 100, 30, 100])
    seeds(ax, 0, values, color=BLUE, given_up=values == 100)
    solved, lost = ax.lines
    assert (solved.get_marker(), lost.get_marker()) == ("o", "x")
    assert solved.get_xdata().tolist() == [10, 30]
    assert lost.get_xdata().tolist() == [100, 100]


@pytest.mark.parametrize("middle", [np.mean, np.median])
@pytest.mark.parametrize("along", ["x", "y"])
def test_bar_stands_at_the_middle_of_all_seeds_across_the_row(middle, along):
    ax = axes(along)
    values = np.array([10.0, 20, 90])
    seeds(ax, 1, values, color=BLUE, along=along, room=0.6, middle=middle)
    ends = ax.lines[-1].get_xydata()
    value, across = (0, 1) if along == "x" else (1, 0)
    np.testing.assert_allclose(ends[:, value], middle(values))
    np.testing.assert_allclose(ends[:, across], [0.7, 1.3])


def test_what_is_wrong_has_one_mark_in_all_figures():
    """An ×, drawn in this module and nowhere else."""
    folder = Path(course_lib.figures.__file__).parent
    drawn = re.compile(r'marker[="]+:? ?"x"|plot\([^)]*"x"')
    found = {path.name for path in folder.rglob("*.py") if drawn.search(path.read_text("utf-8"))}
    assert found == {"marks.py"}


def test_bar_and_threshold_stand_where_they_are_told():
    ax = axes()
    bar(ax, 1, 40, reach=0.2)
    threshold(ax, 70)
    threshold(ax, 0.5, along="y")
    mark, upright, level = ax.lines
    assert mark.get_xydata().tolist() == [[40, 0.8], [40, 1.2]]
    assert list(upright.get_xdata()) == [70, 70]
    assert list(level.get_ydata()) == [0.5, 0.5]
    assert upright.get_linestyle() == level.get_linestyle() == ":"


def test_rows_and_columns_have_their_names():
    ax = axes()
    rows(ax, ["RNN", "LSTM"])
    columns(ax, ["one", "two"])
    assert [text.get_text() for text in ax.get_yticklabels()] == ["RNN", "LSTM"]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["one", "two"]


@pytest.mark.parametrize("name", PLOTS)
def test_every_mark_of_a_plot_lies_in_its_limits_and_hides_no_other_seed(name):
    for ax in STILL[name]().axes:
        marks = [m for m in ax.lines if m.get_linestyle() == "None" and len(m.get_xdata())]
        assert marks
        for line in marks:
            points = line.get_xydata()
            assert len(np.unique(points, axis=0)) == len(points)
            for values, limits in zip(points.T, (ax.get_xlim(), ax.get_ylim()), strict=True):
                assert min(limits) <= values.min()
                assert values.max() <= max(limits)
