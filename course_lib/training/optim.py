"""Optimisers: how params change, given their gradients.

``optimizer.step(grads)`` changes the arrays of ``params`` in place, so the layers that own them
change as well. ``params`` is the dict of a layer or of a whole net, or a part of it (`only`);
``grads`` is the dict that its backward returns. A step that ends in an error changes nothing.

``grads["state"]``, which a sequence layer adds when it was given a state, is the gradient of that
state and not of a param: a step, a norm and clipping leave it out.
"""

import math
from collections.abc import Mapping, MutableMapping
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from course_lib.parts import expect_names
from course_lib.protocol import Array, Named, Params
from course_lib.shapes import expect_floats, expect_number


class Optimizer(Protocol):
    """Anything that changes params in place, given the gradients of the loss."""

    lr: float

    @property
    def params(self) -> Named:
        """What a step changes."""

    def step(self, grads: Params, /) -> None:
        """Change ``params`` once. ``grads`` has their names and shapes."""


class SGD:
    """Stochastic gradient descent, v = momentum * v + g, then p -= lr * v.

    Parameters
    ----------
    params : dict
        Named arrays, float64 or float32, changed in place by each step.
    lr : float
        Learning rate: how far one step goes along the gradient. It may be changed between steps.
    momentum : float, optional
        How much of the last velocity is kept, from 0 (none) to below 1.

    Raises
    ------
    ValueError
        If ``params`` is not a dict of float arrays, or a number is out of its range.

    Notes
    -----
    Source: Polyak 1964, https://doi.org/10.1016/0041-5553(64)90137-5, for the momentum.

    Examples
    --------
    >>> params = {"w": np.array([1.0])}
    >>> SGD(params, lr=0.5).step({"w": np.array([1.0])})
    >>> params
    {'w': array([0.5])}
    """

    def __init__(self, params: Named, lr: float, *, momentum: float = 0.0) -> None:
        _common_dtype("SGD", params)
        expect_number("SGD: lr", lr, "a positive number", _is_positive)
        expect_number("SGD: momentum", momentum, "at least 0 and below 1", _is_share)
        self.params, self.lr, self.momentum = params, lr, momentum
        self.velocity = {n: np.zeros_like(p) for n, p in params.items()} if momentum else {}

    def step(self, grads: Params) -> None:
        """Take one step down the gradients.

        Raises
        ------
        ShapeError
            If a gradient is not shaped like its array.
        ValueError
            If a name is missing or unknown, or a gradient has another dtype, NaN or inf.
        """
        _expect_grads("SGD.step", grads, self.params)
        for name in self.params:
            _expect_finite(f"SGD.step: grads[{name!r}]", grads[name])
        with np.errstate(under="ignore"):  # what is too small for a number may be 0
            for name, p in self.params.items():
                step = grads[name]
                if self.momentum:
                    step = self.velocity[name]
                    step *= self.momentum
                    step += grads[name]
                p -= self.lr * step

    def memory(self) -> dict[str, Array]:
        """Return all that the next step depends on, besides params, by name: for `save`.

        The arrays are new, of any shape.
        """
        numbers = {"lr": np.array(self.lr, float), "momentum": np.array(self.momentum, float)}
        return {**numbers, **{f"velocity.{n}": v.copy() for n, v in self.velocity.items()}}

    def remember(self, memory: Mapping[str, Array]) -> None:
        """Put back the arrays, of any shape, that `memory` returned; ``momentum`` must be the same.

        Raises
        ------
        ValueError
            If it is the memory of another optimiser.
        """
        _expect_memory("SGD", memory, self.memory(), ("momentum",))
        self.lr = float(memory["lr"])
        for name, v in self.velocity.items():
            v[...] = memory[f"velocity.{name}"]


