"""The library without a lab's removed names does not hold the lab's answers."""

import importlib
import inspect
import pkgutil

import numpy as np
import pytest
from lab_tree import LABS, exercises_of, source

import course_lib
from course_lib.grading.check import verdict
from course_lib.grading.outcome import call

LEFT_OUT = ("data", "experiments", "figures", "widgets", "grading")


def things(removed):
    """Give the functions and classes of all modules of layers, but not the removed ones."""
    names = [m.name for m in pkgutil.walk_packages(course_lib.__path__, "course_lib.")]
    modules = [importlib.import_module(n) for n in names if n.split(".")[1] not in LEFT_OUT]
    gone = {id(named(name)) for name in removed}
    found = {
        id(thing): thing
        for module in (course_lib, *modules)
        for thing in vars(module).values()
        if callable(thing) and getattr(thing, "__module__", "").startswith("course_lib")
    }
    return [thing for key, thing in found.items() if key not in gone]


def named(dotted):
    module, _, name = dotted.rpartition(".")
    return getattr(importlib.import_module(module), name)


def in_place(function):
    def answer(first, *rest):
        changed = first.copy()
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
    if not inspect.isclass(thing):
        yield "called", thing
        yield "called in place", in_place(thing)
        return

    def dense_backward(dz, a, W):
        da, grads = forward_backward(filled(thing, W, np.zeros(len(W))), a, dz)
        return da, grads["W"].reshape(W.shape), grads["b"]

    def loss(scores, target):
        value, cache = thing().forward(scores, target)
        return value, thing().backward(1.0, cache)[0]

    yield "as an activation", lambda z: thing().forward(z)[0]
    yield "as a layer", lambda a, W, b: filled(thing, W, b).forward(a)[0]
    yield "as a layer, backward", dense_backward
    yield "as a loss", loss


def runs(exercise, function):
    """Tell whether a function takes the first case at all: most do not, and that is quick."""
    (first, *_) = exercise.cases(np.random.default_rng(0))
    return call(function, first).error is None


def gaps(lab, removed):
    """Return what of the library passes a check of the lab."""
    return {
        f"{thing.__module__}.{thing.__name__} {how} is {exercise.name}"
        for exercise in exercises_of(lab).values()
        for thing in things(removed)
        for how, function in ways(thing)
        if runs(exercise, function) and verdict(exercise, function) == "ok"
    }


@pytest.mark.parametrize("lab", LABS)
def test_no_name_that_is_left_gives_an_answer(lab):
    assert gaps(lab, source(lab).metadata.course.removed) == set()


def test_with_nothing_removed_the_answers_are_found():
    assert gaps("01-dense", []) == {
        "course_lib.activations.sigmoid called is sigmoid",
        "course_lib.activations.Sigmoid as an activation is sigmoid",
        "course_lib.gates.sigmoid_in_place called in place is sigmoid",
        "course_lib.dense.Dense as a layer is dense_forward",
        "course_lib.dense.Dense as a layer, backward is dense_backward",
    }
