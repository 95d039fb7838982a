"""Laws against silent wrong results: of all layers, cells and containers, and a user's own."""

import traceback

import numpy as np
import pytest

from course_lib import (
    GRU,
    LSTM,
    RNN,
    SGD,
    Adam,
    Bidirectional,
    Dense,
    Embedding,
    Flatten,
    GRUCell,
    ImageToSequence,
    LSTMCell,
    Maxout,
    Pyramid,
    Recurrent,
    RNNCell,
    SequenceToImage,
    Sequential,
    Stack,
    StackRNNCell,
    Tanh,
    clip_by_global_norm,
    count_parameters,
    identity,
    load,
    save,
)
from tests.support.layers import LAYERS, Case, draw_input
from tests.support.own_layers import Gated, RMSNorm
from tests.support.sequences import leaves

every_layer = pytest.mark.parametrize("case", LAYERS.values(), ids=LAYERS)
WITH_PARAMS = {
    name: case
    for name, case in LAYERS.items()
    if case.make(np.random.default_rng(0), np.float64).params
}
every_layer_with_params = pytest.mark.parametrize("case", WITH_PARAMS.values(), ids=WITH_PARAMS)


@pytest.fixture
def rng():
    return np.random.default_rng(7301)


def owners(layer):
    """Give the layers that keep params themselves, at any depth."""
    inside = [
        part
        for value in vars(layer).values()
        for part in (value if isinstance(value, tuple) else (value,))
        if getattr(part, "params", None) and hasattr(part, "forward")
    ]
    if not inside:
        yield layer
    for part in inside:
        yield from owners(part)


def in_the_whole(layer, new):
    for name, array in new.items():
        layer.params[name] = array


def the_whole_dict(layer, new):
    layer.params = new


def in_the_parts(layer, new):
    for name, array in new.items():
        old = layer.params[name]
        for part in owners(layer):
            for own in part.params:
                if part.params[own] is old:
                    part.params[own] = array


def the_dicts_of_the_parts(layer, new):
    for name, array in new.items():
        old = layer.params[name]
        for part in owners(layer):
            part.params = {k: array if v is old else v for k, v in part.params.items()}


REPLACE = [in_the_whole, the_whole_dict, in_the_parts, the_dicts_of_the_parts]


@every_layer_with_params
@pytest.mark.parametrize("replace", REPLACE)
def test_new_arrays_are_used_everywhere(case: Case, replace, rng, tmp_path):
    layer, same = (case.make(np.random.default_rng(2), np.float64) for _ in range(2))
    new = {name: rng.normal(size=p.shape) for name, p in layer.params.items()}
    for name, p in same.params.items():
        p[...] = new[name]
    replace(layer, {name: p.copy() for name, p in new.items()})
    x = draw_input(case, rng)
    (y, cache), (want, cache_of_same) = layer.forward(x), same.forward(x)
    np.testing.assert_array_equal(y, want)
    dy = rng.normal(size=y.shape)
    (dx, grads), (want_dx, want_grads) = (
        layer.backward(dy, cache),
        same.backward(dy, cache_of_same),
    )
    np.testing.assert_array_equal(dx, want_dx)
    for name in want_grads:
        np.testing.assert_array_equal(grads[name], want_grads[name])
    assert count_parameters(layer) == count_parameters(same)
    save(tmp_path / "layer.npz", layer)
    loaded = case.make(rng, np.float64)
    load(tmp_path / "layer.npz", loaded)
    SGD(layer.params, lr=0.5).step(grads)
    for name in new:
        np.testing.assert_array_equal(loaded.params[name], new[name])
        np.testing.assert_array_equal(layer.params[name], new[name] - 0.5 * grads[name])


