"""How the gradient shrinks or grows on its way back through time, and what clipping does."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.initializers import orthogonal
from course_lib.protocol import Array
from course_lib.recurrent.over_time import LastStep
from course_lib.recurrent.rnn import RNN
from course_lib.shapes import expect_name, expect_rng, expect_size
from course_lib.training.clipping import clip_by_global_norm
from course_lib.training.losses import SoftmaxCrossEntropy
from course_lib.training.optim import SGD
from course_lib.training.update import update

KINDS = ("random", "orthogonal", "tanh")
H, STEPS, LOUD = 32, 50, 0.5
NOISE = 0.1
# Of the cliff: bias, first state and target of the one neuron; where the walk starts, its rate.
B, H0, TARGET, START, LR = -0.1, 0.5, 0.65, 1.7, 0.7


def with_radius(W: Array, radius: float) -> Array:
    """Return ``W`` (n, n) times a number, so that its spectral radius is ``radius``.

    Examples
    --------
    >>> with_radius(np.array([[2.0, 9.0], [0.0, 4.0]]), 1.0)
    array([[0.5 , 2.25],
           [0.  , 1.  ]])
    """
    scaled: Array = W * (radius / spectral_radius(W))
    return scaled


def spectral_radius(W: Array) -> float:
    """Return max|λ| over the eigenvalues λ of ``W`` (n, n).

    Examples
    --------
    >>> round(spectral_radius(np.array([[0.0, -3.0], [3.0, 0.0]])), 6)
    3.0
    """
    return float(np.abs(np.linalg.eigvals(W)).max())


def recurrent_matrix(radius: float, kind: str, rng: np.random.Generator) -> Array:
    """Return W (32, 32) of this spectral radius; ``kind`` as for `decay`.

    Examples
    --------
    >>> round(spectral_radius(recurrent_matrix(0.9, "random", np.random.default_rng(0))), 6)
    0.9
    """
    normal = rng.normal(size=(H, H))
    return orthogonal((H, H), rng) * radius if kind == "orthogonal" else with_radius(normal, radius)


class Decay(NamedTuple):
    """How long a gradient of length 1 is, 0 to 50 steps back."""

    norms: Array
    """(51,), of one random gradient."""
    largest: Array
    """(51,), of the gradient that grows most: the spectral norm of the product of Jacobians."""


def decay(radius: float, kind: str, *, seed: int = 0) -> Decay:
    """Send a gradient of length 1 back through 50 steps of h' = W h or h' = tanh(W h + x).

    Parameters
    ----------
    radius : float
        Spectral radius of W, 32 neurons.
    kind : str
        ``"random"``: normal entries, no tanh. ``"orthogonal"``: an orthogonal W times the radius,
        no tanh. ``"tanh"``: normal entries, with tanh and inputs of standard deviation 0.5.
    seed : int, optional
        Draws W, the gradient and the inputs.

    Raises
    ------
    ValueError
        If the kind is unknown.

    Examples
    --------
    >>> bool(np.isclose(decay(0.9, "orthogonal").norms[50], 0.9**50))
    True
    """
    expect_name("decay: kind", kind, KINDS)
    rng = np.random.default_rng(seed)
    W = recurrent_matrix(radius, kind, rng)
    dh = rng.normal(size=H)
    dh /= np.linalg.norm(dh)
    slopes = tanh_slopes(W, rng) if kind == "tanh" else np.ones((STEPS, H))
    product, norms, largest = np.eye(H), [1.0], [1.0]
    for slope in slopes[::-1]:
        # dh_prev = Wᵀ (dh ⊙ σ'), for one dh and for all at once.
        dh, product = W.T @ (slope * dh), W.T @ (slope[:, None] * product)
        norms.append(float(np.linalg.norm(dh)))
        largest.append(float(np.linalg.norm(product, 2)))
    return Decay(np.array(norms), np.array(largest))


def tanh_slopes(W: Array, rng: np.random.Generator) -> Array:
    """Return σ'(z) of the last 50 of 100 steps of h' = tanh(W h + x), (50, n)."""
    h, slopes = np.zeros(len(W)), []
    for _ in range(2 * STEPS):
        h = np.tanh(W @ h + LOUD * rng.normal(size=len(W)))
        slopes.append(1 - h**2)
    return np.array(slopes[STEPS:])


def cliff(w: float) -> tuple[float, float]:
    """Return loss and slope in ``w`` of one neuron, h' = tanh(w h - 0.1), after 50 steps.

    It starts at h = 0.5. The loss is (h - 0.65)².

    Examples
    --------
    >>> loss, slope = cliff(1.34)
    >>> round(loss, 3), round(slope, 2)
    (0.0, -0.04)
    """
    h = [H0]
    for _ in range(STEPS):
        h.append(float(np.tanh(w * h[-1] + B)))
    loss, dh, dw = (h[-1] - TARGET) ** 2, 2 * (h[-1] - TARGET), 0.0
    for t in reversed(range(STEPS)):
        dz = dh * (1 - h[t + 1] ** 2)
        dw += dz * h[t]
        dh = w * dz
    return loss, dw


def walk(clip: float | None, updates: int) -> Array:
    """Return w of gradient descent on `cliff`, before the first update and after each.

    Parameters
    ----------
    clip : float or None
        Limit of the slope's size; None: no limit.
    updates : int
        How many.

    Examples
    --------
    >>> walk(0.2, 2).round(2)
    array([1.7 , 1.6 , 1.48])
    """
    w = [START]
    for _ in range(updates):
        grads = {"w": np.array([cliff(w[-1])[1]])}
        if clip is not None:
            grads, _ = clip_by_global_norm(grads, clip)
        w.append(w[-1] - LR * float(grads["w"][0]))
    return np.array(w)


def first_signs(
    n: int, steps: int, rng: np.random.Generator
) -> tuple[Array, npt.NDArray[np.int64]]:
    """Return N sequences whose first number is +1 or -1, all others noise, and which it was.

    Returns
    -------
    xs : numpy.ndarray
        (T, N, 1); the noise is normal with standard deviation 0.1.
    signs : numpy.ndarray
        (N,): 1 for +1, 0 for -1.

    Raises
    ------
    ValueError
        If a size is not a positive whole number or ``rng`` is not a generator.

    Notes
    -----
    Source: this course, after the latching task of Bengio, Simard & Frasconi 1994,
    https://doi.org/10.1109/72.279181.

    Examples
    --------
    >>> xs, signs = first_signs(3, 9, np.random.default_rng(0))
    >>> xs.shape, xs[0, :, 0], signs
    ((9, 3, 1), array([1., 1., 1.]), array([1, 1, 1]))
    """
    expect_size("first_signs: n", n)
    expect_size("first_signs: steps", steps)
    expect_rng("first_signs: rng", rng)
    signs = rng.integers(0, 2, n)
    xs = NOISE * rng.standard_normal((steps, n, 1))
    xs[0, :, 0] = 2 * signs - 1
    return xs, signs


class Training(NamedTuple):
    """What happened at each update."""

    losses: Array
    """(updates,), in nats; guessing has 0.69."""
    norms: Array
    """(updates,), of the whole gradient, before clipping."""

    @property
    def learned(self) -> bool:
        """Whether the last 20 losses are near 0."""
        return bool(self.losses[-20:].mean() < 0.1)

    @property
    def jumped(self) -> bool:
        """Whether a loss was far above guessing."""
        return bool(self.losses.max() > 4)


def train(
    steps: int,
    radius: float,
    clip: float | None,
    seed: int,
    *,
    rate: float = 1.0,
    updates: int = 200,
) -> Training:
    """Train 32 tanh neurons to name the first number at the last step, by gradient descent.

    Parameters
    ----------
    steps : int
        T, so T - 1 steps lie between the number and the answer.
    radius : float
        Spectral radius of the recurrent matrix before the first update.
    clip : float or None
        Limit of the gradient's global norm; None: no limit.
    seed : int
        Of weights and sequences.
    rate : float, optional
        The learning rate.
    updates : int, optional
        How many, each with 32 new sequences.

    Raises
    ------
    ValueError
        If a size is not a positive whole number.

    Examples
    --------
    >>> train(3, 0.8, 0.1, 0).learned
    True
    """
    expect_size("train: updates", updates)
    rng = np.random.default_rng(seed)
    net = Sequential(RNN(1, H, rng), LastStep(), Dense(H, 2, rng))
    W = net.params["0.W"]
    W[:, 1:] = with_radius(rng.normal(size=(H, H)), radius)
    criterion, optimizer = SoftmaxCrossEntropy(), SGD(net.params, lr=rate)
    losses, norms = [], []
    for _ in range(updates):
        xs, signs = first_signs(32, steps, rng)
        loss, norm, _ = update(net, criterion, optimizer, xs, signs, clip=clip)
        losses.append(loss)
        norms.append(norm)
    return Training(np.array(losses), np.array(norms))
