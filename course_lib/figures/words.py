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
        "speed": "Speed {speed}",
        "reset": "Reset",
        "link": "Copy a link to this setting",
        "copied": "The link is copied.",
        "picture": "Save the picture",
        "screen": "Full screen",
        "pixel": "row {row}, column {column}: {value}",
        "brush": "Paint by keys",
        "pad": "row {row}, column {column}: {value}. Arrows move, Enter paints.",
        "clear": "Empty",
        "restore": "As it was",
        "pixels empty": "empty",
        "pixels start": "as it was",
        "pixels full": "full",
        "handle": "Drag the ring to set what has ○.",
        "handles": "Drag a ring to set what has ○.",
        "no script": "This picture moves with JavaScript, which is off here.",
        "step": "step {at} of {of}",
        # ablation: which gate matters
        "ablation says none": "all gates",
        "ablation says zi": "no input gate",
        "ablation says zf": "no forget gate",
        "ablation says zo": "no output gate",
        "ablation zi": "input",
        "ablation zf": "forget",
        "ablation zo": "output",
        "ablation gate zi": "input gate",
        "ablation gate zf": "forget gate",
        "ablation gate zo": "output gate",
        "ablation lines": "━ now, ··· with all gates, ┆ marked numbers",
        "ablation works": "{gate}",
        "ablation open": "{gate}: open",
        "ablation opening": "how far the {gate} is open",
        "ablation memory": "memory c of this unit",
        "ablation answer": "the answer of the net",
        "ablation result": "{what}: it answers {answer}, right is {total}",
        "ablation updates": "updates until solved",
        "ablation marks": "○ solved   × not in 1500 updates",
        "ablation alt": (
            "A trained LSTM, {what}: the memory of one unit lies between {low} and {high}. The "
            "net answers {answer}; right is {total}."
        ),
        # accuracy: how sure a measured one is
        "accuracy share": "share of digits read right",
        "accuracy title": "{held} of {tests} lines reach the truth, q = {q}",
        "accuracy alt": (
            "A net is right with probability {q}. {tests} tests of {n} digits each measure {low} "
            "to {high}. Two standard errors are about {reach}; the lines of {held} tests reach the "
            "truth."
        ),
        # activations
        "activation": "activation",
        "saturated": "flat",
        "activations value": "a = {a}",
        "slope at": "slope {slope}",
        "activations alt": "The {kind} at z = {z}: a = {a}, and the slope is {slope}. {verdict}",
        "activations live": "A gradient passes.",
        "activations saturated": "The curve is flat here: almost no gradient passes.",
        "activations dead": "The unit is off: no gradient passes.",
        # adding problem
        "adding sum": "numbers: {first} + {second} = {total}",
        "adding answer": "what the {net} would answer: {answer}, right is {total}",
        "adding guess": "··· best guess so far",
        "adding step": "step",
        "adding updates": "updates",
        "adding error": "test error (1: the answer is always 1)",
        "adding least": "lowest test error (1: always 1)",
        "adding solved": "solved",
        "adding solved left": "← solved",
        "adding alt": (
            "Steps {i} and {j} are marked: {first} + {second} = {total}. After the last step the "
            "{net} answers {answer}."
        ),
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
        "backpropagation alt": "Now {what}: {lines}.",
        # cnn or dense
        "cnn dense": "dense",
        "cnn stride": "stride",
        "cnn stride, wider": "stride, wider",
        "cnn maxout": "maxout",
        "cnn average": "average",
        "cnn L2": "L2",
        "cnn max": "maximum",
        "cnn maxout + max": "maxout + max",
        "cnn net": "CNN",
        "cnn right": "{says}, right",
        "cnn wrong": "{says}, wrong",
        "cnn share": "share of right test digits",
        "cnn accuracy": "○ in place",
        "cnn shift 1": "△ moved 1 px",
        "cnn shift 2": "□ moved 2 px",
        "cnn alt": (
            "A {digit}, moved to the right by {shift}. The dense net reads {dense}, the CNN reads "
            "{cnn}."
        ),
        "cnn means": (
            "The mean share of right test digits in place, moved by 1 and by 2 pixels: {listed}."
        ),
        # channels
        "channels in": "x: map {m}",
        "channels slice": "slice {m}",
        "channels out": "y: map {m}",
        "channels bias": "bias {bias}",
        "channels sum": "slice {m}: {terms} = {value}",
        "channels alt": (
            "Map {m} that comes out, row {r}, column {c}. The two slices and the bias: {total}."
        ),
        # cldnn
        "cldnn picture": "14 × 14 pixels",
        "cldnn maps": "1 of 8 maps",
        "cldnn pooled": "half the rows",
        "cldnn frames": "14 frames",
        "cldnn states": "LSTM: 20 units",
        "cldnn scores": "p of 0 to 9",
        "cldnn turned": "all maps of a column become one frame ↙",
        "cldnn change": "each state moves:",
        "cldnn before": "■ before",
        "cldnn after": "□ after",
        "cldnn alt": "The pixel in row {row}, column {column}. {what}",
        "cldnn way picture": "Press another one, then follow its way.",
        "cldnn way maps": "The 3 × 3 kernel carries it into {n} cells of each map.",
        "cldnn way pooled": "After the pool it is in {n} cells of each map.",
        "cldnn way frames": "It is in the frames {first} to {last}, in all eight maps.",
        "cldnn way states": (
            "From step {first} on it is in every state. Turned over, ink to paper or paper to ink, "
            "it moves the state of step {most} most."
        ),
        "cldnn way scores": (
            "Turned over, ink to paper or paper to ink, it takes the probability of a {digit} from "
            "{before} to {after}."
        ),
        "cldnn accuracy": "as they are",
        "cldnn right": "1 pixel right",
        "cldnn down": "1 down",
        "cldnn share": "share of right test digits",
        # conv1d
        "conv1d step": "step of the sequence",
        "conv1d input": "input",
        "conv1d share": "share of right test frames",
        "conv1d means": "The mean share of right test frames: {listed}.",
        "conv1d 1 step": "1 step",
        "conv1d past 4": "past 4",
        "conv1d past 7": "past 7",
        "conv1d past 13": "past 13",
        "conv1d ±3": "±3 steps",
        "conv1d ±3, 3 layers": "±3, 3 layers",
        "conv1d RNN": "RNN",
        "conv1d alt": (
            "Kernel {kernel}, convolutions: {layers}. The receptive field is 1 + {layers}·({kernel}"
            " − 1) = {field} steps; output {step} sees inputs {first} to {last}."
        ),
        # convolution
        "convolution picture": "picture",
        "convolution kernel": "kernel",
        "convolution map": "feature map",
        "convolution sum": "sum",
        "convolution before": "choose a photograph",
        "convolution total": "its weights add up to {total}",
        "convolution slide alt": "Row {r}, column {c} of the feature map: {sum} = {value}.",
        "convolution name china": "pavilion",
        "convolution name flower": "dahlia",
        "convolution china": "The pavilion",
        "convolution flower": "The dahlia",
        "convolution photo alt": "{photo}, answers from {low} to {high}. {verdict}",
        "convolution signed": "Middle grey is 0, white is positive, black is negative.",
        "convolution identity": "The kernel copies each pixel: nothing changes.",
        "convolution blur": "Each pixel becomes the mean of nine: small things disappear.",
        "convolution sharpen": "Each pixel moves away from its four neighbours: edges stand out.",
        "convolution edges x": "Right minus left: upright edges answer, level ones do not.",
        "convolution edges y": "Below minus above: level edges answer, upright ones do not.",
        "convolution emboss": "Lower right minus upper left, and the pixel: as if lit from a side.",
        # convolution backwards
        "backwards dy": "dy",
        "backwards kernel": "kernel w",
        "backwards x": "picture x",
        "backwards convolution": "convolution",
        "backwards maximum": "maximum",
        "backwards average": "average",
        "backwards dx part": "to the pixels",
        "backwards dw part": "to the kernel",
        "backwards dx sum": "dx, sum so far",
        "backwards dw sum": "dw, sum so far",
        "backwards pixel": "{value} to ({row}, {column})",
        "backwards to kernel": " The kernel gets {dy} times its window: {listed}.",
        "backwards alt": (
            "By {kind}, the gradient {dy} of the output in row {r}, column {c} gives "
            "{listed}.{kernel}"
        ),
        # convolution sizes
        "sizes picture": "picture and padding",
        "sizes map": "feature map",
        "sizes alt": (
            "({size} + 2·{p} − {k}) / {s}, rounded down, + 1 = {n}: the feature map is {n} × {n}. "
            "Its neuron in row {r}, column {c} sees {pixels} pixels and {zeros} zeros of the "
            "padding. {missed} pixels are in no window."
        ),
        # bidirectional
        "bidirectional slopes": "how strongly each output reacts to each input",
        "bidirectional position": "position of the frame",
        "bidirectional share": "share of right frames, test",
        "bidirectional one frame": "one frame",
        "bidirectional RNN, past": "RNN, past",
        "bidirectional RNN, future": "RNN, future",
        "bidirectional RNN, both": "RNN, both",
        "bidirectional alt": (
            "Step {t} of {n}. f₁ has read {t} of {n} inputs from the left, f₂ {back} from the "
            "right, and the merged output reacts to all {n}: {listed}."
        ),
        # counting
        "counting dense": "dense",
        "counting sparse": "sparse",
        "counting shared": "sparse and shared",
        "counting neurons": "100 neurons",
        "counting windows": "100 windows of 10 × 10 pixels",
        "counting dense lines": "10,000 lines of 100 wires",
        "counting sparse lines": "100 lines of 100 wires",
        "counting shared lines": "100 lines, the same 100 weights",
        "counting weights": "weights",
        "counting work": "products for one picture",
        "counting area": "area: weights",
        "counting seen all": "all 10,000 pixels",
        "counting seen": "10 rows from {r} and 10 columns from {c} on",
        "counting alt": (
            "A {layer} layer: {weights} weights, {work} products for one picture. "
            "Neuron {neuron} sees {seen}."
        ),
        # dense
        "wires layers": "from j   to i",
        "wires alt": (
            "The wire from neuron {j} to neuron {i} is entry w of row {i} and column {j}. Row {i} "
            "of W, framed, holds all wires into neuron {i}."
        ),
        "product alt": (
            "Row {k} of A meets column {i} of Wᵀ: {terms}, plus the bias {b}, is {z}. "
            "A ({k}, {n_in}) and Wᵀ ({n_in}, {n_out}) give Z ({k}, {n_out})."
        ),
        # deep
        "deep reads": "● it depends on",
        "deep cell": "★ chosen",
        "deep changes": "→ depends on it",
        "deep limit": "not solved",
        "deep updates": "updates until 99 % is right",
        "deep alt": (
            "The cell of layer {layer} at step {step} depends on {inputs} and on {cells} other "
            "cells. Every way to it from x¹ has the same number of arrows, {arrows}. Cells "
            "that depend on it: {changes}."
        ),
        # depth
        "depth layer": "← the way back, layer by layer",
        "depth layers": "layers of the net",
        "depth share": "share of right digits (0.1 is guessing)",
        "depth norm": "gradient of each layer; 1: of the last",
        "depth alt": (
            "{depth} layers, weights of variance {variance}. For each 1 of gradient in the last "
            "layer, layer 1 gets {sigmoid} with the sigmoid, {tanh} with tanh, {ReLU} with ReLU."
        ),
        # first weights
        "first weights forward": "forward: signal →",
        "first weights backward": "backward: gradient ←",
        "first weights neurons": "neurons of the layer",
        "first weights alt": (
            "Variance {rule}: the size of the signal is 1 at the input and {forward} after five "
            "layers. The size of the gradient is 1 at the end and {backward} back at the input."
        ),
        # frames
        "frames choose frame": "this frame",
        "frames choose past": "the past",
        "frames choose two": "and 2 ahead",
        "frames choose all": "all frames",
        "frames known": "● known",
        "frames unknown": "○ not known",
        "frames hidden": "━ hidden state",
        "frames step": "step t",
        "frames true": "true: {k}",
        "frames belief": "probability of each state at t = {t}",
        "frames right": "That is right.",
        "frames wrong": "It is wrong: the state is {truth}.",
        "frames alt": (
            "At step {t} the best guess is state {guess}, with probability {p}. {verdict}"
        ),
        "frames bound": "possible",
        "frames dense": "dense",
        "frames share": "share of right states",
        "frames row one frame": "one frame",
        "frames row RNN": "past",
        "frames row RNN, delay 1": "past and 1",
        "frames row RNN, delay 2": "past and 2",
        "frames row RNN, delay 3": "past and 3",
        "frames row RNN, delay 5": "past and 5",
        "frames row RNN, both": "all frames",
        # gradient_checking
        "gradient check one-sided": "one-sided",
        "gradient check central": "central",
        "gradient check one-sided error": "one-sided slope: wrong by {error}",
        "gradient check central error": "central slope: wrong by {error}",
        "gradient check short": "too short: rounding",
        "gradient check long": "too long: tanh bends",
        "gradient check step": "step ε",
        "gradient check is short": "The step is too short for it: rounding makes the error.",
        "gradient check is good": "That is about as well as it can do.",
        "gradient check is long": "The step is too long for it: within it, tanh bends.",
        "gradient check alt": (
            "With a step of {step} in {dtype} the one-sided slope is wrong by {one_sided}, the "
            "central one by {central}. {verdict}"
        ),
        # erratum
        "erratum right": "right: z ⊙ hᵗ⁻¹ + (1 − z) ⊙ h′",
        "erratum slide": "slide: z ⊙ hᵗ + (1 − z) ⊙ h′",
        "erratum naive": "naive RNN",
        "erratum nothing": "slide: h = h, no answer",
        "erratum undecided": "not decided, since it says h = h",
        "erratum step": "step (the pulse is step 2)",
        "erratum steps": "steps of the sequence",
        "erratum share": "share of right symbols (0.25 is guessing)",
        "erratum alt": (
            "z = {z}, r = {r}: the pulse writes {pulse}. {steps} steps later the right formula "
            "has {right}, the slide's {slide}."
        ),
        # gru_or_lstm
        "gru-or-lstm units": "hidden units H",
        "gru-or-lstm thousands": "thousand parameters",
        "gru-or-lstm updates": "updates to solve the adding problem",
        "gru-or-lstm GRU, slower": "GRU, 0.003",
        "gru-or-lstm LSTM, slower": "LSTM, 0.003",
        "gru-or-lstm LSTM, coupled, slower": "coupled, 0.003",
        "gru-or-lstm GRU": "GRU, 0.01",
        "gru-or-lstm LSTM": "LSTM, 0.01",
        "gru-or-lstm LSTM, coupled": "coupled, 0.01",
        "gru-or-lstm GRU, faster": "GRU, 0.03",
        "gru-or-lstm LSTM, faster": "LSTM, 0.03",
        "gru-or-lstm LSTM, coupled, faster": "coupled, 0.03",
        "gru-or-lstm GRU, bias 1": "GRU, bias 1",
        "gru-or-lstm GRU, 37 units": "GRU, 37 units",
        "gru-or-lstm LSTM, bias 0": "LSTM, bias 0",
        "gru-or-lstm alt": (
            "{D} inputs, {H} units: RNN {rnn}, GRU {gru}, LSTM {lstm} parameters, so GRU / LSTM = "
            "{ratio}. With no more than the LSTM, the GRU has {units} units (the open mark)."
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
        "lstm begun": "Of the input a part takes the place of the memory.",
        "lstm emptied": "The memory is emptied.",
        "lstm faded": "A part of the memory is kept.",
        "lstm replaced": "The memory is replaced by the input.",
        "lstm mixed": "Old and new are mixed.",
        "lstm hidden": "The output gate is shut: nobody sees it now.",
        "lstm shown": "The output gate lets it be seen.",
        "lstm now": "step {step}: {number} comes in, {mark}",
        "lstm counts": "◆ marked",
        "lstm other": "● others",
        "lstm gates": "gates: zⁱ {zi}, zᶠ {zf}, zᵒ {zo}",
        "lstm line zi": "zⁱ input",
        "lstm line zf": "zᶠ forget",
        "lstm line zo": "zᵒ output",
        "lstm line c": "c memory",
        "lstm line h": "h shown",
        "lstm memory": "the memory c goes from {before} to {c}",
        "lstm step": "step",
        "lstm order 0": "“A coffee, for 3.”",
        "lstm order 1": "“My bus, the number 7, is late.”",
        "lstm order 2": "“And a cake, for 2.”",
        "lstm order 3": "“The bill, please.”",
        "lstm order 4": "A new guest: “A tea, for 4.”",
        "lstm what 0": "The slip of paper so far",
        "lstm what 1": "What the forget gate leaves of it",
        "lstm what 2": "What could be written",
        "lstm what 3": "What the input gate lets in",
        "lstm what 4": "The slip now",
        "lstm what 5": "What the output gate shows",
        "lstm piece 0": "cᵗ⁻¹ = {before}",
        "lstm piece 1": "zᶠ · cᵗ⁻¹ = {zf} · {before} = {kept}",
        "lstm piece 2": "z = tanh({price}) = {z}",
        "lstm piece 3": "zⁱ · z = {zi} · {z} = {new}",
        "lstm piece 4": "cᵗ = {kept} + {new} = {c}",
        "lstm piece 5": "hᵗ = {zo} · tanh({c}) = {h}",
        "lstm pieces alt": "{heard} {what}: {arithmetic}.",
        "lstm wave": "{name}: {left} of the gradient is left",
        "lstm wave step": "step",
        "lstm before": "Before training",
        "lstm after": "After training",
        "lstm wave alt": (
            "{when}, {back} steps back from the answer: {rnn} of the gradient is left in the RNN, "
            "{lstm} in the LSTM."
        ),
        "lstm marked": "marked",
        "lstm unmarked": "not marked",
        "lstm steps": (
            "The number {number} comes in, {mark}. Input gate {zi}, forget gate {zf}, output gate "
            "{zo}: c goes from {before} to {c}, and h is {h}. Between the marks the forget gates "
            "keep {left} of c."
        ),
        # forget-bias
        "forget direct": "direct, σ(b)ᵏ",
        "forget measured": "measured",
        "forget steps": "steps back, k",
        "forget size": "size of the gradient of c",
        "forget bias": "first bias of the forget gate",
        "forget updates": "updates until solved",
        "forget limit": "given up",
        "forget grows": "It grows on its way back.",
        "forget shrinks": "It shrinks on its way back.",
        "forget alt": (
            "b = {bias}: the forget gate begins at {gate}. 50 steps back, the direct path leaves "
            "{direct} of the gradient. Measured: {measured}. {verdict}"
        ),
        # gru
        "gru old": "hᵗ⁻¹",
        "gru new": "h′",
        "gru mix": "hᵗ",
        "gru first": "step 1: hᵗ is {z} of the way from h′ to hᵗ⁻¹",
        "gru all": "all 15 steps",
        "gru memory": "hᵗ = {h}",
        "gru candidate": "candidate h′",
        "gru input": "input x",
        "gru step": "step",
        "gru alt": (
            "r = {r} makes the candidate {candidate}. z = {z} mixes {old} % of the old memory with "
            "{new} % of the candidate, so the memory goes from 0.80 to {first}. After 15 steps it "
            "is {last}."
        ),
        # gru cell
        "gru-cell wire right": "hᵗ⁻¹, right",
        "gru-cell wire slide": "hᵗ, the slide",
        "gru-cell equation": "hᵗ = {z} · {fed} + {rest} · {new} = {h}",
        "gru-cell slide equation": "slide: hᵗ = {z} · {fed} + {rest} · {new}",
        "gru-cell alt": (
            "The memory {h_prev} meets the input {x}: with r = {r} the candidate is {new}. With "
            "z = {z} the new memory is {h}."
        ),
        "gru-cell slide alt": (
            "By the slide's wire the new memory feeds itself: with r = {r} and z = {z} it is {h}, "
            "the candidate {new}, whatever z is. The old memory {h_prev} reaches the candidate "
            "alone, beside the input {x}."
        ),
        "gru-cell slide none": (
            "By the slide's wire and z = {z} the new memory is only itself, and no number: the old "
            "memory {h_prev}, the input {x}, r = {r} and the candidate {new} do not reach it."
        ),
        # the game of the gates
        "keep aim": "← keep it, and show it at step 11",
        "keep heard": "heard z",
        "keep zf": "zᶠ keep",
        "keep zi": "zⁱ write",
        "keep zo": "zᵒ show",
        "keep c": "memory",
        "keep h": "shown h",
        "keep score": "score {score} of 100",
        "keep old": "Step {step} keeps the old number: shut zᶠ there.",
        "keep unwritten": "Step {step} does not write the number: open zⁱ there.",
        "keep mixed": "Step {step} adds another number to it.",
        "keep forgot": "Step {step} forgets it.",
        "keep early": "Step {step} shows it too early.",
        "keep silent": "Step {step} must show it.",
        "keep perfect": "It survived ten steps.",
        "keep leaks": "Every gate is right, and yet it leaks: no gate is quite open or quite shut.",
        "keep alt": (
            "{n} gates are open. After step 11 the memory is {c}, and {h} is shown. Score {score} "
            "of 100. {hint}"
        ),
        # the reader's digit
        "draw pad": "draw here",
        "draw pushed": "what the nets get",
        "draw dense": "dense: {digit} ({share} %)",
        "draw max": "CNN: {digit} ({share} %)",
        "draw alt": (
            "A drawing of {ink} pixels, pushed {right} to the right and {down} down. The dense net "
            "reads a {dense_digit} ({dense_share} %), the CNN a {max_digit} ({max_share} %)."
        ),
        # maxout
        "maxout choose target": "target",
        "maxout choose pieces": "pieces",
        "maxout target": "━ target",
        "maxout piece": "··· its sums",
        "maxout largest": "━ their largest",
        "maxout error": "error {error}",
        "maxout parabola": "a parabola",
        "maxout |x|": "|x|",
        "maxout ReLU": "ReLU",
        "maxout wave": "a wave",
        "maxout alt": (
            "A maxout neuron trained on {target}. Its weighted sums: {n}. Those that are the "
            "largest somewhere: {used}. The root of the mean squared error is {error}."
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
        "neuron picture": "picture x: a {digit}",
        "neuron weights": "w, for a {digit}",
        "neuron products": "x times w",
        "neuron sum": "sum {sum}, bias {b}: z = {z}",
        "neuron answer": "a = {a}: {verdict}",
        "neuron digit alt": (
            "The neuron that looks for a {digit} sees a {shown}. Its products add up to {sum}, the "
            "bias is {b}, and a = {a}: {verdict}. That is {right}."
        ),
        "neuron yes": "yes",
        "neuron no": "no",
        "neuron right": "right",
        "neuron wrong": "wrong",
        "neuron flat": "Both weights are 0, so there is no line: a = {a} everywhere.",
        # pooling
        "pooling before": "before",
        "pooling after": "moved right by {shift}",
        "pooling max": "maximum",
        "pooling average": "average",
        "pooling L2": "L2",
        "pooling corner": "corner pixel",
        "pooling change": "□ {changed} of {inked} change",
        "pooling alt": (
            "Windows of 2 by 2 pixels ({kind}), the picture moved right by {shift}. The rows of "
            "numbers: {rows}. Of {inked} windows with ink, {kept} keep their number."
        ),
        # pyramidal
        "pyramidal input": "input: {n} steps of D",
        "pyramidal row": "layer {level}: {n} steps, each reads {width} numbers",
        "pyramidal flat": "flat",
        "pyramidal pyramid": "pyramid",
        "pyramidal long": "116 steps",
        "pyramidal real": "29 steps",
        "pyramidal accuracy": "test accuracy",
        "pyramidal milliseconds": "ms an update",
        "pyramidal alt": (
            "Each layer joins {join} steps: {counts} steps. Zeros put in for missing steps: "
            "{missing}."
        ),
        # recurrent
        "unrolled rule count": "count: h′ = h + x",
        "unrolled rule parity": "parity: h′ = 1 if h ≠ x",
        "unrolled rule neuron": "h′ = tanh(0.5 h + x)",
        "unrolled y count": "y = h′",
        "unrolled y parity": "y = odd if h′ = 1",
        "unrolled y neuron": "y = 2 h′",
        "unrolled start": "before: h⁰ = 0",
        "unrolled odd": "odd",
        "unrolled even": "even",
        "unrolled alt start": "The rule {f}. No step is done. The state is 0.",
        "unrolled alt": (
            "The rule {f}. {done} of {of} steps are done. The state was {hs}. The outputs so far: "
            "{ys}."
        ),
        "unrolled recurrent": "recurrent",
        "unrolled dense": "dense",
        "unrolled dense, past": "dense, past",
        "unrolled window, shared": "window, shared",
        "unrolled sequences": "training sequences",
        "unrolled share": "share of right steps (0.5 is guessing)",
        # rnn
        "pulse step": "step t",
        "pulse h": "the state h after one pulse",
        "pulse map": "the same walk: to the curve, across to the line",
        "pulse curve": "h′ = tanh({w} h)",
        "pulse line": "dashed: h′ = h",
        "pulse rests": "● rests at {places}",
        "pulse or": "{high} or {low}",
        "pulse pushes": "○ 0 pushes h away",
        "pulse mark forgotten": "forgotten at step {step}",
        "pulse mark fades": "still {h}",
        "pulse mark latched": "stays at {h}",
        "pulse alt": "w = {w}, u = {u}. The pulse makes h = {h}. {verdict}",
        "pulse forgotten": "Then it fades: at step {step} less than 5 % of it is left.",
        "pulse fades": "It fades slowly: 19 steps later, {share} of it is left.",
        "pulse latched": (
            "It never comes back to 0: 19 steps later h is {h}, and it comes to rest at {rest}."
        ),
        "pulse held": "w held",
        "pulse found": "w found by training",
        "pulse weight": "recurrent weight w",
        # peephole
        "peephole none": "none",
        "peephole none shown": "none, hᵗ⁻¹ shown",
        "peephole none shut": "none, hᵗ⁻¹ = 0",
        "peephole lecture": "lecture",
        "peephole choose lecture": "the lecture's",
        "peephole gers": "Gers",
        "peephole choose gers": "Gers'",
        "peephole pipes": "peepholes",
        "peephole with shown": "No peepholes, hᵗ⁻¹ shown",
        "peephole with none": "No peepholes, hᵗ⁻¹ = 0",
        "peephole with lecture": "The lecture's peepholes, hᵗ⁻¹ = 0",
        "peephole with gers": "Gers' peepholes, hᵗ⁻¹ = 0",
        "peephole title shown": "hᵗ⁻¹ shows the memory to the gates",
        "peephole title none": "hᵗ⁻¹ = 0: the gates are blind",
        "peephole title lecture": "peepholes: all see the old memory",
        "peephole title gers": "peepholes: two see the old, zᵒ the new",
        "peephole sees": "sees:",
        "peephole blind": "blind",
        "peephole says shown": "The gates see the old memory, {memory}, through hᵗ⁻¹, {h}.",
        "peephole says none": (
            "The gates are blind to the old memory, {memory}: they are the same for each."
        ),
        "peephole says lecture": "z and all gates see the old memory, {memory}.",
        "peephole says gers": (
            "zⁱ and zᶠ see the old memory, {memory}; zᵒ waits for the new one, {c}; z sees neither."
        ),
        "peephole alt": ("{kind}. {verdict} z = {z}, zⁱ = {zi}, zᶠ = {zf}, zᵒ = {zo}."),
        "peephole spikes": "spikes: updates",
        "peephole gap": "gap: updates",
        # polyphones
        "polyphones probability": "probability (right: {right})",
        "polyphones trained": "in training",
        "polyphones new": "new to the net",
        "polyphones hide ": "The net sees the whole phrase",
        "polyphones hide before": "What stands before it is hidden",
        "polyphones hide after": "What stands after it is hidden",
        "polyphones both": "all",
        "polyphones before": "before",
        "polyphones after": "after",
        "polyphones window": "window",
        "polyphones train": "training phrases",
        "polyphones test": "new phrases",
        "polyphones most": "possible on the training phrases",
        "polyphones table": "new phrases, by a table, no context",
        "polyphones share": "share of right readings",
        "polyphones alt": (
            "{character} in {phrase}, {english} ({known}). {hide}: {right}, the right reading, has "
            "{p}, and {other} has {q}."
        ),
        # relu-plane
        "relu-plane before": "the sheet x",
        "relu-plane after": "folded: relu(Wx + b)",
        "relu-plane name both": "both on",
        "relu-plane name one": "only 1",
        "relu-plane name two": "only 2",
        "relu-plane name none": "none",
        "relu-plane alt": (
            "{both} % of the sheet is only moved (both units on). {one} % is pressed onto the axis "
            "a₁ (only unit 1 on), {two} % onto a₂ (only unit 2), and {none} % becomes one point "
            "(none on). {verdict}"
        ),
        "relu-plane out": "Not all of it fits into the right picture.",
        # descent
        "descent update": "update",
        "descent loss": "loss",
        "descent one": "update",
        "descent many": "updates",
        "descent solved": "The border has found its way between the arms.",
        "descent stuck": "This walk ends in a valley that is not the deepest: try a new start.",
        "descent goes on": "×: the points on the wrong side.",
        "descent alt": (
            "Start {start}, after {update} {updates}: the loss is {loss}, and {right} of {n} "
            "points are right. {verdict}"
        ),
        # regions
        "neuron": "neuron",
        "neurons": "neurons",
        "regions hidden": "hidden neurons",
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
        "benchmark ours": "NumPy faster",
        "benchmark torch": "PyTorch faster",
        "benchmark none": "none",
        "benchmark alt": (
            "A point for each of {all} workloads, with its quartiles: NumPy's time divided by "
            "PyTorch's. NumPy is faster in {faster}; PyTorch in: {slower}."
        ),
        # softmax
        "softmax scores": "scores s",
        "softmax shares": "probabilities p",
        "softmax gradient": "gradient p − y",
        "softmax cost": "cost −ln p",
        "softmax right": "p of the right class",
        "softmax alt": (
            "Scores {s} give the probabilities {p}. Class 2 is right: the cost is {cost}, and the "
            "gradient p − y is {ds}."
        ),
        # the spirals, at one point
        "spiral share": "arm {arm}: {p}",
        "spiral arm 0": "the net says arm 0, the circles, with p {p}",
        "spiral arm 1": "the net says arm 1, the triangles, with p {p}",
        "spiral border": "the net cannot tell: p = 0.50 for both arms",
        "spiral none": "none",
        "spiral alt": (
            "At x = ({x1}, {x2}) {verdict}. The nearest training point is {far} away. Hidden "
            "neurons near 1: {on}; near −1: {off}; between: {between}."
        ),
        # stack RNN
        "stack push": "push",
        "stack pop": "pop",
        "stack nothing": "nothing",
        "stack actions": "what it does",
        "stack before": "stack before",
        "stack after": "and after",
        "stack rule": "$, n times a, n times b",
        "stack unknown": "expects {says} (nobody can know yet)",
        "stack right": "expects {says}: right",
        "stack wrong": "expects {says}: wrong, {next} comes next",
        "stack rounded": "{name}, hard",
        "stack learned": "← n in training",
        "stack reach": "right for all n up to",
        "stack alt": (
            "The net reads {symbol}. Its strongest action is {action}, {share}. From the top, the "
            "stack then holds {stack}. The net {verdict}."
        ),
        # training
        "training loss": "loss in nats",
        "training accuracy": "test accuracy",
        "training rate": "learning rate",
        "training epoch": "epoch",
        "training train": "training",
        "training test": "test",
        "training chance": "ln 10: guessing",
        "training alt": (
            "{optimizer} with learning rate {lr}: test accuracy {low} to {high} from five seeds. "
            "{verdict}"
        ),
        "training learned": "It learns.",
        "training too slow": "Too slow: it goes down, but 200 updates do not take it far.",
        "training too large": (
            "Too large: {dead} of 32 hidden neurons are dead, they give 0 for every digit."
        ),
        # saturation
        "saturation slope": "slope σ′(z) of each neuron: what it lets back",
        "saturation factor": "gradient: slopes {slopes} · weights {scale} ≈ {factor}",
        "saturation learn": "{k} can learn",
        "saturation flat": "{k} too flat",
        "saturation alt": (
            "Weights of standard deviation {scale} / √n: {k} of {n} neurons are saturated, in the "
            "shade, with a slope below {least}. Over 1,000 examples the slopes leave {slopes} of "
            "the gradient's length, and the weights stretch it about {scale} times: {factor} comes "
            "out below the layer."
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
        # through time
        "wave forward": "forward: the state h, from step to step",
        "wave backward": "backward: how strongly hᵗ acts on h⁸",
        "wave step": "step t",
        "wave grows": "It grows on the way back.",
        "wave shrinks": "It shrinks on the way back.",
        "wave alt": (
            "With w = {w} and x = {x} at step 1, the state after 8 steps is {h}. The gradient of "
            "h⁸ is 1 at step 8, and {first} at step 1. {verdict}"
        ),
        # vanishing
        "vanishing steps": "steps back in time",
        "vanishing length": "length of the gradient",
        "vanishing one": "one gradient",
        "vanishing largest": "the largest possible",
        "vanishing power": "radius to the power k",
        "vanishing random": "a random matrix and no tanh",
        "vanishing orthogonal": "an orthogonal matrix and no tanh",
        "vanishing tanh": "a random matrix and tanh",
        "vanishing alt": (
            "With {kind}, and spectral radius {radius}, a gradient of length 1 has length {ten} "
            "after 10 steps back and {last} after 50. The largest possible reaches {most}."
        ),
        "vanishing loss": "loss of a net with the one weight w",
        "vanishing eigenvalues": "● eigenvalues of the matrix",
        "vanishing reach": "the farthest: {radius}, the radius",
        "vanishing left": "{n} steps back, of a length of 1:",
        "vanishing grows": "It explodes.",
        "vanishing stays": "It stays, about.",
        "vanishing shrinks": "It vanishes.",
        "vanishing next": "→ next step: {step}",
        "vanishing cliff": "← the cliff",
        "vanishing flat": "almost flat",
        "vanishing slope": "size of the slope at each update",
        "vanishing limit": "limit",
        "vanishing free": "no limit",
        "vanishing clipped": "with a limit",
        "vanishing edge alt": (
            "Gradient descent, {name}: after {n} updates w is {w}, the loss {loss}, its slope "
            "{slope}. The next step is {step} long."
        ),
        "vanishing nats": "{name}: loss in nats",
        "vanishing update": "update",
        # welcome
        "welcome net": "the net",
        "welcome plane": "what it says",
        "welcome solved": "No point is on the wrong side.",
        "welcome unsolved": "×: the points on the wrong side.",
        "welcome alt": (
            "Two spirals, and a net with {width} hidden {neurons}: {right} of {n} points are "
            "right. {verdict}"
        ),
        "welcome dense title": "Fully connected",
        "welcome dense text": "Every neuron looks at all of the layer before.",
        "welcome recurrent title": "Recurrent",
        "welcome recurrent text": "One function, used again at each step of a sequence.",
        "welcome lstm title": "LSTM",
        "welcome lstm text": "A memory that is added to, and three gates.",
        "welcome gru title": "GRU",
        "welcome gru text": "One gate mixes old and new: ¾ of the weights of an LSTM.",
        "welcome convolution title": "Convolution",
        "welcome convolution text": "A few shared weights, moved over a picture.",
        "welcome together title": "Together",
        "welcome together text": "Which structure for which data, and all in one net.",
        "welcome dense alt": "Three columns of neurons; each is wired to all of the next column.",
        "welcome recurrent alt": "One box f, drawn three times; each hands its state to the next.",
        "welcome lstm alt": "A memory runs straight through the cell; three gates act on it.",
        "welcome gru alt": "One line of memory; one gate mixes the old with the new.",
        "welcome convolution alt": (
            "A digit of 7 by 7 pixels; a window of 3 by 3 of them makes one pixel of a smaller map."
        ),
        "welcome together alt": "Feature maps, then a chain of recurrent steps, then dense layers.",
        # which structure
        "which ?": "open",
        "which no": "no",
        "which yes": "yes",
        "which order?": "Is there an order?",
        "which near?": "Do neighbours count?",
        "which near, far?": "Does far back count?",
        "which future?": "Is the future there?",
        "which far?": "Does far back count?",
        "which square 0": "row: an output",
        "which square 1": "column: an input",
        "which square 2": "blue: it is seen",
        "which left": "{n} of {of} structures are left",
        "which params": "parameters for 10 and 1,000 steps: {few}, {many}",
        "which waits": "steps that must wait in a row: {few} and {many}",
        "which some": (
            "Order: {order}; neighbours: {near}; future: {future}; far back: {far}. Left are "
            "{names}."
        ),
        "which one": (
            "Order: {order}; neighbours: {near}; future: {future}; far back: {far}. Left is "
            "{name}. {text}"
        ),
        "which sees": (
            "It {assumes}. The output in the middle sees {n} of {of} inputs; {params}; {waits}."
        ),
        "which table": "dense net",
        "which table assumes": "assumes nothing: every pair has its own weight",
        "which table page": "A layer is one product",
        "which picture": "convolution",
        "which picture assumes": "assumes neighbours and one rule for all places",
        "which picture page": "Convolution",
        "which stream": "naive RNN",
        "which stream assumes": "assumes an order, and the same rule at each step",
        "which stream page": "The naive RNN",
        "which far": "LSTM or GRU",
        "which far assumes": "assumes an order in which the far past may count",
        "which far page": "LSTM: a memory that is added to",
        "which whole": "two directions",
        "which whole assumes": "assumes that the future is there when you answer",
        "which whole page": "Two directions",
        "which both": "convolution, then LSTM",
        "which both assumes": "assumes both: near neighbours, and a long order",
        "which both page": "CLDNN: all three together",
        # zigzag
        "zigzag mean": "○ mean {mean}",
        "zigzag left": "after {steps} steps {rest} of the way is left",
        "zigzag start": "start",
        "zigzag goal": "lowest point",
        "zigzag alt": ("Inputs with mean {mean}: condition number {kappa}. {verdict}"),
        "zigzag straight": "The first step reaches the lowest point.",
        "zigzag turns": "After {steps} zig-zag steps {rest} of the distance is left.",
        # xor
        "xor title": "start {start}: {verdict}",
        "xor title dead": "start {start}: {verdict}, {dead} of {of} units dead",
        "xor should": "should be {target}",
        "xor starts": "{n} of {of} starts solve it (● solved, × not)",
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
