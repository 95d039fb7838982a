"""What an optimiser and clipping ask of params, of gradients and of an optimiser's memory."""

import math
from collections.abc import Mapping, MutableMapping
from typing import Any

import numpy as np
import numpy.typing as npt

from course_lib.parts import expect_names
from course_lib.protocol import Array, Named, Params
from course_lib.shapes import expect_floats


def is_positive(value: float) -> bool:
    """Tell whether it is a positive, finite number."""
    return 0 < value < math.inf


def is_share(value: float) -> bool:
    """Tell whether it is at least 0 and below 1."""
    return 0 <= value < 1


def common_dtype(where: str, params: Named) -> npt.DTypeLike:
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


def of_params(grads: Mapping[str, Any]) -> Params:
    """Return the gradients without that of a state, which is a tuple."""
    return {n: g for n, g in grads.items() if n != "state" or not isinstance(g, tuple)}


def expect_apart(where: str, params: Named) -> None:
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


def expect_grads(where: str, grads: Mapping[str, Any], params: Named) -> None:
    """Check that grads has the names, shapes and dtypes of params."""
    expect_dict(where, grads)
    grads = of_params(grads)
    if grads.keys() != params.keys():
        missing, unknown = params.keys() - grads.keys(), grads.keys() - params.keys()
        problem = f"{min(missing)!r} is missing" if missing else f"{min(unknown)!r} is unknown"
        raise ValueError(f"{where}: {problem} in grads, expected the names of params.")
    for name, p in params.items():
        expect_floats(f"{where}: grads[{name!r}]", grads[name], p.shape, p.dtype)


def expect_memory(
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


def expect_dict(where: str, grads: Mapping[str, Array]) -> None:
    """Check that grads is the second result of backward, not the first."""
    if not isinstance(grads, Mapping):
        raise ValueError(
            f"{where}: grads has type {type(grads).__name__}, expected the dict that backward "
            "returns as its second result."
        )


def expect_finite(name: str, g: Array, largest: float = math.inf) -> None:
    """Raise if an entry is NaN or inf, or not below ``largest`` in size."""
    fits = np.abs(g) < largest
    if not fits.all():
        value = g[~fits][0]
        size = f" below {largest:.1e} in size" if np.isfinite(value) else ""
        raise ValueError(
            f"{name} holds {value:.6g}, expected finite numbers{size}; try a smaller learning "
            "rate, or clip_by_global_norm."
        )
