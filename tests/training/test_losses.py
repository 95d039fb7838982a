"""Laws of the losses."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from course_lib.shapes import ShapeError
from course_lib.training.gradcheck import compare_gradients, numerical_gradient
from course_lib.training.losses import MeanSquaredError, SoftmaxCrossEntropy, accuracy, softmax

SHAPES = [(1,), (5,), (7, 3), (2, 3, 4)]  # of the target: one row, a batch, a sequence, more axes
scores_strategy = hnp.arrays(
    np.float64,
    hnp.array_shapes(min_dims=2, max_dims=3, max_side=5),
    elements=st.floats(-50, 50),
)


@pytest.fixture
def rng():
    return np.random.default_rng(20170323)


def classes(rng, shape, n_classes=4):
    return rng.normal(size=(*shape, n_classes)), rng.integers(0, n_classes, shape)


def numbers(rng, shape, n_out=4):
    return rng.normal(size=(*shape, n_out)), rng.normal(size=(*shape, n_out))


CASES = {"SoftmaxCrossEntropy": (SoftmaxCrossEntropy, classes), "MSE": (MeanSquaredError, numbers)}
every_loss = pytest.mark.parametrize(("make", "draw"), CASES.values(), ids=CASES)


@every_loss
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("masked", [False, True])
def test_gradient_is_the_slope_for_any_upstream_and_mask(make, draw, shape, masked, rng):
    criterion, (scores, target) = make(), draw(rng, shape)
    mask = None
    if masked:
        mask = rng.random(shape) < 0.6
        mask.flat[0] = True
    dloss = float(rng.normal())
    _, cache = criterion.forward(scores, target, mask)
    dscores, grads = criterion.backward(dloss, cache)
    numeric = numerical_gradient(
        lambda: dloss * criterion.forward(scores, target, mask)[0], scores, 1e-5
    )
    assert grads == {}
    assert np.abs(dscores).max() > 0
    compare_gradients("dscores", dscores, numeric)


@every_loss
def test_what_stands_at_masked_places_does_not_matter(make, draw, rng):
    criterion, (scores, target) = make(), draw(rng, (6, 3))
    mask = np.arange(18).reshape(6, 3) % 3 > 0
    loss, cache = criterion.forward(scores, target, mask)
    dscores, _ = criterion.backward(1.7, cache)
    scores[~mask], target[~mask] = np.nan, -7
    again, cache = criterion.forward(scores, target, mask)
    dagain, _ = criterion.backward(1.7, cache)
    assert again == loss
    np.testing.assert_array_equal(dagain, dscores)
    np.testing.assert_array_equal(dscores[~mask], 0)
    assert np.all(dscores[mask] != 0)


@every_loss
def test_a_masked_loss_is_the_loss_of_the_kept_rows(make, draw, rng):
    criterion, (scores, target) = make(), draw(rng, (6, 3))
    mask = rng.random((6, 3)) < 0.5
    masked, _ = criterion.forward(scores, target, mask)
    kept, _ = criterion.forward(scores[mask], target[mask])
    assert masked == kept


@every_loss
def test_leading_axes_do_not_matter(make, draw, rng):
    criterion, (scores, target) = make(), draw(rng, (6, 3))
    loss, cache = criterion.forward(scores, target)
    rows = target.reshape(18, *target.shape[2:])
    flat_loss, flat_cache = criterion.forward(scores.reshape(18, 4), rows)
    assert loss == flat_loss
    dscores, dflat = criterion.backward(1.0, cache)[0], criterion.backward(1.0, flat_cache)[0]
    np.testing.assert_array_equal(dscores, dflat.reshape(6, 3, 4))


@every_loss
@pytest.mark.parametrize("masked", [False, True])
def test_float32_stays_float32(make, draw, masked, rng):
    criterion, (scores, target) = make(), draw(rng, (50,))
    mask = np.arange(50) % 2 == 0 if masked else None
    exact, exact_cache = criterion.forward(scores, target, mask)
    target32 = target.astype(np.float32) if target.dtype.kind == "f" else target
    loss, cache = criterion.forward(scores.astype(np.float32), target32, mask)
    dscores, _ = criterion.backward(np.float64(2.0), cache)
    assert type(loss) is float
    assert dscores.dtype == np.float32
    assert loss == pytest.approx(exact, rel=1e-5)
    np.testing.assert_allclose(dscores, criterion.backward(2.0, exact_cache)[0], atol=1e-6)


@every_loss
def test_forward_and_backward_change_nothing(make, draw, rng):
    criterion, (scores, target) = make(), draw(rng, (4, 3))
    mask = np.arange(12).reshape(4, 3) % 2 == 0
    for array in (scores, target, mask):
        array.flags.writeable = False
    loss, cache = criterion.forward(scores, target, mask)
    first, _ = criterion.backward(1.0, cache)
    criterion.backward(-3.0, cache)
    second, _ = criterion.backward(1.0, cache)
    np.testing.assert_array_equal(first, second)
    assert criterion.forward(scores, target, mask)[0] == loss
    assert vars(criterion) == {"params": {}}


@every_loss
def test_memory_order_does_not_matter(make, draw, rng):
    criterion, (scores, target) = make(), draw(rng, (6, 3))
    loss, cache = criterion.forward(scores, target)
    loss_f, cache_f = criterion.forward(np.asfortranarray(scores), np.asfortranarray(target))
    assert loss_f == pytest.approx(loss, rel=1e-14)
    np.testing.assert_allclose(
        criterion.backward(1.0, cache_f)[0], criterion.backward(1.0, cache)[0]
    )


@given(scores_strategy, st.data())
def test_cross_entropy_equals_the_plain_formula(scores, data):
    shape, k = scores.shape[:-1], scores.shape[-1]
    target = data.draw(hnp.arrays(np.int64, shape, elements=st.integers(0, k - 1)))
    loss, cache = SoftmaxCrossEntropy().forward(scores, target)
    p = np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True)
    one_hot = np.eye(k)[target]
    np.testing.assert_allclose(loss, -np.mean(np.log((p * one_hot).sum(axis=-1))), atol=1e-9)
    dscores, _ = SoftmaxCrossEntropy().backward(1.0, cache)
    np.testing.assert_allclose(dscores, (p - one_hot) / target.size, atol=1e-12)


@given(scores_strategy, st.floats(-1e4, 1e4))
def test_a_number_added_to_all_scores_of_a_row_changes_nothing(scores, shift):
    target = np.zeros(scores.shape[:-1], int)
    loss, cache = SoftmaxCrossEntropy().forward(scores, target)
    shifted, shifted_cache = SoftmaxCrossEntropy().forward(scores + shift, target)
    assert shifted == pytest.approx(loss, abs=1e-9)
    np.testing.assert_allclose(
        SoftmaxCrossEntropy().backward(1.0, shifted_cache)[0],
        SoftmaxCrossEntropy().backward(1.0, cache)[0],
        atol=1e-9,
    )
    np.testing.assert_allclose(softmax(scores + shift), softmax(scores), atol=1e-9)


@given(scores_strategy)
def test_softmax_is_positive_and_adds_to_one(scores):
    p = softmax(scores)
    assert (p >= 0).all()
    np.testing.assert_allclose(p.sum(axis=-1), 1, atol=1e-12)


def test_the_gradient_of_each_row_of_scores_adds_to_zero(rng):
    scores, target = classes(rng, (8,))
    _, cache = SoftmaxCrossEntropy().forward(scores, target)
    np.testing.assert_allclose(
        SoftmaxCrossEntropy().backward(1.0, cache)[0].sum(axis=1), 0, atol=1e-15
    )


def test_equal_scores_cost_ln_k():
    loss, _ = SoftmaxCrossEntropy().forward(np.full((3, 10), 7.0), np.array([0, 5, 9]))
    assert loss == pytest.approx(math.log(10), rel=1e-15)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_huge_scores_are_exact_and_silent(dtype):
    scores = np.array([[1e4, -1e4, 0], [1e4, -1e4, 0]], dtype)
    loss, cache = SoftmaxCrossEntropy().forward(scores, np.array([0, 1]))
    assert loss == 1e4
    expected = np.array([[0, 0, 0], [0.5, -0.5, 0]], dtype)
    np.testing.assert_array_equal(SoftmaxCrossEntropy().backward(1.0, cache)[0], expected)
    np.testing.assert_array_equal(softmax(scores), np.array([[1, 0, 0], [1, 0, 0]], dtype))


@pytest.mark.parametrize("n_classes", [1, 2, 50, 51, 300])
def test_the_number_of_classes_changes_no_rule(n_classes, rng):
    # The largest score of a row is found in two ways, for few classes and for many.
    scores, target = classes(rng, (6,), n_classes)
    scores[1], scores[2, 1:] = 1e4, -np.inf
    target[2] = 0
    loss, cache = SoftmaxCrossEntropy().forward(scores, target)
    p, rows = softmax(scores), np.arange(6)
    assert loss == pytest.approx(-np.log(p[rows, target]).mean(), rel=1e-12, abs=1e-15)
    p[rows, target] -= 1
    np.testing.assert_allclose(SoftmaxCrossEntropy().backward(6.0, cache)[0], p, atol=1e-15)
    for bad in (np.nan, np.inf):
        scores[4, -1] = bad
        with pytest.raises(ValueError, match=rf"largest of scores\[4\] is {bad}, expected"):
            SoftmaxCrossEntropy().forward(scores, target)


def test_a_score_of_minus_infinity_is_a_class_of_probability_zero():
    scores = np.array([[0.0, -np.inf, 0.0]])
    loss, cache = SoftmaxCrossEntropy().forward(scores, np.array([0]))
    assert loss == pytest.approx(math.log(2))
    np.testing.assert_allclose(SoftmaxCrossEntropy().backward(1.0, cache)[0], [[-0.5, 0, 0.5]])


@given(hnp.arrays(np.float64, (2, 4, 3), elements=st.floats(-1e3, 1e3)))
def test_squared_error_is_the_mean_over_all_entries(pair):
    scores, target = pair
    loss, cache = MeanSquaredError().forward(scores, target)
    assert loss == pytest.approx(float(np.mean((scores - target) ** 2)), rel=1e-12, abs=1e-300)
    np.testing.assert_allclose(
        MeanSquaredError().backward(1.0, cache)[0], 2 * (scores - target) / 12, rtol=1e-12
    )


def test_the_best_constant_score_costs_the_variance(rng):
    target = rng.normal(size=(100, 1))
    loss, _ = MeanSquaredError().forward(np.full((100, 1), target.mean()), target)
    assert loss == pytest.approx(target.var(), rel=1e-12)


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int32, np.int64, np.uint64])
def test_classes_may_be_of_any_integer_dtype(dtype, rng):
    scores, target = classes(rng, (6,))
    expected = SoftmaxCrossEntropy().forward(scores, target)[0]
    loss, cache = SoftmaxCrossEntropy().forward(scores, target.astype(dtype))
    assert loss == expected
    assert SoftmaxCrossEntropy().backward(1.0, cache)[0].dtype == np.float64


def test_accuracy_is_the_share_of_rows_whose_largest_score_is_the_target():
    scores = np.array([[[0.0, 1], [1, 0]], [[0, 1], [2, 1]]])
    target = np.array([[1, 1], [1, 0]])
    assert accuracy(scores, target) == 0.75
    assert accuracy(scores, target, np.array([[True, True], [False, False]])) == 0.5
    assert accuracy(np.zeros((1, 3)), np.array([0])) == 1.0


Y, S = np.array([0, 1, 2]), np.zeros((3, 4))
MASK = np.array([True, True, False])
CE_ERRORS = [
    (S, np.array([0, 4, 1]), None, "target[1] is 4, expected a class from 0 to 3."),
    (
        S,
        np.array([0, 1, -1]),
        None,
        "target[2] is -1, expected a class from 0 to 3; leave a target out by a mask, "
        "mask=target >= 0.",
    ),
    (S, np.array([0, 9, 9]), ~MASK, "target[2] is 9, expected a class from 0 to 3."),
    (S, Y * 1.0, None, "target has dtype float64, expected whole numbers, the classes;"),
    (S, Y > 0, None, "target has dtype bool, expected whole numbers, the classes;"),
    (S, Y[:2], None, "target has shape (2,), expected (3,)."),
    (S, Y[:, None], None, "target has shape (3, 1), expected (3,)."),
    (S, np.zeros((3, 4), int), None, "expected (3,); from one-hot rows make classes with"),
    (S, [0, 1, 2], None, "target has type list, expected a NumPy array of classes."),
    (S * np.nan, Y, None, "the largest of scores[0] is nan, expected a finite number;"),
    (S + np.array([[0], [np.inf], [0]]), Y, MASK, "the largest of scores[1] is inf, expected"),
    (S - np.inf, Y, None, "the largest of scores[0] is -inf, expected a finite number;"),
    (S[:0], Y[:0], None, "target has shape (0,), expected at least 1 target."),
    (S[:, :0], Y, None, "scores has shape (3, 0), expected at least 1 class."),
    (S.astype(np.int64), Y, None, "scores has dtype int64, expected float32 or float64;"),
    (S, Y, Y > 5, "mask keeps 0 of 3 targets, expected at least 1; leave such a batch"),
    (S, Y, MASK * 1.0, "mask has dtype float64, expected bool, True where a target counts;"),
    (S, Y, [True, True, False], "mask has type list, expected a NumPy array of bool."),
    (S, Y, np.ones((3, 4), bool), "mask has shape (3, 4), expected (3,)."),
]


@pytest.mark.parametrize(("scores", "target", "mask", "text"), CE_ERRORS)
def test_a_mistake_in_cross_entropy_is_one_clear_sentence(scores, target, mask, text):
    with pytest.raises(ValueError, match=re.escape(text)) as caught:
        SoftmaxCrossEntropy().forward(scores, target, mask)
    assert str(caught.value).startswith("SoftmaxCrossEntropy.forward: ")
    assert str(caught.value).endswith(".") or str(caught.value).endswith(")")


N = np.full((3, 4), np.nan)
N[0] = 0
MSE_ERRORS = [
    (S, S[:, :3], None, "target has shape (3, 3), expected (3, 4)."),
    (S[:, :1], np.zeros(3), None, "target has shape (3,), expected (3, 1)."),
    (S, S.astype(np.float32), None, "target has dtype float32, expected float64;"),
    (S, S.astype(np.int64), None, "target has dtype int64, expected float64;"),
    (S, N, None, "target[1, 0] is nan, expected a finite number."),
    (N, S, None, "scores[1, 0] is nan, expected a finite number."),
    (S, N, ~MASK, "target[2, 0] is nan, expected a finite number."),
    (S, S + np.inf, None, "target[0, 0] is inf, expected a finite number."),
    (S[:0], S[:0], None, "target has shape (0, 4), expected at least 1 target."),
    (S, S, Y > 5, "mask keeps 0 of 3 targets, expected at least 1; leave such a batch"),
    (
        S,
        S,
        MASK.astype(np.int64),
        "mask has dtype int64, expected bool, True where a target counts;",
    ),
    (S, S, np.ones((3, 4), bool), "mask has shape (3, 4), expected (3,)."),
]


@pytest.mark.parametrize(("scores", "target", "mask", "text"), MSE_ERRORS)
def test_a_mistake_in_squared_error_is_one_clear_sentence(scores, target, mask, text):
    with pytest.raises(ValueError, match=re.escape(text)) as caught:
        MeanSquaredError().forward(scores, target, mask)
    assert str(caught.value).startswith("MeanSquaredError.forward: ")


def test_wrong_shapes_are_shape_errors():
    with pytest.raises(ShapeError):
        SoftmaxCrossEntropy().forward(S, Y[:2])
    with pytest.raises(ShapeError):
        MeanSquaredError().forward(S, S[:2])


def test_mistakes_in_softmax_and_accuracy_are_clear():
    with pytest.raises(ValueError, match=r"softmax: the largest of scores\[1\] is nan, expected"):
        softmax(N)
    with pytest.raises(ValueError, match=r"softmax: scores has shape \(3, 0\), expected at least"):
        softmax(S[:, :0])
    with pytest.raises(ValueError, match=r"accuracy: scores\[1, 0\] is nan, expected a number\."):
        accuracy(N, Y)
    with pytest.raises(ValueError, match=r"accuracy: target has shape \(0,\), expected at least"):
        accuracy(S[:0], Y[:0])
    assert accuracy(N, Y * 0, Y == 0) == 1.0


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("gap", [120.0, 700.0, 760.0, 1e4, 1e30])
def test_probabilities_that_underflow_are_right_whatever_the_user_set(gap, dtype):
    scores = np.array([[0, gap, -gap], [gap / 2, 0, 3], [-gap, -gap, -gap / 3]], dtype)
    target, criterion = np.array([1, 0, 2]), SoftmaxCrossEntropy()
    with np.errstate(all="raise"):
        p = softmax(scores)
        loss, cache = criterion.forward(scores, target)
        dscores, _ = criterion.backward(1e-30, cache)
    np.testing.assert_allclose(p, np.eye(3)[target], atol=1e-20)
    assert 0 <= loss < 1e-10
    assert np.abs(dscores).max() < 1e-30
    assert dscores.dtype == dtype


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_squares_that_underflow_are_right_whatever_the_user_set(dtype):
    tiny = np.finfo(dtype).tiny
    scores = np.array([[tiny, 2 * tiny], [1.0, -tiny]], dtype)
    with np.errstate(all="raise"):
        loss, cache = MeanSquaredError().forward(scores, np.zeros_like(scores))
        dscores, _ = MeanSquaredError().backward(1e-3, cache)
    assert loss == 0.25
    np.testing.assert_allclose(dscores, scores * dtype(5e-4), atol=tiny)
