"""Laws of the figures of chapter 4."""

import numpy as np
import pytest

from course_lib.figures.gru import erratum, gru


@pytest.mark.parametrize("z", [0, 0.3, 1])
@pytest.mark.parametrize("r", [0, 0.25, 1])
def test_the_figure_of_the_mix_draws_the_equation(z, r):
    h, h_new = gru.held(z, r)
    now = gru.H0
    for t, x in enumerate(gru.XS):
        assert h_new[t] == pytest.approx(np.tanh(x + r * now))
        now = z * now + (1 - z) * h_new[t]
        assert h[t + 1] == pytest.approx(now)


def test_the_words_below_the_mix_have_its_numbers():
    says = gru.mix_says(0.5, 0)
    candidate = np.tanh(gru.XS[0])
    assert f"{candidate:.2f}".replace("-", "−") in says
    assert f"to {0.5 * (0.8 + candidate):.2f}." in says


@pytest.mark.parametrize("r", [0, 0.5, 1])
def test_the_pulse_follows_both_formulas(r):
    right, slide = erratum.pulse(0.9, r)
    start = np.tanh(2)
    one = other = start
    for t in range(erratum.PULSE, erratum.LENGTH):
        one, other = 0.9 * one + 0.1 * np.tanh(r * one), np.tanh(r * other)
        assert right[t] == pytest.approx(one)
        assert slide[t] == pytest.approx(other, abs=1e-12)
    assert right[erratum.PULSE - 1] == slide[erratum.PULSE - 1] == pytest.approx(start)


def test_the_update_gate_does_not_move_the_curve_of_the_slide():
    curves = [erratum.pulse(z, 0.5)[1] for z in (0, 0.3, 0.9)]
    np.testing.assert_array_equal(curves[0], curves[1])
    np.testing.assert_array_equal(curves[0], curves[2])


def test_where_the_update_gate_is_1_the_slide_has_no_answer_and_the_right_gru_keeps_all():
    right, slide = erratum.pulse(1, 0.5)
    assert np.flatnonzero(~np.isnan(slide)).tolist() == [erratum.PULSE - 1]
    assert set(right[erratum.PULSE - 1 :]) == {right[-1]}
    assert "not decided" in erratum.memory_says(1, 0.5)
