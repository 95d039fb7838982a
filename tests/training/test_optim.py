"""Laws of the optimisers."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.recurrent.rnn import RNN
from course_lib.shapes import ShapeError
from course_lib.training.clipping import clip_by_global_norm, global_norm
from course_lib.training.losses import MeanSquaredError
from course_lib.training.optim import SGD, Adam
from tests.support.sequences import every_sequence_layer, like, normal

OPTIMIZERS = {
    "SGD": lambda params: SGD(params, 0.1),
    "SGD, momentum": lambda params: SGD(params, 0.1, momentum=0.9),
    "Adam": lambda params: Adam(params, 0.1),
}
every_optimizer = pytest.mark.parametrize("make", OPTIMIZERS.values(), ids=OPTIMIZERS)


@pytest.fixture
def rng():
    return np.random.default_rng(20170323)


def draw(rng, dtype=np.float64):
    shapes = {"0.W": (3, 4), "0.b": (3,), "2.K": (2, 1, 3, 3)}
    return {name: rng.normal(size=shape).astype(dtype) for name, shape in shapes.items()}


@pytest.mark.parametrize("lr", [0.1, 0.9, 1.5])
def test_sgd_on_a_quadratic_follows_the_closed_form(lr):
    params = {"p": np.array([1.0, -2.0])}
    optimizer = SGD(params, lr)
    for _ in range(20):
        optimizer.step({"p": params["p"].copy()})  # of ½ p²
    np.testing.assert_allclose(params["p"], (1 - lr) ** 20 * np.array([1.0, -2.0]), rtol=1e-12)


def test_momentum_is_its_recursion(rng):
    params, lr, mu = draw(rng), 0.1, 0.9
    expected = {name: p.copy() for name, p in params.items()}
    velocity = dict.fromkeys(params, 0.0)
    optimizer = SGD(params, lr, momentum=mu)
    for _ in range(7):
        grads = draw(rng)
        optimizer.step(grads)
        for name in params:
            velocity[name] = mu * velocity[name] + grads[name]
            expected[name] = expected[name] - lr * velocity[name]
            np.testing.assert_allclose(params[name], expected[name], rtol=1e-13)


def test_adam_is_the_formula_of_the_paper(rng):
    params, lr, beta1, beta2, eps = draw(rng), 0.01, 0.8, 0.95, 1e-4
    expected = {name: p.copy() for name, p in params.items()}
    m, v = dict.fromkeys(params, 0.0), dict.fromkeys(params, 0.0)
    optimizer = Adam(params, lr, betas=(beta1, beta2), eps=eps)
    for t in range(1, 12):
        grads = draw(rng)
        optimizer.step(dict(reversed(grads.items())))  # the order of names does not matter
        for name, g in grads.items():
            m[name] = beta1 * m[name] + (1 - beta1) * g
            v[name] = beta2 * v[name] + (1 - beta2) * g**2
            m_hat, v_hat = m[name] / (1 - beta1**t), v[name] / (1 - beta2**t)
            expected[name] = expected[name] - lr * m_hat / (np.sqrt(v_hat) + eps)
            np.testing.assert_allclose(params[name], expected[name], rtol=1e-12)


@given(st.floats(-6, 100), st.sampled_from([-1.0, 1.0]), st.floats(1e-4, 1))
def test_the_first_step_of_adam_is_lr_for_a_gradient_of_any_scale(power, sign, lr):
    params = {"p": np.zeros(1)}
    Adam(params, lr, eps=1e-30).step({"p": np.array([sign * 10.0**power])})
    assert params["p"][0] == pytest.approx(-sign * lr, rel=1e-9)


def test_adam_with_defaults_has_those_of_the_paper():
    optimizer = Adam({"p": np.zeros(1)})
    assert (optimizer.lr, optimizer.betas, optimizer.eps) == (1e-3, (0.9, 0.999), 1e-8)


def test_adam_does_not_move_where_all_gradients_are_zero():
    params = {"p": np.array([1.0, 2.0])}
    optimizer = Adam(params, 0.1)
    for _ in range(3):
        optimizer.step({"p": np.array([0.0, 1.0])})
    assert params["p"][0] == 1.0
    assert params["p"][1] < 2.0


@every_optimizer
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_params_keep_identity_and_dtype_and_grads_keep_their_values(make, dtype, rng):
    params, grads = draw(rng, dtype), draw(rng, dtype)
    arrays, before = dict(params), {name: p.copy() for name, p in params.items()}
    for g in grads.values():
        g.flags.writeable = False
    optimizer = make(params)
    for _ in range(3):
        optimizer.step(grads)
    for name, p in params.items():
        assert p is arrays[name]
        assert p.dtype == dtype
        assert (np.sign(p - before[name]) == -np.sign(grads[name])).all()


@every_optimizer
def test_float32_follows_float64(make, rng):
    params, grads = draw(rng), draw(rng)
    params32 = {name: p.astype(np.float32) for name, p in params.items()}
    wide, narrow = make(params), make(params32)
    for _ in range(5):
        wide.step(grads)
        narrow.step({name: g.astype(np.float32) for name, g in grads.items()})
    for name in params:
        np.testing.assert_allclose(params32[name], params[name], atol=1e-5)


@every_optimizer
def test_a_layer_sees_the_step(make, rng):
    layer = Dense(3, 2, rng)
    _, cache = layer.forward(np.ones((1, 3)))
    before = layer.forward(np.ones((1, 3)))[0]
    make(layer.params).step(layer.backward(np.ones((1, 2)), cache)[1])
    assert (layer.forward(np.ones((1, 3)))[0] < before).all()


@every_optimizer
def test_memory_order_of_a_gradient_does_not_matter(make, rng):
    params, grads = draw(rng), draw(rng)
    other = {name: p.copy() for name, p in params.items()}
    make(params).step(grads)
    make(other).step({name: np.asfortranarray(g) for name, g in grads.items()})
    for name in params:
        np.testing.assert_array_equal(other[name], params[name])


@every_optimizer
def test_the_learning_rate_may_change_between_steps(make):
    params = {"p": np.zeros(2)}
    optimizer = make(params)
    optimizer.step({"p": np.ones(2)})
    before = params["p"].copy()
    optimizer.lr = 0.0
    optimizer.step({"p": np.ones(2)})
    np.testing.assert_array_equal(params["p"], before)


def bad(change):
    """Return gradients like draw's, with a change."""
    grads = {"0.W": np.ones((3, 4)), "0.b": np.ones(3), "2.K": np.ones((2, 1, 3, 3))}
    change(grads)
    return grads


