"""What is easily taken for the slope of tanh, made of its value: for every lab that goes back."""

from collections.abc import Callable, Mapping

import numpy as np

from course_lib.protocol import Array

# What is said, and the wrong slope where tanh has the value a.
WRONG_SLOPES: Mapping[str, Callable[[Array], Array]] = {
    "has the square round all of 1 - a; the slope of tanh is 1 minus the square": (
        lambda a: (1 - a) ** 2
    ),
    "has a plus in the slope of tanh; it is 1 minus the square": lambda a: 1 + a * a,
    "has the square alone for the slope of tanh; it is 1 minus the square": lambda a: a * a,
    "has the slope of tanh with the opposite sign": lambda a: a * a - 1,
    "doubles where the slope of tanh has a square": lambda a: 1 - 2 * a,
    "uses the slope of the ReLU; this is tanh": lambda a: (a > 0).astype(float),
    "multiplies by the value of tanh; the slope is 1 minus its square": lambda a: a,
    "divides by the slope of tanh; a chain of slopes is a product": lambda a: 1 / (1 - a * a),
    "has the slope of tanh once too often": lambda a: (1 - a * a) ** 2,
    "has the root of 1 minus the square; the slope of tanh has no root": (
        lambda a: np.sqrt(1 - a * a)
    ),
    "has the size of the value in the place of its square": lambda a: 1 - np.abs(a),
    "multiplies by tanh of the value; the slope is 1 minus the square": np.tanh,
}
