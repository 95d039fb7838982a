"""What crosses between the grader and a learner's process: a length, JSON, raw array bytes.

Never pickle: to read a pickle is to run what its writer chose. Only plain data crosses, and the
reader checks all of it, because the writer may be hostile: kinds, shapes, sizes, depth.
"""

import json
import struct
from math import prod
from typing import IO, Any

import numpy as np

from course_lib.grading.inside.fixtures import Fixture
from course_lib.grading.inside.outcome import KINDS, LIMIT
from course_lib.protocol import Array

MOST_BYTES = LIMIT + 2**20
MOST_ITEMS = 20_000
MOST_DEPTH = 20
HEAD = struct.Struct(">QQ")


class WireError(ValueError):
    """A value that may not cross, or bytes that are no message."""


def send(stream: IO[bytes], message: Any) -> None:
    """Write one message.

    Raises
    ------
    WireError
        If the message holds something that may not cross; nothing is written then.
    """
    arrays: list[Array] = []
    header = json.dumps(_pack(message, arrays, [0], 0)).encode()
    body = b"".join(array.tobytes() for array in arrays)
    if len(header) + len(body) > MOST_BYTES:
        raise WireError(
            f"the value has {(len(header) + len(body)) / 1e6:,.0f} MB, expected at most "
            f"{LIMIT / 1e6:.0f} MB"
        )
    stream.write(HEAD.pack(len(header), len(body)) + header + body)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read one message.

    Raises
    ------
    EOFError
        If the other side has ended.
    WireError
        If the bytes are no message.
    """
    header_size, body_size = HEAD.unpack(_exactly(stream, HEAD.size))
    if header_size + body_size > MOST_BYTES:
        raise WireError("a message is larger than any that may be sent")
    header, body = _exactly(stream, header_size), _exactly(stream, body_size)
    try:
        return _unpack(json.loads(header), memoryview(body), [0], 0)
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
        raise WireError(f"a message cannot be read: {error}") from None


def _exactly(stream: IO[bytes], n: int) -> bytes:
    parts, missing = [], n
    while missing:
        part = stream.read(missing)
        if not part:
            raise EOFError("the other side has ended")
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _count(items: list[int], depth: int) -> None:
    items[0] += 1
    if items[0] > MOST_ITEMS:
        raise WireError(f"the value has more than {MOST_ITEMS} parts")
    if depth > MOST_DEPTH:
        raise WireError(f"the value is nested more than {MOST_DEPTH} deep")


def _pack(value: Any, arrays: list[Array], items: list[int], depth: int) -> Any:
    """Return the JSON form of a value; its arrays go to ``arrays``, in order."""
    _count(items, depth)
    kind = type(value)
    if value is None or kind in (bool, float, str):
        return value
    if kind is int:
        return value if abs(value) < 2**63 else {"int": str(value)[:1000]}
    if kind is complex:
        return {"complex": [value.real, value.imag]}
    if kind is Fixture:
        return {"fixture": [_pack(v, arrays, items, depth + 1) for v in (value.name, *value.args)]}
    if kind in (list, tuple):
        return {kind.__name__: [_pack(v, arrays, items, depth + 1) for v in value]}
    if kind is dict:
        bad = next((key for key in value if type(key) is not str), None)
        if bad is not None:
            raise WireError(f"a dict has a key of type {type(bad).__name__}, expected str")
        return {"dict": {key: _pack(v, arrays, items, depth + 1) for key, v in value.items()}}
    if kind is np.ndarray or isinstance(value, np.generic):
        array = np.asarray(value)
        if array.dtype.kind not in KINDS:
            raise WireError(f"an array has dtype {array.dtype}, expected numbers")
        if array.dtype.itemsize > 16 or not array.dtype.isnative:
            array = array.astype(array.dtype.newbyteorder("="))
        arrays.append(array)
        dtype = array.dtype.str
        return {"array" if kind is np.ndarray else "scalar": [dtype, list(array.shape)]}
    raise WireError(f"a value has type {kind.__name__}, expected numbers, arrays, tuples or dicts")


def _unpack(form: Any, body: memoryview, items: list[int], depth: int) -> Any:
    _count(items, depth)
    if form is None or isinstance(form, bool | int | float | str):
        return form
    (kind, value), *more = _a(dict, form).items()
    if more:
        raise WireError("a message has a part of two kinds")
    if kind in ("list", "tuple"):
        parts = [_unpack(v, body, items, depth + 1) for v in _a(list, value)]
        return parts if kind == "list" else tuple(parts)
    if kind == "dict":
        return {k: _unpack(v, body, items, depth + 1) for k, v in _a(dict, value).items()}
    if kind == "int":
        return int(_a(str, value)[:1000])
    if kind == "complex":
        return complex(*map(float, value))
    if kind == "fixture":
        name, *args = (_unpack(v, body, items, depth + 1) for v in _a(list, value))
        return Fixture(name, *args)
    if kind in ("array", "scalar"):
        code, shape = value
        return _array(kind, code, _a(list, shape), body, items)
    raise WireError(f"a message has a part of the unknown kind {kind!r}")


def _array(kind: str, code: str, shape: list[int], body: memoryview, items: list[int]) -> Any:
    dtype = np.dtype(_a(str, code))
    if dtype.kind not in KINDS or dtype.hasobject or dtype.subdtype:
        raise WireError(f"an array has dtype {dtype}, expected numbers")
    if len(shape) > 32 or any(type(n) is not int or n < 0 for n in shape):
        raise WireError(f"an array has the shape {shape}")
    if len(items) == 1:
        items.append(0)  # where the next array begins in the body
    start, size = items[1], prod(shape) * dtype.itemsize
    if start + size > len(body):
        raise WireError("an array is longer than its message")
    items[1] = start + size
    array = np.frombuffer(body[start : start + size], dtype).reshape(shape).copy()
    return array if kind == "array" else array[()]


def _a(kind: type[Any], value: Any) -> Any:
    if type(value) is not kind:
        raise WireError(f"a message has {type(value).__name__} where {kind.__name__} belongs")
    return value