def nan_in_b(grads):
    grads["0.b"][1] = np.nan


GRAD_ERRORS = [
    (
        bad(lambda g: g.pop("0.b")),
        ".step: '0.b' is missing in grads, expected the names of params.",
    ),
    (bad(lambda g: g.update(x=1)), ".step: 'x' is unknown in grads, expected the names of params."),
    (
        bad(lambda g: g.update({"0.b": np.ones(4)})),
        ".step: grads['0.b'] has shape (4,), expected (3,).",
    ),
    (
        bad(lambda g: g.update({"0.b": np.ones(3, np.float32)})),
        ".step: grads['0.b'] has dtype float32, expected float64;",
    ),
    (bad(lambda g: g.update({"0.b": [1, 1, 1]})), ".step: grads['0.b'] has type list, expected"),
    (bad(nan_in_b), ".step: grads['0.b'] holds nan, expected finite numbers; try a smaller"),
    (
        bad(lambda g: g["2.K"].__imul__(-np.inf)),
        ".step: grads['2.K'] holds -inf, expected finite numbers; try a smaller",
    ),
    ((np.ones(3), {}), ".step: grads has type tuple, expected the dict that backward returns"),
]


@every_optimizer
@pytest.mark.parametrize(("grads", "text"), GRAD_ERRORS)
def test_a_bad_gradient_is_a_clear_error_and_changes_nothing(make, grads, text, rng):
    params = draw(rng)
    before = {name: p.copy() for name, p in params.items()}
    optimizer, fresh = make(params), make({name: p.copy() for name, p in params.items()})
    with pytest.raises(ValueError, match=re.escape(text)):
        optimizer.step(grads)
    for name in params:
        np.testing.assert_array_equal(params[name], before[name])
    good = draw(rng)
    optimizer.step(good)
    fresh.step(good)
    for name in params:
        np.testing.assert_array_equal(params[name], fresh.params[name])