@every_layer_with_params
@pytest.mark.parametrize("replace", [in_the_whole, in_the_parts])
@pytest.mark.parametrize("optimizer", [SGD, Adam])
def test_an_optimizer_changes_the_new_arrays(case: Case, replace, optimizer, rng):
    layer = case.make(rng, np.float64)
    takes = optimizer(layer.params, lr=0.1)
    new = {name: rng.normal(size=p.shape) for name, p in layer.params.items()}
    replace(layer, {name: p.copy() for name, p in new.items()})
    takes.step({name: np.ones_like(p) for name, p in new.items()})
    for name in new:
        np.testing.assert_allclose(layer.params[name], new[name] - 0.1, atol=1e-8)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda net: net.params.update({"0.W": np.zeros((4, 4))}), r"params\['0.W'\] has shape"),
        (lambda net: net.params.update({"0.W": [[0.0]]}), r"params\['0.W'\] has type list"),
        (lambda net: net.params.update({"5.W": np.zeros(3)}), "params has no '5.W'"),
        (lambda net: net.params.pop("0.W"), r"params\['0.W'\] cannot be taken out"),
        (lambda net: setattr(net, "params", {"0.W": np.zeros((4, 3))}), "'0.b' is missing"),
    ],
)
def test_params_that_do_not_fit_are_a_clear_error(change, text, rng):
    net = Sequential(Dense(3, 4, rng), Tanh())
    before = dict(net.params)
    with pytest.raises(ValueError, match=f"^Sequential: (params: )?{text}"):
        change(net)
    assert all(net.params[name] is p for name, p in before.items())


def try_to_change(array):
    """Write into an array as a user does, if it lets us."""
    if array.flags.writeable:
        array *= 2
        array += 1


@every_layer
def test_a_changed_output_leaves_the_gradients(case: Case, rng):
    layer, x = case.make(rng, np.float64), draw_input(case, rng)
    kept = x.copy()
    y, cache = layer.forward(x)
    dy = rng.normal(size=y.shape)
    want_dx, want = layer.backward(dy, cache)
    y, cache = layer.forward(x)
    for array in (y, *leaves(getattr(cache, "state", ()))):
        try_to_change(array)
    dx, grads = layer.backward(dy, cache)
    np.testing.assert_array_equal(x, kept)
    np.testing.assert_array_equal(dx, want_dx)
    for name in want:
        np.testing.assert_array_equal(grads[name], want[name])


@pytest.mark.parametrize("cell", [RNNCell, LSTMCell, GRUCell, StackRNNCell])
def test_a_changed_state_of_a_cell_leaves_the_gradients(cell, rng):
    cell = cell(3, 4, rng)
    x, first = rng.normal(size=(2, 5, 3)), cell.zero_state(5)
    gradients = []
    for change in (lambda array: None, try_to_change):
        state, cache = cell.forward(x[0], first)
        later, later_cache = cell.forward(x[1], state)
        for array in (*state, *later):
            change(array)
        dstate = tuple(np.ones_like(array) for array in first)
        for one in (cache, later_cache):
            (dx, before), grads = cell.backward(dstate, one)
            gradients.append([dx, *before, *grads.values()])
    for plain, changed in zip(gradients[:2], gradients[2:], strict=True):
        for a, b in zip(plain, changed, strict=True):
            np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    ("layer", "shape"),
    [(Flatten(), (3, 4)), (ImageToSequence(), (3, 2, 1)), (SequenceToImage(2), (1, 3, 2))],
)
def test_a_changed_output_leaves_an_input_that_it_is_a_view_of(layer, shape, rng):
    x = rng.normal(size=shape)
    kept = x.copy()
    try_to_change(layer.forward(x)[0])
    np.testing.assert_array_equal(x, kept)


def test_the_identity_of_a_number_is_another_array():
    z = np.array([1.0, 2.0])
    identity(z)[...] = 0
    np.testing.assert_array_equal(z, [1, 2])


def tied(rng):
    dense, rnn = Dense(3, 3, rng), RNN(3, 2, rng)
    alike = Dense(3, 3, rng)
    alike.params["W"] = dense.params["W"]
    return [
        (Sequential(dense, Tanh(), dense), (5, 3), 12),
        (Sequential(Sequential(dense, Tanh()), dense), (5, 3), 12),
        (Sequential(dense, Tanh(), alike), (5, 3), 15),
        (Bidirectional(rnn, rnn, "sum"), (4, 5, 3), 12),
        (Stack(Bidirectional(rnn, rnn), RNN(4, 2, rng)), (4, 5, 3), 26),
        (Sequential(Recurrent(rnn.cell), Dense(2, 3, rng), rnn), (4, 5, 3), 21),
    ]


