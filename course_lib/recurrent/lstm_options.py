"""The params of an LSTM with all its options, seen as those of one with four gates."""

import numpy as np
import numpy.typing as npt

from course_lib.initializers import Initializer, get_initializer, side_by_side
from course_lib.protocol import Array, NamedCalls, Params
from course_lib.recurrent.sequence import Grads
from course_lib.shapes import expect_dtype, expect_name, expect_number, expect_rng, expect_size

GATES = ("z", "zi", "zf", "zo")
REMOVABLE = ("zi", "zf", "zo", "tanh_c")
# σ(1000) is 1 to the last bit. Infinity would be too, but a fast matrix product multiplies it with
# the zeros that it pads with, and warns of NaN.
ALWAYS_OPEN = 1000.0


class FourGates(NamedCalls):
    """Params of an LSTM: ``W`` (n H, D + H), ``b`` (n H) and maybe ``p``, for n = 1 to 4 gates.

    The options change which gates have params, not how a step is computed:

    * a gate left out is one with W = 0 and a b so large that σ(b) = 1;
    * a coupled input gate, 1 - σ(a), is one with the params of the forget gate times -1, since
      1 - σ(a) = σ(-a);
    * no peephole is a peephole of 0.

    So `expand` gives the params of all four gates, and `collect` takes their gradients back.

    Parameters
    ----------
    n_in, n_hidden, rng, peephole, coupled, without, forget_bias, init, dtype
        As for `LSTMCell`.

    Attributes
    ----------
    gates : tuple of str
        The gates with params of their own, in the order of their rows.
    peeping : tuple of str
        The gates with a peephole, in the order of the rows of ``p``.
    """

    def __init__(
        self,
        n_in: int,
        n_hidden: int,
        rng: np.random.Generator,
        *,
        peephole: str | None = None,
        coupled: bool = False,
        without: tuple[str, ...] = (),
        forget_bias: float = 0.0,
        init: str | Initializer = "uniform",
        dtype: npt.DTypeLike = np.float64,
    ) -> None:
        expect_size("LSTMCell: n_in", n_in)
        expect_size("LSTMCell: n_hidden", n_hidden)
        expect_rng("LSTMCell: rng", rng)
        expect_dtype("LSTMCell: dtype", dtype)
        check_options(peephole, coupled, without, forget_bias)
        draw = get_initializer("LSTMCell: init", init)
        self.n_in, self.n_hidden = n_in, n_hidden
        self.peephole, self.coupled, self.squash_c = peephole, coupled, "tanh_c" not in without
        self.gates = tuple(
            gate for gate in GATES if gate not in without and not (coupled and gate == "zi")
        )
        widths = (n_in, n_hidden)
        W = np.concatenate([side_by_side(draw, n_hidden, widths, rng, dtype) for _ in self.gates])
        b = np.zeros((len(self.gates), n_hidden), dtype)
        if "zf" in self.gates:
            b[self.gates.index("zf")] = forget_bias
        self.params: Params = {"W": W, "b": b.ravel()}
        self.peeping: tuple[str, ...] = ()
        if peephole is not None:
            self.peeping = tuple(g for g in self.gates if peephole == "lecture" or g != "z")
            self.params["p"] = draw((len(self.peeping), n_hidden), rng, dtype)

    def expand(self) -> tuple[Array, Array, Array, Array]:
        """Return the params of all four gates, z, zi, zf, zo.

        Returns
        -------
        W : numpy.ndarray
            (4 H, D + H).
        b : numpy.ndarray
            (4 H,).
        p_prev : numpy.ndarray
            (4, H), the peepholes for c_prev.
        p_new : numpy.ndarray
            (H,), the peephole of the output gate for the new c.
        """
        H, W, b = self.n_hidden, self.params["W"], self.params["b"]
        p_prev, p_new = np.zeros((4, H), W.dtype), np.zeros(H, W.dtype)
        for gate, row in zip(self.peeping, self.params.get("p", ()), strict=True):
            if (self.peephole, gate) == ("gers", "zo"):
                p_new = row
            else:
                p_prev[GATES.index(gate)] = row
        if self.gates == GATES:
            return W, b, p_prev, p_new
        W_all = np.zeros((4, H, W.shape[1]), W.dtype)
        b_all = np.full((4, H), ALWAYS_OPEN, W.dtype)
        own = [GATES.index(gate) for gate in self.gates]
        W_all[own], b_all[own] = W.reshape(-1, *W_all.shape[1:]), b.reshape(-1, H)
        if self.coupled:
            W_all[1], b_all[1], p_prev[1] = -W_all[2], -b_all[2], -p_prev[2]
        return W_all.reshape(4 * H, -1), b_all.ravel(), p_prev, p_new

    def collect(self, dW: Array, db: Array, dp_prev: Array, dp_new: Array) -> Grads:
        """Return the gradients of the params, from those of what `expand` gave."""
        H = self.n_hidden
        if self.gates != GATES:
            dW, db = dW.reshape(4, H, -1), db.reshape(4, H)
            if self.coupled:
                dW[2] -= dW[1]
                db[2] -= db[1]
                dp_prev[2] -= dp_prev[1]
            own = [GATES.index(gate) for gate in self.gates]
            dW, db = dW[own].reshape(-1, dW.shape[2]), db[own].ravel()
        grads: Grads = {"W": dW, "b": db}
        if self.peephole is not None:
            rows = dict(zip(GATES, dp_prev, strict=True))
            if self.peephole == "gers":
                rows["zo"] = dp_new
            grads["p"] = np.stack([rows[gate] for gate in self.peeping])
        return grads


