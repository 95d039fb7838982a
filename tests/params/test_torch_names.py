"""Names, layout and errors; that the numbers are PyTorch's is in test_oracles_recurrent.py."""

import re

import numpy as np
import pytest

from course_lib import (
    GRU,
    LSTM,
    RNN,
    Bidirectional,
    Conv1D,
    Conv2D,
    Dense,
    Embedding,
    GRUCell,
    LSTMCell,
    MaxPool2D,
    Pyramid,
    Recurrent,
    ReLU,
    RNNCell,
    Sequential,
    ShapeError,
    Stack,
    from_torch,
    to_torch,
)


def gru(n_in, n_hidden, rng):
    return GRU(n_in, n_hidden, rng, reset="after")


BUILDS = {
    "dense": lambda rng: Dense(3, 2, rng),
    "rnn": lambda rng: RNN(3, 2, rng),
    "lstm": lambda rng: LSTM(3, 2, rng),
    "gru": lambda rng: gru(3, 2, rng),
    "deep": lambda rng: Stack(LSTM(3, 2, rng), LSTM(2, 4, rng)),
    "two directions": lambda rng: Bidirectional(gru(3, 2, rng), gru(3, 2, rng)),
    "pictures": lambda rng: Conv2D(2, 3, (3, 2), rng),
    "signals": lambda rng: Conv1D(2, 3, 4, rng, stride=2),
    "embedding": lambda rng: Embedding(5, 3, rng),
    "a cell": lambda rng: LSTMCell(3, 2, rng),
    "a cell of a GRU": lambda rng: GRUCell(3, 2, rng, reset="after"),
    "one cell over time": lambda rng: Recurrent(RNNCell(3, 2, rng)),
    "no params": lambda rng: ReLU(),
    "a net in a net": lambda rng: Sequential(Embedding(5, 3, rng), Sequential(LSTM(3, 2, rng))),
    "a net": lambda rng: Sequential(Dense(3, 4, rng), ReLU(), LSTM(4, 2, rng), Dense(2, 1, rng)),
}


@pytest.mark.parametrize("make", BUILDS.values(), ids=BUILDS)
def test_there_and_back_gives_the_same_params(make):
    first, second = (make(np.random.default_rng(seed)) for seed in (0, 1))
    for value in first.params.values():
        value[...] = np.random.default_rng(2).normal(size=value.shape)
    from_torch(second, to_torch(first))
    for name, value in first.params.items():
        np.testing.assert_array_equal(second.params[name], value, err_msg=name)


@pytest.mark.parametrize("make", BUILDS.values(), ids=BUILDS)
def test_the_arrays_are_new(make):
    layer = make(np.random.default_rng(0))
    for array in to_torch(layer).values():
        assert array.flags.c_contiguous
        assert not any(np.shares_memory(array, value) for value in layer.params.values())


def test_the_names_are_pytorchs():
    rng = np.random.default_rng(0)
    for name in ("dense", "pictures", "signals"):
        assert list(to_torch(BUILDS[name](rng))) == ["weight", "bias"]
    four = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"]
    assert list(to_torch(BUILDS["deep"](rng))) == [
        f"{name}_{level}" for level in ("l0", "l1") for name in four
    ]
    assert list(to_torch(BUILDS["two directions"](rng))) == [
        f"{name}_{way}" for way in ("l0", "l0_reverse") for name in four
    ]
    assert list(to_torch(BUILDS["a net"](rng))) == [
        *("0.weight", "0.bias"),
        *(f"2.{name}_l0" for name in four),
        *("3.weight", "3.bias"),
    ]


@pytest.mark.parametrize(
    ("make", "names"),
    [
        (lambda rng: Embedding(5, 3, rng), ["weight"]),
        (lambda rng: RNNCell(3, 2, rng), ["weight_ih", "weight_hh", "bias_ih", "bias_hh"]),
        (lambda rng: MaxPool2D(2), []),
    ],
)
def test_what_pytorch_has_is_not_refused(make, names):
    assert list(to_torch(make(np.random.default_rng(0)))) == names


