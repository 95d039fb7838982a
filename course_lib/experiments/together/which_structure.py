"""What a structure takes for granted: digits as they are, and with all pixels in another order."""

import numpy as np

from course_lib.experiments.recorded import Experiment, Values
from course_lib.experiments.together.cldnn import build, pictures
from course_lib.protocol import Array
from course_lib.training.losses import SoftmaxCrossEntropy, accuracy
from course_lib.training.optim import Adam
from course_lib.training.train import fit

NETS, ORDERS = ("dense", "CNN", "LSTM"), ("as it is", "scrambled")
RATES = (0.001, 0.003, 0.01)


def scrambled(x: Array) -> Array:
    """Return pictures (N, 1, rows, columns) with their pixels in another order, the same for all.

    Examples
    --------
    >>> x = np.arange(4.0).reshape(1, 1, 2, 2)
    >>> sorted(scrambled(x).ravel().tolist())
    [0.0, 1.0, 2.0, 3.0]
    """
    n_pixels = x.shape[2] * x.shape[3]
    order = np.random.default_rng(0).permutation(n_pixels)
    return x.reshape(len(x), n_pixels)[:, order].reshape(x.shape)


def learn(setting: str, seed: int, *, scramble: bool, lr: float = 3e-3, epochs: int = 10) -> float:
    """Train a net of `cldnn` beside this module on 4,000 digits; return its test accuracy.

    Parameters
    ----------
    setting : str
        Which net.
    seed : int
        Decides the training.
    scramble : bool
        Whether all pictures are scrambled, for training and for the test.
    lr : float, optional
        Adam's learning rate.
    epochs : int, optional
        How often the digits are seen.

    Examples
    --------
    >>> 0.5 < learn("dense", 0, scramble=True, epochs=1) < 0.95
    True
    """
    rng = np.random.default_rng(seed)
    net, (x, labels, x_test, test_labels) = build(setting, rng), pictures()
    if scramble:
        x, x_test = scrambled(x), scrambled(x_test)
    criterion, optimizer = SoftmaxCrossEntropy(), Adam(net.params, lr=lr)
    fit(net, criterion, optimizer, x, labels, rng=rng, epochs=epochs, clip=1.0, progress=False)
    return accuracy(net.forward(x_test)[0], test_labels)


def run(setting: str, seed: int) -> Values:
    """Train for a setting such as ``"CNN, scrambled, 0.003"`` or ``"CNN, as it is, 0.003"``.

    Returns
    -------
    dict
        ``accuracy`` on the test digits.
    """
    net, order, rate = setting.split(", ")
    return {"accuracy": learn(net, seed, scramble=order == "scrambled", lr=float(rate))}


RECORD = Experiment(
    "which-structure",
    run,
    settings=tuple(
        f"{net}, {order}, {rate:g}" for net in NETS for order in ORDERS for rate in RATES
    ),
    seeds=5,
    live="CNN, scrambled, 0.003",
    slack={"accuracy": 0.015},
)