class Adam:
    """Adam, p -= lr * m̂ / (√v̂ + eps): each entry moves about lr a step, however large its g.

    With m = β₁ m + (1 - β₁) g and v = β₂ v + (1 - β₂) g², running means of g and g². Both begin at
    0, which m̂ = m / (1 - β₁ᵗ) and v̂ = v / (1 - β₂ᵗ) make up for at step t.

    Parameters
    ----------
    params : dict
        Named arrays of one dtype, float64 or float32, changed in place by each step.
    lr : float, optional
        Learning rate, about the size of a step in each entry. It may be changed between steps.
    betas : tuple of float, optional
        β₁ and β₂, each at least 0 and below 1.
    eps : float, optional
        Keeps the division finite where all gradients were 0.

    Raises
    ------
    ValueError
        If ``params`` is not a dict of float arrays of one dtype, or a number is out of its range.

    Notes
    -----
    All params are one flat vector inside: a step costs about the same calls for 2 layers as for 20.
    Source: Kingma & Ba 2015, algorithm 1, https://arxiv.org/abs/1412.6980.

    Examples
    --------
    >>> params = {"w": np.array([1.0])}
    >>> Adam(params, lr=0.1).step({"w": np.array([1e3])})
    >>> params["w"].round(6)
    array([0.9])
    """

    def __init__(
        self,
        params: Named,
        lr: float = 1e-3,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
    ) -> None:
        dtype = _common_dtype("Adam", params)
        expect_number("Adam: lr", lr, "a positive number", _is_positive)
        if not isinstance(betas, tuple) or len(betas) != 2:
            raise ValueError(f"Adam: betas is {betas!r}, expected two numbers, (0.9, 0.999).")
        for i, beta in enumerate(betas):
            expect_number(f"Adam: betas[{i}]", beta, "at least 0 and below 1", _is_share)
        expect_number("Adam: eps", eps, "a positive number", _is_positive)
        _expect_apart("Adam", params)
        self.params, self.lr, self.betas, self.eps = params, lr, betas, eps
        self.t = 0
        size = sum(p.size for p in params.values())
        # Sums that fade: m / (1 - β₁) and v / (1 - β₂). And room for a step, made only once.
        self.sum_g, self.sum_g2, self.room = np.zeros((3, size), dtype)
        # With larger gradients the second sum could grow to inf.
        self.largest = math.sqrt((1 - betas[1]) * float(np.finfo(self.room.dtype).max))

    def step(self, grads: Params) -> None:
        """Take one step against the running mean of the gradients.

        Raises
        ------
        ShapeError
            If a gradient is not shaped like its array.
        ValueError
            If a name is missing or unknown, or a gradient has another dtype, NaN or inf, or is so
            large that a sum of its squares is inf.
        """
        params = dict(self.params.items())
        _expect_grads("Adam.step", grads, params)
        size = sum(p.size for p in params.values())
        if size != self.room.size:
            raise ValueError(
                f"Adam.step: params have {size} numbers, expected {self.room.size} as when Adam "
                "was made; make a new one after params are tied or parted."
            )
        g = np.concatenate([grads[name].ravel() for name in params], out=self.room)
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            # One NaN or inf shows in g @ g; so may a sum that is too large, which does no harm.
            fine = g @ g < self.largest**2
        if not fine:
            for name in self.params:
                _expect_finite(f"Adam.step: grads[{name!r}]", grads[name], self.largest)
        with np.errstate(under="ignore"):
            self._step(g)

    def _step(self, g: Array) -> None:
        """Take the step; ``g`` is the whole gradient in a vector that may be changed."""
        self.t += 1
        beta1, beta2 = self.betas
        m_scale, v_scale = (1 - beta1) / (1 - beta1**self.t), (1 - beta2) / (1 - beta2**self.t)
        self.sum_g *= beta1
        self.sum_g += g
        self.sum_g2 *= beta2
        self.sum_g2 += np.square(g, out=g)
        # lr * m̂ / (√v̂ + eps), where √v̂ = √sum * √scale: above and below divided by √scale.
        step = np.sqrt(self.sum_g2, out=g)
        step += self.eps / math.sqrt(v_scale)
        np.divide(self.sum_g, step, out=step)
        step *= self.lr * m_scale / math.sqrt(v_scale)
        start = 0
        for p in self.params.values():
            p -= step[start : start + p.size].reshape(p.shape)
            start += p.size

    def memory(self) -> dict[str, Array]:
        """Return all that the next step depends on, besides params, by name: for `save`.

        The arrays are new, of any shape.
        """
        return {
            "lr": np.array(self.lr, float),
            "betas": np.array(self.betas, float),
            "eps": np.array(self.eps, float),
            "t": np.array(self.t, float),
            "sum_g": self.sum_g.copy(),
            "sum_g2": self.sum_g2.copy(),
        }

    def remember(self, memory: Mapping[str, Array]) -> None:
        """Put back the arrays, of any shape, that `memory` returned; betas and eps must be these.

        Raises
        ------
        ValueError
            If it is the memory of another optimiser.
        """
        _expect_memory("Adam", memory, self.memory(), ("betas", "eps"))
        self.lr, self.t = float(memory["lr"]), int(memory["t"])
        self.sum_g[...], self.sum_g2[...] = memory["sum_g"], memory["sum_g2"]


