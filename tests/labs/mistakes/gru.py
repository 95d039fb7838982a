"""Wrong answers of lab 5: see `tests.labs.mistakes`."""

from tests.labs.mistakes.right import plain

RIGHT = plain("gru")

MISTAKES = {
    "gru_step": {
        "no reset": "r * h_prev], axis => h_prev], axis",
        "old and new are swapped": "z * h_prev + (1 - z) * h_new => (1 - z) * h_prev + z * h_new",
        "the blocks of r and z are swapped": "W_r, W_z, W_h = => W_z, W_r, W_h =",
        "the candidate with a sigmoid": "np.tanh( => sigmoid(",
        "h_prev before x": "np.concatenate([x, h_prev] => np.concatenate([h_prev, x]",
        "the candidate is not gated": "(1 - z) * h_new => h_new",
        "r in the mix": "z * h_prev + (1 - z) * h_new => r * h_prev + (1 - r) * h_new",
        "the reset with z": "[x, r * h_prev] => [x, z * h_prev]",
        "the candidate has no bias": " + b_h => ",
        "h is returned last": "return h, r, z, h_new => return r, z, h_new, h",
        "the input is reset, too": "[x, r * h_prev] => [r * x, r * h_prev]",
        "1 - r resets": "r * h_prev], axis => (1 - r) * h_prev], axis",
        "h and h_new are swapped in the result": "return h, r, z, h_new => return h_new, r, z, h",
        "the gates have no bias": "W_r.T + b_r => W_r.T\nW_z.T + b_z => W_z.T",
        "the reset comes after the product": (
            "np.tanh(xq @ W_h.T + b_h) => "
            "np.tanh(x @ W_h[:, : x.shape[1]].T + r * (h_prev @ W_h[:, x.shape[1] :].T) + b_h)"
        ),
    },
    "gru_backward": {
        "du_h with z": "dh * (1 - z) * (1 - h_new**2) => dh * z * (1 - h_new**2)",
        "du_h without the slope": " * (1 - h_new**2) => ",
        "du_z has the opposite sign": "(h_prev - h_new) => (h_new - h_prev)",
        "du_z without the slope": "(h_prev - h_new) * z * (1 - z) => (h_prev - h_new)",
        "du_z without the candidate": "(h_prev - h_new) => h_prev",
        "du_r with r in place of h_prev": "dq * h_prev * r => dq * r * r",
        "the straight way is forgotten": "dh * z + dq => dq",
        "the way through the candidate is forgotten": " + dq * r + => +",
        "the reset is forgotten on the candidate's way": "dq * r + => dq +",
        "the ways through the gates are forgotten": (
            " + du_r @ W_r[:, D:] + du_z @ W_z[:, D:] => "
        ),
        "dW of the candidate with h_prev": "du_h.T @ xq => du_h.T @ xh",
        "the blocks are z, r, candidate": "[du_r, du_z, du_h] => [du_z, du_r, du_h]",
        "db is a mean": "du.sum => du.mean",
        "dx from the candidate alone": "du @ W[:, :D] => du_h @ W_h[:, :D]",
        "the straight way with 1 - z": "dh * z + => dh * (1 - z) +",
        "dq from the wrong columns": "du_h @ W_h[:, D:] => du_h @ W_h[:, : h_prev.shape[1]]",
    },
    "memory_gate": {
        "one and zero are swapped": '"one" => "x"\n"zero" => "one"\n"x" => "zero"',
        "the candidate equals the memory": (
            "(mix(z, 1.0, 0.3) - mix(z, 0.0, 0.3)) => mix(z, 1.0, 1.0)"
        ),
        "the limit is 0.5": "k(0.999) >= 0.99 => k(0.999) >= 0.5",
        "z is just 1 and just 0": "k(0.999) => k(1.0)\nk(0.001) => k(0.0)",
        "the arguments are in another order": (
            "mix(z, 1.0, 0.3) - mix(z, 0.0, 0.3) => mix(1.0, z, 0.3) - mix(0.0, z, 0.3)"
        ),
        "another candidate in each call": "mix(z, 0.0, 0.3) => mix(z, 0.0, 0.0)",
        "never looks at the other end": 'if k(0.001) >= 0.99:\n        return "zero" => pass',
        "which end keeps more": "k(0.999) >= 0.99 => k(0.999) > k(0.001)",
        "returns the share": "if k(0.999) => return k(0.999)\n    if k(0.999)",
        "z is 0.9 and 0.1": "k(0.999) => k(0.9)\nk(0.001) => k(0.1)",
        "the difference is not divided": "(1.0 - 0.0) => 2.0",
        "one call, with the candidate in it": (
            "(mix(z, 1.0, 0.3) - mix(z, 0.0, 0.3)) => mix(z, 1.0, 0.3)"
        ),
    },
    "to_pytorch": {
        "input and state are swapped": 'ih_l0": W[:, :-H] => ih_l0": W[:, -H:]\nhh_l0": W[:, -H:] => hh_l0": W[:, :-H]',
        "cut after the first H columns": "W[:, :-H] => W[:, :H]\nW[:, -H:], => W[:, H:],",
        "b_h comes first": "[np.zeros(2 * H), b_h] => [b_h, np.zeros(2 * H)]",
        "b_h in all blocks": "np.concatenate([np.zeros(2 * H), b_h]) => np.tile(b_h, 3)",
        "b_h in both biases": (
            '"bias_ih_l0": b, => "bias_ih_l0": b + np.concatenate([np.zeros(2 * H), b_h]),'
        ),
        "the weights are transposed": "W[:, :-H] => W[:, :-H].T\nW[:, -H:], => W[:, -H:].T,",
        "the names lack _l0": "weight_ih_l0 => weight_ih",
        "the second bias is 0": "np.concatenate([np.zeros(2 * H), b_h]) => np.zeros(3 * H)",
        "the second bias is b_h alone": "np.concatenate([np.zeros(2 * H), b_h]) => b_h",
        "the biases are swapped": '"bias_ih_l0": b, => "x": b,\nbias_hh_l0 => bias_ih_l0\n"x" => "bias_hh_l0"',
        "the biases are halved": (
            '"bias_ih_l0": b, => "bias_ih_l0": b / 2,\nnp.concatenate([np.zeros(2 * H), b_h]) => b / 2'
        ),
        "b_h only in the block of z": "[np.zeros(2 * H), b_h] => [np.zeros(H), b_h, np.zeros(H)]",
    },
    "from_pytorch": {
        "the second bias is forgotten": "    b[: 2 * H] += b_hh[: 2 * H]\n => ",
        "the second bias is added in all blocks": "b[: 2 * H] += b_hh[: 2 * H] => b += b_hh",
        "bias_ih_l0 is changed": "b_ih.copy() => b_ih",
        "the state's columns come first": "[ih, hh] => [hh, ih]",
        "b_h is the first block": "b_hh[2 * H :] => b_hh[:H]",
        "b_h is the whole second bias": "b_hh[2 * H :] => b_hh",
        "only r gets the second bias": "b[: 2 * H] += b_hh[: 2 * H] => b[:H] += b_hh[:H]",
        "b_h from the first bias": "b_hh[2 * H :] => b_ih[2 * H :]",
        "b_h is the sum of both": "b_hh[2 * H :] => b_ih[2 * H :] + b_hh[2 * H :]",
        "the second bias is taken away": "b[: 2 * H] += => b[: 2 * H] -=",
        "b is the second bias": "b_ih.copy() => b_hh.copy()",
    },
}
