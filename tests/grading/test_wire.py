"""Only plain data crosses, and bytes that are no message are refused."""

import io
import json
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from course_lib.grading.inside import wire
from course_lib.grading.inside.fixtures import Fixture

numbers = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
arrays = npst.arrays(
    st.sampled_from(["?", "i1", "i8", "u2", "f2", "f4", "f8", "c8", "c16"]),
    npst.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3),
)
plain = st.recursive(
    numbers | arrays,
    lambda parts: (
        st.lists(parts, max_size=4)
        | st.lists(parts, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=5), parts, max_size=4)
    ),
    max_leaves=12,
)


def there_and_back(value, **options):
    stream = io.BytesIO()
    wire.send(stream, value)
    stream.seek(0)
    return wire.receive(stream, **options)


def equal(a, b):
    if isinstance(a, np.ndarray):
        return type(b) is np.ndarray and a.dtype == b.dtype and a.tobytes() == b.tobytes()
    if isinstance(a, list | tuple):
        return type(a) is type(b) and len(a) == len(b) and all(map(equal, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(equal(a[k], b[k]) for k in a)
    return type(a) is type(b) and repr(a) == repr(b)


def test_a_number_of_numpy_is_taken_from_the_grader_alone():
    there = there_and_back(np.float32(1), ours=True)
    assert type(there) is np.float32
    with pytest.raises(wire.WireError, match="a part of an unknown kind"):
        there_and_back(np.float32(1))


@given(plain)
def test_a_value_comes_back_as_it_was(value):
    assert equal(value, there_and_back(value))


def test_arrays_that_are_not_contiguous_or_not_native_come_back():
    a = np.arange(12.0).reshape(3, 4).T[::2]
    np.testing.assert_array_equal(there_and_back(a), a)
    np.testing.assert_array_equal(there_and_back(a.astype(">f8")), a)


def test_a_function_crosses_by_its_name_with_its_data():
    function = Fixture("quadratic", np.eye(2), np.ones(2))
    there = there_and_back((function, 3), ours=True)
    assert there[0].name == "quadratic"
    assert there[0](np.array([1.0, 2.0])) == function(np.array([1.0, 2.0]))
    with pytest.raises(wire.WireError, match="a part of an unknown kind"):
        there_and_back((function, 3))


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (print, "a value has type builtin_function_or_method, expected numbers, arrays, tuples"),
        (np.array([None]), "an array has dtype object, expected numbers"),
        (np.array(["a"]), "an array has dtype <U1, expected numbers"),
        ({1: 2}, "a dict has a key of type int, expected str"),
        (np.ma.masked_array([1.0]), "a value has type MaskedArray, expected numbers"),
        (np.zeros(9_000_000), "the value has 72 MB, expected at most 64 MB"),
        ([0] * 20_001, "the value has more than 20000 parts"),
        ("x" * 5_000_000, "5 MB of text and numbers outside of arrays, expected at most 4 MB"),
    ],
)
def test_what_may_not_cross_is_named_and_nothing_is_written(value, message):
    stream = io.BytesIO()
    with pytest.raises(wire.WireError, match=message):
        wire.send(stream, value)
    assert stream.getvalue() == b""


def test_a_list_in_itself_ends():
    value = []
    value.append(value)
    with pytest.raises(wire.WireError, match="nested more than 20 deep"):
        wire.send(io.BytesIO(), value)


def message(header, body=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return wire.HEAD.pack(len(text), len(body)) + text + body


@pytest.mark.parametrize(
    "raw",
    [
        message(b"not JSON"),
        message(b"\xff\xfe"),
        message({"pickle": pickle.dumps(1).hex()}),
        message({"list": {}}),
        message({"list": [], "tuple": []}),
        message({}),
        message([1]),
        message({"array": ["<f8", [2]]}, b"12345678"),
        message({"array": ["<f8", [-1]]}, b"12345678"),
        message({"array": ["O", [1]]}, b"12345678"),
        message({"array": ["<f8,<f8", [1]]}, b"1234567812345678"),
        message({"array": ["<f8"]}, b"12345678"),
        message({"array": ["(2,)<f8", [1]]}, b"12345678" * 2),
        message({"array": ["no such type", [1]]}, b"12345678"),
        message({"array": ["<f8", [1] * 70]}, b"12345678"),
        message({"fixture": ["no-such-function"]}),
        message({"fixture": [3]}),
        message({"int": "12x"}),
        message({"int": "1_000"}),
        message({"int": "9" * 1001}),
        message(b"9" * 20),
        message({"complex": ["1", "2"]}),
        message({"complex": [1.0]}),
        message({"array": ["<f8", [2**70, 0]]}),
        message({"array": ["<f8", [True]]}, b"12345678"),
        message({"array": {"<f8": [1]}}, b"12345678"),
        message({"array": ["<M8[s]", [1]]}, b"12345678"),
        message(b"[" * 100_000),
        wire.HEAD.pack(2**60, 0),
        wire.HEAD.pack(2**23, 0),
    ],
)
def test_bytes_that_are_no_message_are_one_kind_of_error(raw):
    with pytest.raises(wire.WireError):
        wire.receive(io.BytesIO(raw))


def test_the_end_of_the_stream_is_told_apart():
    with pytest.raises(EOFError):
        wire.receive(io.BytesIO(message({"list": []})[:-1]))