def global_norm(grads: Mapping[str, Array]) -> float:
    """Return ``|g| = √(Σ g²)`` over all entries of all arrays: the length of the whole gradient.

    The arrays may have any shape. Neither very large nor very small entries are lost, as their
    plain squares would be. It is NaN or inf where an entry is.

    Raises
    ------
    ValueError
        If ``grads`` is not a dict of float arrays.

    Examples
    --------
    >>> global_norm({"W": np.array([[3.0, 0.0]]), "b": np.array([4.0])})
    5.0
    """
    _expect_dict("global_norm", grads)
    norms = []
    for name, g in _of_params(grads).items():
        expect_floats(f"global_norm: grads[{name!r}]", g, (...,))
        largest = max(float(g.max(initial=0)), -float(g.min(initial=0)))
        # Scaled by its largest entry, no square is too large or too small for the dtype.
        usual = 1e-10 < largest < 1e10 or largest == 0 or not math.isfinite(largest)
        scale = 1.0 if usual else largest
        with np.errstate(under="ignore"):
            unit = g if usual else g / scale
            norms.append(scale * math.sqrt(np.vdot(unit, unit)))
    return math.hypot(*norms)


def clip_by_global_norm(grads: Params, limit: float) -> tuple[Params, float]:
    """Return the gradients, shortened to ``limit`` if they are longer, and their norm before.

    All arrays are multiplied by the same number, so the direction stays. ``grads`` itself is not
    changed; if it is short enough the same arrays come back.

    Parameters
    ----------
    grads : dict
        Named gradients, of any shape.
    limit : float
        The largest norm allowed, positive.

    Returns
    -------
    clipped : dict
        Gradients with a global norm of at most ``limit``.
    norm : float
        The global norm of ``grads``.

    Raises
    ------
    ValueError
        If ``limit`` is not positive, ``grads`` is not a dict of float arrays, or an entry is NaN or
        inf.

    Notes
    -----
    Source: Pascanu, Mikolov & Bengio 2013, https://proceedings.mlr.press/v28/pascanu13.html.

    Examples
    --------
    >>> clip_by_global_norm({"w": np.array([3.0, 4.0])}, 1.0)
    ({'w': array([0.6, 0.8])}, 5.0)
    """
    expect_number("clip_by_global_norm: limit", limit, "a positive number", lambda v: v > 0)
    norm = global_norm(grads)
    grads = _of_params(grads)
    if not math.isfinite(norm):
        for name, g in grads.items():
            _expect_finite(f"clip_by_global_norm: grads[{name!r}]", g)
        raise ValueError(f"clip_by_global_norm: the norm is {norm}, expected a finite number.")
    if norm <= limit:
        return dict(grads), norm
    # A plain number: one of NumPy's float64 would make float64 of float32 gradients.
    scale = float(limit) / norm
    with np.errstate(under="ignore"):
        return {name: g * scale for name, g in grads.items()}, norm


def only(params: Params, *parts: str) -> Params:
    """Return some of the params, the same arrays: an optimiser made from them freezes the others.

    Parameters
    ----------
    params : dict
        Named arrays, as ``net.params``.
    *parts : str
        Names of arrays, ``"2.W"``, or of layers: ``"2"`` stands for all names that begin with
        ``"2."``.

    Returns
    -------
    dict
        In the order of ``params``.

    Raises
    ------
    ValueError
        If a part names nothing.

    Examples
    --------
    >>> params = {"0.W": np.ones((3, 2)), "0.b": np.ones(3), "2.W": np.ones((1, 3))}
    >>> list(only(params, "2", "0.b"))
    ['0.b', '2.W']
    """
    for part in parts:
        if not any(_is_part(name, part) for name in params):
            known = ", ".join(map(repr, params))
            raise ValueError(f"only: {part!r} names nothing, expected some of {known}, or a layer.")
    return {name: p for name, p in params.items() if any(_is_part(name, part) for part in parts)}


