"""Make the arrays of recurrent_*.npz with PyTorch, in float64. Run it only to change them.

    python3 -m venv torch-env
    torch-env/bin/pip install torch==2.13.0 numpy
    torch-env/bin/python tests/layers/oracles/make_recurrent.py

Where PyTorch has the layer, the arrays come from it. Where it has not (the lecture's GRU, the
peepholes, the coupled gate), they come from autograd on the equations, written with one matrix for
each gate.
"""

from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

T, B, D, H = 5, 3, 3, 2
FOLDER = Path(__file__).parent


def normal(*shape):
    return torch.randn(*shape, dtype=torch.float64, requires_grad=True)


def store(name, leaves, hs, state):
    """Send random gradients back from the outputs, and store all arrays."""
    dhs, dstate = torch.randn_like(hs), [torch.randn_like(s) for s in state]
    torch.autograd.backward([hs, *state], [dhs, *dstate])
    arrays = {f"state_{i}": s for i, s in enumerate(state)}
    arrays |= {f"dstate_{i}": s for i, s in enumerate(dstate)}
    arrays |= {"hs": hs, "dhs": dhs, **leaves}
    arrays |= {f"d_{key}": leaf.grad for key, leaf in leaves.items()}
    path = FOLDER / f"recurrent_{name}.npz"
    np.savez_compressed(path, **{key: a.detach().numpy() for key, a in arrays.items()})
    print(path.name, path.stat().st_size)


def module(name, make, n_layers=1, bidirectional=False, lengths=None):
    """Store a layer of PyTorch; with lengths, on packed sequences."""
    net = make(D, H, n_layers, bidirectional=bidirectional, dtype=torch.float64)
    for p in net.parameters():
        p.data.normal_()
    rows = n_layers * (2 if bidirectional else 1)
    xs, first = normal(T, B, D), [normal(rows, B, H) for _ in range(1 + (make is nn.LSTM))]
    inputs = xs if lengths is None else pack_padded_sequence(xs, lengths)
    hs, state = net(inputs, tuple(first) if make is nn.LSTM else first[0])
    if lengths is not None:
        hs, _ = pad_packed_sequence(hs, total_length=T)
    leaves = {"xs": xs, **{f"first_{i}": s for i, s in enumerate(first)}}
    leaves |= {f"torch.{key}": p for key, p in net.named_parameters()}
    store(name, leaves, hs, state if make is nn.LSTM else (state,))


def equations(name, gates, step, extra=(), n_state=2):
    """Store a step written as equations, run over time."""
    p = {f"W_{g}": normal(H, D + H) for g in gates} | {f"b_{g}": normal(H) for g in gates}
    p |= {f"p_{g}": normal(H) for g in extra}
    xs, first = normal(T, B, D), [normal(B, H) for _ in range(n_state)]
    state, hs = first, []
    for x in xs:
        state = step(p, x, *state)
        hs.append(state[0])
    leaves = {"xs": xs, **{f"first_{i}": s for i, s in enumerate(first)}, **p}
    store(name, leaves, torch.stack(hs), state)


def affine(p, gate, x, h):
    return torch.cat([x, h], 1) @ p[f"W_{gate}"].T + p[f"b_{gate}"]


def gru_reset_before(p, x, h):
    r, z = torch.sigmoid(affine(p, "r", x, h)), torch.sigmoid(affine(p, "z", x, h))
    h_new = torch.tanh(affine(p, "h", x, r * h))
    return [z * h + (1 - z) * h_new]


def lstm_lecture_peephole(p, x, h, c):
    z = torch.tanh(affine(p, "z", x, h) + c @ torch.diag(p["p_z"]))
    zi, zf, zo = (
        torch.sigmoid(affine(p, g, x, h) + c @ torch.diag(p[f"p_{g}"])) for g in ("zi", "zf", "zo")
    )
    c = zf * c + zi * z
    return [zo * torch.tanh(c), c]


def lstm_gers_peephole(p, x, h, c):
    z = torch.tanh(affine(p, "z", x, h))
    zi = torch.sigmoid(affine(p, "zi", x, h) + p["p_zi"] * c)
    zf = torch.sigmoid(affine(p, "zf", x, h) + p["p_zf"] * c)
    c = zf * c + zi * z
    zo = torch.sigmoid(affine(p, "zo", x, h) + p["p_zo"] * c)
    return [zo * torch.tanh(c), c]


def lstm_coupled(p, x, h, c):
    zf, zo = torch.sigmoid(affine(p, "zf", x, h)), torch.sigmoid(affine(p, "zo", x, h))
    c = zf * c + (1 - zf) * torch.tanh(affine(p, "z", x, h))
    return [zo * torch.tanh(c), c]


def main():
    torch.manual_seed(2017)
    for kind, make in (("rnn", nn.RNN), ("lstm", nn.LSTM), ("gru", nn.GRU)):
        module(kind, make)
        module(f"{kind}_deep", make, n_layers=2)
        module(f"{kind}_bidirectional", make, bidirectional=True)
        module(f"{kind}_deep_bidirectional_lengths", make, 2, True, lengths=[5, 3, 1])
    equations("equations_gru_reset_before", ("r", "z", "h"), gru_reset_before, n_state=1)
    gates = ("z", "zi", "zf", "zo")
    equations("equations_lstm_lecture_peephole", gates, lstm_lecture_peephole, gates)
    equations("equations_lstm_gers_peephole", gates, lstm_gers_peephole, gates[1:])
    equations("equations_lstm_coupled", ("z", "zf", "zo"), lstm_coupled)


if __name__ == "__main__":
    main()
