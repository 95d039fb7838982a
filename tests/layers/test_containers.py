"""Laws of what holds layers, a user's own among them: an error gets its place, a mask goes on."""

import traceback

import numpy as np
import pytest

from course_lib import GRU, RNN, Bidirectional, Dense, Pyramid, Sequential, Stack
from tests.support.own_layers import Gated, RMSNorm


@pytest.fixture
def rng():
    return np.random.default_rng(7301)


class ThreePartsError(ValueError):
    """A user's error with a constructor of its own."""

    def __init__(self, a, b, c):
        super().__init__(a, b, c)


ERRORS = [
    UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid"),
    KeyError("weights"),
    ThreePartsError(1, 2, 3),
    ValueError("my own text"),
    ZeroDivisionError(),
]


class Faulty:
    """A sequence layer whose forward, or backward, raises."""

    def __init__(self, error, at):
        self.error, self.at = error, at
        self.inner = RNN(3, 3, np.random.default_rng(0))
        self.params = self.inner.params

    def forward(self, xs, state=None, mask=None):
        if self.at == "forward":
            raise type(self.error)(*self.error.args)
        return self.inner.forward(xs, state, mask)

    def backward(self, dhs, cache, dstate=None):
        raise type(self.error)(*self.error.args)


CONTAINERS = {
    "Sequential, layer 1": lambda layer, rng: Sequential(Dense(3, 3, rng), layer),
    "Stack, layer 1": lambda layer, rng: Stack(RNN(3, 3, rng), layer),
    "Bidirectional": lambda layer, rng: Bidirectional(RNN(3, 3, rng), layer),
    "Bidirectional, merge": lambda layer, rng: Bidirectional(RNN(3, 1, rng), RNN(3, 2, rng), layer),
    "Pyramid, 1 steps joined": lambda layer, rng: Pyramid(layer, 1),
}


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("at", ["forward", "backward"])
@pytest.mark.parametrize("place", CONTAINERS)
def test_an_error_keeps_its_class_and_its_line_and_gets_its_place(error, at, place, rng):
    net = CONTAINERS[place](Faulty(error, at), rng)

    def there_and_back():
        y, cache = net.forward(np.zeros((4, 2, 3)))
        net.backward(np.ones_like(y), cache)

    with pytest.raises(type(error)) as caught:
        there_and_back()
    assert type(caught.value) is type(error)
    last = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert (last.filename, last.name) == (__file__, at)
    told = [str(caught.value), *getattr(caught.value, "__notes__", [])]
    assert any(place in text for text in told)
    assert str(error) in str(caught.value)


class Plain:
    """A sequence layer whose cache does not say its state and its mask."""

    def __init__(self):
        self.params = {}

    def forward(self, xs, state=None, mask=None):
        return xs, (1, 2)

    def backward(self, dhs, cache, dstate=None):
        return dhs, {}


@pytest.mark.parametrize("place", ["Stack, layer 1", "Bidirectional", "Pyramid, 1 steps joined"])
def test_a_cache_without_state_and_mask_is_a_clear_error(place, rng):
    text = f"^{place}: Plain.forward: the cache has type tuple without a state and a mask, expected"
    with pytest.raises(ValueError, match=text):
        CONTAINERS[place](Plain(), rng).forward(np.zeros((4, 2, 3)))


def test_a_mask_goes_on_behind_a_layer_with_a_plain_cache(rng):
    net = Sequential(Gated(3, rng), RMSNorm(3), Gated(3, rng), GRU(3, 4, rng), Gated(4, rng))
    lengths = [3, 6, 1]
    mask = np.arange(6)[:, None] < lengths
    xs, dys = rng.normal(size=(6, 3, 3)), rng.normal(size=(6, 3, 4))
    ys, cache = net.forward(xs, mask)
    dxs, _ = net.backward(dys, cache)
    np.testing.assert_array_equal(cache.mask, mask)
    for b, n in enumerate(lengths):
        alone, alone_cache = net.forward(xs[:n, b : b + 1])
        np.testing.assert_allclose(ys[:n, b : b + 1], alone, atol=1e-12)
        dx, _ = net.backward(dys[:n, b : b + 1], alone_cache)
        np.testing.assert_allclose(dxs[:n, b : b + 1], dx, atol=1e-12)
        assert not dxs[n:, b].any()


class Halving(Gated):
    """Takes a mask and leaves out every second step, and does not say so."""

    def forward(self, xs, mask=None):
        ys, cache = super().forward(xs, mask)
        return ys[::2], cache


def test_a_layer_that_loses_the_mask_is_a_clear_error(rng):
    net = Sequential(Halving(3, rng), GRU(3, 4, rng))
    text = r"^Sequential, layer 0: Halving.forward: y has shape \(2, 5, 3\), expected \(4, 5, ...\)"
    with pytest.raises(ValueError, match=text):
        net.forward(np.zeros((4, 5, 3)), np.ones((4, 5), bool))
