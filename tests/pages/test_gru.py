"""The page of the GRU: its figure, its counts, its bound, its slope, its two resets."""

import numpy as np
import pytest

from course_lib import GRU, GRUCell, count_parameters
from course_lib.figures.gru import gru
from course_lib.params.torch_names import to_torch


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


@pytest.mark.parametrize(("D", "H"), [(1, 2), (3, 5), (10, 100)])
def test_the_counts_of_the_page_are_those_of_the_layers(D, H):
    rng = np.random.default_rng(0)
    before, after = (GRU(D, H, rng, reset=kind) for kind in ("before", "after"))
    assert count_parameters(before) == 3 * H * (D + H + 1)
    assert count_parameters(after) == 3 * H * (D + H + 1) + H
    assert sum(array.size for array in to_torch(after).values()) == 3 * H * (D + H + 2)


@pytest.mark.parametrize("reset", ["before", "after"])
@pytest.mark.parametrize("start", [0.0, 1.0, -5.0])
def test_the_memory_never_leaves_the_larger_of_its_start_and_1(reset, start):
    rng = np.random.default_rng(0)
    gru = GRU(2, 6, rng, reset=reset)
    gru.params["W"][:] = 5 * rng.normal(size=gru.params["W"].shape)
    hs, _ = gru.forward(9 * rng.normal(size=(50, 4, 2)), (np.full((4, 6), start),))
    assert np.abs(hs).max() <= max(1, abs(start))


def test_the_slope_of_a_step_is_the_sum_of_its_three_ways():
    H, rng = 4, np.random.default_rng(0)
    cell, x = GRUCell(2, H, rng), rng.normal(size=(1, 2))
    cell.params["W"][:] = rng.normal(size=cell.params["W"].shape)
    h_prev, nudge = rng.normal(size=(1, H)), 1e-5

    def step(h):
        _, kept = cell.forward(x, (h,))
        return kept.z[0], kept.h_new[0]

    (z, h_new), dz, dh_new = step(h_prev), np.empty((H, H)), np.empty((H, H))
    for j, unit in enumerate(np.eye(H)):
        up, down = step(h_prev + nudge * unit), step(h_prev - nudge * unit)
        dz[:, j], dh_new[:, j] = ((a - b) / (2 * nudge) for a, b in zip(up, down, strict=True))
    by_hand = np.diag(z) + np.diag(1 - z) @ dh_new + np.diag(h_prev[0] - h_new) @ dz
    _, kept = cell.forward(np.repeat(x, H, 0), (np.repeat(h_prev, H, 0),))
    (_, (slope,)), _ = cell.backward((np.eye(H),), kept)
    np.testing.assert_allclose(slope, by_hand, atol=1e-8)


def test_the_two_resets_agree_only_where_connected_units_have_the_same_reset_gate():
    rng = np.random.default_rng(0)
    W, r, h = rng.normal(size=(5, 5)), rng.random(5), rng.normal(size=5)
    assert np.abs(W @ (r * h) - r * (W @ h)).max() > 0.01
    r[[1, 3]], apart = r[0], np.zeros((5, 5))
    apart[np.ix_([0, 1, 3], [0, 1, 3])] = 1
    apart[2, 2] = apart[4, 4] = 1
    np.testing.assert_allclose(apart * W @ (r * h), r * (apart * W @ h), atol=1e-14)
