"""Outputs and gradients are those of PyTorch, stored by oracles/make_recurrent.py."""

from pathlib import Path

import numpy as np
import pytest

from course_lib import GRU, LSTM, RNN, Bidirectional, Recurrent, Stack, from_torch, to_torch

FOLDER = Path(__file__).parent / "oracles"
TOLERANCE = 1e-10
MAKE = {
    "rnn": RNN,
    "lstm": LSTM,
    "gru": lambda n_in, n_hidden, rng: GRU(n_in, n_hidden, rng, reset="after"),
}
BUILDS = ["", "_deep", "_bidirectional", "_deep_bidirectional_lengths"]
EQUATIONS = {
    "gru_reset_before": lambda rng: GRU(3, 2, rng),
    "lstm_lecture_peephole": lambda rng: LSTM(3, 2, rng, peephole="lecture"),
    "lstm_gers_peephole": lambda rng: LSTM(3, 2, rng, peephole="gers"),
    "lstm_coupled": lambda rng: LSTM(3, 2, rng, coupled=True),
}


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def oracle(name):
    with np.load(FOLDER / f"recurrent_{name}.npz") as file:
        return dict(file)


def parts(arrays, start):
    """Return the arrays whose names begin with ``start``, without it."""
    return {k.removeprefix(start): v for k, v in arrays.items() if k.startswith(start)}


def close(ours, theirs, name):
    scale = max(1.0, float(np.abs(theirs).max()))
    np.testing.assert_allclose(ours, theirs, atol=TOLERANCE * scale, rtol=0, err_msg=name)


def build(kind, form, rng):
    """Return our layer for PyTorch's module, and its directions and levels."""
    levels, ways = (2 if "deep" in form else 1), (2 if "bidirectional" in form else 1)
    layers = []
    for level in range(levels):
        n_in = 2 * ways if level else 3
        one, two = MAKE[kind](n_in, 2, rng), MAKE[kind](n_in, 2, rng)
        layers.append(Bidirectional(one, two) if ways == 2 else one)
    return (Stack(*layers) if levels > 1 else layers[0]), levels, ways


def nest(arrays, levels, ways):
    """Return PyTorch's state, arrays (levels * ways, B, H), as the tuples of our layers."""
    states = [tuple(array[i] for array in arrays) for i in range(levels * ways)]
    if ways == 2:
        states = [tuple(states[i : i + 2]) for i in range(0, len(states), 2)]
    return tuple(states) if levels > 1 else states[0]


def flat(state):
    if isinstance(state[0], np.ndarray):
        return [state]
    return [leaf for part in state for leaf in flat(part)]


@pytest.mark.parametrize("form", BUILDS)
@pytest.mark.parametrize("kind", MAKE)
def test_forward_and_backward_are_pytorchs(kind, form, rng):
    a = oracle(kind + form)
    layer, levels, ways = build(kind, form, rng)
    from_torch(layer, parts(a, "torch."))
    n = len(parts(a, "first_"))
    first, dlast = (
        nest([a[f"{name}_{i}"] for i in range(n)], levels, ways) for name in ("first", "dstate")
    )
    mask = np.arange(5)[:, None] < [5, 3, 1] if "lengths" in form else None
    hs, cache = layer.forward(a["xs"], first, mask)
    dxs, grads = layer.backward(a["dhs"], cache, dlast)
    close(hs, a["hs"], "hs")
    close(dxs, a["d_xs"], "dxs")
    for ours, array in [(cache.state, "state"), (grads.pop("state"), "d_first")]:
        for row, state in enumerate(flat(ours)):
            for i, value in enumerate(state):
                close(value, a[f"{array}_{i}"][row], f"{array}_{i}[{row}]")
    # The two biases of a gate have the same gradient, but for the one that a reset multiplies.
    for name, value in layer.params.items():
        value[...] = grads[name]
    for name, grad in to_torch(layer).items():
        if "bias_hh" not in name:
            close(grad, a[f"d_torch.{name}"], name)
        elif kind == "gru":
            close(grad[4:], a[f"d_torch.{name}"][4:], name)


@pytest.mark.parametrize("over_time", [lambda layer: layer, lambda layer: Recurrent(layer.cell)])
@pytest.mark.parametrize("name", EQUATIONS)
def test_forward_and_backward_are_those_of_the_written_equations(name, over_time, rng):
    a = oracle(f"equations_{name}")
    layer = over_time(EQUATIONS[name](rng))
    gates = parts(a, "W_")
    for gate_rows, start in (("W", "W_"), ("b", "b_")):
        layer.params[gate_rows][...] = np.concatenate([a[start + gate] for gate in gates])
    peepholes = parts(a, "p_")
    if peepholes:
        layer.params["p"][...] = np.stack(list(peepholes.values()))
    n = len(parts(a, "first_"))
    hs, cache = layer.forward(a["xs"], tuple(a[f"first_{i}"] for i in range(n)))
    dxs, grads = layer.backward(a["dhs"], cache, tuple(a[f"dstate_{i}"] for i in range(n)))
    close(hs, a["hs"], "hs")
    close(dxs, a["d_xs"], "dxs")
    for i in range(n):
        close(cache.state[i], a[f"state_{i}"], f"state {i}")
        close(grads["state"][i], a[f"d_first_{i}"], f"dstate {i}")
    close(grads["W"], np.concatenate([a[f"d_W_{gate}"] for gate in gates]), "dW")
    close(grads["b"], np.concatenate([a[f"d_b_{gate}"] for gate in gates]), "db")
    if peepholes:
        close(grads["p"], np.stack([a[f"d_p_{gate}"] for gate in peepholes]), "dp")
