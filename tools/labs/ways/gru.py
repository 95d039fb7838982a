"""Ways through lab 5."""

import numpy as np

from course_lib import sigmoid


def gru_step_plain(x, h_prev, W, b):
    W_r, W_z, W_h = np.split(W, 3)
    b_r, b_z, b_h = np.split(b, 3)
    xh = np.concatenate([x, h_prev], axis=1)
    r = sigmoid(xh @ W_r.T + b_r)
    z = sigmoid(xh @ W_z.T + b_z)
    xq = np.concatenate([x, r * h_prev], axis=1)
    h_new = np.tanh(xq @ W_h.T + b_h)
    h = z * h_prev + (1 - z) * h_new
    return h, r, z, h_new


def gru_step_2(x, h_prev, W, b):
    H, D = h_prev.shape[1], x.shape[1]
    r = sigmoid(x @ W[:H, :D].T + h_prev @ W[:H, D:].T + b[:H])
    z = sigmoid(x @ W[H : 2 * H, :D].T + h_prev @ W[H : 2 * H, D:].T + b[H : 2 * H])
    q = r * h_prev
    h_new = np.tanh(x @ W[2 * H :, :D].T + q @ W[2 * H :, D:].T + b[2 * H :])
    h = z * h_prev + (1 - z) * h_new
    return h, r, z, h_new


def gru_backward_plain(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    W_r, W_z, W_h = np.split(W, 3)
    du_h = dh * (1 - z) * (1 - h_new**2)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ W_h[:, D:]
    du_r = dq * h_prev * r * (1 - r)
    dh_prev = dh * z + dq * r + du_r @ W_r[:, D:] + du_z @ W_z[:, D:]
    du = np.concatenate([du_r, du_z, du_h], axis=1)
    dx = du @ W[:, :D]
    xh = np.concatenate([x, h_prev], axis=1)
    xq = np.concatenate([x, r * h_prev], axis=1)
    dW = np.concatenate([du_r.T @ xh, du_z.T @ xh, du_h.T @ xq])
    db = du.sum(axis=0)
    return dx, dh_prev, dW, db


def gru_backward_1(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    W_r, W_z, W_h = np.split(W, 3)
    q = r * h_prev
    du_h = dh * (1 - z) * (1 - h_new**2)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ W_h[:, D:]
    du_r = dq * h_prev * r * (1 - r)
    dx = du_r @ W_r[:, :D] + du_z @ W_z[:, :D] + du_h @ W_h[:, :D]
    dh_prev = dh * z + dq * r + du_r @ W_r[:, D:] + du_z @ W_z[:, D:]
    xh = np.concatenate([x, h_prev], axis=1)
    xq = np.concatenate([x, q], axis=1)
    dW = np.concatenate([du_r.T @ xh, du_z.T @ xh, du_h.T @ xq])
    db = np.concatenate([du_r.sum(axis=0), du_z.sum(axis=0), du_h.sum(axis=0)])
    return dx, dh_prev, dW, db


def gru_backward_2(dh, x, h_prev, r, z, h_new, W):
    D, H = x.shape[1], h_prev.shape[1]
    du_h = dh * (1 - z) * (1 - h_new**2)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ W[2 * H :, D:]
    du_r = dq * h_prev * r * (1 - r)
    du = np.concatenate([du_r, du_z, du_h], axis=1)
    dx = du @ W[:, :D]
    dh_prev = dh * z + dq * r + du[:, : 2 * H] @ W[: 2 * H, D:]
    dW = du.T @ np.concatenate([x, h_prev], axis=1)
    dW[2 * H :, D:] = du_h.T @ (r * h_prev)
    return dx, dh_prev, dW, du.sum(axis=0)


def memory_gate_plain(mix):
    def k(z):
        return (mix(z, 1.0, 0.3) - mix(z, 0.0, 0.3)) / (1.0 - 0.0)

    if k(0.999) >= 0.99:
        return "one"
    if k(0.001) >= 0.99:
        return "zero"
    return "never"


def memory_gate_1(mix):
    def k(z):
        return mix(z, 1.0, 0.5) - mix(z, 0.0, 0.5)

    if k(0.999) >= 0.99:
        return "one"
    return "zero" if k(0.001) >= 0.99 else "never"


def to_pytorch_plain(params):
    W, b, b_h = params["W"], params["b"], params["b_h"]
    H = len(b_h)
    return {
        "weight_ih_l0": W[:, :-H],
        "weight_hh_l0": W[:, -H:],
        "bias_ih_l0": b,
        "bias_hh_l0": np.concatenate([np.zeros(2 * H), b_h]),
    }


def to_pytorch_1(params):
    W, b, b_h = params["W"], params["b"], params["b_h"]
    H = len(b_h)
    bias_hh = np.zeros(3 * H)
    bias_hh[2 * H :] = b_h
    return {
        "weight_ih_l0": W[:, :-H],
        "weight_hh_l0": W[:, -H:],
        "bias_ih_l0": b,
        "bias_hh_l0": bias_hh,
    }


def from_pytorch_plain(arrays):
    ih, hh = arrays["weight_ih_l0"], arrays["weight_hh_l0"]
    b_ih, b_hh = arrays["bias_ih_l0"], arrays["bias_hh_l0"]
    H = hh.shape[1]
    b = b_ih.copy()
    b[: 2 * H] += b_hh[: 2 * H]
    return {"W": np.concatenate([ih, hh], axis=1), "b": b, "b_h": b_hh[2 * H :]}


def from_pytorch_1(arrays):
    W_ih, W_hh = arrays["weight_ih_l0"], arrays["weight_hh_l0"]
    b_ih, b_hh = arrays["bias_ih_l0"], arrays["bias_hh_l0"]
    H = W_hh.shape[1]
    b = np.concatenate([b_ih[: 2 * H] + b_hh[: 2 * H], b_ih[2 * H :]])
    return {"W": np.concatenate([W_ih, W_hh], axis=1), "b": b, "b_h": b_hh[2 * H :]}


def from_pytorch_2(arrays):
    W_ih, W_hh = arrays["weight_ih_l0"], arrays["weight_hh_l0"]
    r, z, h = np.split(arrays["bias_ih_l0"], 3)
    r_hh, z_hh, b_h = np.split(arrays["bias_hh_l0"], 3)
    b = np.concatenate([r + r_hh, z + z_hh, h])
    return {"W": np.concatenate([W_ih, W_hh], axis=1), "b": b, "b_h": b_h}
