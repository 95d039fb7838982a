"""Laws of one update, and of freezing a part of a net."""

import ast
import re
from pathlib import Path

import numpy as np
import pytest

from course_lib import (
    GRU,
    LSTM,
    SGD,
    Adam,
    Conv2D,
    Dense,
    DivergenceError,
    Flatten,
    LastStep,
    MeanSquaredError,
    ReLU,
    Sequential,
    SoftmaxCrossEntropy,
    Tanh,
    clip_by_global_norm,
    evaluate,
    fit,
    global_norm,
    only,
    training,
    update,
)
from course_lib.source import Source

CE, MSE = SoftmaxCrossEntropy(), MeanSquaredError()
OPTIMIZERS = {
    "SGD": lambda params: SGD(params, 0.1),
    "SGD, momentum": lambda params: SGD(params, 0.1, momentum=0.9),
    "Adam": lambda params: Adam(params, 0.05),
}
every_optimizer = pytest.mark.parametrize("make", OPTIMIZERS.values(), ids=OPTIMIZERS)


@pytest.fixture
def rng():
    return np.random.default_rng(20170323)


def copy_of(params):
    return {name: p.copy() for name, p in params.items()}


def pictures(rng, dtype=np.float64):
    net = Sequential(
        Conv2D(2, 3, 3, rng, dtype=dtype), ReLU(), Flatten(), Dense(12, 4, rng, dtype=dtype)
    )
    return net, CE, rng.normal(size=(6, 2, 4, 4)).astype(dtype), rng.integers(0, 4, 6), {}


def sequences(rng, dtype=np.float64, mask_for="both"):
    net = Sequential(LSTM(3, 5, rng, dtype=dtype), Dense(5, 2, rng, dtype=dtype))
    mask = np.arange(7)[:, None] < np.array([7, 3, 5, 1])
    options = {"mask": mask, "mask_for": mask_for}
    xs, target = rng.normal(size=(7, 4, 3)), rng.normal(size=(7, 4, 2))
    return net, MSE, xs.astype(dtype), target.astype(dtype), options


def last_steps(rng, dtype=np.float64):
    net = Sequential(GRU(3, 5, rng, dtype=dtype), LastStep(), Dense(5, 4, rng, dtype=dtype))
    mask = np.arange(6)[:, None] < np.array([2, 6, 4])
    xs = rng.normal(size=(6, 3, 3)).astype(dtype)
    return net, CE, xs, rng.integers(0, 4, 3), {"mask": mask, "mask_for": "net"}


CASES = {"pictures": pictures, "sequences": sequences, "last steps": last_steps}
every_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


@every_case
@every_optimizer
@pytest.mark.parametrize("clip", [None, 0.2, 1e3])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_an_update_is_the_five_lines_bit_by_bit(case, make, clip, dtype):
    (net, criterion, x, target, options), (plain, *_) = (
        case(np.random.default_rng(3), dtype) for _ in range(2)
    )
    optimizer, by_hand = make(net.params), make(plain.params)
    for _ in range(3):
        seen = update(net, criterion, optimizer, x, target, clip=clip, **options)
        mask, mask_for = options.get("mask"), options.get("mask_for", "loss")
        to_net = {} if mask_for == "loss" else {"mask": mask}
        scores, cache = plain.forward(x, **to_net)
        loss, loss_cache = criterion.forward(scores, target, None if mask_for == "net" else mask)
        dscores, _ = criterion.backward(1.0, loss_cache)
        _, grads = plain.backward(dscores, cache)
        by_hand.step(grads if clip is None else clip_by_global_norm(grads, clip)[0])
        assert (seen.loss, seen.norm) == (loss, global_norm(grads))
        assert seen.param_norms == {name: global_norm({name: g}) for name, g in grads.items()}
        for name, p in net.params.items():
            np.testing.assert_array_equal(p, plain.params[name])


