"""Lab 6, exercise 1: how many weights a layer has, dense, sparse, and shared."""

from collections.abc import Callable
from itertools import product

import numpy as np

from course_lib.convolution.windows import output_size
from course_lib.grading.checking.exercise import Case, Exercise, Wrong

Counts = tuple[int, int, int]


def count_cases(rng: np.random.Generator) -> list[Case]:
    """Draw c_in, c_out, the sides of a picture and a window, and a stride; nothing is 1.

    The last place fits just, or leaves some pixels over. The last case can be counted by hand.
    """
    cases: list[Case] = []
    for stride, over in ((2, 1), (3, 0), (4, 3), (4, 1)):
        size = int(rng.choice([n for n in range(2, 6) if n != stride]))
        c_in, c_out = (size + int(n) for n in rng.integers((1, 4), (4, 8)))
        cases.append((c_in, c_out, size + stride * int(rng.integers(3, 9)) + over, size, stride))
    return [*cases, (2, 3, 5, 2, 2)]


def count_extremes(rng: np.random.Generator) -> list[Case]:
    """Draw a window for each pixel, one as large as the picture, and a large photograph."""
    side = int(rng.integers(5, 20))
    return [(1, 1, side, 1, 1), (3, 4, side, side, 1), (3, 64, side + 1000, 11, 4)]


def count_weights(c_in: int, c_out: int, side: int, size: int, stride: int) -> Counts:
    """Return the weights of a dense, a sparse and a shared layer."""
    return with_places(c_in, c_out, side, size, output_size(side, size, stride) ** 2)


def with_places(c_in: int, c_out: int, side: int, size: int, places: int) -> Counts:
    """Return the weights if each feature map has so many neurons."""
    seen = c_in * size * size
    return c_out * places * c_in * side * side, c_out * places * seen, c_out * seen


def dense_is(says: str, wrong: Callable[[int, Case], float]) -> Wrong:
    """Return the answer that is wrong for the dense layer alone."""
    return of_part(says, 0, wrong)


def sparse_is(says: str, wrong: Callable[[int, Case], float]) -> Wrong:
    """Return the answer that is wrong for the sparse layer alone."""
    return of_part(says, 1, wrong)


def shared_is(says: str, wrong: Callable[[int, Case], float]) -> Wrong:
    """Return the answer that is wrong for the shared layer alone."""
    return of_part(says, 2, wrong)


def of_part(says: str, part: int, wrong: Callable[[int, Case], float]) -> Wrong:
    """Return the answer that has ``wrong(right, args)`` as one part."""

    def function(c_in: int, c_out: int, side: int, size: int, stride: int) -> tuple[float, ...]:
        args = (c_in, c_out, side, size, stride)
        right: list[float] = [*count_weights(*args)]
        right[part] = wrong(count_weights(*args)[part], args)
        return tuple(right)

    return Wrong(says, function)


def with_xor(powers: tuple[bool, ...]) -> Callable[[int, int, int, int, int], Counts]:
    """Return the answer with n ^ 2 in the place of some squares: of places, sides and windows."""

    def answer(c_in: int, c_out: int, side: int, size: int, stride: int) -> Counts:
        along_side = output_size(side, size, stride)
        places, pixels, seen = (
            n ^ 2 if xor else n**2 for n, xor in zip((along_side, side, size), powers, strict=True)
        )
        return c_out * places * c_in * pixels, c_out * places * c_in * seen, c_out * c_in * seen

    return answer


def in_all(says: str, places: Callable[[int, int], int]) -> Wrong:
    """Return the answer with ``places(side - size, stride)`` places in all."""
    return Wrong(
        says,
        lambda c_in, c_out, side, size, stride: with_places(
            c_in, c_out, side, size, places(side - size, stride)
        ),
    )


def along(says: str, places: Callable[[int, int, int], int]) -> Wrong:
    """Return the answer with ``places(side, size, stride)`` places along a side."""
    return Wrong(
        says,
        lambda c_in, c_out, side, size, stride: with_places(
            c_in, c_out, side, size, places(side, size, stride) ** 2
        ),
    )


