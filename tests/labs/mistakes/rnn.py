"""Wrong answers of lab 3: see `tests.labs.mistakes`."""

from tests.labs.mistakes.right import plain

RIGHT = plain("rnn")

MISTAKES = {
    "rnn_step": {
        "no tanh": "np.tanh(h => (h",
        "forgets the bias": " + b => ",
        "W_h is not transposed": "W_h.T => W_h",
        "the bias is added after the tanh": " + b) => ) + b",
        "a sigmoid in place of tanh": (
            "np.tanh(h @ W_h.T + x @ W_i.T + b) => 1 / (1 + np.exp(-(h @ W_h.T + x @ W_i.T + b)))"
        ),
        "the state is not used": "h @ W_h.T + => ",
        "the input is not used": " + x @ W_i.T => ",
        "the state is taken away": "np.tanh(h => np.tanh(-h",
        "tanh of each part": "@ W_h.T + x @ W_i.T + b => @ W_h.T) + np.tanh(x @ W_i.T + b",
        "adds the old state": "return np => return h + np",
    },
    "through_time": {
        "appends before the step": (
            "h = f(h, x)\n        hs.append(h) => hs.append(h)\n        h = f(h, x)"
        ),
        "each step begins at h0": "f(h, x) => f(h0, x)",
        "state and input are swapped": "f(h, x) => f(x, h)",
        "reads from the last step back": "in xs: => in xs[::-1]:",
        "returns the last state alone": "np.array(hs) => h",
        "h0 is in the result too": "h0, [] => h0, [h0]",
        "leaves out the first step": "in xs: => in xs[1:]:",
        "stacks along the wrong axis": "np.array(hs) => np.stack(hs, axis=1)",
        "begins with zeros": "h, hs = h0 => h, hs = 0 * h0",
        "adds to the old state": "h = f => h = h + f",
        "each step hears the first input": "f(h, x) => f(h, xs[0])",
    },
    "bptt": {
        "nothing comes back from the next step": "(dys[t] + dh) => dys[t]",
        "dW_h with the state after the step": "dz.T @ before => dz.T @ hs[t]",
        "hs[-1] before the first step": "hs[t - 1] if t > 0 else h0 => hs[t - 1]",
        "dW_h keeps one step": "dW_h += => dW_h =",
        "the slope of the state before": "1 - hs[t] ** 2 => 1 - before ** 2",
        "no slope of tanh": " * (1 - hs[t] ** 2) => ",
        "the slope of a sigmoid": "(1 - hs[t] ** 2) => hs[t] * (1 - hs[t])",
        "dh with a transposed W_h": "dz @ W_h => dz @ W_h.T",
        "goes forward in time": "reversed(range(len(xs))) => range(len(xs))",
        "dh does not pass W_h": "dh = dz @ W_h => dh = dz",
        "the state before the first step is zeros": "else h0 => else 0 * h0",
        "db is a mean over the sequences": "dz.sum(axis=0) => dz.mean(axis=0)",
        "dxs is in reversed order": "return dh, dxs, => return dh, dxs[::-1],",
        "dh does not pass the tanh": "dh = dz @ W_h => dh = (dys[t] + dh) @ W_h",
        "dW_h is transposed": "dz.T @ before => before.T @ dz",
        "dh adds up over all steps": "dh = dz @ W_h => dh = dh + dz @ W_h",
    },
    "clip": {
        "each array by itself": """
def clip(grads, limit):
    out = {}
    for name, g in grads.items():
        norm = np.sqrt(np.sum(g**2))
        out[name] = g * limit / norm if norm > limit else g
    return out
""",
        "each entry by itself": "g * scale for => np.clip(g, -limit, limit) for",
        "no square root": "np.sqrt(sum(np.sum(g**2) for g in grads.values())) => "
        "sum(np.sum(g**2) for g in grads.values())",
        "short gradients are made longer": " if norm > limit else 1.0 => ",
        "absolute values in place of squares": (
            "np.sqrt(sum(np.sum(g**2) for g in grads.values())) => "
            "sum(np.sum(np.abs(g)) for g in grads.values())"
        ),
        "the largest entry in place of the length": (
            "np.sqrt(sum(np.sum(g**2) for g in grads.values())) => "
            "max(np.max(np.abs(g)) for g in grads.values())"
        ),
        "changes the arrays that came in": """
def clip(grads, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    if norm > limit:
        for g in grads.values():
            g *= limit / norm
    return grads
""",
        "norm / limit": "limit / norm => norm / limit",
        "the sum of the lengths": (
            "np.sqrt(sum(np.sum(g**2) for g in grads.values())) => "
            "sum(np.sqrt(np.sum(g**2)) for g in grads.values())"
        ),
        "times the limit, not divided by the length": "limit / norm if => limit if",
        "the question the wrong way round": "norm > limit => norm < limit",
    },
    "both_directions": {
        "the second direction is not turned back": "    gs = gs[::-1]\n => ",
        "both read forward": "xs[::-1]: => xs:\ngs = gs[::-1] => pass",
        "f1 in place of f2": "g = f2 => g = f1",
        "f3 hears the states swapped": "f3(h, g) for => f3(g, h) for",
        "the second direction goes on from the first": "g, gs = g0 => g, gs = h",
        "the outputs are in reversed order": (
            "for h, g in zip(hs, gs)]) => for h, g in zip(hs, gs)][::-1])"
        ),
        "the second direction is appended before the step": (
            "g = f2(g, x)\n        gs.append(g) => gs.append(g)\n        g = f2(g, x)"
        ),
        "each step hears the last state of the second direction": (
            "f3(h, g) for => f3(h, gs[0]) for"
        ),
        "turned along the batch": "xs[::-1]: => xs[::-1, ::-1]:",
        "both directions are in reversed order": ("gs = gs[::-1] => hs = hs[::-1]"),
        "reads forward and turns then": "xs[::-1]: => xs:",
        "the first direction is not carried on": "f1(h, x) => f1(h0, x)",
    },
}
