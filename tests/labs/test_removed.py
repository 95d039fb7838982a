"""The library without a lab's removed names does not hold the lab's answers."""

import importlib
import inspect
import pkgutil

import numpy as np
import pytest

import course_lib
from course_lib.grading.checking.check import judge
from course_lib.grading.checking.naming.faults import fault_of
from course_lib.grading.checking.naming.trials import Trial
from course_lib.grading.inside.outcome import call
from tests.labs.lab_tree import LABS, exercises_of, source
from tests.labs.lstm_ways import lstm_ways
from tests.labs.picture_ways import convolution_ways, pooling_ways
from tests.labs.recurrent_ways import gru_ways, recurrent_ways, torch_ways

LAYERS = ("recurrent.rnn.RNN", "recurrent.lstm.LSTM", "recurrent.gru.GRU")
LEFT_OUT = ("data", "experiments", "figures", "widgets", "grading", "in_page")


def things():
    """Give the functions and classes of all modules of layers, by their identity."""
    names = [m.name for m in pkgutil.walk_packages(course_lib.__path__, "course_lib.")]
    modules = [importlib.import_module(n) for n in names if n.split(".")[1] not in LEFT_OUT]
    return {
        id(thing): thing
        for module in (course_lib, *modules)
        for thing in vars(module).values()
        if callable(thing) and getattr(thing, "__module__", "").startswith("course_lib")
    }


def named(dotted):
    module, _, name = dotted.rpartition(".")
    return getattr(importlib.import_module(module), name)


def in_place(function):
    def answer(first, *rest):
        changed = first.astype(float)
        function(changed, *rest)
        return changed

    return answer


def filled(layer, W, b):
    """Return a layer W.shape[1] -> W.shape[0] with these params."""
    made = layer(W.shape[1], W.shape[0], np.random.default_rng(0))
    made.params["W"][...], made.params["b"][...] = W.reshape(made.params["W"].shape), b
    return made


def forward_backward(made, x, dy):
    _, cache = made.forward(x)
    return made.backward(dy, cache)


def ways(thing):
    """Give the ways in which a function or a class could be an answer, with a word for each."""
    yield from convolution_ways(thing)
    yield from pooling_ways(thing)
    if not inspect.isclass(thing):
        yield "called", thing
        yield "called in place", in_place(thing)
        yield "called, its first result", lambda *args: thing(*args)[0]
        yield from torch_ways(thing)
        return

    def dense_backward(dz, a, W):
        da, grads = forward_backward(filled(thing, W, np.zeros(len(W))), a, dz)
        return da, grads["W"].reshape(W.shape), grads["b"]

    def loss(scores, target):
        value, cache = thing().forward(scores, target)
        return value, thing().backward(1.0, cache)[0]

    yield "as an activation", lambda z: thing().forward(z.astype(float))[0]
    yield "as a layer", lambda a, W, b: filled(thing, W, b).forward(a)[0]
    yield "as a layer, backward", dense_backward
    yield "as a loss", loss
    yield from recurrent_ways(thing)
    yield from lstm_ways(thing)
    yield from gru_ways(thing)


def fits(exercise, function, first, right):
    """Tell whether a function is right in the first case: most do not even run, which is quick."""
    return fault_of(exercise, Trial(first, right, call(function, first))) is None


def answers(lab):
    """Return what of the library passes a check of the lab: what it is, and in which way."""
    found = {}
    for exercise in exercises_of(lab).values():
        (first, *_) = exercise.cases(np.random.default_rng(0))
        right = call(exercise.reference, first).value
        for key, thing in things().items():
            for how, function in ways(thing):
                if fits(exercise, function, first, right) and judge(exercise, function).passed:
                    found[f"{thing.__module__}.{thing.__name__} {how} is {exercise.name}"] = key
    return found


