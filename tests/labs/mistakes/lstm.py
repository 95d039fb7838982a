"""Wrong answers of lab 4: see `tests.labs.mistakes`."""

from tests.labs.mistakes.right import plain

RIGHT = plain("lstm")

MISTAKES = {
    "lstm_step": {
        "h_prev before x": "[x, h_prev] => [h_prev, x]",
        "forgets the bias": " + b => ",
        "z with a sigmoid": "np.tanh(z) => sigmoid(z)",
        "input and forget gate are swapped": "z, zi, zf, zo = np => z, zf, zi, zo = np",
        "the gates of old and new are swapped": "zf * c_prev + zi * z => zi * c_prev + zf * z",
        "no tanh of the memory": "zo * np.tanh(c) => zo * c",
        "tanh after the output gate": "zo * np.tanh(c) => np.tanh(zo * c)",
        "h from the old memory": "np.tanh(c) => np.tanh(c_prev)",
        "nothing is forgotten": "zf * c_prev => c_prev",
        "1 - zi in place of the forget gate": "zf * c_prev => (1 - zi) * c_prev",
        "the output gate is not used": "zo * np.tanh(c) => np.tanh(c)",
        "h before c": "zo, c, h => zo, h, c",
        "the gates with tanh": (
            "sigmoid(zi), sigmoid(zf), sigmoid(zo) => np.tanh(zi), np.tanh(zf), np.tanh(zo)"
        ),
        "the candidate is written whole": "zi * z => z",
    },
    "lstm_step_backward": {
        "dc is changed in place": "dc = dc + dh => dc += dh",
        "the dc that came in is lost": "dc = dc + dh => dc = dh",
        "no slope of the last tanh": " * (1 - t**2) => ",
        "the slope from c, not from tanh(c)": "1 - t**2 => 1 - c**2",
        "do from dc": "dh * t * zo => dc * t * zo",
        "do with c, not tanh(c)": "dh * t * zo => dh * c * zo",
        "df with the new memory": "dc * c_prev => dc * c",
        "dz without its slope": "dc * zi * (1 - z**2) => dc * zi",
        "the slope of tanh for the input gate": "zi * (1 - zi) => (1 - zi**2)",
        "di and df are swapped": "[dz, di, df, do] => [dz, df, di, do]",
        "dc_prev is not multiplied by the forget gate": "dc_prev = dc * zf => dc_prev = dc",
        "dW with h_prev before x": "np.concatenate([x, h_prev] => np.concatenate([h_prev, x]",
        "db is a mean": "d.sum(axis=0) => d.mean(axis=0)",
        "the output gate is left out of dc": "dh * zo * (1 - t**2) => dh * (1 - t**2)",
        "di has the factor zi twice, and no z": "dc * z * zi => dc * zi * zi",
        "dz with the slope of a sigmoid": "(1 - z**2) => z * (1 - z)",
    },
    "first_bias": {
        "the fraction is upside down": "gate / (1 - gate) => (1 - gate) / gate",
        "the steps are not used": "left ** (1 / steps) => left",
        "divided by the steps, no root": "left ** (1 / steps) => left / steps",
        "in the block of the input gate": (
            "2 * n_hidden : 3 * n_hidden => n_hidden : 2 * n_hidden"
        ),
        "in all blocks": "2 * n_hidden : 3 * n_hidden => :",
        "in the block of the output gate": "2 * n_hidden : 3 * n_hidden => 3 * n_hidden :",
        "the gate in place of its bias": "np.log(gate / (1 - gate)) => gate",
        "the logarithm of the gate": "np.log(gate / (1 - gate)) => np.log(gate)",
        "one unit alone": "2 * n_hidden : 3 * n_hidden => 2 * n_hidden",
        "log to base 10": "np.log( => np.log10(",
        "one block alone": "np.zeros(4 * n_hidden) => np.zeros(n_hidden)\n"
        "b[2 * n_hidden : 3 * n_hidden] => b[:]",
        "a power in place of the root": "(1 / steps) => steps",
    },
    "mended_lstm": {
        "h before x is left": "[x, h] => [h, x]",
        "the order of the gates is left": "z, zi, zf, zo = np => z, zf, zi, zo = np",
        "the sigmoid of z is left": "np.tanh(z) => sigmoid(z)",
        "h before c is left": (
            "c = zf * c + zi * z\n        h = zo * np.tanh(c) => h = zo * np.tanh(c)\n        c = zf * c + zi * z"
        ),
        "c0 is changed": "        c = zf * c + zi * z =>         c *= zf\n        c += zi * z",
        "h without tanh": "zo * np.tanh(c) => zo * c",
        "collects c": "hs.append(h) => hs.append(c)",
        "the last output alone": "np.array(hs) => h",
        "two are left: the sigmoid of z and the order of the gates": (
            "np.tanh(z) => sigmoid(z)\nz, zi, zf, zo = np => z, zf, zi, zo = np"
        ),
        "h is not carried on": "[x, h] => [x, h0]",
        "the memory is not carried on": "zf * c + => zf * c0 +",
    },
}