@every_optimizer
@every_sequence_layer
def test_the_gradient_of_a_state_is_left_out(make, case):
    """As in truncated backpropagation through time: the state goes on, its gradient does not."""
    layer = case.make(np.random.default_rng(2), np.float64)
    xs = np.random.default_rng(3).normal(size=case.shape)
    state = like(layer.forward(xs)[1].state, normal(np.random.default_rng(4)))
    hs, cache = layer.forward(xs, state)
    _, grads = layer.backward(hs, cache)
    plain = {name: g for name, g in grads.items() if name != "state"}
    assert isinstance(grads["state"], tuple)
    copies = [{name: p.copy() for name, p in layer.params.items()} for _ in range(2)]
    for params, some in zip(copies, (grads, plain), strict=True):
        optimizer = make(params)
        for _ in range(2):
            optimizer.step(some)
        assert global_norm(some) == global_norm(plain) > 0
        for limit in (1e-3, 1e9):
            clipped, norm = clip_by_global_norm(some, limit)
            assert (list(clipped), norm) == (list(plain), global_norm(plain))
            optimizer.step(clipped)
    for name, p in copies[0].items():
        np.testing.assert_array_equal(p, copies[1][name])


@every_optimizer
def test_a_param_may_be_called_state(make):
    params = {"state": np.ones(3), "w": np.ones(2)}
    grads = {name: np.ones_like(p) for name, p in params.items()}
    make(params).step(clip_by_global_norm(grads, 1.0)[0])
    assert (params["state"] < 1).all()
    assert global_norm(grads) == pytest.approx(5**0.5)
    with pytest.raises(
        ValueError, match=r"\.step: 'state' is missing in grads, expected the names"
    ):
        make(params).step(grads | {"state": (np.ones(3),)})


def test_a_long_sequence_in_pieces_learns_what_one_piece_does_not_hold():
    """Hold the sign of the first input: behind the first piece only the state knows it."""
    rng = np.random.default_rng(0)
    layer, criterion = RNN(1, 4, rng, init="orthogonal"), MeanSquaredError()
    net, optimizer = Sequential(Dense(4, 1, rng)), Adam(layer.params, 0.01)
    head, losses = Adam(net.params, 0.01), []
    for _ in range(150):
        signs, state = rng.choice([-1.0, 1.0], (1, 16, 1)), layer.cell.zero_state(16)
        for piece in range(3):
            xs = np.zeros((4, 16, 1))
            xs[0] = signs[0] if piece == 0 else 0.0
            hs, cache = layer.forward(xs, state)
            scores, head_cache = net.forward(hs)
            loss, loss_cache = criterion.forward(scores, np.broadcast_to(signs, scores.shape))
            dhs, head_grads = net.backward(criterion.backward(1.0, loss_cache)[0], head_cache)
            _, grads = layer.backward(dhs, cache)
            head.step(clip_by_global_norm(head_grads, 1.0)[0])
            optimizer.step(clip_by_global_norm(grads, 1.0)[0])
            state = cache.state
        losses.append(loss)  # of the last piece
    assert np.mean(losses[-10:]) < 0.1 < 0.5 < losses[0]


TINY = 10.0 ** np.arange(-300, -200, 7)


@every_optimizer
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_underflow_does_no_harm_whatever_the_user_set(make, dtype):
    tiny = (TINY if dtype is np.float64 else 10.0 ** np.arange(-44, -18, 2.0)).astype(dtype)
    results = []
    for setting in ({"all": "raise"}, {"all": "ignore"}):
        params = {"p": np.zeros(tiny.size, dtype), "q": tiny.copy()}
        with np.errstate(**setting):
            optimizer = make(params)
            for scale in (1, 0, 1, 0):
                grads = {"p": tiny * dtype(scale), "q": -tiny[::-1] * dtype(scale)}
                clipped, norm = clip_by_global_norm(grads, float(tiny.max()) / 3)
                optimizer.step(clipped)
                optimizer.step(grads)
        results.append([norm, *params["p"], *params["q"]])
    assert results[0] == results[1]
    assert np.isfinite(results[0]).all()


