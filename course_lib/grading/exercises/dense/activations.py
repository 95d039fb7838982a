"""Lab 1, exercises 1 and 4: the sigmoid, and tanh from it."""

from collections.abc import Callable

import numpy as np

from course_lib.fully_connected.activations import sigmoid, sigmoid_derivative
from course_lib.grading.checking.exercise import Case, Exercise, Wrong, quiet
from course_lib.grading.inside.fixtures import Fixture
from course_lib.protocol import Array

Squash = Callable[[Array], Array]


# Exercise 1


def sigmoid_cases(rng: np.random.Generator) -> list[Case]:
    """Draw small arrays: one has numbers whose power of e no computer can hold, one whole ones."""
    large = np.array([-1e4, -12.0, -1.0, 0.0, 1.0, 1e4])
    return [
        (rng.normal(size=1),),
        (rng.normal(size=2),),
        (rng.normal(size=5),),
        (3 * rng.normal(size=(2, 3)),),
        (large,),
        (np.append(rng.choice([-2, -1, 1, 2], size=2), 0),),
    ]


def sigmoid_extremes(rng: np.random.Generator) -> list[Case]:
    """Draw three axes, and the numbers at which a power of e becomes 0 or infinite."""
    edges = np.array([-1e300, -745.2, -709.8, -37.0, 37.0, 709.8, 745.2, 1e300])
    return [(rng.normal(size=(2, 1, 3)),), (rng.permutation(edges),), (rng.normal(size=(0, 2)),)]


def sigmoid_of_one_number(z: Array) -> Array:
    """Decide once for the whole array."""
    return sigmoid(z) if z >= 0 else 1 - sigmoid(-z)


def cut_off(limit: float) -> Squash:
    """Return the formula behind a cut that is too narrow."""
    return lambda z: 1 / (1 + np.exp(-np.clip(z, -limit, limit)))


def set_beyond(limit: float) -> Squash:
    """Return a sigmoid that is 0 or 1 from a number on that is too near to 0."""
    return lambda z: np.where(np.abs(z) > limit, z > 0, sigmoid(z))


def of_base(base: float) -> Squash:
    """Return the sigmoid with another number than e."""
    return lambda z: sigmoid(np.log(base) * z)


