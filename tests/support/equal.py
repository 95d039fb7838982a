"""One law for RNN, LSTM and GRU: the fast layer and the loop over its cell are equal."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from course_lib import Recurrent
from tests.support.sequences import leaves, like, normal

SIZES = st.fixed_dictionaries(
    {
        "T": st.integers(0, 6),
        "B": st.integers(0, 4),
        "D": st.integers(1, 4),
        "H": st.integers(1, 5),
        "seed": st.integers(0, 10**6),
        "with_state": st.booleans(),
        "with_mask": st.booleans(),
        "dtype": st.sampled_from([np.float32, np.float64]),
    }
)


def assert_equal_to_the_loop(layer: Any, case: dict[str, Any]) -> None:
    """Compare outputs, last states and all gradients of a layer and ``Recurrent(layer.cell)``."""
    rng, dtype = np.random.default_rng(case["seed"]), case["dtype"]
    T, B = case["T"], case["B"]
    for value in layer.params.values():
        value[...] = rng.normal(size=value.shape)
    xs = rng.normal(size=(T, B, case["D"])).astype(dtype)
    state = like(layer.cell.zero_state(B), normal(rng)) if case["with_state"] else None
    mask = rng.random((T, B)) < 0.7 if case["with_mask"] else None
    dhs = rng.normal(size=(T, B, case["H"])).astype(dtype)
    dstate = like(layer.cell.zero_state(B), normal(rng))
    results = []
    for one in (layer, Recurrent(layer.cell)):
        hs, cache = one.forward(xs, state, mask)
        dxs, grads = one.backward(dhs, cache, dstate)
        named = {"hs": hs, "state": cache.state, "dxs": dxs, **{f"d{k}": grads[k] for k in grads}}
        results.append({k: leaves(v) for k, v in named.items()})
    fast, slow = results
    assert fast.keys() == slow.keys()
    for name in fast:
        for a, b in zip(fast[name], slow[name], strict=True):
            assert a.dtype == b.dtype == dtype
            scale = max(1.0, float(np.abs(b).max(initial=0.0)))
            np.testing.assert_allclose(
                a, b, atol=(1e-12 if dtype is np.float64 else 1e-5) * scale, err_msg=name
            )
