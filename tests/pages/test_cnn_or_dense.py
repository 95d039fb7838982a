"""CNNs and dense nets on digits that move: shapes, shifts, and what the record says."""

import numpy as np
import pytest

from course_lib import accuracy
from course_lib.datasets import Digits
from course_lib.experiments.cnn import cnn_or_dense
from course_lib.experiments.cnn.cnn_or_dense import (
    DIRECTIONS,
    NETS,
    build,
    digits,
    run,
    shifted,
    shifted_accuracy,
    train,
)
from course_lib.experiments.recorded import recorded
from course_lib.figures.cnn.cnn_or_dense import digit_moved_says, example, reading, shares_says


@pytest.mark.parametrize("setting", NETS)
def test_every_net_maps_digits_to_ten_scores_in_the_dtype_it_is_given(setting):
    for dtype in (np.float32, np.float64):
        net = build(setting, np.random.default_rng(0), dtype=dtype)
        scores, _ = net.forward(np.ones((3, 1, 14, 14), dtype))
        assert scores.shape == (3, 10)
        assert scores.dtype == dtype


def test_the_two_nets_of_the_page_have_the_same_size_and_so_have_the_two_controls():
    n = {s: sum(p.size for p in build(s, np.random.default_rng(0)).params.values()) for s in NETS}
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


KEYS = ("accuracy", "shift 1", "shift 2")


def ahead(first, second, key):
    """Return by how much one setting is ahead of another, less what both spread over the seeds."""
    record = recorded("cnn-or-dense")
    one, other = (record.values(setting, key) for setting in (first, second))
    return one.mean() - other.mean() - one.std(ddof=1) - other.std(ddof=1)


def mean(setting, key):
    return recorded("cnn-or-dense").values(setting, key).mean()


@pytest.mark.parametrize("rate", ["", ", rate 0.001", ", rate 0.01"])
@pytest.mark.parametrize("key", KEYS)
def test_the_cnn_is_ahead_of_the_dense_net_at_every_rate(rate, key):
    assert ahead(f"max{rate}", f"dense{rate}", key) > 0


@pytest.mark.parametrize("key", KEYS)
def test_convolution_alone_is_ahead_and_two_kinds_of_pool_are_not_parted(key):
    assert ahead("stride", "dense", key) > 0
    assert ahead("L2", "max", key) < 0
    assert ahead("max", "L2", key) < 0


def test_the_pool_doubles_what_is_read_at_two_pixels_and_maxout_does_not():
    assert mean("max", "shift 2") > 2 * mean("stride", "shift 2")
    assert ahead("maxout", "stride, wider", "shift 2") > 0
    gain = mean("maxout", "shift 2") - mean("stride, wider", "shift 2")
    assert gain < (mean("max", "shift 2") - mean("stride", "shift 2")) / 3
    for key in ("shift 1", "shift 2"):
        assert ahead("maxout + max", "max", key) < 0
        assert ahead("max", "maxout + max", key) < 0


def test_moved_digits_in_training_help_both_and_cost_the_dense_net_something():
    for net in ("dense", "max"):
        assert ahead(f"{net}, moved digits", net, "shift 2") > 0
    assert ahead("dense, moved digits", "max", "shift 2") > 0
    assert ahead("dense", "dense, moved digits", "accuracy") > 0


def test_without_neighbours_the_cnn_loses_its_lead():
    assert abs(mean("dense, shuffled pixels", "accuracy") - mean("dense", "accuracy")) < 0.01
    assert ahead("max", "max, shuffled pixels", "accuracy") > 0
    assert ahead("max, shuffled pixels", "dense, shuffled pixels", "accuracy") < 0


def test_the_words_of_the_record_hold_its_means():
    record = recorded("cnn-or-dense")
    assert f"{mean('dense', 'shift 2'):.3f}" in shares_says(record, ("dense",))


def test_other_settings_are_other_trainings_of_the_same_net(monkeypatch):
    """The rate, the copies and the order of the pixels reach the training."""
    few = [Digits(part.images[:300], part.labels[:300]) for part in digits()]
    monkeypatch.setattr(cnn_or_dense, "digits", lambda: few)
    names = ("dense", "dense, rate 0.01", "dense, moved digits", "dense, shuffled pixels")
    assert len({tuple(run(name, 0).values()) for name in names}) == len(names)
    with pytest.raises(
        ValueError, match="run: setting is 'dense, rate 1', expected one of 'dense'"
    ):
        run("dense, rate 1", 0)


def test_the_figure_reads_the_moved_digit_with_the_trained_net():
    answer = reading("dense", 3, 2)
    scores, _ = cnn_or_dense.trained("dense").forward(shifted(example(3), 0, 2))
    assert answer.says == scores.argmax()
    np.testing.assert_allclose(answer.probabilities.sum(), 1, rtol=1e-5)
    assert f"dense net reads {answer.says} (" in digit_moved_says(3, 2)


def test_an_unknown_setting_is_a_clear_error():
    with pytest.raises(ValueError, match="build: setting is 'min', expected one of 'dense', 'str"):
        build("min", np.random.default_rng(0))
