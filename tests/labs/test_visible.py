"""Wrong answers that only an irregular example shows are caught by the check that learners see.

Each is right for square layers, whole numbers, no equals, no change as large as the tolerance, and
the like. A learner who sees "ok" must not lose the points later.
"""

import numpy as np
import pytest

from course_lib.grading.checking.check import judge
from tests.labs.lab_tree import EXERCISES
from tests.labs.mistakes import LABS, function, mistakes

EXERCISE = {exercise.name: exercise for _, exercise in EXERCISES}
KNOWN = {(m.exercise, m.what): m for lab in LABS for m in mistakes(lab)}
# Of the collected mistakes those that need such an example.
NEED = [
    ("descend", "divided by the entries of W"),
    ("survives", "the square of the change"),
    ("survives", "a change of just the tolerance survives"),
    ("survives", "ink is above 0"),
    ("maxout", "the last of equals wins"),
    ("max_backward", "equals are looked for column by column"),
    ("memory_gate", "another candidate in each call"),
    ("memory_gate", "one call, with the candidate in it"),
    ("softmax_cross_entropy", "the largest of all is taken off"),
    ("gradient_fits", "no absolute value of the difference"),
    ("gradient_fits", "the mean difference, not the largest"),
    ("gradient_fits", "allclose with its own limits"),
    ("count_weights", "rounds up"),
]


def pools_in_whole_numbers(pool, x, shift, tolerance):
    moved = np.zeros(x.shape, dtype=int)
    moved[:, :, shift:] = x[:, :, : x.shape[2] - shift]
    before, after = pool(x), pool(moved)
    ink = (before != 0) | (after != 0)
    return (np.abs(after - before) < tolerance)[ink].mean()


def pools_picture_by_picture(pool, x, shift, tolerance):
    moved = np.zeros_like(x)
    moved[:, :, shift:] = x[:, :, : x.shape[2] - shift]
    before, after = (np.array([pool(one) for one in xs]) for xs in (x, moved))
    ink = (before != 0) | (after != 0)
    return (np.abs(after - before) < tolerance)[ink].mean()


def gradient_of_flat(f, x, eps):
    flat, slopes = x.flatten(), []
    for step in eps * np.eye(x.size):
        slopes.append((f(flat + step) - f(flat - step)) / (2 * eps))
    return np.reshape(slopes, x.shape)


def fits_by_flat(f, gradient, x):
    ours, numeric = gradient(x), gradient_of_flat(f, x, 1e-6)
    size = max(np.abs(ours).max(), np.abs(numeric).max(), 1e-8)
    return bool(np.abs(ours - numeric).max() / size <= 1e-5)


def cut_from_the_right(pool, x, shift, tolerance):
    moved = np.zeros_like(x)
    moved[:, :, shift:] = x[:, :, :-shift]
    before, after = pool(x), pool(moved)
    ink = (before != 0) | (after != 0)
    return (np.abs(after - before) < tolerance)[ink].mean()


def guarded_by_the_sum(dy, x, size, stride):
    average, l2 = np.zeros_like(x), np.zeros_like(x)
    for n, r, c in np.ndindex(dy.shape):
        here = np.s_[n, stride * r : stride * r + size, stride * c : stride * c + size]
        average[here] += dy[n, r, c] / size**2
        if x[here].sum() != 0:
            l2[here] += dy[n, r, c] * x[here] / np.sqrt(np.sum(x[here] ** 2))
    return average, l2


def guarded_by_the_sum_of_all_maps(dy, x, size, stride):
    average, l2 = np.zeros_like(x), np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        here = np.s_[:, stride * r : stride * r + size, stride * c : stride * c + size]
        d = dy[:, r, c, None, None]
        average[here] += d / size**2
        if x[here].sum() != 0:
            y = np.sqrt((x[here] ** 2).sum(axis=(1, 2), keepdims=True))
            l2[here] += d * x[here] / np.where(y == 0, 1, y)
    return average, l2


def in_the_layers_own_array(forward, backward, target, W, lr, steps):
    W = W.copy()
    for _ in range(steps):
        y = forward(W)
        y -= target
        W = W - lr * backward(2 * y / y.size)
    return W


def stops_when_the_loss_is_small(forward, backward, target, W, lr, steps):
    for _ in range(steps):
        error = forward(W) - target
        if np.mean(error**2) < 1e-3:
            break
        W = W - lr * backward(2 * error / error.size)
    return W


def slots_like_z(z):
    out = np.zeros_like(z)
    out[z >= 0] = 1 / (1 + np.exp(-z[z >= 0]))
    out[z < 0] = np.exp(z[z < 0]) / (1 + np.exp(z[z < 0]))
    return out


def merges_all_steps_at_once(f1, f2, f3, h0, g0, xs):
    h, g, hs, gs = h0, g0, [], []
    for x in xs:
        h = f1(h, x)
        hs.append(h)
    for x in xs[::-1]:
        g = f2(g, x)
        gs.append(g)
    return f3(np.array(hs), np.array(gs[::-1]))


def size_of_the_change(mix):
    for z, name in ((0.999, "one"), (0.001, "zero")):
        if abs(mix(z, 1.0, 0.0) - mix(z, 0.0, 0.0)) >= 0.99:
            return name
    return "never"


OWN = [
    ("sigmoid", slots_like_z),
    ("both_directions", merges_all_steps_at_once),
    ("memory_gate", size_of_the_change),
    ("survives", pools_in_whole_numbers),
    ("survives", pools_picture_by_picture),
    ("survives", cut_from_the_right),
    ("shared_backward", guarded_by_the_sum),
    ("shared_backward", guarded_by_the_sum_of_all_maps),
    ("descend", in_the_layers_own_array),
    ("descend", stops_when_the_loss_is_small),
]
ANSWERS = [(name, function(KNOWN[name, what]), what) for name, what in NEED]
ANSWERS += [(name, answer, answer.__name__) for name, answer in OWN]
each = pytest.mark.parametrize(("name", "answer", "what"), ANSWERS, ids=[a[2] for a in ANSWERS])


@each
def test_the_visible_check_catches_it(name, answer, what):
    assert not judge(EXERCISE[name], answer).passed


@pytest.mark.wide
@each
def test_the_cases_of_the_visible_check_catch_it_whatever_is_drawn(name, answer, what):
    for seed in range(20):
        assert not judge(EXERCISE[name], answer, rng=np.random.default_rng(seed)).passed, seed


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize("name", EXERCISE)
def test_where_a_state_comes_in_it_comes_in_as_nothing_too(name, hidden):
    # So a sequence begins. A short way for it, wrong in another part, must not pass.
    exercise = EXERCISE[name]
    states = {"h", "h0", "g0", "h_prev", "c_prev", "c0"} & set(exercise.parameters)
    places = [exercise.parameters.index(state) for state in states]
    cases = exercise.draw(np.random.default_rng(3), hidden=hidden)

    assert any(not any(np.any(args[i]) for i in places) for args in cases)


@pytest.mark.parametrize(
    ("name", "answer"),
    [("numerical_gradient", gradient_of_flat), ("gradient_fits", fits_by_flat)],
)
def test_a_function_is_called_with_the_shape_that_it_is_for(name, answer):
    verdict = judge(EXERCISE[name], answer)

    assert not verdict.passed
    assert "its argument has shape (4,), expected (2, 2)" in verdict.says
