"""The figure of one neuron draws its equation."""

import numpy as np

from tests.support.figures import LIVE


def test_arrow_of_the_neuron_stands_across_its_line_and_is_w_long():
    parts = LIVE["neuron-line"](1.2, -0.7, 0.9)
    (line,), (arrow,) = parts["line"], parts["w"]
    np.testing.assert_allclose(line @ [1.2, -0.7] + 0.9, 0, atol=1e-12)
    np.testing.assert_allclose(arrow[1] - arrow[0], [1.2, -0.7])