@pytest.mark.parametrize("which", range(6))
def test_tied_params_are_there_once_with_the_sum_of_their_gradients(which, rng, tmp_path):
    net, shape, size = tied(rng)[which]
    x = rng.normal(size=shape)
    assert count_parameters(net) == size
    y, cache = net.forward(x)
    _, grads = net.backward(rng.normal(size=y.shape), cache)
    assert list(grads) == list(net.params)
    before = {name: p.copy() for name, p in net.params.items()}
    Adam(net.params, lr=0.1).step(grads)
    for name, p in net.params.items():
        np.testing.assert_allclose(p - before[name], -0.1 * np.sign(grads[name]), rtol=1e-4)
    net.params = {name: p.copy() for name, p in before.items()}
    save(tmp_path / "net.npz", net)
    other = tied(np.random.default_rng(1))[which][0]
    load(tmp_path / "net.npz", other)
    np.testing.assert_array_equal(other.forward(x)[0], y)
    clipped, norm = clip_by_global_norm(grads, 1e-3)
    np.testing.assert_allclose(norm, np.sqrt(sum((g * g).sum() for g in grads.values())))
    SGD(net.params, lr=1.0).step(clipped)
    for name, p in net.params.items():
        np.testing.assert_allclose(p, before[name] - clipped[name])


def test_adam_refuses_an_array_with_two_names():
    W = np.zeros((3, 3))
    text = r"^Adam: params\['b'\] shares memory with params\['a'\], expected each number once"
    for other in (W, W.T, W[1:]):
        with pytest.raises(ValueError, match=text):
            Adam({"a": W, "b": other})
    Adam({"a": W[:, :1], "b": W[:, 1:]})


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


STORED = np.arange(12.0).reshape(3, 4)


@pytest.mark.parametrize(
    "make",
    [
        lambda init, rng: Dense(4, 3, rng, init=init),
        lambda init, rng: Embedding(3, 4, rng, init=init),
        lambda init, rng: RNNCell(1, 3, rng, init=init),
        lambda init, rng: RNN(1, 3, rng, init=init),
        lambda init, rng: Maxout(4, 3, 1, rng, init=init),
    ],
)
def test_two_layers_do_not_share_what_init_returns(make, rng):
    stored = STORED.copy()
    stored.setflags(write=False)
    first, second = (make(lambda *_: stored, rng) for _ in range(2))
    first.params["W"][...] = 7
    np.testing.assert_array_equal(second.params["W"], STORED)


@every_layer
def test_matrices_and_masked_arrays_are_refused(case: Case, rng):
    layer, x = case.make(rng, np.float64), draw_input(case, rng)
    kinds = [np.ma.masked_array(x)] + ([x.view(np.matrix)] if x.ndim == 2 else [])
    for other in kinds:
        text = rf"\.forward: \w+ has type {type(other).__name__}, expected a plain NumPy array"
        with pytest.raises(ValueError, match=text):
            layer.forward(other)


def test_an_array_in_a_file_is_taken(rng, tmp_path):
    np.save(tmp_path / "x.npy", rng.normal(size=(5, 3)))
    x = np.load(tmp_path / "x.npy", mmap_mode="r")
    layer = Dense(3, 2, rng)
    np.testing.assert_array_equal(layer.forward(x)[0], layer.forward(np.array(x))[0])


def test_calls_that_do_not_fit_name_the_layer():
    for name, case in LAYERS.items():
        layer = case.make(np.random.default_rng(0), np.float64)
        for call in (type(layer).__init__, type(layer).forward, type(layer).backward):
            assert call.__qualname__.split(".")[0] == type(layer).__name__, name
    with pytest.raises(TypeError, match=r"^LSTMCell\.__init__\(\)"):
        LSTMCell(3)
    with pytest.raises(TypeError, match=r"^LSTM\.forward\(\)"):
        LSTM(3, 4, np.random.default_rng(0)).forward()
