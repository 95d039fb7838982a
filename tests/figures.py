"""The one list of figures: every law of test_figures.py holds for each.

A new figure that moves is one entry of MOVING, one that stands is one line of STILL. A drawing
function that is left out fails a test.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
from matplotlib.figure import Figure

from course_lib.figures import (
    activations,
    backpropagation,
    dense,
    depth,
    learning_rates,
    neuron,
    regions,
    saturated_neurons,
    training,
    xor,
    zigzag,
)
from course_lib.train import History
from course_lib.widgets import Choice, Explore, Slider, Steps, explore


def neuron_line() -> Explore:
    return explore(
        neuron.line,
        name="neuron-line",
        caption="Each dot grows with a = σ(z). On the line z = 0 it is one half.",
        alt=neuron.line_says,
        live=neuron.line_numbers(),
        w1=Slider(-2, 2, step=0.1, value=1, label="w₁"),
        w2=Slider(-2, 2, step=0.1, value=1.5, label="w₂"),
        b=Slider(-4, 4, step=0.2, value=-1, label="b"),
    )


def saturation() -> Explore:
    return explore(
        activations.saturation,
        name="activations",
        caption="An activation and its slope; shaded where it is saturated.",
        alt=activations.saturation_says,
        kind=Choice(["sigmoid", "tanh", "ReLU"], label="activation"),
        z=Slider(-6, 6, step=0.75, value=1.5),
    )


def relu_plane() -> Explore:
    weight = {"low": -2, "high": 2, "step": 0.1}
    bias = {"low": -1, "high": 1, "step": 0.1}
    return explore(
        activations.relu_plane,
        name="relu-plane",
        caption="A sheet of the plane, folded by a ReLU layer of two units.",
        alt=activations.relu_plane_says,
        live=activations.relu_plane_numbers(),
        w11=Slider(**weight, value=1.2, label="w₁₁"),
        w12=Slider(**weight, value=-0.8, label="w₁₂"),
        w21=Slider(**weight, value=0.7, label="w₂₁"),
        w22=Slider(**weight, value=1.3, label="w₂₂"),
        b1=Slider(**bias, value=0.3, label="b₁"),
        b2=Slider(**bias, value=0.2, label="b₂"),
    )


def neurons_on_the_slope() -> Explore:
    return explore(
        saturated_neurons.neurons,
        name="saturated-neurons",
        caption="The 64 neurons of a layer on the slope of the sigmoid.",
        alt=saturated_neurons.neurons_says,
        scale=Slider(0.5, 8, step=0.5, value=1, label="sd of W times √n"),
    )


def zigzag_path() -> Explore:
    return explore(
        zigzag.path,
        name="zigzag-path",
        caption="Ten steps of gradient descent over lines of equal loss.",
        alt=zigzag.path_says,
        mean=Slider(0, 0.5, step=0.05, value=0.5, label="mean of the inputs"),
    )


def xor_starts() -> Explore:
    return explore(
        xor.plane,
        name="xor-starts",
        caption="What two hidden units made of XOR.",
        alt=xor.plane_says,
        kind=Choice(["ReLU", "tanh"], label="activation"),
        start=Slider(1, 20, step=1, value=2),
    )


def decision_regions() -> Explore:
    return explore(
        regions.regions,
        name="decision-regions",
        caption="Two arms of points, and what a net with one hidden layer says about the plane.",
        alt=regions.regions_says,
        width=Slider(1, 12, step=1, value=8, label="hidden neurons"),
        activation=Choice({"relu": "ReLU", "tanh": "tanh", "sigmoid": "sigmoid"}),
    )


def learning_rate_curve() -> Explore:
    return explore(
        training.learning_rates,
        name="learning-rate-curve",
        caption="Training loss at one learning rate, and test accuracy at all.",
        alt=training.learning_rates_says,
        optimizer=Choice(["SGD", "Adam"]),
        power=Slider(-4, 1, step=0.5, value=-0.5),
    )


def dense_wires() -> Explore:
    return explore(
        dense.wires,
        name="dense-wires",
        caption="One wire is one entry of W: to neuron i, from neuron j.",
        alt=dense.wires_says,
        i=Slider(1, 3, step=1, value=2, label="to i"),
        j=Slider(1, 4, step=1, value=3, label="from j"),
    )


def backpropagation_steps() -> Explore:
    return explore(
        backpropagation.passes,
        name="backpropagation-steps",
        caption="Forward to the loss, and backward over the same wires.",
        alt=backpropagation.passes_says,
        step=Steps(backpropagation.step_captions()),
    )


def gradient_by_depth() -> Explore:
    return explore(
        depth.by_layer,
        name="gradient-by-depth",
        caption="The size of the gradient of W, layer by layer, before training.",
        alt=depth.by_layer_says,
        depth=Slider(2, 20, step=1, value=10, label="layers"),
        init=Choice({"": "made for each", "uniform": "all U(±1/√n)", "he": "all He"}),
    )


def shares_of_two_runs() -> dict[str, np.ndarray]:
    return {
        "tanh, SGD": np.array([[0.9, 0.88], [0.5, 0.1]]),
        "ReLU, Adam": np.array([[0.92, 0.9], [0.91, 0.89]]),
    }


def two_trainings() -> list[History]:
    loss = [2.0, 1.0, 0.5, 0.2, 0.1, 0.05]
    test, right = [2.0, 1.0, 0.6, 0.4, 0.3, 0.35], [0.5, 0.8, 0.85, 0.9, 0.92, 0.93]
    return [History(loss=loss, validation_loss=test, validation_accuracy=right)] * 2


MOVING: dict[str, Callable[[], Explore]] = {
    "neuron-line": neuron_line,
    "activations": saturation,
    "relu-plane": relu_plane,
    "saturated-neurons": neurons_on_the_slope,
    "zigzag-path": zigzag_path,
    "xor-starts": xor_starts,
    "decision-regions": decision_regions,
    "learning-rate-curve": learning_rate_curve,
    "dense-wires": dense_wires,
    "backpropagation-steps": backpropagation_steps,
    "gradient-by-depth": gradient_by_depth,
}

STILL: dict[str, Callable[[], Figure]] = {
    "learning-rates": learning_rates.digits,
    "depth-training": partial(depth.training, shares_of_two_runs(), (2, 10)),
    "training-curves": partial(training.curves, two_trainings(), 1000),
    "contact-sheet": partial(training.contact_sheet, np.eye(8)[None].repeat(7, 0), ["4 → 9"] * 7),
}

# What the page's script must compute, in Python.
LIVE = {
    "neuron-line": neuron.line_parts,
    "relu-plane": activations.fold,
}
