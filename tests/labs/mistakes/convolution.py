"""Wrong answers of lab 6: see `tests.labs.mistakes`."""

from tests.labs.mistakes.right import plain

RIGHT = plain("convolution")

MISTAKES = {
    "count_weights": {
        "the first place is forgotten": " + 1 => ",
        "places along one side only": "n_places**2 => n_places",
        "dense lacks the maps that come in": "places * c_in * side**2 => places * side**2",
        "sparse lacks the maps that come in": "places * c_in * size**2 => places * size**2",
        "shared lacks the maps that come in": "c_out * c_in * size**2 => c_out * size**2",
        "shared lacks the maps that go out": "shared = c_out * => shared =",
        "biases are counted": (
            "shared = c_out * c_in * size**2 => shared = c_out * (c_in * size**2 + 1)"
        ),
        "shared before sparse": "return dense, sparse, shared => return dense, shared, sparse",
        "shared counts each place": "shared = c_out => shared = places * c_out",
        "the picture is a line": "side**2 => side",
        "rounds up": "(side - size) // stride => -(-(side - size) // stride)",
        "a neuron at each pixel": "n_places**2 => side**2",
        "the stride is not used": " // stride => ",
    },
    "convolve": {
        "no padding": ("np.pad(x, [(0, 0), (padding, padding), (padding, padding)]) => x"),
        "the kernel is turned round": "W[f] * window => W[f][:, ::-1, ::-1] * window",
        "no bias": " + b[f] => ",
        "padding at the end alone": "[(0, 0), (padding, padding), (padding, padding)] => "
        "[(0, 0), (0, 2 * padding), (0, 2 * padding)]",
        "the edge in place of zeros": "(padding, padding)]) => (padding, padding)], mode='edge')",
        "windows ignore the stride": "stride * r, stride * c => r, c",
        "row and column are swapped": "stride * r, stride * c => stride * c, stride * r",
        "only the first map": "np.sum(W[f] * window) => np.sum(W[f, 0] * window[0])",
        "the bias is added for each map": "+ b[f] => + C * b[f]",
        "the kernel is transposed": "W[f] * window => W[f].swapaxes(1, 2) * window",
        "a mean in place of the sum": "np.sum(W => np.mean(W",
        "the same bias for all": "b[f] => b[0]",
        "the last row of places is missing": "(x.shape[1] - K) // stride + 1 => (x.shape[1] - K) // stride",
        "the first kernel for all": "W[f] * => W[0] *",
        "the bias in each product": "np.sum(W[f] * window) + b[f] => np.sum(W[f] * window + b[f])",
        "only the last map is kept": ("np.sum(W[f] * window) => np.sum(W[f, -1] * window[-1])"),
    },
    "columns": {
        "windows in rows": "np.array(found).T => np.array(found)",
        "a reshape in place of the transpose": "np.array(found).T => np.array(found).reshape(-1, len(found))",
        "places down before places across": (
            "    for r in range(down):\n        for c in range(across): => "
            "    for c in range(across):\n        for r in range(down):"
        ),
        "the window column by column": "window.ravel() => window.swapaxes(1, 2).ravel()",
        "the maps are the last index": "window.ravel() => window.transpose(1, 2, 0).ravel()",
        "windows ignore the stride": "stride * r, stride * c => r, c",
        "the window is turned round": "window.ravel() => window[:, ::-1, ::-1].ravel()",
        "only the first map": "window.ravel() => window[0].ravel()",
        "the last place across is missing": "(x.shape[2] - size) // stride + 1 => (x.shape[2] - size) // stride",
        "row and column are swapped": "stride * r, stride * c => stride * c, stride * r",
        "steps as long as the window": "stride * r, stride * c => size * r, size * c",
    },
    "convolve_backward": {
        "the padding is not cut off": "dx = dwide[:, p : p + x.shape[1], p : p + x.shape[2]] => dx = dwide",
        "the padding is cut off at the end": (
            "dwide[:, p : p + x.shape[1], p : p + x.shape[2]] => dwide[:, : x.shape[1], : x.shape[2]]"
        ),
        "dW keeps the last place": "dW[f] += => dW[f] =",
        "dx keeps the last window": "left : left + K] += => left : left + K] =",
        "the kernel is turned round in dx": "* W[f]\n => * W[f][:, ::-1, ::-1]\n",
        "db is one number for all": "dy.sum(axis=(1, 2)) => np.full(len(dy), dy.sum())",
        "db is a mean": "dy.sum(axis=(1, 2)) => dy.mean(axis=(1, 2))",
        "dx has no dy": "dy[f, r, c] * W[f] => W[f]",
        "dW is a mean over the places": "return dx, dW => return dx, dW / dy[0].size",
        "windows ignore the stride": "stride * r, stride * c => r, c",
        "row and column are swapped": "stride * r, stride * c => stride * c, stride * r",
        "only the first feature map": "for f, r, c in np.ndindex(dy.shape): => "
        "for f, r, c in np.ndindex((1, *dy.shape[1:])):",
        "x is not padded": "wide = np.pad(x, [(0, 0), (p, p), (p, p)]) => wide = x",
        "dW with the kernel": "* wide[:, top : top + K, left : left + K]\n => * W[f]\n",
        "the negative of all": "return dx, dW, db => return -dx, -dW, -db",
        "dW has no dy": "dW[f] += dy[f, r, c] * => dW[f] +=",
    },
    "descend": {
        "no factor 2": "2 * (y => (y",
        "not divided by n": " / y.size => ",
        "target minus y": "(y - target) => (target - y)",
        "goes uphill": "W - lr => W + lr",
        "changes the W that came in": "W = W - lr => W -= lr",
        "a step too few": "range(steps) => range(steps - 1)",
        "a step too many": "range(steps) => range(steps + 1)",
        "returns after one step": "    return W =>         return W",
        "divided by the entries of W": "y.size => W.size",
        "y is computed once": (
            "    for _ in range(steps):\n        y = forward(W) => "
            "    y = forward(W)\n    for _ in range(steps):"
        ),
        "no learning rate": "lr * backward => backward",
        "the sign of the error alone": "2 * (y - target) => 2 * np.sign(y - target)",
        "the rate falls with each step": "range(steps): => range(steps):\n        lr = lr / 2",
    },
}
