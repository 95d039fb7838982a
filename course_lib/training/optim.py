"""Optimisers: how params change, given their gradients.

``optimizer.step(grads)`` changes the arrays of ``params`` in place, so the layers that own them
change as well. ``params`` is the dict of a layer or of a whole net, or a part of it (`only`);
``grads`` is the dict that its backward returns. A step that ends in an error changes nothing.

``grads["state"]``, which a sequence layer adds when it was given a state, is the gradient of that
state and not of a param: a step, a norm and clipping leave it out.
"""

import math
from collections.abc import Mapping
from typing import Protocol

import numpy as np

from course_lib.protocol import Array, Named, Params
from course_lib.shapes import expect_number
from course_lib.training.grads import (
    common_dtype,
    expect_apart,
    expect_finite,
    expect_grads,
    expect_memory,
    is_positive,
    is_share,
)


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
        common_dtype("SGD", params)
        expect_number("SGD: lr", lr, "a positive number", is_positive)
        expect_number("SGD: momentum", momentum, "at least 0 and below 1", is_share)
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
        expect_grads("SGD.step", grads, self.params)
        for name in self.params:
            expect_finite(f"SGD.step: grads[{name!r}]", grads[name])
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
        expect_memory("SGD", memory, self.memory(), ("momentum",))
        self.lr = float(memory["lr"])
        for name, v in self.velocity.items():
            v[...] = memory[f"velocity.{name}"]


class Adam:
    """Adam, p -= lr * m̂ / (√v̂ + eps): each entry moves about lr a step, however large its g.

    With m = β₁ m + (1 - β₁) g and v = β₂ v + (1 - β₂) g², running means of g and g². Both begin at
    0, which m̂ = m / (1 - β₁ᵏ) and v̂ = v / (1 - β₂ᵏ) make up for at update k.

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
        dtype = common_dtype("Adam", params)
        expect_number("Adam: lr", lr, "a positive number", is_positive)
        if not isinstance(betas, tuple) or len(betas) != 2:
            raise ValueError(f"Adam: betas is {betas!r}, expected two numbers, (0.9, 0.999).")
        for i, beta in enumerate(betas):
            expect_number(f"Adam: betas[{i}]", beta, "at least 0 and below 1", is_share)
        expect_number("Adam: eps", eps, "a positive number", is_positive)
        expect_apart("Adam", params)
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
        expect_grads("Adam.step", grads, params)
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
                expect_finite(f"Adam.step: grads[{name!r}]", grads[name], self.largest)
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
        expect_memory("Adam", memory, self.memory(), ("betas", "eps"))
        self.lr, self.t = float(memory["lr"]), int(memory["t"])
        self.sum_g[...], self.sum_g2[...] = memory["sum_g"], memory["sum_g2"]
