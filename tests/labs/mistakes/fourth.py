"""The rest of the third set of wrong answers, of labs 5 to 7: 140, and three that passed once.

They were written without a look at the engine. See `tests.labs.mistakes`.
"""

MISTAKES = {
    "gru": {
        "gru_step": {
            "z is the share of the candidate, as Chung et al. write it": "z * h_prev + (1 - z) * h_new => (1 - z) * h_prev + z * h_new",
            "h goes through a second tanh, as in the LSTM": "h = z * h_prev + (1 - z) * h_new => h = np.tanh(z * h_prev + (1 - z) * h_new)",
            "the candidate's row has the memory before the input": "np.concatenate([x, r * h_prev], axis=1) => np.concatenate([r * h_prev, x], axis=1)",
            "the blocks of W are read as z, r, candidate, those of b are not": "W_r, W_z, W_h = np.split(W, 3) => W_z, W_r, W_h = np.split(W, 3)",
            "the gates have changed their jobs: z resets, r mixes": """np.concatenate([x, r * h_prev], axis=1) => np.concatenate([x, z * h_prev], axis=1)
h = z * h_prev + (1 - z) * h_new => h = r * h_prev + (1 - r) * h_new""",
            "the memory is reset in place, so the mix and the argument have the reset one": "    xq = np.concatenate([x, r * h_prev], axis=1) => \n    h_prev *= r\n    xq = np.concatenate([x, h_prev], axis=1)",
            "the reset stands after the product, as in PyTorch": """
def gru_step(x, h_prev, W, b):
    D = x.shape[1]
    W_r, W_z, W_h = np.split(W, 3)
    b_r, b_z, b_h = np.split(b, 3)
    xh = np.hstack([x, h_prev])
    r = sigmoid(xh @ W_r.T + b_r)
    z = sigmoid(xh @ W_z.T + b_z)
    h_new = np.tanh(x @ W_h[:, :D].T + b_h + r * (h_prev @ W_h[:, D:].T))
    return z * h_prev + (1 - z) * h_new, r, z, h_new
""",
            "the rows of the three blocks are taken by turns": """
def gru_step(x, h_prev, W, b):
    W_r, W_z, W_h = W[0::3], W[1::3], W[2::3]
    b_r, b_z, b_h = b[0::3], b[1::3], b[2::3]
    xh = np.concatenate([x, h_prev], axis=1)
    r = sigmoid(xh @ W_r.T + b_r)
    z = sigmoid(xh @ W_z.T + b_z)
    h_new = np.tanh(np.concatenate([x, r * h_prev], axis=1) @ W_h.T + b_h)
    return z * h_prev + (1 - z) * h_new, r, z, h_new
""",
            "the candidate that is returned is already multiplied by 1 - z": "    h = z * h_prev + (1 - z) * h_new => \n    h_new = (1 - z) * h_new\n    h = z * h_prev + h_new",
            "copied line: z has the weights of r, with the bias of z": "z = sigmoid(xh @ W_z.T + b_z) => z = sigmoid(xh @ W_r.T + b_z)",
            "the candidate is added whole": "(1 - z) * h_new => h_new",
            "r and z are returned before their sigmoid": """
def gru_step(x, h_prev, W, b):
    W_r, W_z, W_h = np.split(W, 3)
    b_r, b_z, b_h = np.split(b, 3)
    xh = np.concatenate([x, h_prev], axis=1)
    r = xh @ W_r.T + b_r
    z = xh @ W_z.T + b_z
    xq = np.concatenate([x, sigmoid(r) * h_prev], axis=1)
    h_new = np.tanh(xq @ W_h.T + b_h)
    h = sigmoid(z) * h_prev + (1 - sigmoid(z)) * h_new
    return h, r, z, h_new
""",
        },
        "gru_backward": {
            "the slope of tanh without the square": "(1 - h_new**2) => (1 - h_new)",
            "du_z has the candidate minus the memory": "(h_prev - h_new) => (h_new - h_prev)",
            "dq goes back through the weights of z": "du_h @ W_h[:, D:] => du_h @ W_z[:, D:]",
            "dq goes back through the columns of the input": "du_h @ W_h[:, D:] => du_h @ W_h[:, :D]",
            "du_r without the memory that r multiplies": "dq * h_prev * r * (1 - r) => dq * r * (1 - r)",
            "the way through the candidate is not reset": "dh * z + dq * r + => dh * z + dq +",
            "the way through the update gate is left out of dh_prev": " + du_z @ W_z[:, D:] => ",
            "the candidate's block of dW has read the memory without the reset": "du_h.T @ xq => du_h.T @ xh",
            "dW and db are means over the examples": "    db = du.sum(axis=0) => \n    dW = dW / len(x)\n    db = du.mean(axis=0)",
            "z, r, candidate is the order in du, not in dW": "np.concatenate([du_r, du_z, du_h], axis=1) => np.concatenate([du_z, du_r, du_h], axis=1)",
            "dx comes through the candidate alone": "dx = du @ W[:, :D] => dx = du_h @ W_h[:, :D]",
            "du_h has z and the straight way has 1 - z": """du_h = dh * (1 - z) * => du_h = dh * z *
dh_prev = dh * z + => dh_prev = dh * (1 - z) +""",
            "dh_prev is made in the array dh": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    W_r, W_z, W_h = np.split(W, 3)
    du_h = dh * (1 - z) * (1 - h_new**2)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ W_h[:, D:]
    du_r = dq * h_prev * r * (1 - r)
    dh_prev = dh
    dh_prev *= z
    dh_prev += dq * r + du_r @ W_r[:, D:] + du_z @ W_z[:, D:]
    du = np.hstack([du_r, du_z, du_h])
    xh, xq = np.hstack([x, h_prev]), np.hstack([x, r * h_prev])
    dW = np.vstack([du_r.T @ xh, du_z.T @ xh, du_h.T @ xq])
    return du @ W[:, :D], dh_prev, dW, du.sum(axis=0)
""",
            "all three layers are taken to read the reset memory": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    du_h = dh * (1 - z) * (1 - h_new**2)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ np.split(W, 3)[2][:, D:]
    du_r = dq * h_prev * r * (1 - r)
    du = np.hstack([du_r, du_z, du_h])
    row = np.hstack([x, r * h_prev])
    drow = du @ W
    return drow[:, :D], dh * z + drow[:, D:] * r, du.T @ row, du.sum(axis=0)
""",
        },
        "memory_gate": {
            "the gate is set to exactly 1 and 0": """k(0.999) => k(1.0)
k(0.001) => k(0.0)""",
            "each memory has a candidate like itself": "mix(z, 1.0, 0.3) - mix(z, 0.0, 0.3) => mix(z, 1.0, 1.0) - mix(z, 0.0, 0.0)",
            "a share of 0.9 is enough": """k(0.999) >= 0.99 => k(0.999) >= 0.9
k(0.001) >= 0.99 => k(0.001) >= 0.9""",
            "the candidate changes and not the memory": "mix(z, 1.0, 0.3) - mix(z, 0.0, 0.3) => mix(z, 0.3, 1.0) - mix(z, 0.3, 0.0)",
            "what does not keep at one is said to keep at zero": '    if k(0.001) >= 0.99:\n        return "zero"\n    return "never" =>     return "zero"',
            "the share must be 1 as good as exactly": """k(0.999) >= 0.99 => np.isclose(k(0.999), 1)
k(0.001) >= 0.99 => np.isclose(k(0.001), 1)""",
            "the end that keeps more wins, however little that is": """
def memory_gate(mix):
    shut = mix(0.999, 1.0, 0.0) - mix(0.999, 0.0, 0.0)
    open_ = mix(0.001, 1.0, 0.0) - mix(0.001, 0.0, 0.0)
    if np.isclose(shut, open_):
        return "never"
    return "one" if shut > open_ else "zero"
""",
            "a share above 0.95 is enough": """k(0.999) >= 0.99 => k(0.999) > 0.95
k(0.001) >= 0.99 => k(0.001) > 0.95""",
            "one memory in place of the difference of two, with the candidate 0": "(mix(z, 1.0, 0.3) - mix(z, 0.0, 0.3)) / (1.0 - 0.0) => mix(z, 1.0, 0.0)",
        },
        "to_pytorch": {
            "the columns are cut after H, not before the last H": """"weight_ih_l0": W[:, :-H] => "weight_ih_l0": W[:, :H]
"weight_hh_l0": W[:, -H:] => "weight_hh_l0": W[:, H:]""",
            "both weights are transposed": """"weight_ih_l0": W[:, :-H] => "weight_ih_l0": W[:, :-H].T
"weight_hh_l0": W[:, -H:] => "weight_hh_l0": W[:, -H:].T""",
            "every block gets b_h": "np.concatenate([np.zeros(2 * H), b_h]) => np.tile(b_h, 3)",
            "b_h stands before the zeros": "np.concatenate([np.zeros(2 * H), b_h]) => np.concatenate([b_h, np.zeros(2 * H)])",
            "each of both biases is half of b, b_h is not used": """"bias_ih_l0": b, => "bias_ih_l0": b / 2,
np.concatenate([np.zeros(2 * H), b_h]) => b / 2""",
            "b_h is added to the candidate's first bias, in the array that came in": """
def to_pytorch(params):
    W, b = params["W"], params["b"]
    H = len(params["b_h"])
    b[2 * H :] += params["b_h"]
    return {
        "weight_ih_l0": W[:, :-H],
        "weight_hh_l0": W[:, -H:],
        "bias_ih_l0": b,
        "bias_hh_l0": np.zeros(3 * H),
    }
""",
            "H is half of the columns of W": "H = len(b_h) => H = W.shape[1] // 2",
        },
        "from_pytorch": {
            "the candidate's two biases are added as well": "b[: 2 * H] += b_hh[: 2 * H] => b += b_hh",
            "the state's columns come first in W": "np.concatenate([ih, hh], axis=1) => np.concatenate([hh, ih], axis=1)",
            "b_h is the candidate's part of the input's bias": '"b_h": b_hh[2 * H :] => "b_h": b_ih[2 * H :]',
            "H is the number of inputs": "H = hh.shape[1] => H = ih.shape[1]",
            "only the reset gate gets its second bias": "b[: 2 * H] += b_hh[: 2 * H] => b[:H] += b_hh[:H]",
            "b_h is the last number alone": "b_hh[2 * H :]} => b_hh[-1:]}",
            "the bias that came in is changed, and b_h is the whole second bias": """b = b_ih.copy() => b = b_ih
b_hh[2 * H :]} => b_hh}""",
        },
    },
    "convolution": {
        "count_weights": {
            "the number of places is not squared": "places = n_places**2 => places = n_places",
            "windows that lie side by side: n / s places": "(side - size) // stride + 1 => side // stride",
            "only the size is divided by the stride: no brackets": "(side - size) // stride + 1 => side - size // stride + 1",
            "the places are rounded up": "(side - size) // stride + 1 => int(np.ceil((side - size) / stride)) + 1",
            "a dense neuron for each pixel, not for each place": "dense = c_out * places * c_in * side**2 => dense = c_out * side**2 * c_in * side**2",
            "a window sees one map: no C in sparse and shared": """sparse = c_out * places * c_in * size**2 => sparse = c_out * places * size**2
shared = c_out * c_in * size**2 => shared = c_out * size**2""",
            "one kernel for all feature maps": "shared = c_out * c_in * size**2 => shared = c_in * size**2",
            "the weights are shared along a row of places only": "shared = c_out * c_in * size**2 => shared = sparse // n_places",
        },
        "convolve": {
            "the padding goes around all axes, the maps too": "np.pad(x, [(0, 0), (padding, padding), (padding, padding)]) => np.pad(x, padding)",
            "the kernel is turned round, as in signal processing": "W[f] * window => W[f][:, ::-1, ::-1] * window",
            "the bias is added inside the sum": "np.sum(W[f] * window) + b[f] => np.sum(W[f] * window + b[f])",
            "the padding stands above and on the left only, twice as thick": "[(0, 0), (padding, padding), (padding, padding)] => [(0, 0), (2 * padding, 0), (2 * padding, 0)]",
            "the picture is padded with its edge": '(padding, padding)]) => (padding, padding)], mode="edge")',
            "the last place of each row and column is missing": """down = (x.shape[1] - K) // stride + 1 => down = (x.shape[1] - K) // stride
across = (x.shape[2] - K) // stride + 1 => across = (x.shape[2] - K) // stride""",
            "kernel and window are multiplied as matrices": "np.sum(W[f] * window) => np.sum(W[f] @ window)",
            "only map 0 of the picture is read": "np.sum(W[f] * window) => np.sum(W[f, 0] * window[0])",
            "y is an array of whole numbers": "np.zeros((F, down, across)) => np.zeros((F, down, across), dtype=int)",
            "the window begins p pixels before the picture, which has no padding": """
def convolve(x, W, b, stride, padding):
    F, C, K, _ = W.shape
    down = (x.shape[1] + 2 * padding - K) // stride + 1
    across = (x.shape[2] + 2 * padding - K) // stride + 1
    y = np.zeros((F, down, across))
    for f in range(F):
        for r in range(down):
            for c in range(across):
                top, left = stride * r - padding, stride * c - padding
                window = x[:, top : top + K, left : left + K]
                y[f, r, c] = np.sum(W[f] * window) + b[f]
    return y
""",
            "the bias is added after the loop: that of the last map for all": """
def convolve(x, W, b, stride, padding):
    p = padding
    x = np.pad(x, [(0, 0), (p, p), (p, p)])
    F, C, K, _ = W.shape
    y = np.zeros((F, x.shape[1] - K + 1, x.shape[2] - K + 1))
    for f in range(F):
        for i in range(K):
            for j in range(K):
                part = x[:, i : i + y.shape[1], j : j + y.shape[2]]
                y[f] += np.sum(W[f, :, i, j][:, None, None] * part, axis=0)
    return y[:, ::stride, ::stride] + b[f]
""",
        },
        "columns": {
            "a reshape in place of the transpose, in another way": "np.array(found).T => np.array(found).reshape(-1, len(found))",
            "each window is laid out column by column": "window.ravel() => window.transpose(0, 2, 1).ravel()",
            "the numbers of all maps at a pixel come together": "window.ravel() => np.moveaxis(window, 0, -1).ravel()",
            "the places are gone through column by column": """    for r in range(down):
        for c in range(across): =>     for c in range(across):
        for r in range(down):""",
            "the windows stand side by side: the size in place of the stride": "top, left = stride * r, stride * c => top, left = size * r, size * c",
            "the windows of each map have columns of their own": """
def columns(x, size, stride):
    down = (x.shape[1] - size) // stride + 1
    across = (x.shape[2] - size) // stride + 1
    found = []
    for m in range(len(x)):
        for r in range(down):
            for c in range(across):
                top, left = stride * r, stride * c
                found.append(x[m, top : top + size, left : left + size].ravel())
    return np.array(found).T
""",
            "the loops over pixels end one place too early": """
def columns(x, size, stride):
    found = []
    for top in range(0, x.shape[1] - size, stride):
        for left in range(0, x.shape[2] - size, stride):
            found.append(x[:, top : top + size, left : left + size].flatten())
    return np.array(found).T
""",
            "the places down are counted along the columns, those across along the rows": """down = (x.shape[1] - size) => down = (x.shape[2] - size)
across = (x.shape[2] - size) => across = (x.shape[1] - size)""",
        },
        "convolve_backward": {
            "dx keeps the last window's part: = in place of +=": "dwide[:, top : top + K, left : left + K] += dy => dwide[:, top : top + K, left : left + K] = dy",
            "dW keeps the last place's part: = in place of +=": "dW[f] += => dW[f] =",
            "db is one sum over all feature maps": "db = dy.sum(axis=(1, 2)) => db = dy.sum()",
            "dx still has its padding": "dx = dwide[:, p : p + x.shape[1], p : p + x.shape[2]] => dx = dwide",
            "the padding is cut off with :-p": "dwide[:, p : p + x.shape[1], p : p + x.shape[2]] => dwide[:, p:-p, p:-p]",
            "the upper left part of the padded gradient is kept": "dwide[:, p : p + x.shape[1], p : p + x.shape[2]] => dwide[:, : x.shape[1], : x.shape[2]]",
            "the kernel is turned round on the way to dx": "dy[f, r, c] * W[f] => dy[f, r, c] * W[f][:, ::-1, ::-1]",
            "the windows move by one pixel, whatever the stride": "top, left = stride * r, stride * c => top, left = r, c",
            "dW begins with W, not with zeros": "np.zeros_like(W), np.zeros_like(wide) => W.copy(), np.zeros_like(wide)",
            "dW is a mean over the places, in another way": "    db = dy.sum(axis=(1, 2)) => \n    dW = dW / (dy.shape[1] * dy.shape[2])\n    db = dy.sum(axis=(1, 2))",
            "the kernel hears the kernel and the picture the picture": """dW[f] += dy[f, r, c] * wide[:, top : top + K, left : left + K] => dW[f] += dy[f, r, c] * W[f]
dwide[:, top : top + K, left : left + K] += dy[f, r, c] * W[f] => dwide[:, top : top + K, left : left + K] += dy[f, r, c] * wide[:, top : top + K, left : left + K]""",
            "dx is a convolution of dy with the turned kernel, with no room for the stride": """
def convolve_backward(dy, x, W, stride, padding):
    p, K = padding, W.shape[2]
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    dW, dx = np.zeros_like(W), np.zeros_like(x)
    for f, r, c in np.ndindex(dy.shape):
        top, left = stride * r, stride * c
        dW[f] += dy[f, r, c] * wide[:, top : top + K, left : left + K]
    far = np.pad(dy, [(0, 0), (K - 1, K - 1), (K - 1, K - 1)])
    turned = W[:, :, ::-1, ::-1]
    for m, u, v in np.ndindex(x.shape):
        window = far[:, u + p : u + p + K, v + p : v + p + K]
        dx[m, u, v] = np.sum(turned[:, m, : window.shape[1], : window.shape[2]] * window)
    return dx, dW, dy.sum(axis=(1, 2))
""",
        },
        "descend": {
            "the difference is target minus y": "(y - target) => (target - y)",
            "the slope without its factor 2": "2 * (y - target) / y.size => (y - target) / y.size",
            "the array W that came in is changed": "W = W - lr * backward(dy) => W -= lr * backward(dy)",
            "y is computed once, before the first step": """    for _ in range(steps):
        y = forward(W) =>     y = forward(W)
    for _ in range(steps):""",
            "one step too few": "range(steps) => range(1, steps)",
            "backward gets the squared errors, not their slope": "dy = 2 * (y - target) / y.size => dy = (y - target) ** 2 / y.size",
            "every step begins at the weights of the start": """
def descend(forward, backward, target, W, lr, steps):
    new = W.copy()
    for i in range(steps):
        y = forward(new)
        dW = backward(2 * (y - target) / y.size)
        new = W - lr * dW
    return new
""",
            "the sum is divided by the number of rows, not of numbers": "y.size => len(y)",
        },
    },
    "pooling": {
        "pools": {
            "the largest is searched from 0 upwards": "window.max(axis=(1, 2)) => window.max(axis=(1, 2), initial=0)",
            "the sum is divided by K, not by its square": "window.mean(axis=(1, 2)) => window.sum(axis=(1, 2)) / size",
            "the spectral norm of the window as a matrix": "np.sqrt((window**2).sum(axis=(1, 2))) => np.linalg.norm(window, ord=2, axis=(1, 2))",
            "the root of the mean of the squares": "np.sqrt((window**2).sum(axis=(1, 2))) => np.sqrt((window**2).mean(axis=(1, 2)))",
            "the sum is squared in place of the numbers": "np.sqrt((window**2).sum(axis=(1, 2))) => np.sqrt(window.sum(axis=(1, 2)) ** 2)",
            "the largest in size, whatever its sign": "window.max(axis=(1, 2)) => np.abs(window).max(axis=(1, 2))",
            "one largest number for all maps": "window.max(axis=(1, 2)) => window.max()",
            "the window has the side of the stride": "top : top + size, left : left + size => top : top + stride, left : left + stride",
            "places for n / s, so that the last windows are cut off by the edge": """down = (x.shape[1] - size) // stride + 1 => down = x.shape[1] // stride
across = (x.shape[2] - size) // stride + 1 => across = x.shape[2] // stride""",
            "the largest over the rows, and then only of the first column": "window.max(axis=(1, 2)) => window.max(axis=1)[:, 0]",
            "the picture is reshaped into tiles, so windows never overlap": """
def pools(x, size, stride):
    n, rows, cols = x.shape
    down, across = rows // size, cols // size
    tiles = x[:, : down * size, : across * size].reshape(n, down, size, across, size)
    largest = tiles.max(axis=(2, 4))
    average = tiles.mean(axis=(2, 4))
    l2 = np.sqrt((tiles**2).sum(axis=(2, 4)))
    return largest, average, l2
""",
        },
        "max_backward": {
            "a pixel keeps the gradient of its last window: = in place of +=": "left + j] += dy => left + j] = dy",
            "row and column of the winner are swapped": "i, j = np.divmod => j, i = np.divmod",
            "the winner's place in the window is taken for its place in the picture": "dx[maps, top + i, left + j] => dx[maps, i, j]",
            "each map gets the gradients of all maps' winners": "dx[maps, top + i, left + j] => dx[:, top + i, left + j]",
            "the winner's number is divided by the picture's columns": "argmax(axis=1), size) => argmax(axis=1), x.shape[2])",
            "the winner is the largest in size, whatever its sign": "window.reshape(len(x), -1) => np.abs(window).reshape(len(x), -1)",
            "a window whose largest is not above 0 sends nothing back": "+= dy[:, r, c] => += dy[:, r, c] * (window.max(axis=(1, 2)) > 0)",
            "one winner for all maps, in another way": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        top, left = r * stride, c * stride
        window = x[:, top : top + size, left : left + size]
        n, i, j = np.unravel_index(window.argmax(), window.shape)
        dx[:, top + i, left + j] += dy[:, r, c]
    return dx
""",
            "equal winners share the gradient": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        here = np.s_[:, r * stride : r * stride + size, c * stride : c * stride + size]
        won = x[here] == x[here].max(axis=(1, 2), keepdims=True)
        dx[here] += dy[:, r, c][:, None, None] * won / won.sum(axis=(1, 2), keepdims=True)
    return dx
""",
            "the last of equal winners gets the gradient, because of >=": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, r, c in np.ndindex(dy.shape):
        best, u, v = -np.inf, 0, 0
        for i in range(r * stride, r * stride + size):
            for j in range(c * stride, c * stride + size):
                if x[n, i, j] >= best:
                    best, u, v = x[n, i, j], i, j
        dx[n, u, v] += dy[n, r, c]
    return dx
""",
        },
        "shared_backward": {
            "each entry gets the whole gradient of the average": "d / size**2 => d",
            "the average's parts of windows that overlap are not added": "dx_average[here] += => dx_average[here] =",
            "a window of zeros is divided by 0": """        y[y == 0] = 1
 => """,
            "the norm without its root": "np.sqrt((window**2).sum(axis=(1, 2), keepdims=True)) => (window**2).sum(axis=(1, 2), keepdims=True)",
            "the slope of the norm has the 2 of the square": "d * window / y => d * 2 * window / y",
            "both results are the same array": "dx_average, dx_l2 = np.zeros_like(x), np.zeros_like(x) => dx_average = dx_l2 = np.zeros_like(x)",
            "one norm for all maps": "sum(axis=(1, 2), keepdims=True) => sum(keepdims=True)",
            "1 is added to every norm, not only to 0": "        y[y == 0] = 1 =>         y = y + 1",
            "dy has no axes for the window": "dy[:, r, c, None, None] => dy[:, r, c]",
            "only entries with ink share the gradient of the average": "d / size**2 => d * (window != 0) / size**2",
            "the average weighs by the pixels and L2 gives all entries the same": """d / size**2 => d * window / size**2
d * window / y => d / y""",
        },
        "maxout": {
            "the groups are maps that stand maps / g apart": """x.reshape(len(x) // pieces, pieces, *x.shape[1:]) => x.reshape(pieces, len(x) // pieces, *x.shape[1:])
groups.max(axis=1) => groups.max(axis=0)
groups.argmax(axis=1) => groups.argmax(axis=0)""",
            "pieces is taken for the number of groups": "x.reshape(len(x) // pieces, pieces, => x.reshape(pieces, len(x) // pieces,",
            "winner counts through all maps": "groups.argmax(axis=1) => groups.argmax(axis=1) + pieces * np.arange(len(groups))[:, None, None]",
            "winner is a mask of the groups": "groups.argmax(axis=1) => groups == a[:, None]",
            "one map of a group wins at all pixels, by its sum": """
def maxout(x, pieces):
    groups = x.reshape(-1, pieces, *x.shape[1:])
    best = groups.sum(axis=(2, 3)).argmax(axis=1)
    a = groups[np.arange(len(groups)), best]
    winner = np.zeros(a.shape, dtype=int) + best[:, None, None]
    return a, winner
""",
            "the search begins at 0, so a is never below 0": """
def maxout(x, pieces):
    a = np.zeros((len(x) // pieces, x.shape[1], x.shape[2]))
    winner = np.zeros(a.shape, dtype=int)
    for q in range(len(a)):
        for j in range(pieces):
            larger = x[q * pieces + j] > a[q]
            a[q][larger] = x[q * pieces + j][larger]
            winner[q][larger] = j
    return a, winner
""",
            "winner is the last of equal ones": "groups.argmax(axis=1) => pieces - 1 - groups[:, ::-1].argmax(axis=1)",
        },
        "survives": {
            "what leaves at the right comes in at the left": """    moved = np.zeros_like(x)
    moved[:, :, shift:] = x[:, :, : x.shape[2] - shift] =>     moved = np.roll(x, shift, axis=2)""",
            "the old pixels stay where paper should come in": "moved = np.zeros_like(x) => moved = x.copy()",
            "the pictures that came in are moved, so nothing changes": "moved = np.zeros_like(x) => moved = x",
            "ink must be there before and after": "(before != 0) | (after != 0) => (before != 0) & (after != 0)",
            "ink is only what is above 0": "(before != 0) | (after != 0) => (before > 0) | (after > 0)",
            "the change is compared with its sign": "np.abs(after - before) < tolerance => after - before < tolerance",
            "the outputs are moved, not the pictures": """
def survives(pool, x, shift, tolerance):
    before = pool(x)
    after = np.zeros_like(before)
    after[..., shift:] = before[..., : before.shape[-1] - shift]
    ink = (before != 0) | (after != 0)
    return np.mean(np.abs(after - before)[ink] < tolerance)
""",
            "the mean of each picture's share": """
def survives(pool, x, shift, tolerance):
    shares = []
    for picture in x:
        moved = np.zeros_like(picture)
        moved[:, shift:] = picture[:, : picture.shape[1] - shift]
        before, after = pool(picture[None]), pool(moved[None])
        ink = (before != 0) | (after != 0)
        if ink.any():
            shares.append((np.abs(after - before) < tolerance)[ink].mean())
    return np.mean(shares)
""",
        },
    },
}