def test_a_page_can_show_the_steps_of_an_update():
    steps = r"net\.forward.*criterion\.forward.*criterion\.backward.*net\.backward.*optimizer\.step"
    assert re.search(steps, Source(update).text, re.DOTALL)


def test_the_body_of_each_function_fits_a_screen():
    lines = {}
    for path in Path(training.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                lines[path.stem, node.name] = body[-1].end_lineno - body[0].lineno if body else 0
    assert {("train", "fit"), ("update", "update"), ("evaluate", "evaluate")} <= lines.keys()
    assert max(lines.values()) < 45, max(lines, key=lines.get)


@every_optimizer
@pytest.mark.parametrize("size", [1e200, np.inf, np.nan])
@pytest.mark.parametrize("case", [pictures, sequences, last_steps])
def test_a_loss_that_is_not_finite_changes_nothing(case, size, make, rng):
    net, _, x, target, options = case(rng)
    net = Sequential(*net.layers, Dense(target.shape[-1] if target.dtype == float else 4, 1, rng))
    rows = np.full_like(net.forward(x)[0], 1e300)
    x[0, 0] = size
    before, optimizer = copy_of(net.params), make(net.params)
    with pytest.raises(DivergenceError, match=r"^update: .*expected finite numbers; try a smaller"):
        update(net, MSE, optimizer, x, rows, **options)
    for name, p in before.items():
        np.testing.assert_array_equal(net.params[name], p)


def test_mistakes_are_clear_errors(rng):
    net, criterion, x, target, _ = pictures(rng)
    adam = Adam(net.params)
    dense, all_of_them = Dense(2, 2, rng), {"mask": np.ones(3, bool), "mask_for": "net"}
    with pytest.raises(ValueError, match=r"update: mask_for is 'net', expected 'loss': Dense\.for"):
        update(dense, MSE, SGD(dense.params, 1), *np.ones((2, 3, 2)), **all_of_them)
    with pytest.raises(ValueError, match=r"update: mask_for is 'all', expected one of 'loss', 'n"):
        update(net, criterion, adam, x, target, mask_for="all")
    with pytest.raises(ValueError, match=r"keeps 0 of 6 targets, .*; leave such a batch out, as"):
        update(net, criterion, adam, x, target, mask=np.zeros(6, bool))
    with pytest.raises(
        ValueError, match=r"CrossEntropy\.forward: mask has type list, expected a Nu"
    ):
        update(net, criterion, adam, x, target, mask=[True] * 6)
    with pytest.raises(
        ValueError, match=r"CrossEntropy\.forward: mask has dtype int64, expected bo"
    ):
        update(net, criterion, adam, x, target, mask=np.ones(6, np.int64))
    net.params["3.b"][0] = np.nan
    for mask in (None, [True] * 6, np.ones(6, np.int64), np.ones(5, bool), np.ones(6, bool)):
        with pytest.raises(
            DivergenceError, match=r"update: the net's output holds NaN or inf, exp"
        ):
            update(net, criterion, adam, x, target, mask=mask)
    other, *_ = pictures(rng)
    with pytest.raises(ValueError, match=r"update: optimizer\.params are not the arrays of net\.p"):
        update(net, criterion, Adam(other.params), x, target)


def deep(rng, dtype=np.float64):
    sizes = [(3, 6), (6, 5), (5, 4)]
    dense = [Dense(n_in, n_out, rng, dtype=dtype) for n_in, n_out in sizes]
    return Sequential(dense[0], Tanh(), dense[1], Tanh(), dense[2])


@every_optimizer
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("clip", [None, 0.05])
def test_training_the_last_layer_is_training_it_alone_on_what_the_others_give(make, dtype, clip):
    rng = np.random.default_rng(11)
    x, target = rng.normal(size=(41, 3)).astype(dtype), rng.integers(0, 4, 41)
    net, same = deep(np.random.default_rng(2), dtype), deep(np.random.default_rng(2), dtype)
    before, last = copy_of(net.params), same.layers[-1]
    features, _ = Sequential(*same.layers[:-1]).forward(x)
    options = {"epochs": 3, "batch_size": 8, "clip": clip, "progress": False}
    history = fit(
        net, CE, make(only(net.params, "4")), x, target, rng=np.random.default_rng(5), **options
    )
    alone = fit(
        last, CE, make(last.params), features, target, rng=np.random.default_rng(5), **options
    )
    frozen = [name for name in before if not name.startswith("4.")]
    assert len(frozen) == 4
    for name in frozen:
        np.testing.assert_array_equal(net.params[name], before[name])
    # The batches' products may round otherwise than the product of all samples.
    tolerance = 1e-12 if dtype is np.float64 else 1e-4
    for name, p in last.params.items():
        np.testing.assert_allclose(net.params[f"4.{name}"], p, rtol=tolerance, atol=tolerance)
        assert not np.array_equal(p, before[f"4.{name}"])
    np.testing.assert_allclose(history.update_norm, alone.update_norm, rtol=10 * tolerance)
    assert list(history.param_norms) == ["4.W", "4.b"]


@every_optimizer
def test_what_was_frozen_can_be_trained_afterwards(make, rng):
    x, target = rng.normal(size=(20, 3)), rng.integers(0, 4, 20)
    net = deep(rng)
    fit(net, CE, make(only(net.params, "0", "4.b")), x, target, rng=rng, epochs=2, progress=False)
    before = copy_of(net.params)
    fit(net, CE, make(net.params), x, target, rng=rng, epochs=1, progress=False)
    for name, p in net.params.items():
        assert not np.array_equal(p, before[name]), name


def test_the_best_params_are_restored_also_where_a_part_is_frozen(rng):
    x, target = rng.normal(size=(20, 3)), rng.integers(0, 4, 20)
    net = deep(rng)
    history = fit(
        net,
        CE,
        SGD(only(net.params, "2"), 3.0),
        x,
        target,
        rng=rng,
        epochs=9,
        validation=(x, target),
        patience=4,
        progress=False,
    )
    assert evaluate(net, CE, x, target)[0] == min(history.validation_loss)


def test_only_gives_the_same_arrays_in_their_order(rng):
    params = Sequential(deep(rng), deep(rng)).params
    part = only(params, "1.4", "0.2.b", "0.0")
    assert list(part) == ["0.0.W", "0.0.b", "0.2.b", "1.4.W", "1.4.b"]
    assert all(part[name] is params[name] for name in part)


@pytest.mark.parametrize("part", ["1", "4.V", "4.", "", ".W", "W"])
def test_a_part_that_names_nothing_is_a_clear_error(part, rng):
    text = (
        f"only: {part!r} names nothing, expected some of '0.W', '0.b', '2.W', '2.b', '4.W', '4.b'"
    )
    with pytest.raises(ValueError, match=re.escape(text)):
        only(deep(rng).params, "0", part)


@pytest.mark.parametrize("case", [pictures, sequences, last_steps])
@every_optimizer
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_training_in_which_numbers_underflow_is_the_same_whatever_the_user_set(case, make, dtype):
    """Inputs so small that their products underflow, and scores of which one takes all."""
    results = []
    for setting in ("raise", "ignore"):
        rng = np.random.default_rng(1)
        net, criterion, x, target, options = case(rng, dtype)
        x[:, 0] *= np.finfo(dtype).tiny
        net.params[list(net.params)[-1]][0] = 900
        options |= {"batch_axis": int(x.ndim == 3), "target_axis": int(case is sequences)}
        with np.errstate(all=setting):
            history = fit(
                net,
                criterion,
                make(net.params),
                x,
                target,
                rng=rng,
                epochs=3,
                batch_size=2,
                clip=1e-3,
                progress=False,
                **options,
            )
            judged = evaluate(net, criterion, x, target, **options)
        results.append((history, judged, [p.tobytes() for p in net.params.values()]))
    assert results[0] == results[1]
    assert np.isfinite(results[0][0].loss).all()
