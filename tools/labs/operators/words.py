"""How a solution's own variables are told: a learner knows those of the lab's text alone."""

import re
from collections.abc import Mapping

JOINED = "x joined with h_prev"
RESET = "x joined with the reset memory"
SUMS = "the sum before the squash"
GATES = {"z": "z", "i": "zi", "f": "zf", "o": "zo"}
BLOCKS = {"r": "r", "z": "z", "h": "the candidate"}
# Exercise, variable of a solution; no name that is a word of the sentences too, as "left". What is
# told by its own name is a symbol of the formulas.
WORDS: Mapping[str, Mapping[str, str]] = {
    "sigmoid": {"e": "the power of e", "positive": "the sigmoid where z is positive"},
    "tanh_from": {"s": "what squash gives"},
    "numerical_gradient": {
        "slopes": "the result",
        "g": "the result",
        "step": "the step",
    },
    "softmax_cross_entropy": {
        "e": "each power",
        "total": "the sum of the powers",
        "logs": "the logarithm of p",
    },
    "rnn_step": {"z": "the sum inside the tanh"},
    "gradient_fits": {
        **dict.fromkeys(("ours", "g"), "the gradient"),
        **dict.fromkeys(("numeric", "n"), "the numerical gradient"),
    },
    "bptt": {"dzs": "dz of all steps"},
    "clip": {
        "total": "the sum of the squares",
        "scale": "the factor of all gradients",
    },
    "both_directions": {"hs": "the list of states of f1", "gs": "the list of states of f2"},
    "lstm_step": {
        "xh": JOINED,
        "pre": SUMS,
        **{f"W_{k}": f"the block of W for {g}" for k, g in GATES.items()},
        **{f"b_{k}": f"the block of b for {g}" for k, g in GATES.items()},
    },
    "lstm_step_backward": {
        "xh": JOINED,
        "dxh": "the product of d and W",
        "dzo": "the gradient of zo",
        "t": "tanh of c",
        **{f"W_{k}": f"the block of W for {g}" for k, g in GATES.items()},
    },
    "gru_step": {"xh": JOINED, "xq": RESET, "x_reset": RESET, "q": "the reset memory"},
    "gru_backward": {
        "xh": JOINED,
        "xq": RESET,
        **{f"V_{k}": f"the memory's columns of W_{k}" for k in "rzh"},
        "dV": "dW for the memory",
    },
    "mended_lstm": {"pre": SUMS},
    "to_pytorch": {"b_hh": "bias_hh_l0", "bias_hh": "bias_hh_l0", "theirs": "the result"},
    "from_pytorch": {
        "ih": "weight_ih_l0",
        "W_ih": "weight_ih_l0",
        "hh": "weight_hh_l0",
        "W_hh": "weight_hh_l0",
        "b_ih": "bias_ih_l0",
        "b_hh": "bias_hh_l0",
        "n": "the number of the gates' rows",
        **{k: f"the part of bias_ih_l0 for {g}" for k, g in BLOCKS.items()},
        "r_hh": "the part of bias_hh_l0 for r",
        "z_hh": "the part of bias_hh_l0 for z",
    },
    "count_weights": {
        "n_places": "the number of places along a side",
        "neurons": "the number of all neurons",
        "window": "the number of weights of a window",
        "pixels": "the number of all pixels",
    },
    "convolve": {
        "wide": "the padded picture",
        "end_r": "the last row",
        "end_c": "the last column",
    },
    "columns": {
        "found": "the list of windows",
        "n": "a side of x",
    },
    "convolve_backward": {
        "wide": "the padded picture",
        "dwide": "the gradient of the padded picture",
        "here": "the window",
        "p": "padding",
        "s": "stride",
    },
    "max_backward": {
        "i": "the winner's row",
        "j": "the winner's column",
    },
    "shared_backward": {
        "d": "the part of dy",
        "here": "the window",
        "s": "stride",
    },
    "maxout": {"joined": "the group", "groups": "the groups"},
}


def in_words_of(exercise: str, says: str) -> str:
    """Return a sentence with a learner's words in the place of a solution's variables.

    Examples
    --------
    >>> in_words_of("convolve", "as if x stood where wide belongs")
    'as if x stood where the padded picture belongs'
    """
    words = WORDS.get(exercise, {})
    return re.sub(r"\b[A-Za-z_]\w*\b", lambda found: words.get(found[0], found[0]), says)
