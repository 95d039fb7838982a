"""What crosses between the grader and a learner's process: a length, JSON, raw array bytes.

Never pickle: to read a pickle is to run what its writer chose. Only plain data crosses, and the
reader checks all of it, because the writer may be hostile: kinds, shapes, sizes, depth.
"""

import json
import re
import struct
from math import prod
from typing import IO, Any

import numpy as np

from course_lib.grading.inside.fixtures import Fixture
from course_lib.grading.inside.outcome import KINDS, LIMIT
from course_lib.protocol import Array

MOST_BYTES = LIMIT + 2**20
MOST_TEXT = 4 * 2**20
"""Bytes of JSON: many small parts take far more memory than they are long."""
MOST_ITEMS = 20_000
MOST_DEPTH = 20
MOST_WARNINGS = 20
MOST_DIGITS = 1000
HEAD = struct.Struct(">QQ")
DTYPE = re.compile(r"[<>|](?:b1|[iu][1248]|f(?:2|4|8|16)|c(?:8|16|32))")
WHOLE = re.compile(rf"-?[0-9]{{1,{MOST_DIGITS}}}")


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
    if len(header) > MOST_TEXT:
        raise WireError(
            f"the value has {len(header) / 1e6:,.0f} MB of text and numbers outside of arrays, "
            f"expected at most {MOST_TEXT / 1e6:.0f} MB"
        )
    if len(header) + len(body) > MOST_BYTES:
        raise WireError(
            f"the value has {(len(header) + len(body)) / 1e6:,.0f} MB, expected at most "
            f"{LIMIT / 1e6:.0f} MB"
        )
    stream.write(HEAD.pack(len(header), len(body)) + header + body)
    stream.flush()


def receive(stream: IO[bytes], *, ours: bool = False) -> Any:
    """Read one message.

    Parameters
    ----------
    stream : binary file
        Where it comes from.
    ours : bool, optional
        Whether the grader wrote it. What a worker writes holds no function and no number of
        NumPy: `course_lib.grading.inside.outcome.plain` leaves none.

    Raises
    ------
    EOFError
        If the other side has ended.
    WireError
        If the bytes are no message.
    """
    header_size, body_size = HEAD.unpack(_exactly(stream, HEAD.size))
    if header_size > MOST_TEXT or header_size + body_size > MOST_BYTES:
        raise WireError("a message is larger than any that may be sent")
    header, body = _exactly(stream, header_size), _exactly(stream, body_size)
    try:
        return _Reader(memoryview(body), ours=ours).read(json.loads(header), 0)
    except WireError:
        raise
    except (ValueError, TypeError, RecursionError, OverflowError) as error:
        raise WireError(f"a message cannot be read: {type(error).__name__}") from None


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
        return value if abs(value) < 2**63 else {"int": str(value)[:MOST_DIGITS]}
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


class _Reader:
    """Makes a value of its JSON form and the bytes of its arrays, which stand in order."""

    def __init__(self, body: memoryview, *, ours: bool) -> None:
        self.body, self.ours = body, ours
        self.items, self.start = [0], 0

    def read(self, form: Any, depth: int) -> Any:
        _count(self.items, depth)
        if form is None or isinstance(form, bool | float | str):
            return form
        if isinstance(form, int):
            if abs(form) >= 2**63:
                raise WireError("a message has a number that is too large for its kind")
            return form
        (kind, value), *more = _a(dict, form).items() or [("", None)]
        if more:
            raise WireError("a message has a part of two kinds")
        if kind in ("list", "tuple"):
            parts = self.parts(value, depth)
            return parts if kind == "list" else tuple(parts)
        if kind == "dict":
            return {key: self.read(part, depth + 1) for key, part in _a(dict, value).items()}
        if kind == "int" and WHOLE.fullmatch(_a(str, value)):
            return int(value)
        if kind == "complex":
            real, imaginary = (_a(float, part) for part in _a(list, value))
            return complex(real, imaginary)
        if kind == "fixture" and self.ours:
            name, *args = self.parts(value, depth)
            return Fixture(name, *args)
        if kind == "array" or (kind == "scalar" and self.ours):
            code, shape = _a(list, value)
            array = self.array(_a(str, code), _a(list, shape))
            return array if kind == "array" else array[()]
        raise WireError("a message has a part of an unknown kind")

    def parts(self, value: Any, depth: int) -> list[Any]:
        return [self.read(part, depth + 1) for part in _a(list, value)]

    def array(self, code: str, shape: list[int]) -> Any:
        if not DTYPE.fullmatch(code):
            raise WireError("an array has another dtype than numbers")
        if len(shape) > 32 or any(type(n) is not int or not 0 <= n < 2**63 for n in shape):
            raise WireError("an array has no possible shape")
        dtype = np.dtype(code)
        end = self.start + prod(shape) * dtype.itemsize
        if end > len(self.body):
            raise WireError("an array is longer than its message")
        array = np.frombuffer(self.body[self.start : end], dtype).reshape(shape).copy()
        self.start = end
        return array


def _a(kind: type[Any], value: Any) -> Any:
    if type(value) is not kind:
        raise WireError(f"a message has {type(value).__name__} where {kind.__name__} belongs")
    return value
