"""The pictures of the training page mean what they say."""

import numpy as np
import pytest

from course_lib.experiments.fully_connected import regions as experiment
from course_lib.figures.fully_connected import accuracy, regions, training
from course_lib.figures.words import word


def test_shade_is_clear_where_the_net_does_not_know_and_alike_on_both_sides():
    low, unsure, high = regions.shade(np.array([[0.1, 0.5, 0.9]]))[0].astype(int)
    assert unsure[3] == 0
    assert low[3] == high[3] > 0
    assert tuple(low[:3]) != tuple(high[:3])


@pytest.mark.parametrize(
    ("counts", "key"),
    [
        ((120, 90, 90), "regions solved"),
        ((111, 119, 120), "regions stuck"),
        ((100, 110, 90), "regions chance"),
        ((88, 86, 89), "regions small"),
    ],
)
def test_words_under_the_regions_say_whether_the_start_failed_or_the_net(monkeypatch, counts, key):
    monkeypatch.setattr(experiment, "n_right", lambda width, activation, start: counts[start])
    says = regions.regions_says(8, "relu")
    assert says.endswith(word(key))
    assert f"{counts[0]} of 120 points" in says


def test_a_hidden_neurons_line_is_where_its_z_is_zero():
    W, b = regions._hidden(3, "relu")
    for w, bias in zip(W, b, strict=True):
        x1, x2 = regions._ends(*w, bias, 4.0)
        np.testing.assert_allclose(w[0] * x1 + w[1] * x2 + bias, 0, atol=1e-9)


def test_contact_sheet_wants_one_label_for_each_picture():
    with pytest.raises(ValueError, match=r"contact_sheet: there are 2 labels, expected 3, one for"):
        training.contact_sheet(np.zeros((3, 4, 4)), ["1", "2"])


def test_contact_sheet_grows_by_rows_and_keeps_every_picture():
    one, two = (training.contact_sheet(np.zeros((n, 4, 4)), ["1"] * n) for n in (6, 7))
    assert two.get_figheight() > one.get_figheight()
    assert len(two.axes[0].images) == 7


def test_words_under_the_learning_rate_name_the_rate_and_the_verdict():
    assert "learning rate 0.3:" in training.learning_rates_says("SGD", -0.5)
    assert "It learns." in training.learning_rates_says("SGD", -0.5)
    assert "hidden neurons are dead" in training.learning_rates_says("SGD", 1.0)


def test_four_times_as_many_digits_halve_the_lines_and_the_crosses_do_not_reach_q():
    (_, short, _), (share, reach, holds) = (accuracy._measured(n, 0.93) for n in (4000, 1000))
    assert short.mean() == pytest.approx(reach.mean() / 2, rel=0.05)
    for s, r, held in zip(share, reach, holds, strict=True):
        assert held == (s - r <= 0.93 <= s + r)
    dotted, circles, crosses = accuracy.intervals(1000, 0.93).axes[0].lines
    assert set(dotted.get_xdata()) == {0.93}
    np.testing.assert_array_equal(circles.get_xdata(), share[holds])
    np.testing.assert_array_equal(crosses.get_xdata(), share[~holds])


def test_words_under_the_tests_count_the_lines_that_reach_the_truth():
    _, _, holds = accuracy._measured(250, 0.99)
    assert f"the lines of {holds.sum()} tests reach the truth" in accuracy.intervals_says(250, 0.99)
