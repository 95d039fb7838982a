"""Which hint of a lab helps with what a check says.

The hints of an exercise stand in its notebook, folded, from "where to look" to "nearly the answer".
A check names the one that is about the mistake; if none is, the first.
"""

import re

# For an exercise the numbers of its hints, each with words of a verdict that it helps with. The
# first that fits is named.
HINTS: dict[str, dict[int, str]] = {
    "sigmoid": {2: "NaN|infinity|σ of|sigmoid of|falls", 3: "if`|abs|where|place of|belongs"},
    "dense_forward": {2: r"bias|\bb\b", 3: "activation|squash|ReLU"},
    "dense_backward": {2: "sum|mean|example|^db|divided"},
    "tanh_from": {2: "stretch|squeez|number|between|large|small|double|side|were a"},
    "numerical_gradient": {2: "changes its input|put|back|before", 3: "divid|side|sign|distance"},
    "gradient_fits": {3: "NaN|not a number", 2: "entry|zero|False|cancel", 1: "size|itself"},
    "softmax_cross_entropy": {2: "logarithm|log", 1: "power of e|NaN|infinity|softmax", 3: "."},
    "two_layer_forward": {2: "scores|bias|tanh|activation|σ|ReLU"},
    "two_layer_backward": {1: "dW2|db2|order", 2: "slope|activation|tanh|left out"},
    "rnn_step": {2: "column|row|transpos|shape"},
    "through_time": {3: "before each|last state|h0 in it|list|shape|axes", 2: "xs|step to|round"},
    "bptt": {3: r"dW_h|hs\[-1\]|alone|h0|add up|wipes", 2: "slope|come back|dz|dh"},
    "clip": {
        1: "each array|each entry|direction|largest",
        3: "NaN|short|longer|divided|limit",
        2: ".",
    },
    "both_directions": {3: "f3|same", 2: "merge|reverse|order|turned|backwards|end"},
    "lstm_step": {3: r"^[ch] ", 2: "squash|σ|tanh|block|swapped|places"},
    "lstm_step_backward": {3: r"^dW|^db|batch|swapped|\[h, x\]", 2: "dc |changes its input|loses"},
    "first_bias": {3: "block|entry|entries|unit|shape", 2: "logarithm|log|gate|sign|σ"},
    "mended_lstm": {3: "changes its input", 2: "places|mistake"},
    "gru_step": {3: "mix|kept|keep|^h ", 2: r"candidate|reset|\br\b"},
    "gru_backward": {2: "^dW", 3: "^db|^dx|block|order"},
    "memory_gate": {1: "candidate|looks at h", 2: "."},
    "to_pytorch": {3: "bias", 1: "cut|H columns", 2: "weight"},
    "from_pytorch": {1: "'W'", 2: "."},
    "count_weights": {3: "place|stride|round|side", 2: "shared|kernel|neurons"},
    "convolve": {
        1: "padd|zeros|edge",
        3: r"bias|\bb\b|mean|kernel",
        2: "window|stride|map|last|first",
    },
    "columns": {2: "each row|place|transpose|order|axes"},
    "convolve_backward": {3: "padding|wrong side|shape", 2: "last place|added|wipes|last window"},
    "descend": {1: "factor|sum of squares|uphill|slope|error|divided", 2: "."},
    "pools": {2: "all maps|axes|axis", 3: "root|average|stride|raised"},
    "max_backward": {2: "row|column|places", 3: r"last window|\bdy\b|maps", 1: "."},
    "shared_backward": {2: "NaN|all 0|divided by 0"},
    "maxout": {2: "smallest|average|winner|sign|size"},
    "survives": {1: "move|shift|roll|left|come in", 2: "."},
}


def with_hint(exercise: str, says: str) -> str:
    """Return what a check says of a wrong answer, and which hint helps.

    Examples
    --------
    >>> with_hint("dense_forward", "has no bias: b is not in it")
    'has no bias: b is not in it (see hint 2)'
    """
    if exercise not in HINTS or says == "not written yet":
        return says
    fitting = (number for number, words in HINTS[exercise].items() if re.search(words, says))
    return f"{says} (see hint {next(fitting, 1)})"
