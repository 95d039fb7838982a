"""Wrong answers of lab 7: see `tests.labs.mistakes`."""

from tests.labs.mistakes.right import plain

RIGHT = plain("pooling")

MISTAKES = {
    "pools": {
        "the smallest in place of the largest": "window.max( => window.min(",
        "the sum in place of the average": "window.mean( => window.sum(",
        "no square root": "np.sqrt((window**2).sum(axis=(1, 2))) => (window**2).sum(axis=(1, 2))",
        "a mean inside the root": "(window**2).sum => (window**2).mean",
        "absolute values in place of squares": (
            "np.sqrt((window**2).sum(axis=(1, 2))) => np.abs(window).sum(axis=(1, 2))"
        ),
        "one number for all maps": "window.max(axis=(1, 2)) => window.max()",
        "l2 before average": "return largest, average, l2 => return largest, l2, average",
        "windows side by side, whatever the stride": "stride * r, stride * c => size * r, size * c",
        "the largest is never below 0": "window.max(axis=(1, 2)) => window.max(axis=(1, 2), initial=0)",
        "the largest absolute value": "window.max( => np.abs(window).max(",
        "divided by the side, not by its square": "window.mean(axis=(1, 2)) => window.sum(axis=(1, 2)) / size",
        "the square of the sum": "(window**2).sum(axis=(1, 2)) => window.sum(axis=(1, 2)) ** 2",
    },
    "max_backward": {
        "a later window overwrites": "] += dy => ] = dy",
        "all equals win": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        here = slice(None), slice(stride * r, stride * r + size), slice(stride * c, stride * c + size)
        best = x[here].max(axis=(1, 2), keepdims=True)
        dx[here] += (x[here] == best) * dy[:, r, c, None, None]
    return dx
""",
        "equals share": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        here = slice(None), slice(stride * r, stride * r + size), slice(stride * c, stride * c + size)
        best = x[here] == x[here].max(axis=(1, 2), keepdims=True)
        dx[here] += best / best.sum(axis=(1, 2), keepdims=True) * dy[:, r, c, None, None]
    return dx
""",
        "the last of equals wins": (
            "window.reshape(len(x), -1).argmax(axis=1), size) => "
            "size**2 - 1 - window.reshape(len(x), -1)[:, ::-1].argmax(axis=1), size)"
        ),
        "the smallest wins": ".argmax( => .argmin(",
        "row and column in the window are swapped": "i, j = np => j, i = np",
        "equals are looked for column by column": (
            "i, j = np.divmod(window => j, i = np.divmod(window.swapaxes(1, 2)"
        ),
        "one winner for all maps": (
            "window.reshape(len(x), -1).argmax(axis=1) => window.sum(axis=0).argmax()"
        ),
        "windows side by side, whatever the stride": "stride * r, stride * c => size * r, size * c",
        "the place of the window is forgotten": "top + i, left + j => i, j",
        "the gradient has the factor x": "+= dy[:, r, c] => += dy[:, r, c] * window.max(axis=(1, 2))",
        "dy is not used": "+= dy[:, r, c] => += 1",
        "the largest absolute value wins": "window.reshape => np.abs(window).reshape",
        "every pixel of the window gets it": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        top, left = stride * r, stride * c
        dx[:, top : top + size, left : left + size] += dy[:, r, c, None, None]
    return dx
""",
        "the first map alone": "maps, top + i, left + j] += dy[:, r, c] => 0, top + i[0], left + j[0]] += dy[0, r, c]",
    },
    "shared_backward": {
        "the average is not divided": "d / size**2 => d",
        "the average is divided by the side": "size**2 => size",
        "0 / 0 in an empty window": "        y[y == 0] = 1\n => ",
        "a later window overwrites the average": "dx_average[here] += => dx_average[here] =",
        "a later window overwrites l2": "dx_l2[here] += => dx_l2[here] =",
        "divided by y²": "d * window / y => d * window / y**2",
        "dy is not used in l2": "d * window / y => window / y",
        "not divided by y": "d * window / y => d * window",
        "the sum over all maps": "axis=(1, 2), keepdims => keepdims",
        "l2 first": "return dx_average, dx_l2 => return dx_l2, dx_average",
        "twice the entry, as if there were no root": "d * window / y => d * 2 * window",
        "the entry's sign is lost": "d * window / y => d * np.abs(window) / y",
        "no root in y": "np.sqrt((window**2).sum(axis=(1, 2), keepdims=True)) => "
        "(window**2).sum(axis=(1, 2), keepdims=True)",
        "empty windows get no average": "d / size**2 => d / size**2 * window.any(axis=(1, 2), keepdims=True)",
    },
    "maxout": {
        "maps that are far apart": (
            "x.reshape(len(x) // pieces, pieces, *x.shape[1:]) => "
            "x.reshape(pieces, len(x) // pieces, *x.shape[1:]).swapaxes(0, 1)"
        ),
        "winner counts over all maps": (
            "return a, winner => return a, winner + pieces * np.arange(len(a))[:, None, None]"
        ),
        "the last of equals wins": (
            "groups.argmax(axis=1) => pieces - 1 - groups[:, ::-1].argmax(axis=1)"
        ),
        "winner is made of floats": "return a, winner => return a, winner.astype(float)",
        "the smallest": "groups.max( => groups.min(\ngroups.argmax( => groups.argmin(",
        "the mean": "groups.max( => groups.mean(",
        "winner before a": "return a, winner => return winner, a",
        "the largest absolute value": "groups.max( => np.abs(groups).max(",
        "a ReLU too": "groups.max(axis=1) => np.maximum(groups.max(axis=1), 0)",
        "winner counts from 1": "groups.argmax(axis=1) => groups.argmax(axis=1) + 1",
        "one group of all maps": "groups.max(axis=1) => np.repeat(x.max(axis=0)[None], len(groups), 0)",
        "winner of the absolute values": "groups.argmax => np.abs(groups).argmax",
    },
    "survives": {
        "what leaves comes in again": (
            "moved[:, :, shift:] = x[:, :, : x.shape[2] - shift] => moved = np.roll(x, shift, axis=2)"
        ),
        "moves to the left": (
            "moved[:, :, shift:] = x[:, :, : x.shape[2] - shift] => "
            "moved[:, :, : x.shape[2] - shift] = x[:, :, shift:]"
        ),
        "moves down": (
            "moved[:, :, shift:] = x[:, :, : x.shape[2] - shift] => "
            "moved[:, shift:] = x[:, : max(x.shape[1] - shift, 0)]"
        ),
        "ink before alone": " | (after != 0) => ",
        "ink after alone": "(before != 0) | => ",
        "ink in both": "| (after => & (after",
        "all outputs count": "kept[ink] => kept",
        "no absolute value": "np.abs(after - before) => (after - before)",
        "the share that changes": "< tolerance => >= tolerance",
        "a relative tolerance": "< tolerance => < tolerance * np.abs(before)",
        "a number in place of a share": ".mean() => .sum()",
        "the pictures, not the outputs": "pool(x), pool(moved) => x, moved",
        "the outputs are moved, not the picture": "pool(moved) => np.roll(pool(x), shift, axis=-1)",
        "a change of just the tolerance survives": "< tolerance => <= tolerance",
        "the square of the change": "np.abs(after - before) => (after - before) ** 2",
        "ink is above 0": "(before != 0) | (after != 0) => (before > 0) | (after > 0)",
    },
}
