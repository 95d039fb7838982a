"""Wrong answers of lab 1: see `tests.labs.mistakes`."""

from tests.labs.mistakes.right import plain

RIGHT = plain("dense")

MISTAKES = {
    "sigmoid": {
        "the plain formula overflows": "np.where(z >= 0, 1, e) / (1 + e) => 1 / (1 + np.exp(-z))",
        "the two cases are swapped": "z >= 0 => z < 0",
        "the other plain formula gives NaN": (
            "np.where(z >= 0, 1, e) / (1 + e) => np.exp(z) / (1 + np.exp(z))"
        ),
        "z is cut at 10, so larger z are wrong": (
            "np.where(z >= 0, 1, e) / (1 + e) => 1 / (1 + np.exp(-np.clip(z, -10, 10)))"
        ),
        "the top of the fraction is 1 for negative z too": "np.where(z >= 0, 1, e) => 1",
        "tanh in place of the sigmoid": "np.where(z >= 0, 1, e) / (1 + e) => np.tanh(z)",
        "the slope in place of the value": "np.where(z >= 0, 1, e) / (1 + e) => e / (1 + e) ** 2",
        "the tanh formula lacks the half of z": (
            "np.where(z >= 0, 1, e) / (1 + e) => 0.5 * (1 + np.tanh(z))"
        ),
        "the exponent is -z, not -|z|": "np.abs(z) => z",
        "an if for an array": """
def sigmoid(z):
    if z >= 0:
        return 1 / (1 + np.exp(-z))
    return np.exp(z) / (1 + np.exp(z))
""",
        "brackets of the fraction forgotten": "np.where(z >= 0, 1, e) / (1 + e) => 1 / 1 + e",
    },
    "dense_forward": {
        "forgets the bias": " + b => ",
        "forgets the transpose": "W.T => W",
        "neurons as rows and examples as columns": "a @ W.T + b => (W @ a.T).T.T + b[:, None]",
        "takes the bias away": "+ b => - b",
        "multiplies by the bias": "+ b => * b",
        "a sigmoid at the end": "return z => return 1 / (1 + np.exp(-z))",
        "a ReLU at the end": "return z => return np.maximum(z, 0)",
        "adds the bias once for each input": "+ b => + b * a.shape[1]",
        "divides by the number of inputs": "a @ W.T + b => a @ W.T / a.shape[1] + b",
        "the last example is left out by the loop": """
def dense_forward(a, W, b):
    z = np.zeros((len(a), len(W)))
    for k in range(len(a) - 1):
        z[k] = W @ a[k] + b
    return z
""",
        "only the first example": "a @ W.T => a[0] @ W.T",
        "the last input is left out": "a @ W.T => a[:, :-1] @ W[:, :-1].T",
    },
    "dense_backward": {
        "dW is transposed": "dz.T @ a => a.T @ dz",
        "dW is a mean over the examples": "dz.T @ a => dz.T @ a / len(a)",
        "db is a mean over the examples": "dz.sum(axis=0) => dz.mean(axis=0)",
        "db is summed over the neurons": "axis=0 => axis=1",
        "db is one number": "dz.sum(axis=0) => dz.sum()",
        "da with a transposed W": "dz @ W => dz @ W.T",
        "db is not summed": "dz.sum(axis=0) => dz",
        "db is zero": "dz.sum(axis=0) => np.zeros(len(W))",
        "da has the factor a": "dz @ W => (dz @ W) * a",
        "dW before da": "return da, dW => return dW, da",
        "all have the opposite sign": "return da, dW, db => return -da, -dW, -db",
        "db of the first example alone": "dz.sum(axis=0) => dz[0]",
        "dW keeps the last example alone": """
def dense_backward(dz, a, W):
    dW = np.zeros_like(W)
    for k in range(len(a)):
        dW = np.outer(dz[k], a[k])
    return dz @ W, dW, dz.sum(axis=0)
""",
        "da with the slope of a sigmoid": "dz @ W => (dz @ W) * a * (1 - a)",
    },
    "tanh_from": {
        "z is not doubled": "squash(2 * z) => squash(z)",
        "the result is not doubled": "2 * squash(2 => squash(2",
        "1 is not taken away": " - 1 => ",
        "1 is added": "- 1 => + 1",
        "z is halved": "2 * z => z / 2",
        "brackets: 2 (s - 1)": "2 * squash(2 * z) - 1 => 2 * (squash(2 * z) - 1)",
        "the 1 is taken from z": "(2 * z) - 1 => (2 * z - 1)",
        "the right tanh, whatever squash is": "2 * squash(2 * z) - 1 => np.tanh(z)",
        "1 minus the doubled value": "2 * squash(2 * z) - 1 => 1 - 2 * squash(2 * z)",
        "the square in place of the double": "2 * squash(2 * z) => squash(2 * z) ** 2",
        "squash of the result again": "2 * squash(2 * z) - 1 => squash(2 * squash(2 * z) - 1)",
    },
}
