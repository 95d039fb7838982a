"""The compiled part of hypothesis in plain Python: it has no wheel for Pyodide's Python.

These are the functions on floats that hypothesis imports from its ``_native``, and no others. A
test compares each with the compiled one.
"""

import math
import struct

INTEGERS = {16: "!H", 32: "!I", 64: "!Q"}
FLOATS = {16: "!e", 32: "!f", 64: "!d"}
SMALLEST = {16: 2.0**-14, 32: 2.0**-126, 64: 2.0**-1022}


def float_to_int(value: float, width: int = 64) -> int:
    """Return the bits of a float as a whole number."""
    found: int = struct.unpack(INTEGERS[width], struct.pack(FLOATS[width], value))[0]
    return found


def int_to_float(value: int, width: int = 64) -> float:
    """Return the float with these bits."""
    found: float = struct.unpack(FLOATS[width], struct.pack(INTEGERS[width], value))[0]
    return found


def float_of(value: float, width: int) -> float:
    """Return the nearest float of this width."""
    found: float = struct.unpack(FLOATS[width], struct.pack(FLOATS[width], float(value)))[0]
    return found


def is_negative(value: float) -> bool:
    """Tell whether a float has the sign minus; -0.0 has it."""
    return math.copysign(1.0, value) < 0


def count_between_floats(low: float, high: float, width: int = 64) -> int:
    """Return how many floats there are from one to another, with both."""
    if is_negative(low) and not is_negative(high):
        below = count_between_floats(low, -0.0, width)
        return below + count_between_floats(0.0, high, width)
    return abs(float_to_int(high, width) - float_to_int(low, width)) + 1


def next_up(value: float, width: int = 64) -> float:
    """Return the next larger float; 0.0 comes after -0.0."""
    if math.isnan(value) or value == math.inf:
        return value
    if value == 0.0 and is_negative(value):
        return 0.0
    return int_to_float(float_to_int(value, width) + (-1 if is_negative(value) else 1), width)


def next_down(value: float, width: int = 64) -> float:
    """Return the next smaller float."""
    return -next_up(-value, width)


def next_down_normal(value: float, width: int, *, allow_subnormal: bool) -> float:
    """Return the next smaller float, perhaps without those too small for all digits."""
    down = next_down(value, width)
    if not allow_subnormal and 0 < abs(down) < SMALLEST[width]:
        return 0.0 if down > 0 else -SMALLEST[width]
    return down


def next_up_normal(value: float, width: int, *, allow_subnormal: bool) -> float:
    """Return the next larger float, perhaps without those too small for all digits."""
    return -next_down_normal(-value, width, allow_subnormal=allow_subnormal)


def width_smallest_normals(width: int) -> float:
    """Return the smallest float with all digits."""
    return SMALLEST[width]


def cathetus(h: float, a: float) -> float:
    """Return the other short side of a triangle with a right angle."""
    return math.sqrt(h - a) * math.sqrt(h + a)
