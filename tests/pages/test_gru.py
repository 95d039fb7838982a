"""The figure of the GRU draws its equation."""

import numpy as np
import pytest

from course_lib.figures.gru import gru


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
