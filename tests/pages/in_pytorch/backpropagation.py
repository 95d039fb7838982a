"""The block of the page on backpropagation, and the same net of our layers."""

import numpy as np

from course_lib import Dense, Sequential, Sigmoid


def compare(block):
    rng = np.random.default_rng(0)
    net = Sequential(Dense(2, 2, rng), Sigmoid(), Dense(2, 1, rng))
    net.params["0.W"][:] = [[2, -1], [1, -1]]
    net.params["2.W"][:] = [[4, -2]]
    z, cache = net.forward(block["x"].numpy())
    _, grads = net.backward(z - 1, cache)
    yield "z", block["z"], z
    yield "dW1", block["dW1"], grads["0.W"]
    yield "dW2", block["dW2"], grads["2.W"]
    yield "W1 after the step", block["W1"], net.params["0.W"] - 0.1 * grads["0.W"]
    yield "W2 after the step", block["W2"], net.params["2.W"] - 0.1 * grads["2.W"]
