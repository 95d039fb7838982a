"""Pooled pictures that move: the shares of the page, and the numbers of the figure."""

import numpy as np
import pytest
from matplotlib.colors import to_hex
from numpy.lib.stride_tricks import sliding_window_view

from course_lib.datasets import mnist5k
from course_lib.experiments.cnn.pooling import KINDS, pooled, survives
from course_lib.figures.cnn.pooling import PICTURE, moving, moving_says, small, stays
from course_lib.figures.style import ORANGE

BY_HAND = {
    "max": lambda w: w.max(axis=(-2, -1)),
    "average": lambda w: w.mean(axis=(-2, -1)),
    "L2": lambda w: np.linalg.norm(w, axis=(-2, -1)),
    "corner": lambda w: w[..., 0, 0],
}


def by_hand(x, kind, size, stride):
    windows = sliding_window_view(x, (size, size), axis=(-2, -1))
    return BY_HAND[kind](windows[..., ::stride, ::stride, :, :])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("size", "stride"), [(2, 2), (3, 2), (4, 4), (1, 1)])
def test_pooled_is_the_definition_in_every_window(kind, size, stride):
    x = np.random.default_rng(0).uniform(size=(2, 1, 7, 8))
    np.testing.assert_allclose(pooled(x, kind, size, stride), by_hand(x, kind, size, stride))


@pytest.mark.parametrize("kind", KINDS)
def test_what_survives_is_counted_as_the_page_says(kind):
    _, test = mnist5k(size=14)
    wide = np.pad(test.images, ((0, 0), (1, 1), (1, 1)))
    before = by_hand(test.images, kind, 2, 2)
    moves = [wide[:, :-2, 1:-1], wide[:, 2:, 1:-1], wide[:, 1:-1, :-2], wide[:, 1:-1, 2:]]
    shares, changes = [], []
    for moved in moves:
        after = by_hand(moved, kind, 2, 2)
        inked = (before > 0) | (after > 0)
        near = abs(after - before)[inked] / before.max()
        shares.append(np.sum(near < 0.1) / inked.sum())
        changes.append(np.sqrt(((after - before) ** 2).sum() / (before**2).sum()))
    found = survives(kind, 2, 2, 1)
    # The shipped pixels are float32 in the experiment: a few lie on the border of a tenth.
    assert found.share == pytest.approx(np.mean(shares), abs=0.01)
    assert found.change == pytest.approx(np.mean(changes), rel=1e-5)


def test_every_pool_keeps_more_than_the_corner_and_larger_windows_keep_more():
    for pixels in (1, 2):
        for size in ((2, 2), (3, 2), (4, 4)):
            corner = survives("corner", *size, pixels)
            for kind in ("max", "average", "L2"):
                pool = survives(kind, *size, pixels)
                assert pool.share > corner.share
                assert pool.change < corner.change
        for kind in ("max", "average", "L2"):
            shares = [survives(kind, *size, pixels).share for size in ((2, 2), (3, 2), (4, 4))]
            assert shares == sorted(shares)


def test_a_stride_alone_keeps_no_more_than_the_pixels_themselves():
    for pixels in (1, 2):
        alone, every = survives("corner", 2, 2, pixels), survives("corner", 1, 1, pixels)
        assert alone.share == pytest.approx(every.share, abs=0.01)
        assert alone.change == pytest.approx(every.change, abs=0.01)


@pytest.mark.parametrize("kind", KINDS)
def test_a_shift_by_the_stride_moves_all_numbers_of_the_figure_by_one_place(kind):
    np.testing.assert_array_equal(small(2, kind)[:, 1:], small(0, kind)[:, :-1])
    np.testing.assert_array_equal(small(3, kind)[:, 1:], small(1, kind)[:, :-1])


def test_the_figure_counts_the_windows_with_ink_that_keep_their_number():
    before = by_hand(PICTURE, "max", 2, 2)
    after = by_hand(np.pad(PICTURE, ((0, 0), (1, 0)))[:, :-1], "max", 2, 2)
    same = sum(
        a == b and (a > 0 or b > 0) for a, b in zip(before.ravel(), after.ravel(), strict=True)
    )
    assert stays(1, "max") == (same, int(((before > 0) | (after > 0)).sum()))
    assert f"{same} keep their number" in moving_says(1, "max")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shift", range(4))
def test_the_words_in_the_colour_of_the_frames_count_the_frames(shift, kind):
    (ax,) = moving(shift, kind).axes
    frames = [patch for patch in ax.patches if to_hex(patch.get_edgecolor()) == ORANGE]
    (says,) = [text.get_text() for text in ax.texts if text.get_color() == ORANGE]
    assert says.startswith(f"□ {len(frames)} of ")


def test_an_unknown_kind_is_a_clear_error():
    with pytest.raises(ValueError, match="pooled: kind is 'min', expected one of 'max', 'average'"):
        pooled(np.zeros((1, 1, 4, 4)), "min", 2, 2)