SIGMOID = Exercise(
    name="sigmoid",
    reference=sigmoid,
    cases=sigmoid_cases,
    extremes=sigmoid_extremes,
    laws=(quiet("is right, but a power of e overflows on the way, and NumPy warns"),),
    wrong=(
        Wrong(
            "is the sigmoid of -z: it falls where the sigmoid rises",
            lambda z: sigmoid(-z),
        ),
        Wrong(
            "becomes infinity divided by infinity, which is NaN, for a large z",
            lambda z: np.exp(z) / (1 + np.exp(z)),
        ),
        Wrong(
            "is tanh(z), between -1 and 1; the sigmoid stays between 0 and 1",
            np.tanh,
        ),
        Wrong(
            "is the slope of the sigmoid, not the sigmoid itself",
            sigmoid_derivative,
        ),
        Wrong(
            "is too steep: it is the sigmoid of 2z",
            lambda z: 0.5 * (1 + np.tanh(z)),
        ),
        Wrong(
            "is 0 where z is not below 0; the sigmoid has a value there too",
            lambda z: np.where(z < 0, sigmoid(z), 0.0),
        ),
        Wrong(
            "is 0 where z is below 0; the sigmoid has a value there too",
            lambda z: np.where(z < 0, 0.0, sigmoid(z)),
        ),
        Wrong(
            "makes a 0 of the NaN that comes out for a very large z; near which number is σ there?",
            lambda z: np.nan_to_num(np.exp(z) / (1 + np.exp(z))),
        ),
        Wrong(
            "has lost its fractions where z holds whole numbers: an array like z holds them alone",
            lambda z: sigmoid(z).astype(np.asarray(z).dtype),
        ),
        Wrong(
            "asks `if` about a whole array; each entry of z needs an answer of its own",
            sigmoid_of_one_number,
        ),
        Wrong(
            "is right, but a power of e overflows on the way, and NumPy warns",
            lambda z: 1 / (1 + np.exp(-z)),
        ),
        Wrong(
            "is 0 at z = 0: that z belongs to one of the two sides",
            lambda z: np.where(z == 0, 0.0, sigmoid(z)),
        ),
        Wrong(
            "lacks the brackets round the bottom: the whole of 1 + a power divides",
            lambda z: 1 + np.exp(-z),
        ),
        Wrong(
            "lacks the brackets round the bottom: the whole of 1 + a power divides",
            lambda z: 1 + np.exp(-np.abs(z)),
        ),
        Wrong(
            "lacks the brackets round the bottom: the whole of 1 + a power divides",
            lambda z: np.where(z >= 0, 1, np.exp(-np.abs(z))) + np.exp(-np.abs(z)),
        ),
        Wrong(
            "has the top of one formula and the bottom of the other",
            lambda z: np.exp(np.clip(z, -500, 500)) / (1 + np.exp(-np.clip(z, -500, 500))),
        ),
        Wrong(
            "has the top of one formula and the bottom of the other",
            lambda z: np.exp(z) / (1 + np.exp(-z)),
        ),
        Wrong(
            "is a softmax: all its numbers add up to 1; σ asks each number by itself",
            lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum(),
        ),
        Wrong(
            "is the logarithm of 1 + e^z, a smooth ReLU; σ is its slope",
            lambda z: np.logaddexp(0, z),
        ),
        Wrong(
            "is an arctangent, stretched and moved; σ has a power of e",
            lambda z: 0.5 + np.arctan(z) / np.pi,
        ),
        Wrong("is a ReLU", lambda z: np.maximum(z, 0)),
        Wrong("is a step from 0 to 1", lambda z: np.where(z >= 0, 1.0, 0.0)),
        Wrong(
            "forgets the case z < 0: the top of the fraction is 1 everywhere",
            lambda z: 1 / (1 + np.exp(-np.abs(z))),
        ),
        *(
            Wrong(
                "cuts z off too near to 0: beyond the cut its value is not small enough",
                cut_off(limit),
            )
            for limit in (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 16, 18, 20)
        ),
        *(
            Wrong("is set to 0 or 1 from a z on that is too near to 0", set_beyond(limit))
            for limit in (1, 2, 3, 4, 5, 6, 10)
        ),
        *(Wrong("has powers of another number than e", of_base(base)) for base in (2, 10)),
        Wrong(
            "has its half before one of the two parts; it halves their sum",
            lambda z: 0.5 + np.tanh(z / 2),
        ),
        Wrong(
            "has its half before one of the two parts; it halves their sum",
            lambda z: 1 + 0.5 * np.tanh(z / 2),
        ),
        Wrong(
            "has the top of one formula and the bottom of the other where z is below 0",
            lambda z: np.exp(np.minimum(z, 0)) * sigmoid(z),
        ),
        *(
            Wrong("takes the largest of z off, as a softmax may; σ(z) changes when z moves", answer)
            for answer in (
                lambda z: sigmoid(z - z.max()),
                lambda z: sigmoid(z - z.max(axis=-1, keepdims=True)),
            )
        ),
    ),
)


# Exercise 4


def tanh_cases(rng: np.random.Generator) -> list[Case]:
    """Draw functions with values between 0 and 1 that are not the sigmoid, and arrays for them."""
    return [
        (Fixture(name, float(rng.uniform(0.5, 2.0))), 2 * rng.normal(size=shape))
        for name, shape in (
            ("arctan-squash", 4),
            ("ratio-squash", (2, 3)),
            ("arctan-squash", 1),
            ("ratio-squash", 2),
            ("gompertz-squash", 3),
        )
    ]


def tanh_from(squash: Squash, z: Array) -> Array:
    """Return 2 squash(2z) - 1, shaped like ``z``."""
    return 2 * squash(2 * z) - 1