def test_a_gradient_that_is_not_finite_is_the_same_error_whatever_the_user_set():
    for make in OPTIMIZERS.values():
        for bad_value in (np.nan, np.inf):
            with (
                np.errstate(all="raise"),
                pytest.raises(ValueError, match=r"\.step: grads\['p'\] holds (nan|inf), expected"),
            ):
                make({"p": np.zeros(2)}).step({"p": np.array([1.0, bad_value])})


def test_a_wrong_shape_is_a_shape_error():
    with pytest.raises(ShapeError):
        Adam({"p": np.zeros(3)}).step({"p": np.zeros((3, 1))})


@pytest.mark.parametrize(("g", "text"), [(1e20, "1e+20"), (-6e17, "-6e+17")])
def test_adam_says_when_its_sum_of_squares_may_overflow(g, text):
    text = f"Adam.step: grads['p'] holds {text}, expected finite numbers below 5.8e+17 in"
    with pytest.raises(ValueError, match=re.escape(text)):
        Adam({"p": np.zeros(2, np.float32)}).step({"p": np.array([1, g], np.float32)})


def test_adam_takes_gradients_just_below_the_largest_for_ever():
    params, g = {"p": np.zeros(2, np.float32)}, np.array([5.8e18, -5.8e18], np.float32)
    optimizer = Adam(params, 0.1, betas=(0.9, 0.9))
    for _ in range(100):
        optimizer.step({"p": g})
    np.testing.assert_allclose(params["p"], [-10, 10], rtol=1e-4)


P = {"p": np.zeros(2)}
MAKE_ERRORS = [
    (lambda: SGD(P, 0), "SGD: lr is 0, expected a positive number."),
    (lambda: SGD(P, math.nan), "SGD: lr is nan, expected a positive number."),
    (lambda: SGD(P, 0.1, momentum=1.0), "SGD: momentum is 1.0, expected at least 0 and below 1."),
    (lambda: SGD(P, 0.1, momentum=-0.1), "SGD: momentum is -0.1, expected at least 0 and below 1."),
    (lambda: Adam(P, -1e-3), "Adam: lr is -0.001, expected a positive number."),
    (lambda: Adam(P, math.inf), "Adam: lr is inf, expected a positive number."),
    (lambda: Adam(P, betas=(0.9, 1)), "Adam: betas[1] is 1, expected at least 0 and below 1."),
    (lambda: Adam(P, betas=(-1, 0)), "Adam: betas[0] is -1, expected at least 0 and below 1."),
    (lambda: SGD(P, "0.1"), "SGD: lr is '0.1', expected a positive number."),
    (lambda: SGD(P, True), "SGD: lr is True, expected a positive number."),
    (lambda: SGD(P, 0.1, momentum=None), "SGD: momentum is None, expected at least 0 and below 1."),
    (lambda: Adam(P, betas=0.9), "Adam: betas is 0.9, expected two numbers, (0.9, 0.999)."),
    (lambda: Adam(P, betas=(0.9,)), "Adam: betas is (0.9,), expected two numbers, (0.9, 0.999)."),
    (lambda: Adam(P, eps=0), "Adam: eps is 0, expected a positive number."),
    (lambda: Adam({}), "Adam: params has 0 arrays, expected at least 1."),
    (lambda: SGD([1], 0.1), "SGD: params has type list, expected a dict of arrays such as"),
    (lambda: SGD({"p": [1.0]}, 0.1), "SGD: params['p'] has type list, expected a NumPy array"),
    (
        lambda: Adam({"p": np.zeros(2, np.int64)}),
        "Adam: params['p'] has dtype int64, expected float32",
    ),
    (
        lambda: Adam({"p": np.zeros(2), "q": np.zeros(2, np.float32)}),
        "Adam: params['q'] has dtype float32, expected float64 like the first.",
    ),
]


@pytest.mark.parametrize(("call", "text"), MAKE_ERRORS)
def test_a_mistake_is_one_clear_sentence(call, text):
    with pytest.raises(ValueError, match=re.escape(text)):
        call()