def check_options(
    peephole: str | None, coupled: bool, without: tuple[str, ...], forget_bias: float
) -> None:
    """Check the options of an LSTM.

    Raises
    ------
    ValueError
        If one is unknown, or two do not go together.

    Examples
    --------
    >>> check_options(None, True, ("zi",), 0.0)
    Traceback (most recent call last):
    ValueError: LSTMCell: coupled is True with ('zi',) left out, expected both zi and zf: the \
coupled input gate is 1 - zf.
    """
    if peephole is not None:
        expect_name("LSTMCell: peephole", peephole, ("lecture", "gers"))
    if not isinstance(without, tuple):
        raise ValueError(f"LSTMCell: without is {without!r}, expected a tuple such as ('zf',).")
    for part in without:
        expect_name("LSTMCell: without", part, REMOVABLE)
    if coupled and {"zi", "zf"} & set(without):
        raise ValueError(
            f"LSTMCell: coupled is True with {without} left out, expected both zi and zf: the "
            "coupled input gate is 1 - zf."
        )
    if peephole == "gers" and {"zi", "zf", "zo"} <= set(without):
        raise ValueError(
            "LSTMCell: peephole is 'gers' with all gates left out, expected None: its peepholes go "
            "into the gates only."
        )
    expect_number("LSTMCell: forget_bias", forget_bias, "a finite number")
    if forget_bias and "zf" in without:
        raise ValueError(
            f"LSTMCell: forget_bias is {forget_bias:g} with zf left out, expected 0: there is no "
            "forget gate."
        )


def sigmoid_in_place(a: Array) -> None:
    """Change ``a`` to σ(a) = ½ (1 + tanh(a / 2)), without a new array: for loops over time.

    Examples
    --------
    >>> a = np.array([-1e4, 0.0, 1e4])
    >>> sigmoid_in_place(a)
    >>> a
    array([0. , 0.5, 1. ])
    """
    a *= 0.5
    tanh_to_sigmoid(np.tanh(a, out=a))


def tanh_to_sigmoid(a: Array) -> None:
    """Change ``a`` = tanh(½ x) to σ(x) = ½ + ½ a, without a new array.

    Examples
    --------
    >>> a = np.tanh(0.5 * np.array([-1e4, 0.0, 1e4]))
    >>> tanh_to_sigmoid(a)
    >>> a
    array([0. , 0.5, 1. ])
    """
    a += 1
    a *= 0.5
