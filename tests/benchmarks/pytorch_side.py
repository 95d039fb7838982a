"""The same workloads in PyTorch, as one of its users would write them."""

from itertools import pairwise

import numpy as np
import torch
from torch import nn
from torch.nn import functional

MODULES = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU, "bilstm": nn.LSTM}
POOLS = {
    "maxpool": lambda x: functional.max_pool2d(x, 2),
    "avgpool": lambda x: functional.avg_pool2d(x, 2),
    "l2pool": lambda x: functional.lp_pool2d(x, 2.0, 2),
}


def tensors(arrays):
    return {name: torch.from_numpy(value.copy()) for name, value in arrays.items()}


def linear(sizes, params):
    """Return dense layers with ReLU between them, and their parameters by our names."""
    layers, named = [], {}
    for i, (n_in, n_out) in enumerate(pairwise(sizes)):
        layer = nn.Linear(n_in, n_out)
        layer.weight.data, layer.bias.data = params[f"W{i}"], params[f"b{i}"]
        named |= {f"W{i}": layer.weight, f"b{i}": layer.bias}
        layers += [layer, nn.ReLU()]
    return nn.Sequential(*layers[:-1]), named


def peephole(p, xs):
    """Gers & Schmidhuber's LSTM as a loop, with all input projections in one product."""
    parts = functional.linear(xs, p["weight_ih_l0"], p["bias_ih_l0"] + p["bias_hh_l0"])
    h = c = xs.new_zeros(xs.shape[1], p["p"].shape[1])
    p_i, p_f, p_o = p["p"].unbind(0)
    W_h, hs = p["weight_hh_l0"].t(), []
    for part in parts.unbind(0):
        i, f, g, o = torch.addmm(part, h, W_h).chunk(4, 1)
        i, f = torch.sigmoid(i + p_i * c), torch.sigmoid(f + p_f * c)
        c = f * c + i * torch.tanh(g)
        o = torch.sigmoid(o + p_o * c)
        h = o * torch.tanh(c)
        hs.append(h)
    return torch.stack(hs)


def function(kind, s, params):
    """Return y = f(x) of a workload, and its parameters by name."""
    if kind == "dense":
        return linear(s["sizes"], params)
    if kind in MODULES:
        dtype = params["weight_ih_l0"].dtype
        module = MODULES[kind](s["D"], s["H"], bidirectional=kind == "bilstm", dtype=dtype)
        module.load_state_dict(params)
        return lambda x: module(x)[0], dict(module.named_parameters())
    named = {name: nn.Parameter(value) for name, value in params.items()}
    if kind == "peephole":
        return lambda x: peephole(named, x), named
    if kind == "conv2d":
        return lambda x: functional.conv2d(x, named["W"], named["b"], padding=s["pad"]), named
    return POOLS[kind], named


def layer(kind, s, params, x, dy):
    """Return forward, forward_backward and results, as the adapters do."""
    x = torch.from_numpy(x.copy()).requires_grad_(True)
    dy, kept = torch.from_numpy(dy.copy()), {}
    if kind == "softmax_ce":
        named, seed = {}, None

        def f(x):
            return functional.cross_entropy(x, dy)

    else:
        (f, named), seed = function(kind, s, tensors(params)), dy

    def forward():
        with torch.no_grad():
            return f(x)

    def forward_backward():
        x.grad = None
        for p in named.values():
            p.grad = None
        y = f(x)
        y.backward(seed)
        kept["y"] = y.detach()

    def results():
        arrays = {"y": kept["y"], "dx": x.grad, **{f"d{k}": p.grad for k, p in named.items()}}
        return {name: array.numpy() for name, array in arrays.items()}

    return forward, forward_backward, results


class LastOfLSTM(nn.Module):
    """LSTM, its last step, a dense layer."""

    def __init__(self, s, params):
        super().__init__()
        self.lstm, self.dense = nn.LSTM(2, s["H"], batch_first=True), nn.Linear(s["H"], 1)
        self.lstm.load_state_dict({k: v for k, v in params.items() if k not in "Wb"})
        self.dense.weight.data, self.dense.bias.data = params["W"], params["b"]
        # One bias is enough: with two, every step of the optimiser would move their sum twice.
        self.lstm.bias_hh_l0.requires_grad_(False)

    def forward(self, x):
        return self.dense(self.lstm(x)[0][:, -1])


def convolutional(params):
    """Return two convolutions with pooling, and a dense layer."""
    layers = [nn.Conv2d(1, 16, 3, padding=1), nn.Conv2d(16, 32, 3, padding=1), nn.Linear(128, 10)]
    for i, one in enumerate(layers):
        one.weight.data, one.bias.data = params[f"W{i}"], params[f"b{i}"]
    first, second, last = layers
    pool = nn.MaxPool2d(2)
    return nn.Sequential(first, nn.ReLU(), pool, second, nn.ReLU(), pool, nn.Flatten(), last)


def training(kind, s, params, x, target):
    """Return a function that trains for one epoch, as the adapters do."""
    params, x, target = tensors(params), torch.from_numpy(x), torch.from_numpy(target)
    adding = kind == "train_adding"
    if adding:
        net, loss_of = LastOfLSTM(s, params), functional.mse_loss
    else:
        net = linear(s["sizes"], params)[0] if kind == "train_mlp" else convolutional(params)
        loss_of = functional.cross_entropy
    learned = [p for p in net.parameters() if p.requires_grad]
    optimizer = torch.optim.Adam(learned, lr=1e-2 if adding else 1e-3)
    rng, n = np.random.default_rng(5), s["B"]

    def epoch():
        losses, order = [], torch.from_numpy(rng.permutation(len(target)))
        for start in range(0, len(target) - n + 1, n):
            batch = order[start : start + n]
            optimizer.zero_grad()
            loss = loss_of(net(x[batch]), target[batch])
            loss.backward()
            if adding:
                nn.utils.clip_grad_norm_(learned, 1.0)
            optimizer.step()
            losses.append(loss.item())
        return float(np.mean(losses))

    return epoch
