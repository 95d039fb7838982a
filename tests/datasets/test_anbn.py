"""aⁿbⁿ: the strings, what comes next, and where counting tells it."""

import numpy as np
import pytest

from course_lib.datasets import ANBN_SYMBOLS, anbn


def text(symbols, mask):
    """Return each column of ``symbols`` (T, N) as it is written, without the padding."""
    return [
        "".join(ANBN_SYMBOLS[i] for i in column[kept])
        for column, kept in zip(symbols.T, mask.T, strict=True)
    ]


@pytest.mark.parametrize("counts", [[1], [3], [1, 2, 3], [7, 1, 7, 20], range(1, 61)])
def test_each_string_is_n_times_a_then_n_times_b_between_two_ends(counts):
    strings = anbn(counts)
    assert text(strings.symbols, strings.mask) == [f"${'a' * n}{'b' * n}" for n in counts]
    assert text(strings.targets, strings.mask) == [f"{'a' * n}{'b' * n}$" for n in counts]


def test_arrays_have_the_documented_shapes_and_dtypes():
    strings = anbn(np.array([4, 2], np.uint8))
    assert strings.xs.shape == (9, 2, 3)
    assert strings.xs.dtype == np.float64
    for array in (strings.symbols, strings.targets):
        assert array.shape == (9, 2)
        assert array.dtype == np.int64
        assert set(np.unique(array)) == {0, 1, 2}
    for mask in (strings.mask, strings.predictable):
        assert mask.shape == (9, 2)
        assert mask.dtype == np.bool_


def test_large_counts_of_a_small_integer_dtype_do_not_overflow():
    strings = anbn(np.array([200], np.uint8))
    assert strings.xs.shape == (401, 1, 3)
    assert text(strings.targets, strings.mask) == ["a" * 200 + "b" * 200 + "$"]


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_the_input_is_the_symbols_one_hot_and_0_after_the_end(dtype):
    strings = anbn([1, 4, 2], dtype=dtype)
    assert strings.xs.dtype == dtype
    np.testing.assert_array_equal(strings.xs.sum(axis=2), strings.mask)
    np.testing.assert_array_equal(strings.xs.argmax(2)[strings.mask], strings.symbols[strings.mask])


def test_predictable_are_exactly_the_steps_where_all_strings_with_this_beginning_go_on_alike():
    counts = range(1, 9)
    strings = anbn(counts)
    # Every beginning of a string, and all that comes after it in any of the strings.
    after = {}
    for column, targets, mask in zip(
        strings.symbols.T, strings.targets.T, strings.mask.T, strict=True
    ):
        for t in np.flatnonzero(mask):
            after.setdefault(tuple(column[: t + 1]), set()).add(targets[t])
    longest = (2, *[0] * max(counts))
    for j, n in enumerate(counts):
        for t in range(2 * n + 1):
            beginning = tuple(strings.symbols[: t + 1, j])
            certain = len(after[beginning]) == 1
            # Two are certain without counting: an a comes first; and the longest string of all
            # cannot have another a, but only since the list of counts ends here.
            if beginning not in {(2,), longest}:
                assert strings.predictable[t, j] == certain
    assert not strings.predictable[0].any()


@pytest.mark.parametrize("counts", [[1], [5, 1, 3]])
def test_each_string_has_n_predictable_steps_that_end_with_it(counts):
    strings = anbn(counts)
    np.testing.assert_array_equal(strings.predictable.sum(axis=0), counts)
    for j, n in enumerate(counts):
        assert strings.predictable[n + 1 : 2 * n + 1, j].all()


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ([], "anbn: counts has shape (0,), expected (N,) with N at least 1."),
        (3, "anbn: counts has shape (), expected (N,) with N at least 1."),
        ([[1, 2]], "anbn: counts has shape (1, 2), expected (N,) with N at least 1."),
        ([2, 0], "anbn: counts is [2, 0], expected whole numbers of at least 1."),
        ([2.0], "anbn: counts is [2.0], expected whole numbers of at least 1."),
        ([True], "anbn: counts is [True], expected whole numbers of at least 1."),
    ],
)
def test_wrong_counts_are_named(counts, message):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the text is compared below
        anbn(counts)
    assert str(error.value) == message


def test_a_wrong_dtype_is_named():
    with pytest.raises(ValueError, match=r"^anbn: dtype is int64, expected float32 or float64\.$"):
        anbn([1], dtype=np.int64)