KINDS = {"MaxPool": "maximum", "AvgPool": "average", "L2Pool": "L2"}
CONV, REFERENCE, LOCAL = (
    "course_lib.convolution.conv.Conv2D",
    "course_lib.convolution.conv_reference.conv2d_reference",
    "course_lib.convolution.locally_connected.LocallyConnected2D with one kernel",
)
# What passes a check while nothing is removed.
ANSWERS = {
    "01-dense": {
        "course_lib.fully_connected.activations.sigmoid called is sigmoid",
        "course_lib.fully_connected.activations.Sigmoid as an activation is sigmoid",
        "course_lib.recurrent.lstm_options.sigmoid_in_place called in place is sigmoid",
        "course_lib.fully_connected.dense.Dense as a layer is dense_forward",
        "course_lib.fully_connected.dense.Dense as a layer, backward is dense_backward",
    },
    "02-backpropagation": {
        "course_lib.training.losses.SoftmaxCrossEntropy as a loss is softmax_cross_entropy",
    },
    "03-rnn": {
        "course_lib.training.clipping.clip_by_global_norm called, its first result is clip",
        "course_lib.recurrent.recurrent.Recurrent over a function is through_time",
        "course_lib.recurrent.bidirectional.Bidirectional over two functions is both_directions",
        *(f"course_lib.{layer}Cell as a step is rnn_step" for layer in LAYERS),
        *(f"course_lib.{layer} over one step is rnn_step" for layer in LAYERS),
        "course_lib.recurrent.rnn.RNN over time, backward is bptt",
        "course_lib.recurrent.gru.GRU over time, backward is bptt",
    },
    "04-lstm": {
        "course_lib.recurrent.lstm.LSTMCell as an LSTM step is lstm_step",
        "course_lib.recurrent.lstm.LSTMCell as an LSTM step, backward is lstm_step_backward",
        "course_lib.recurrent.lstm.LSTM over one LSTM step is lstm_step",
        "course_lib.recurrent.lstm.LSTM over one LSTM step, backward is lstm_step_backward",
        "course_lib.recurrent.lstm.LSTM over all LSTM steps is mended_lstm",
        "course_lib.recurrent.lstm_options.FourGates with a forget bias is first_bias",
        "course_lib.recurrent.lstm.LSTMCell with a forget bias is first_bias",
        "course_lib.recurrent.lstm.LSTM with a forget bias is first_bias",
    },
    "05-gru": {
        "course_lib.recurrent.gru.GRUCell as a GRU step is gru_step",
        "course_lib.recurrent.gru.GRUCell as a GRU step, backward is gru_backward",
        "course_lib.recurrent.gru.GRU over one GRU step is gru_step",
        "course_lib.recurrent.gru.GRU over one GRU step, backward is gru_backward",
        "course_lib.params.torch_names.to_torch of a GRU is to_pytorch",
        "course_lib.params.torch_names.to_torch of a GRUCell is to_pytorch",
        "course_lib.params.torch_names.part_to_torch of a GRUCell is to_pytorch",
        "course_lib.params.torch_names.from_torch into a GRU is from_pytorch",
        "course_lib.params.torch_names.part_from_torch into a GRUCell is from_pytorch",
    },
    "06-convolution": {
        f"{CONV} as a convolution is convolve",
        f"{CONV} as columns is columns",
        f"{CONV} as a convolution, backward is convolve_backward",
        f"{LOCAL}, as a convolution is convolve",
        f"{LOCAL}, as a convolution, backward is convolve_backward",
        f"{REFERENCE} as a convolution is convolve",
        f"{REFERENCE} as columns is columns",
        f"{REFERENCE}_backward as a convolution, backward is convolve_backward",
        "course_lib.convolution.conv_reference.convolution_matrix as a convolution, by a product "
        "is convolve",
        "course_lib.convolution.conv.convolve as a convolution into an array is convolve",
        "course_lib.convolution.conv.convolve_backward as a convolution with windows, backward "
        "is convolve_backward",
    },
    "07-pooling": {
        *(
            f"course_lib.convolution.pooling.{p}2D as a pool, the {k}, is pools"
            for p, k in KINDS.items()
        ),
        *(
            f"course_lib.convolution.pool_kinds.{p} as a pool, the {k}, is pools"
            for p, k in KINDS.items()
        ),
        "course_lib.convolution.pool_axes.max_along along both axes, the maximum, is pools",
        "course_lib.convolution.pool_axes.sum_along along both axes, divided, the average, "
        "is pools",
        f"{CONV} with equal weights, the average, is pools",
        f"{REFERENCE} with equal weights, the average, is pools",
        *(
            f"course_lib.convolution.{layer} as a pool, {how}backward is {name}"
            for layer in ("pooling.{}2D", "pool_kinds.{}")
            for layer, how, name in (
                (layer.format("AvgPool"), "the average, ", "shared_backward"),
                (layer.format("L2Pool"), "the L2, ", "shared_backward"),
                (layer.format("MaxPool"), "", "max_backward"),
            )
        ),
        "course_lib.convolution.pooling.MaxPoolMaps across maps is maxout",
    },
}


@pytest.mark.parametrize("lab", LABS)
def test_all_that_answers_a_lab_is_found_and_removed(lab):
    found = answers(lab)
    assert set(found) == ANSWERS[lab]
    gone = {id(named(name)) for name in source(lab).metadata.course.removed}
    assert set(found.values()) <= gone
