"""A small task, and a net that learns it, for the tests of the training loop."""

import numpy as np

from course_lib.fully_connected.activations import Tanh
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.training.losses import MeanSquaredError, SoftmaxCrossEntropy
from course_lib.training.optim import Adam
from course_lib.training.train import fit

CE, MSE = SoftmaxCrossEntropy(), MeanSquaredError()
X, Y = np.zeros((6, 2)), np.zeros(6, int)


def xor(rng, n=200):
    x = rng.uniform(-1, 1, (n, 2))
    return x, (x[:, 0] * x[:, 1] > 0).astype(int)


def small_net(rng, n_out=2, width=8):
    return Sequential(Dense(2, width, rng, init="xavier"), Tanh(), Dense(width, n_out, rng))


def copy_of(params):
    return {name: p.copy() for name, p in params.items()}


def run(seed=0, **options):
    rng = np.random.default_rng(seed)
    x, target = xor(rng)
    net = small_net(rng)
    options = {"rng": rng, "epochs": 3, "progress": False} | options
    return net, fit(net, CE, Adam(net.params, 0.03), x, target, **options)