def test_a_layer_that_stands_twice_has_both_names_in_pytorch_and_equal_arrays():
    rng = np.random.default_rng(0)
    layer = Dense(3, 3, rng)
    net, arrays = Sequential(layer, ReLU(), layer), to_torch(Sequential(layer, ReLU(), layer))
    assert list(arrays) == ["0.weight", "0.bias", "2.weight", "2.bias"]
    new = rng.normal(size=(3, 3))
    from_torch(net, arrays | {"0.weight": new, "2.weight": new})
    np.testing.assert_array_equal(layer.params["W"], new)
    with pytest.raises(ValueError, match=r"^from_torch: a layer that is there twice has two diffe"):
        from_torch(net, arrays | {"0.weight": new})
    np.testing.assert_array_equal(layer.params["W"], new)


def test_from_torch_reports_as_from_torch():
    with pytest.raises(ValueError, match=r"^from_torch: reset is 'before', expected 'after'"):
        from_torch(GRU(3, 2, np.random.default_rng(0)), {})


def test_two_biases_become_their_sum():
    layer = RNN(3, 2, np.random.default_rng(0))
    arrays = to_torch(layer)
    arrays["bias_ih_l0"], arrays["bias_hh_l0"] = np.array([1.0, 2.0]), np.array([10.0, 20.0])
    from_torch(layer, arrays)
    np.testing.assert_array_equal(layer.params["b"], [11.0, 22.0])


def test_float32_stays_float32():
    layer = LSTM(3, 2, np.random.default_rng(0), dtype=np.float32)
    assert {array.dtype for array in to_torch(layer).values()} == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    ("name", "new", "error", "text"),
    [
        ("bias_hh_l0", None, ValueError, "'bias_hh_l0' is missing, expected the names 'weight_ih"),
        ("weight_ih_l1", np.zeros((2, 2)), ValueError, "'weight_ih_l1' is unknown, expected the"),
        (
            "weight_ih_l0",
            np.zeros((8, 4)),
            ShapeError,
            "weight_ih_l0 has shape (8, 4), expected (8, 3).",
        ),
        ("bias_ih_l0", np.zeros(8, np.float32), ValueError, "bias_ih_l0 has dtype float32, exp"),
    ],
    ids=["missing", "unknown", "shape", "dtype"],
)
def test_nothing_is_copied_unless_all_fits(name, new, error, text):
    layer = LSTM(3, 2, np.random.default_rng(0))
    before = {key: value.copy() for key, value in layer.params.items()}
    arrays = to_torch(LSTM(3, 2, np.random.default_rng(1)))
    arrays[name] = new
    arrays = {key: value for key, value in arrays.items() if value is not None}
    with pytest.raises(error, match=f"^from_torch: {re.escape(text)}"):
        from_torch(layer, arrays)
    for key, value in before.items():
        np.testing.assert_array_equal(layer.params[key], value)


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda rng: GRU(3, 2, rng), "reset is 'before', expected 'after': PyTorch's GRU resets"),
        (
            lambda rng: LSTM(3, 2, rng, peephole="gers"),
            "the LSTM has a peephole, a coupled gate or parts left out, expected a plain one",
        ),
        (
            lambda rng: LSTM(3, 2, rng, without=("tanh_c",)),
            "the LSTM has a peephole, a coupled gate or parts left out, expected a plain one",
        ),
        (
            lambda rng: Bidirectional(RNN(3, 2, rng), RNN(3, 2, rng), "sum"),
            "merge is not 'concatenate', expected it: PyTorch has no other.",
        ),
        (
            lambda rng: Stack(RNN(3, 2, rng), LSTM(2, 2, rng)),
            "got LSTM and RNN, expected one kind in one module.",
        ),
        (
            lambda rng: Stack(RNN(3, 2, rng), Bidirectional(RNN(2, 2, rng), RNN(2, 2, rng))),
            "some layers have one direction and some two, expected the same for all.",
        ),
        (
            lambda rng: Pyramid(RNN(6, 2, rng)),
            "Pyramid has no counterpart in PyTorch, expected Dense, Embedding, Conv1D,",
        ),
    ],
)
def test_what_pytorch_has_not_is_a_clear_error(make, text):
    with pytest.raises(ValueError, match=f"^to_torch: {re.escape(text)}"):
        to_torch(make(np.random.default_rng(0)))