COUNT_WEIGHTS = Exercise(
    name="count_weights",
    reference=count_weights,
    cases=count_cases,
    extremes=count_extremes,
    returns=("dense", "sparse", "shared"),
    wrong=(
        Wrong(
            "is with one place too few along a side: the first place counts too",
            lambda c_in, c_out, side, size, stride: with_places(
                c_in, c_out, side, size, ((side - size) // stride) ** 2
            ),
        ),
        Wrong(
            "counts biases too; asked are weights alone",
            lambda c_in, c_out, side, size, stride: tuple(
                n + c_out * (1 if part == 2 else output_size(side, size, stride) ** 2)
                for part, n in enumerate(count_weights(c_in, c_out, side, size, stride))
            ),
        ),
        Wrong(
            "has the places of one row of the picture; there are as many rows of places",
            lambda c_in, c_out, side, size, stride: with_places(
                c_in, c_out, side, size, output_size(side, size, stride)
            ),
        ),
        Wrong(
            "moves the window pixel by pixel; the stride says how far it goes",
            lambda c_in, c_out, side, size, stride: with_places(
                c_in, c_out, side, size, output_size(side, size) ** 2
            ),
        ),
        along(
            "is with the 1 before the division: first divide and round down, then count the first",
            lambda side, size, stride: (side - size + 1) // stride,
        ),
        along(
            "is with a last place that does not fit: rounded up, not down",
            lambda side, size, stride: -(-(side - size) // stride) + 1,
        ),
        along(
            "is with a last place that does not fit: rounded to the nearest, not down",
            lambda side, size, stride: round((side - size) / stride) + 1,
        ),
        along(
            "takes a pixel too many off the side: n - K pixels are left for moving",
            lambda side, size, stride: (side - size - 1) // stride + 1,
        ),
        along(
            "takes a pixel too few off the side: n - K pixels are left for moving",
            lambda side, size, stride: (side - size + 1) // stride + 1,
        ),
        along(
            "forgets the size of the window: its last place must end in the picture",
            lambda side, size, stride: side // stride,
        ),
        along(
            "forgets the size of the window: its last place must end in the picture",
            lambda side, size, stride: side // stride + 1,
        ),
        along(
            "forgets the size of the window: its last place must end in the picture",
            lambda side, size, stride: (side - 1) // stride + 1,
        ),
        along(
            "lays the windows side by side; the stride says how far one goes on",
            lambda side, size, stride: side // size,
        ),
        along(
            "lays the windows side by side; the stride says how far one goes on",
            lambda side, size, stride: (side - size) // size + 1,
        ),
        along(
            "is with one place too many along a side",
            lambda side, size, stride: (side - size) // stride + 2,
        ),
        along(
            "is with a neuron for each pixel; there is one for each place",
            lambda side, size, stride: side,
        ),
        Wrong(
            "adds the places down and across; a picture has one for each pair",
            lambda c_in, c_out, side, size, stride: with_places(
                c_in, c_out, side, size, 2 * output_size(side, size, stride)
            ),
        ),
        dense_is(
            "has a neuron for each pixel; it has as many neurons as the other two",
            lambda right, args: args[1] * args[2] ** 2 * args[0] * args[2] ** 2,
        ),
        dense_is(
            "lacks the places: each feature map has a neuron for each of them",
            lambda right, args: args[1] * args[0] * args[2] ** 2,
        ),
        dense_is(
            "counts a side of the picture; a picture has rows and columns",
            lambda right, args: right // args[2],
        ),
        sparse_is(
            "sees one map only; a window is as deep as there are maps that come in",
            lambda right, args: right // args[0],
        ),
        sparse_is(
            "has one feature map only; it needs as many neurons as the other two",
            lambda right, args: right // args[1],
        ),
        shared_is(
            "counts a side of the window; a window has rows and columns",
            lambda right, args: right // args[3],
        ),
        shared_is(
            "counts biases too; asked are weights alone",
            lambda right, args: right + args[1],
        ),
        dense_is(
            "sees one map only; a dense neuron sees all pixels of all maps that come in",
            lambda right, args: right // args[0],
        ),
        dense_is(
            "has one feature map only; it needs as many neurons as the other two",
            lambda right, args: right // args[1],
        ),
        sparse_is(
            "shares its weights already; here each neuron has weights of its own",
            lambda right, args: count_weights(*args)[2],
        ),
        sparse_is(
            "counts a side of the window; a window has rows and columns",
            lambda right, args: right // args[3],
        ),
        shared_is(
            "still has the neurons in it; they all use the same weights",
            lambda right, args: count_weights(*args)[1],
        ),
        shared_is(
            "has one kernel for all maps that come in; each kernel has a layer for each of them",
            lambda right, args: right // args[0],
        ),
        shared_is(
            "has one kernel; each feature map that goes out has its own",
            lambda right, args: right // args[1],
        ),
        dense_is(
            "has the factor c_in once too often: what does the square take in?",
            lambda right, args: right * args[0],
        ),
        *(
            Wrong(
                "has ^ where a power is meant; in Python ^ is another operation", with_xor(powers)
            )
            for powers in [*product((False, True), repeat=3)][1:]
        ),
        *(
            in_all("adds 1 to the places in all; the first place counts along each side", places)
            for places in (
                lambda left, stride: left**2 // stride**2 + 1,
                lambda left, stride: (left // stride) ** 2 + 1,
            )
        ),
        in_all(
            "is rounded down after the square; each side has a whole number of places",
            lambda left, stride: (left + stride) ** 2 // stride**2,
        ),
    ),
)