def _is_part(name: str, part: str) -> bool:
    return name == part or name.startswith(f"{part}.")


def _is_positive(value: float) -> bool:
    return 0 < value < math.inf


def _is_share(value: float) -> bool:
    return 0 <= value < 1


def _common_dtype(where: str, params: Named) -> npt.DTypeLike:
    """Check the params of an optimiser and return their one dtype."""
    if not isinstance(params, MutableMapping):
        raise ValueError(
            f"{where}: params has type {type(params).__name__}, expected a dict of arrays such as "
            "net.params."
        )
    if not params:
        raise ValueError(f"{where}: params has 0 arrays, expected at least 1.")
    first = next(iter(params.values()))
    for name, p in params.items():
        expect_floats(f"{where}: params[{name!r}]", p, (...,))
        if p.dtype != first.dtype:
            raise ValueError(
                f"{where}: params[{name!r}] has dtype {p.dtype}, expected {first.dtype} like the "
                "first."
            )
    return first.dtype


def _of_params(grads: Mapping[str, Any]) -> Params:
    """Return the gradients without that of a state, which is a tuple."""
    return {n: g for n, g in grads.items() if n != "state" or not isinstance(g, tuple)}


def _expect_apart(where: str, params: Named) -> None:
    """Check that no array is there twice: Adam's step is not the sum of two steps."""
    names = list(params)
    for i, name in enumerate(names):
        for other in names[:i]:
            if np.may_share_memory(params[name], params[other]) and np.shares_memory(
                params[name], params[other]
            ):
                raise ValueError(
                    f"{where}: params[{name!r}] shares memory with params[{other!r}], expected "
                    "each number once, with the sum of its gradients, as in the params of "
                    "Sequential."
                )


def _expect_grads(where: str, grads: Mapping[str, Any], params: Named) -> None:
    """Check that grads has the names, shapes and dtypes of params."""
    _expect_dict(where, grads)
    grads = _of_params(grads)
    if grads.keys() != params.keys():
        missing, unknown = params.keys() - grads.keys(), grads.keys() - params.keys()
        problem = f"{min(missing)!r} is missing" if missing else f"{min(unknown)!r} is unknown"
        raise ValueError(f"{where}: {problem} in grads, expected the names of params.")
    for name, p in params.items():
        expect_floats(f"{where}: grads[{name!r}]", grads[name], p.shape, p.dtype)


def _expect_memory(
    where: str, memory: Mapping[str, Array], own: Mapping[str, Array], fixed: tuple[str, ...]
) -> None:
    """Check that a memory is that of an optimiser of the same build."""
    expect_names(f"{where}.remember", memory, tuple(own))
    for name, value in own.items():
        expect_floats(f"{where}.remember: {name}", memory[name], value.shape, value.dtype)
    for name in fixed:
        if not np.array_equal(memory[name], own[name]):
            raise ValueError(
                f"{where}.remember: {name} is {memory[name].tolist()}, expected "
                f"{own[name].tolist()}: make the optimizer with the number that was saved."
            )


def _expect_dict(where: str, grads: Mapping[str, Array]) -> None:
    """Check that grads is the second result of backward, not the first."""
    if not isinstance(grads, Mapping):
        raise ValueError(
            f"{where}: grads has type {type(grads).__name__}, expected the dict that backward "
            "returns as its second result."
        )


def _expect_finite(name: str, g: Array, largest: float = math.inf) -> None:
    """Raise if an entry is NaN or inf, or not below ``largest`` in size."""
    fits = np.abs(g) < largest
    if not fits.all():
        value = g[~fits][0]
        size = f" below {largest:.1e} in size" if np.isfinite(value) else ""
        raise ValueError(
            f"{name} holds {value:.6g}, expected finite numbers{size}; try a smaller learning "
            "rate, or clip_by_global_norm."
        )
