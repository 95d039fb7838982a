"""Laws of a layer's params: new arrays are used everywhere, and tied ones are there once."""

import numpy as np
import pytest

from course_lib import (
    RNN,
    SGD,
    Adam,
    Bidirectional,
    Dense,
    Embedding,
    Maxout,
    Recurrent,
    RNNCell,
    Sequential,
    Stack,
    Tanh,
    clip_by_global_norm,
    count_parameters,
    load,
    save,
)
from tests.support.layers import LAYERS, Case, draw_input


@pytest.fixture
def rng():
    return np.random.default_rng(7301)


WITH_PARAMS = {
    name: case
    for name, case in LAYERS.items()
    if case.make(np.random.default_rng(0), np.float64).params
}
every_layer_with_params = pytest.mark.parametrize("case", WITH_PARAMS.values(), ids=WITH_PARAMS)


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
