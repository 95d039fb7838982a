"""Laws of the page on backpropagation through time: decay, cliff, clipping, and what is learned."""

import numpy as np
import pytest

from course_lib import RNN, Recurrent, RNNCell
from course_lib.experiments.recurrent.vanishing import (
    KINDS,
    STEPS,
    H,
    cliff,
    decay,
    first_signs,
    spectral_radius,
    tanh_slopes,
    train,
    walk,
    with_radius,
)
from course_lib.figures.recurrent import vanishing
from course_lib.figures.style import in_words


def test_a_matrix_is_scaled_to_its_radius_and_keeps_its_direction():
    W = np.random.default_rng(0).normal(size=(7, 7))
    scaled = with_radius(W, 0.8)
    # Gelfand: the radius is the limit of |W^k|^(1/k).
    power = np.linalg.matrix_power(scaled, 400)
    assert np.linalg.norm(power, 2) ** (1 / 400) == pytest.approx(0.8, rel=0.01)
    assert spectral_radius(scaled) == pytest.approx(0.8)
    np.testing.assert_allclose(scaled / scaled[0, 0], W / W[0, 0])


@pytest.mark.parametrize("radius", [0.5, 1.0, 1.5])
def test_without_tanh_the_product_is_a_power(radius):
    rng = np.random.default_rng(0)
    W = with_radius(rng.normal(size=(H, H)), radius)
    found = decay(radius, "random")
    powers = [np.linalg.matrix_power(W, k) for k in (0, 1, 10, 50)]
    largest = [np.linalg.norm(power, 2) for power in powers]
    np.testing.assert_allclose(found.largest[[0, 1, 10, 50]], largest, rtol=1e-6)
    np.testing.assert_allclose(decay(radius, "orthogonal").norms, radius ** np.arange(STEPS + 1.0))
    assert found.largest[2] > radius**2  # a random matrix is not normal


@pytest.mark.parametrize("kind", KINDS)
def test_no_gradient_is_longer_than_the_largest_possible(kind):
    for radius in (0.5, 1.2):
        found = decay(radius, kind)
        assert found.norms[0] == pytest.approx(1)
        assert (found.norms <= found.largest * (1 + 1e-9)).all()


def test_with_tanh_the_gradient_is_that_of_the_rnn_layer():
    rng = np.random.default_rng(3)
    W = with_radius(rng.normal(size=(H, H)), 1.2)
    rnn, xs = RNN(H, H, rng), np.zeros((2 * STEPS, 1, H))
    seed = rng.integers(2**32)
    draws = np.random.default_rng(seed)
    for t in range(2 * STEPS):
        xs[t, 0] = 0.5 * draws.normal(size=H)
    rnn.params["W"][:] = np.hstack([np.eye(H), W])
    hs, cache = rnn.forward(xs)
    slopes = tanh_slopes(W, np.random.default_rng(seed))
    np.testing.assert_allclose(slopes, 1 - hs[STEPS:, 0] ** 2, atol=1e-8)
    dhs = np.zeros_like(hs)
    dhs[-1, 0] = rng.normal(size=H)
    dxs, _ = rnn.backward(dhs, cache)
    dh = dhs[-1, 0]
    for t in range(STEPS - 1, -1, -1):
        # Each x goes straight into its z, so dx is dz.
        np.testing.assert_allclose(dxs[STEPS + t, 0], slopes[t] * dh, rtol=1e-6, atol=1e-12)
        dh = W.T @ (slopes[t] * dh)


def test_the_slope_of_the_cliff_is_a_slope_of_its_loss_and_steep_at_the_edge():
    for w in (1.2, 1.3, 1.4, 2.5):
        numerical = (cliff(w + 1e-6)[0] - cliff(w - 1e-6)[0]) / 2e-6
        assert cliff(w)[1] == pytest.approx(numerical, rel=1e-5)
    cell = RNNCell(1, 1, np.random.default_rng(0))
    cell.params["W"][:], cell.params["b"][:] = [[0, 1.4]], -0.1
    hs, _ = Recurrent(cell).forward(np.zeros((STEPS, 1, 1)), (np.array([[0.5]]),))
    assert cliff(1.4)[0] == pytest.approx((hs[-1, 0, 0] - 0.65) ** 2)
    assert max(abs(cliff(w)[1]) for w in np.linspace(1.28, 1.31, 301)) > 100


def test_the_walk_is_thrown_away_unless_the_slope_is_clipped():
    free, clipped = walk(None, 9), walk(0.2, 9)
    assert free.max() > 2.5
    assert clipped.max() == clipped[0]
    assert np.abs(np.diff(clipped)).max() == pytest.approx(0.7 * 0.2)
    np.testing.assert_allclose(np.diff(free), [-0.7 * cliff(w)[1] for w in free[:-1]])


def test_the_first_number_is_the_sign_and_the_rest_is_noise():
    xs, signs = first_signs(300, 40, np.random.default_rng(0))
    np.testing.assert_array_equal(xs[0, :, 0] > 0, signs == 1)
    assert set(np.abs(xs[0]).ravel()) == {1.0}
    assert xs[1:].std() == pytest.approx(0.1, rel=0.03)


def test_ten_steps_are_learned_and_fifty_are_not_from_a_small_radius():
    assert train(10, 0.8, 0.1, 7).learned
    far = train(50, 0.8, 0.1, 7)
    assert not far.learned
    assert not far.jumped


def test_a_limit_keeps_what_is_thrown_away_without():
    free, clipped = train(50, 1.3, None, 1), train(50, 1.3, 0.1, 1)
    assert free.jumped
    assert clipped.learned
    assert not clipped.jumped
    assert clipped.norms.max() > 1  # before clipping


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: decay(1.0, "relu"),
            "decay: kind is 'relu', expected one of 'random', 'orthogonal', 'tanh'.",
        ),
        (
            lambda: train(5, 1.0, None, 0, updates=0),
            "train: updates is 0, expected a whole number of at least 1.",
        ),
        (
            lambda: first_signs(5, 0, np.random.default_rng(0)),
            "first_signs: steps is 0, expected a whole number of at least 1.",
        ),
    ],
)
def test_a_wrong_name_or_size_is_a_clear_error(call, message):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the text is compared below
        call()
    assert str(error.value) == message


def test_words_tell_the_numbers_of_the_picture():
    left = in_words(decay(0.9, "random").norms[-1])
    assert f"{left} after 50" in vanishing.radius_says(0.9, "random")
    assert "after 9 updates w is 2.53" in vanishing.edge_says("none", 9)


def test_a_small_rate_saves_what_a_large_one_throws_away_and_is_too_slow_with_a_limit():
    assert train(50, 1.3, None, 1, rate=0.01).learned
    slow = train(50, 1.3, 0.1, 1, rate=0.01)
    assert not slow.learned
    assert not slow.jumped