TANH_FROM = Exercise(
    name="tanh_from",
    reference=tanh_from,
    cases=tanh_cases,
    wrong=(
        Wrong(
            "is tanh whatever function comes in; call that one: the check passes others than σ",
            lambda squash, z: np.tanh(z),
        ),
        Wrong("stretches the values but not z", lambda squash, z: 2 * squash(z) - 1),
        Wrong("stretches z but not the values", lambda squash, z: squash(2 * z)),
        Wrong(
            "moves the values down but does not stretch them",
            lambda squash, z: squash(2 * z) - 0.5,
        ),
        Wrong("squeezes z where it should stretch it", lambda squash, z: 2 * squash(z / 2) - 1),
        Wrong(
            "lies between 0 and 2; the values have to move down",
            lambda squash, z: 2 * squash(2 * z),
        ),
        Wrong(
            "is the other way round: it falls where tanh rises",
            lambda squash, z: 1 - 2 * squash(2 * z),
        ),
        Wrong(
            "turns the function round: only one like σ has the same values from both ends",
            lambda squash, z: 1 - 2 * squash(-2 * z),
        ),
        Wrong(
            "turns the function round: only one like σ has the same values from both ends",
            lambda squash, z: squash(2 * z) - squash(-2 * z),
        ),
        Wrong(
            "takes the value at -z away, which is another formula; and z is not stretched",
            lambda squash, z: squash(z) - squash(-z),
        ),
        Wrong(
            "has the 2 of z outside of the function: it belongs inside, as 2z",
            lambda squash, z: 4 * squash(z) - 1,
        ),
        Wrong(
            "stretches what is moved already: first times 2, and then minus 1",
            lambda squash, z: 2 * (squash(2 * z) - 1),
        ),
        Wrong(
            "takes the function's value at 0 away twice; minus 1 is asked, whatever that value is",
            lambda squash, z: 2 * squash(2 * z) - 2 * squash(0 * z),
        ),
        Wrong(
            "takes the function's value at 0 away; minus 1 is asked, whatever that value is",
            lambda squash, z: 2 * squash(2 * z) - squash(0 * z),
        ),
        Wrong(
            "stretches the values but not z, and moves them too far down",
            lambda squash, z: 2 * squash(z) - 2,
        ),
        Wrong("moves z to the side; it is stretched", lambda squash, z: 2 * squash(z + 2) - 1),
        Wrong(
            "stretches nothing, neither z nor the values",
            lambda squash, z: squash(z) - 1,
        ),
        Wrong("stretches nothing, neither z nor the values", lambda squash, z: squash(z)),
        Wrong(
            "stretches the values but not z, and moves them by a half",
            lambda squash, z: 2 * squash(z) - 0.5,
        ),
        Wrong(
            "squares where it should stretch: 2z is z twice, not z times z",
            lambda squash, z: 2 * squash(z**2) - 1,
        ),
        Wrong(
            "squares the value in the place of stretching z",
            lambda squash, z: 2 * squash(z) ** 2 - 1,
        ),
        Wrong("moves the values up; they move down", lambda squash, z: 2 * squash(2 * z) + 1),
        Wrong(
            "halves the values; it should stretch them",
            lambda squash, z: squash(2 * z) / 2 - 1,
        ),
        Wrong(
            "has -2z in the function; it should be 2z",
            lambda squash, z: 2 * squash(-2 * z) - 1,
        ),
        Wrong(
            "is the slope of the sigmoid, made of its value",
            lambda squash, z: squash(z) * (1 - squash(z)),
        ),
        Wrong(
            "takes the tanh of what the function gives",
            lambda squash, z: np.tanh(squash(z)),
        ),
        Wrong(
            "moves z to the side; what moves down are the values",
            lambda squash, z: 2 * squash(2 * z - 1),
        ),
        Wrong("stretches z but not the values", lambda squash, z: squash(2 * z) - 1),
    ),
)
