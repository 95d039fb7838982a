"""Every word that is drawn in a figure or spoken about it, by language.

A figure never holds a word of its own: it asks ``word("saturated")``. So an edition in another
language adds one column here, a dict with the same keys, and changes no figure. The language is
the environment variable ``COURSE_LANGUAGE``, ``en`` when it is not set.

A word may have places in braces, filled as ``word("step", at=1, of=5)``. Use plain names in them
(``{slope}``), with the number already written as text: the scripts of a page fill the same words.
"""

import os

WORDS: dict[str, dict[str, str]] = {
    "en": {
        # The controls of every figure that moves.
        "back": "Back",
        "next": "Next",
        "play": "Play",
        "pause": "Pause",
        "reset": "Reset",
        "step": "step {at} of {of}",
        # activations
        "activation": "activation",
        "saturated": "saturated",
        "slope at": "slope {slope}",
        "activations alt": ("{kind} at z = {z}: a = {a}, and the slope is {slope}. {verdict}"),
        "activations live": "A gradient passes.",
        "activations saturated": "The curve is flat here: almost no gradient passes.",
        "activations dead": "The unit is off: no gradient passes.",
        # backpropagation
        "backpropagation x": "the input x",
        "backpropagation z1": "forward: z of the first layer, a product with W",
        "backpropagation a1": "forward: a = σ(z), each neuron by itself",
        "backpropagation z2": "forward: z of the second layer",
        "backpropagation loss": "the loss L = ½ (z − 1)²",
        "backpropagation dz2": "backward: dz = z − 1, the slope of L in z",
        "backpropagation da1": "backward: da, the same wires the other way round",
        "backpropagation dz1": "backward: dz = da · σ′(z), each neuron by itself",
        "backpropagation dx": "backward: dx, the same wires the other way round",
        "backpropagation alt": "Now known: {what}: {values}.",
        # dense
        "wires layers": "from j   to i",
        "wires alt": (
            "The wire from neuron {j} to neuron {i} is entry w of row {i} and column {j}. Row {i} "
            "of W, framed, holds all wires into neuron {i}."
        ),
        # depth
        "depth layer": "layer (1 reads the picture)",
        "depth layers": "layers of the net",
        "depth share": "share of right digits (0.1 is guessing)",
        "depth norm": "size of dW",
        "depth rounding": "rounding of 1",
        "depth alt": (
            "{depth} layers. The gradient of layer 1 divided by that of the last layer: {listed}."
        ),
        # gradient_checking
        "gradient check one-sided": "one-sided",
        "gradient check central": "central",
        "gradient check rounding": "rounding of 1",
        "gradient check step": "step ε",
        "gradient check error": "largest error of the slope",
        "gradient check alt": (
            "A step of {step} in {dtype}: the error is {one_sided} with the one-sided formula, "
            "{central} with the central one."
        ),
        # lstm
        "lstm forget": "forget",
        "lstm input": "input",
        "lstm output": "output",
        "lstm alt": (
            "c = {zf} · {before} + {zi} · {z} = {c}, and h = {zo} · tanh({c}) = {h}. "
            "{verdict} {hidden}"
        ),
        "lstm kept": "The memory is kept.",
        "lstm added": "The input is added to the memory.",
        "lstm emptied": "The memory is emptied.",
        "lstm replaced": "The memory is replaced by the input.",
        "lstm mixed": "Old and new are mixed.",
        "lstm hidden": "The output gate is shut: nobody sees it now.",
        "lstm shown": "The output gate lets it be seen.",
        "lstm numbers": "input: numbers, two of them marked",
        "lstm gates": "gates",
        "lstm memory": "memory c and output h",
        "lstm step": "step",
        "lstm marked": "marked",
        "lstm unmarked": "not marked",
        "lstm steps": (
            "The number {number} comes in, {mark}. Input gate {zi}, forget gate {zf}, output gate "
            "{zo}: c goes from {before} to {c}, and h is {h}."
        ),
        # gru
        "gru old": "hᵗ⁻¹",
        "gru new": "h′",
        "gru mix": "hᵗ",
        "gru step": "step (dots: the input x)",
        "gru alt": (
            "With z = {z} and r = {r} the candidate of step 1 is {candidate}, and the memory goes "
            "from 0.80 to {first}. After 15 steps it is {last}."
        ),
        # neuron
        "bias": "bias b",
        "neuron alt": ("A neuron with weights ({w1}, {w2}) and bias {b}. {verdict}"),
        "neuron line": (
            "Its line z = 0 is {distance} from the origin; w is {length} long and points to the "
            "side where a is above one half."
        ),
        "neuron far": (
            "Its line z = 0 is outside the picture, {distance} from the origin: "
            "a is {side} one half everywhere in it."
        ),
        "above": "above",
        "below": "below",
        "neuron flat": "Both weights are 0, so there is no line: a = {a} everywhere.",
        # relu-plane
        "relu-plane before": "the plane x",
        "relu-plane after": "a = relu(Wx + b)",
        "relu-plane alt": (
            "Of {n} points of the plane, {both} stay apart (both units on), {one} fall on the axis "
            "a₁ (unit 1 alone), {two} on the axis a₂ (unit 2 alone), {none} on the origin (no unit "
            "on). {verdict}"
        ),
        "relu-plane out": "{out} points are outside the right picture.",
        "relu-plane in": "All points are in the right picture.",
        # regions
        "neuron": "neuron",
        "neurons": "neurons",
        "regions relu": "ReLU",
        "regions tanh": "tanh",
        "regions sigmoid": "sigmoid",
        "regions alt": (
            "{width} hidden {neurons}, {activation}: {right} of {n} points lie in a region of "
            "their own colour; from two other starts {others}. {verdict}"
        ),
        "regions solved": "This net has learned both arms.",
        "regions stuck": "This start is stuck: the same net, started elsewhere, learns all points.",
        "regions chance": "No start learns all points, and how far one comes depends on the start.",
        "regions small": "All three starts fail at about the same number.",
        # benchmark
        "benchmark ratio": "NumPy's time / PyTorch's",
        "benchmark ours": "NumPy is faster",
        "benchmark torch": "PyTorch is faster",
        "benchmark none": "none",
        "benchmark alt": (
            "A point for each of {all} workloads, with its quartiles: NumPy's time divided by "
            "PyTorch's. NumPy is faster in {faster}; PyTorch in: {slower}."
        ),
        # training
        "training loss": "loss in nats",
        "training accuracy": "test accuracy",
        "training rate": "learning rate",
        "training epoch": "epoch",
        "training train": "training",
        "training test": "test",
        "training chance": "ln 10",
        "training alt": (
            "{optimizer} with learning rate {lr}: test accuracy {low} to {high} from three seeds. "
            "{verdict}"
        ),
        "training learned": "It learns.",
        "training too slow": "Too slow: it goes down, but 200 updates do not take it far.",
        "training too large": (
            "Too large: {dead} of 32 hidden neurons are dead, they give 0 for every digit."
        ),
        # saturation
        "saturation title": "{k} of {n} neurons saturated",
        "saturation slope": "slope σ′(z)",
        "saturation alt": (
            "Weights of standard deviation {scale} / √n: {k} of {n} neurons are on the flat parts "
            "of the sigmoid. Over 1,000 examples the gradient below the layer is {factor} times as "
            "long as above it; more than {limit} is not possible."
        ),
        # sparse and shared
        "sparse field": "receptive field",
        "sparse map": "feature map {name}",
        "sparse row": "neuron {i}",
        "sparse dense title": "dense: 48 weights",
        "sparse sparse title": "sparse: 24 weights",
        "sparse shared title": "sparse and shared: 6 weights",
        "sparse alt": (
            "Neuron {neuron} sees inputs {first} to {last}, through the weights {names}. All eight "
            "neurons together have {wires} wires and {weights} different weights."
        ),
        # zigzag
        "zigzag start": "start",
        "zigzag goal": "lowest point",
        "zigzag alt": ("Inputs with mean {mean}: condition number {kappa}. {verdict}"),
        "zigzag straight": "The first step reaches the lowest point.",
        "zigzag turns": "After {steps} zig-zag steps {rest} of the distance is left.",
        # xor
        "xor title": "{verdict}, loss {loss}",
        "xor solved": "solved",
        "xor stuck": "not solved",
        "xor alt": (
            "Start {start} with two {kind} units: {verdict} after {updates} updates, "
            "loss {loss} nats. {dead}"
        ),
        "xor dead": "Dead units: {dead}.",
        # learning rates
        "rates rate": "learning rate",
        "rates accuracy": "test accuracy",
    },
}


def language() -> str:
    """Return the language of the edition being built, a key of WORDS.

    Raises
    ------
    ValueError
        If ``COURSE_LANGUAGE`` names a language that is not here.

    Examples
    --------
    >>> language()
    'en'
    """
    name = os.environ.get("COURSE_LANGUAGE", "en")
    if name not in WORDS:
        raise ValueError(f"words: COURSE_LANGUAGE is {name!r}, expected one of {', '.join(WORDS)}.")
    return name


def word(key: str, **places: object) -> str:
    """Return the word ``key`` in the language of the edition, its places filled.

    Raises
    ------
    ValueError
        If there is no such word.

    Examples
    --------
    >>> word("step", at=1, of=5)
    'step 1 of 5'
    """
    words = WORDS[language()]
    if key not in words:
        raise ValueError(
            f"word: {key!r} is not in the dictionary; add it to course_lib/figures/words.py."
        )
    return words[key].format(**places) if places else words[key]
