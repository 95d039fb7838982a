"""Three activation functions on real digits, each at several learning rates: a recorded run."""

from collections.abc import Callable
from functools import cache

import numpy as np

from course_lib.datasets import mnist5k
from course_lib.datasets.mnist import Digits
from course_lib.experiments.recorded import Experiment, Record, Values
from course_lib.fully_connected.activations import ReLU, Sigmoid, Tanh
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.protocol import Array, Layer
from course_lib.shapes import expect_name
from course_lib.training.losses import SoftmaxCrossEntropy
from course_lib.training.optim import SGD
from course_lib.training.train import evaluate, fit

LAYERS: dict[str, Callable[[], Layer]] = {"sigmoid": Sigmoid, "tanh": Tanh, "ReLU": ReLU}
SIZE, HIDDEN, CLASSES = 14, 64, 10
RATES = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
# The first weights as they are, and so many times as large.
LARGE = 30


@cache
def _digits() -> tuple[Digits, Digits]:
    return mnist5k(size=SIZE, dtype=np.float32)


def train_digits(
    activation: str, lr: float, seed: int, *, scale: float = 1.0, epochs: int = 3
) -> float:
    """Train a net with one hidden layer of 64 units by plain SGD; return its test accuracy.

    Parameters
    ----------
    activation : str
        "sigmoid", "tanh" or "ReLU".
    lr : float
        Learning rate.
    seed : int
        Of the first weights (Xavier) and of the order of the digits. The same for all
        activations.
    scale : float, optional
        The first layer's first weights are multiplied by it.
    epochs : int, optional
        How often the 4,000 training digits are seen, 32 in an update.

    Returns
    -------
    float
        Share of the 1,000 test digits that are right.

    Raises
    ------
    ValueError
        If the name is unknown.

    Examples
    --------
    >>> train_digits("tanh", 0.1, 0) > 0.8
    True
    """
    expect_name("train_digits: activation", activation, tuple(LAYERS))
    train, test = _digits()
    rng = np.random.default_rng(seed)
    net = Sequential(
        Dense(SIZE * SIZE, HIDDEN, rng, init="xavier", dtype=np.float32),
        LAYERS[activation](),
        Dense(HIDDEN, CLASSES, rng, init="xavier", dtype=np.float32),
    )
    net.params["0.W"] *= np.float32(scale)
    x, x_test = (part.images.reshape(len(part.images), -1) for part in (train, test))
    criterion, optimizer = SoftmaxCrossEntropy(), SGD(net.params, lr)
    fit(net, criterion, optimizer, x, train.labels, rng=rng, epochs=epochs, progress=False)
    _, right = evaluate(net, criterion, x_test, test.labels)
    assert right is not None  # digits are classes
    return right


def setting(activation: str, lr: float, scale: float = 1) -> str:
    """Return the name under which a setting is recorded.

    Examples
    --------
    >>> setting("tanh", 0.1), setting("tanh", 0.1, LARGE)
    ('tanh, 0.1', 'tanh, 0.1, 30 W')
    """
    return f"{activation}, {lr:g}" + (f", {scale:g} W" if scale != 1 else "")


def run(name: str, seed: int) -> Values:
    """Train once; return ``"accuracy"``, the share of test digits that are right.

    Raises
    ------
    ValueError
        If the setting is unknown.
    """
    expect_name("run: name", name, tuple(SETTINGS))
    activation, lr, scale = SETTINGS[name]
    return {"accuracy": train_digits(activation, lr, seed, scale=scale)}


def accuracies(record: Record, activation: str, scale: float = 1) -> Array:
    """Return the recorded accuracies (rates, seeds) of an activation, for all of RATES.

    Examples
    --------
    >>> from course_lib.experiments.recorded import recorded
    >>> accuracies(recorded("activations"), "tanh").shape
    (7, 5)
    """
    found = [record.values(setting(activation, lr, scale), "accuracy") for lr in RATES]
    return np.array(found)


SETTINGS = {
    setting(activation, lr, scale): (activation, lr, float(scale))
    for scale in (1, LARGE)
    for activation in LAYERS
    for lr in RATES
}
RECORD = Experiment(
    "activations",
    run,
    tuple(SETTINGS),
    seeds=5,
    live=setting("tanh", 0.1),
    slack={"accuracy": 0.02},
)
