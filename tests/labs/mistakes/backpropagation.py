"""Wrong answers of lab 2: see `tests.labs.mistakes`."""

from tests.labs.mistakes.right import plain

RIGHT = plain("backpropagation")

MISTAKES = {
    "numerical_gradient": {
        "a step to one side": "f(x - step)) / (2 * eps) => f(x)) / eps",
        "divides by eps, not by 2 eps": "(2 * eps) => eps",
        "2 eps without brackets": "(2 * eps) => 2 * eps",
        "down minus up": "f(x + step) - f(x - step) => f(x - step) - f(x + step)",
        "goes through the rows alone": "np.ndindex(x.shape) => range(len(x))",
        "moves all entries at once": "step[i] = eps => step[...] = eps",
        "the steps before stay": """
def numerical_gradient(f, x, eps):
    g = np.zeros_like(x)
    step = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        step[i] = eps
        g[i] = (f(x + step) - f(x - step)) / (2 * eps)
    return g
""",
        "x is not put back": """
def numerical_gradient(f, x, eps):
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += eps
        up = f(x)
        x[i] -= 2 * eps
        g[i] = (up - f(x)) / (2 * eps)
    return g
""",
        "x is put back by adding, with a rounding error": """
def numerical_gradient(f, x, eps):
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += eps
        up = f(x)
        x[i] -= 2 * eps
        g[i] = (up - f(x)) / (2 * eps)
        x[i] += eps
    return g
""",
        "returns after the first entry": "    return g =>         return g",
        "a step of its own, not eps": (
            "step = np.zeros_like(x) => eps, step = 1e-5, np.zeros_like(x)"
        ),
    },
    "gradient_fits": {
        "does not divide by the size": "top / bottom => top",
        "a ratio for each entry": (
            "top / bottom <= 1e-5 => np.all(np.abs(g - n) <= 1e-5 * np.maximum(np.abs(g), np.abs(n)))"
        ),
        "no absolute value of the difference": "np.max(np.abs(g - n)) => np.max(g - n)",
        "the mean difference, not the largest": "np.max(np.abs(g - n)) => np.mean(np.abs(g - n))",
        "no 1e-8: a gradient of zeros gives NaN": ", 1e-8) => )",
        "a NaN passes": "top / bottom <= 1e-5 => not top / bottom > 1e-5",
        "a limit of 1e-2": "<= 1e-5 => <= 1e-2",
        "allclose with its own limits": "top / bottom <= 1e-5 => np.allclose(g, n)",
        "returns the error": "bool(top / bottom <= 1e-5) => top / bottom",
        "True and False are swapped": "<= 1e-5 => > 1e-5",
        "compares the sums": "np.max(np.abs(g - n)) => np.abs(np.sum(g) - np.sum(n))",
        "the wrong step, 0.1": "1e-6 => 0.1",
    },
    "softmax_cross_entropy": {
        "the loss lacks its minus": "-logs => logs",
        "the loss is a sum": ".mean() => .sum()",
        "dscores is not divided by B": "p / len(target) => p",
        "log to base 2": "-logs[rows, target].mean() => -logs[rows, target].mean() / np.log(2)",
        "softmax over the examples": (
            "e.sum(axis=1, keepdims=True) => e.sum(axis=0, keepdims=True)"
        ),
        "the largest is not taken off": "scores - scores.max(axis=1, keepdims=True) => scores * 1.0",
        "the logarithm of p": "s - np.log(total) => np.log(p)",
        "adds 1 at the right class": "-= 1 => += 1",
        "nothing is taken off at the right class": "p[rows, target] -= 1 => pass",
        "the largest of all is taken off": "scores.max(axis=1, keepdims=True) => scores.max()",
        "the gradient has the opposite sign": "dscores = p => dscores = -p",
        "takes 1 off in all rows at each target": "p[rows, target] -= 1 => p[:, target] -= 1",
        "dscores is divided by the number of classes": "p / len(target) => p / p.shape[1]",
        "the mean over all classes": "logs[rows, target].mean() => logs.mean()",
        "dscores before the loss": "return loss, dscores => return dscores, loss",
    },
    "two_layer_forward": {
        "no tanh": "np.tanh(z1) => z1",
        "tanh of the scores too": "return scores => return np.tanh(scores)",
        "forgets b1": " + b1 => ",
        "forgets b2": " + b2 => ",
        "b1 is added after the tanh": "x @ W1.T + b1 => x @ W1.T\nnp.tanh(z1) => np.tanh(z1) + b1",
        "a sigmoid in place of tanh": "np.tanh(z1) => 1 / (1 + np.exp(-z1))",
        "a ReLU in place of tanh": "np.tanh(z1) => np.maximum(z1, 0)",
        "a before the scores": "return scores, a => return a, scores",
        "returns z1 in place of a": "return scores, a => return scores, z1",
        "the last layer reads z1": "a @ W2.T => z1 @ W2.T",
        "a softmax at the end": (
            "return scores => return np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)"
        ),
    },
    "two_layer_backward": {
        "no slope of tanh": "da * (1 - a**2) => da",
        "the slope of a sigmoid": "(1 - a**2) => a * (1 - a)",
        "the slope is 1 - a": "1 - a**2 => 1 - a",
        "the slope is added": "da * (1 => da + (1",
        "dW1 from da": "dz1.T @ x => da.T @ x",
        "db1 from da": "dz1.sum(axis=0) => da.sum(axis=0)",
        "dW2 is transposed": "dscores.T @ a => a.T @ dscores",
        "the last layer is returned first": "dW1, db1, dW2, db2 => dW2, db2, dW1, db1",
        "the slope is 1 + a²": "1 - a**2 => 1 + a**2",
        "tanh of a once more": "1 - a**2 => 1 - np.tanh(a) ** 2",
        "means in both biases": (
            "dscores.sum(axis=0) => dscores.mean(axis=0)\ndz1.sum(axis=0) => dz1.mean(axis=0)"
        ),
        "db2 is summed over the classes": "dscores.sum(axis=0) => dscores.sum(axis=1)",
        "dW2 is divided by B": "dscores.T @ a => dscores.T @ a / len(a)",
    },
}
