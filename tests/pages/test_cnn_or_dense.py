"""CNNs and dense nets on digits that move: shapes, shifts, and what the record says."""

import numpy as np
import pytest

from course_lib import accuracy
from course_lib.experiments.cnn import cnn_or_dense
from course_lib.experiments.cnn.cnn_or_dense import (
    DIRECTIONS,
    SETTINGS,
    build,
    digits,
    shifted,
    shifted_accuracy,
    train,
)
from course_lib.experiments.recorded import recorded
from course_lib.figures.cnn.cnn_or_dense import digit_moved_says, example, reading, shares_says


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_net_maps_digits_to_ten_scores_in_the_dtype_it_is_given(setting):
    for dtype in (np.float32, np.float64):
        net = build(setting, np.random.default_rng(0), dtype=dtype)
        scores, _ = net.forward(np.ones((3, 1, 14, 14), dtype))
        assert scores.shape == (3, 10)
        assert scores.dtype == dtype


def test_the_two_nets_of_the_page_have_the_same_size_and_so_have_the_two_controls():
    n = {
        s: sum(p.size for p in build(s, np.random.default_rng(0)).params.values()) for s in SETTINGS
    }
    assert n["dense"] == pytest.approx(n["max"], rel=0.002)
    assert n["max"] == n["average"] == n["L2"]
    assert n["stride, wider"] == pytest.approx(n["maxout"], rel=0.015)


@pytest.mark.parametrize("rows", [-2, 0, 1])
@pytest.mark.parametrize("columns", [-1, 0, 2])
def test_a_shift_moves_each_pixel_and_brings_in_paper(rows, columns):
    x = np.random.default_rng(0).uniform(1, 2, size=(2, 5, 6))
    y = shifted(x, rows, columns)
    for r in range(5):
        for c in range(6):
            inside = 0 <= r - rows < 5 and 0 <= c - columns < 6
            want = x[:, r - rows, c - columns] if inside else 0
            np.testing.assert_array_equal(y[:, r, c], want)


def test_digits_have_so_much_paper_around_them_that_two_pixels_lose_little_ink():
    _, test = digits()
    for r, c in DIRECTIONS:
        moved = shifted(test.images, 2 * r, 2 * c)
        assert moved.sum() > 0.97 * test.images.sum()


def test_moved_accuracy_is_the_mean_of_four_directions():
    net, (_, test) = build("stride", np.random.default_rng(0)), digits()
    rolled = [np.roll(test.images, k, axis) for axis in (2, 3) for k in (1, -1)]
    shares = [accuracy(net.forward(x)[0], test.labels) for x in rolled]
    # np.roll brings in what left on the other side: nearly always paper.
    assert shifted_accuracy(net, 1) == pytest.approx(np.mean(shares), abs=0.01)


def test_training_goes_on_from_part_to_part(monkeypatch):
    train_digits, test = digits()
    few = type(test)(train_digits.images[:200], train_digits.labels[:200])
    monkeypatch.setattr(cnn_or_dense, "digits", lambda: (few, test))
    results = []
    for parts in ((3,), (1, 2)):
        rng = np.random.default_rng(0)
        results.append(train(build("dense", rng), rng, parts)[-1])
    assert results[0] == results[1]
    assert set(results[0]) == {"accuracy", "shift 1", "shift 2"}


def test_the_record_says_what_the_pages_say():
    record = recorded("cnn-or-dense")

    def at(key):
        return {s: record.values(s, key) for s in SETTINGS}

    in_place, one, two = at("accuracy"), at("shift 1"), at("shift 2")
    for shares in (in_place, one, two):
        assert shares["max"].min() > shares["dense"].max()
    assert two["max"].mean() > 2 * two["stride"].mean()
    assert two["max"].mean() - two["maxout"].mean() > 0.15
    assert abs(two["maxout + max"].mean() - two["max"].mean()) < 0.05
    mean = two["dense"].mean()
    assert f"{mean:.3f}" in shares_says(record, ("dense",))


def test_the_figure_reads_the_moved_digit_with_the_trained_net():
    answer = reading("dense", 3, 2)
    scores, _ = cnn_or_dense.trained("dense").forward(shifted(example(3), 0, 2))
    assert answer.says == scores.argmax()
    np.testing.assert_allclose(answer.probabilities.sum(), 1, rtol=1e-5)
    assert f"dense net reads {answer.says} (" in digit_moved_says(3, 2)


def test_an_unknown_setting_is_a_clear_error():
    with pytest.raises(ValueError, match="build: setting is 'min', expected one of 'dense', 'str"):
        build("min", np.random.default_rng(0))
