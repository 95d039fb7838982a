"""The GRU cell as pipes: its numbers are those of the equation; the slide's, of the erratum."""

import numpy as np
import pytest

from course_lib import GRU
from course_lib.experiments.gru.erratum import slide
from course_lib.figures.gru import cell


def settings(n=30):
    rng = np.random.default_rng(3)
    return zip(*rng.uniform(-1, 1, (2, n)), *rng.uniform(0, 1, (2, n)), strict=True)


def test_the_numbers_on_the_wires_are_those_of_the_equation():
    for h_prev, x, r, z in settings():
        v = cell.step(h_prev, x, r, z, "right")
        assert v["reset"] == pytest.approx(r * h_prev)
        assert v["new"] == pytest.approx(np.tanh(x + r * h_prev))
        assert v["kept"] + v["added"] == pytest.approx(v["h"])
        assert v["h"] == pytest.approx(z * h_prev + (1 - z) * v["new"])


def test_by_the_wire_of_the_slide_the_cell_is_the_net_of_the_erratum():
    for h_prev, x, r, z in settings():
        v = cell.step(h_prev, x, r, z, "slide")
        net = slide(1, 1, np.random.default_rng(0))
        assert isinstance(net, GRU)
        net.params["W"][[0, 2]] = [[0, 0], [1, 1]]
        net.params["b"][[0, 2]] = [np.log(r / (1 - r)), 0]
        hs, _ = net.forward(np.full((1, 1, 1), x), (np.full((1, 1), h_prev),))
        assert v["h"] == pytest.approx(hs[0, 0, 0])
        assert v["h"] == pytest.approx(v["kept"] + v["added"])


@pytest.mark.parametrize("wire", cell.WIRES)
def test_at_z_1_the_right_wire_keeps_and_the_one_of_the_slide_has_no_answer(wire):
    parts = cell.cell_parts(0.8, -1, 0.5, 1, wire)
    assert parts["h"] == ("0.80" if wire == "right" else "?")
    assert len(parts["straight"]) + len(parts["loop"]) == 1
    says = cell.cell_says(0.8, -1, 0.5, 1, wire)
    assert ("no number" in says) == (wire == "slide")
