"""Lab 5, exercise 3: which formula keeps a memory."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.grading.checking.exercise import Case, Exercise, Wrong
from course_lib.grading.inside.fixtures import Fixture

Mix = Callable[[Any, Any, Any], Any]
NEAR, ENOUGH = 0.001, 0.99
NOWHERE = -1.0


def formula(at_0: float, at_1: float, written: float = 0.0, undecided: float = NOWHERE) -> Fixture:
    """Return a mix that keeps ``at_0`` of the memory at z = 0 and ``at_1`` at z = 1."""
    return Fixture("gated-mix", float(at_0), float(at_1), float(written), float(undecided))


RIGHT, TURNED = formula(0, 1), formula(1, 0)
SLIDE = formula(0, 0, undecided=1)


def memory_cases(rng: np.random.Generator) -> list[Case]:
    """Draw formulas of all kinds, in an order that nobody can guess."""
    low, most = rng.uniform(0.1, 0.7, size=5), rng.uniform([0.92, 0.96], [0.95, 0.98])
    # One is below a half: so who is content with a half differs from who is with any trace.
    low[3] = rng.uniform(0.1, 0.4)
    formulas = [
        RIGHT,
        TURNED,
        SLIDE,
        formula(0, 0, undecided=0),
        Fixture("rooted-mix", 0.0, 1.0, 2.0),
        Fixture("rooted-mix", 1.0, 0.0, 0.25),
        formula(0, 1, written=low[0]),
        formula(1, 0, written=low[1]),
        formula(0.8, 0.8, written=0.9),
        formula(low[3], 0),
        formula(low[4], most[0]),
        formula(most[1], 0),
        Fixture("lifted-mix", low[2], 0.0, 1.0),
        formula(-1, 0),
    ]
    return [(formulas[i],) for i in rng.permutation(len(formulas))]


def share(mix: Mix, z: float) -> float:
    """Return how far h moves when h_prev moves by 1."""
    return float(mix(z, 1.0, 0.5) - mix(z, 0.0, 0.5))


def gate_if(keeps: Callable[[Mix, float], Any], near: float = NEAR) -> Callable[[Mix], str]:
    """Return an answer that judges the formula at both ends by ``keeps(mix, z)``."""

    def answer(mix: Mix) -> str:
        if keeps(mix, 1 - near):
            return "one"
        return "zero" if keeps(mix, near) else "never"

    return answer


def enough(mix: Mix, z: float) -> bool:
    """Tell whether nearly all of the memory is left."""
    return share(mix, z) >= ENOUGH


def near_one(candidate: float) -> Callable[[Mix, float], Any]:
    """Return what looks at h where the memory is 1."""
    return lambda mix, z: abs(mix(z, 1.0, candidate) - 1) <= 1 - ENOUGH


def at_least(limit: float) -> Callable[[Mix, float], Any]:
    """Return what asks for another share of the memory."""
    return lambda mix, z: share(mix, z) >= limit


def in_order(order: tuple[int, int, int], candidate: float) -> Callable[[Mix, float], Any]:
    """Return what gives a formula its three arguments in this order."""

    def keeps(mix: Mix, z: float) -> Any:
        one, zero = ((z, memory, candidate) for memory in (1.0, 0.0))
        return mix(*(one[i] for i in order)) - mix(*(zero[i] for i in order)) >= ENOUGH

    return keeps


def gate_moved(mix: Mix) -> str:
    """Look at how far h moves from one end of the gate to the other."""
    moved = (mix(1 - NEAR, 1.0, 0.0) - mix(NEAR, 1.0, 0.0)) / (1 - 2 * NEAR)
    return "one" if moved >= ENOUGH else "zero" if moved <= -ENOUGH else "never"


def larger_end(mix: Mix) -> str:
    """Return the end at which more of the memory is left, "never" if at none."""
    one, zero = share(mix, 1 - NEAR), share(mix, NEAR)
    return "one" if one > zero else "zero" if zero > one else "never"


def memory_gate(mix: Mix) -> str:
    """Return where the formula keeps its memory: "one", "zero" or "never"."""
    return gate_if(enough)(mix)


MEMORY_GATE = Exercise(
    name="memory_gate",
    reference=memory_gate,
    cases=memory_cases,
    wrong=(
        Wrong(
            "asks at z = 0 and z = 1, which no sigmoid reaches: some formulas look better there",
            gate_if(enough, near=0.0),
        ),
        Wrong(
            "asks near z = 1 only; other papers turn the gate round",
            lambda mix: "one" if enough(mix, 1 - NEAR) else "never",
        ),
        Wrong(
            "has the two ends the wrong way round",
            lambda mix: {"one": "zero", "zero": "one"}.get(memory_gate(mix), "never"),
        ),
        Wrong(
            "gives the candidate the value of the memory: all formulas seem to keep it then",
            gate_if(lambda mix, z: abs(mix(z, 1.0, 1.0) - 1) <= 1 - ENOUGH),
        ),
        Wrong(
            "looks at h itself; the candidate is in it too, so ask how h moves with h_prev",
            gate_if(lambda mix, z: abs(mix(z, 1.0, -0.5) - 1) <= 1 - ENOUGH),
        ),
        *(
            Wrong(
                "looks at h itself; the candidate is in it too, so ask how h moves with h_prev",
                gate_if(near_one(other)),
            )
            for other in (0.0, 0.3, 0.5)
        ),
        Wrong(
            "takes a memory that changes its sign in each step for one that is kept",
            gate_if(lambda mix, z: abs(share(mix, z)) >= ENOUGH),
        ),
        Wrong(
            "asks how h moves with the candidate; asked is how it moves with the old memory",
            gate_if(lambda mix, z: mix(z, 0.5, 1.0) - mix(z, 0.5, 0.0) >= ENOUGH),
        ),
        Wrong(
            "is too generous: who loses a twentieth in each step has lost most of it after twenty",
            gate_if(lambda mix, z: share(mix, z) >= 0.9),
        ),
        *(
            Wrong(
                "is content with a part of the memory, not nearly all: "
                "look at the limit and at the division",
                gate_if(at_least(ENOUGH / apart)),
            )
            for apart in (2, 3, 4, 5)
        ),
        Wrong(
            "is content with a part of the memory, not nearly all",
            gate_if(lambda mix, z: share(mix, z) > 0.005),
        ),
        Wrong(
            "is content with one result near 1; the candidate is in it too: how far do two differ?",
            gate_if(lambda mix, z: mix(z, 1.0, 0.3) >= ENOUGH),
        ),
        Wrong(
            "takes another limit at one end than at the other",
            lambda mix: (
                "one" if share(mix, 1 - NEAR) >= 0.9 else "zero" if enough(mix, NEAR) else "never"
            ),
        ),
        Wrong(
            "says the same for both ends",
            lambda mix: {"one": "zero"}.get(memory_gate(mix), memory_gate(mix)),
        ),
        Wrong(
            "says the same for both ends",
            lambda mix: {"zero": "one"}.get(memory_gate(mix), memory_gate(mix)),
        ),
        Wrong(
            "compares the two ends with each other; one of them must keep nearly all of the memory",
            lambda mix: "one" if share(mix, 1 - NEAR) > share(mix, NEAR) else "zero",
        ),
        Wrong(
            "compares the two ends with each other; one of them must keep nearly all of the memory",
            larger_end,
        ),
        *(
            Wrong(
                "asks too far from the ends: there a part of every memory is lost",
                gate_if(at_least(limit), near=near),
            )
            for near, limit in ((0.1, 0.89), (0.01, 0.99))
        ),
        Wrong(
            "asks in the middle, where every gate is half open",
            lambda mix: (
                "one" if share(mix, 0.5) >= 0.5 else "zero" if enough(mix, NEAR) else "never"
            ),
        ),
        Wrong(
            "says 'one' of every formula here: with one candidate, how far do two memories differ?",
            lambda mix: "one",
        ),
        Wrong(
            "finds no formula that keeps its memory: how large is the share where all is kept?",
            lambda mix: "never",
        ),
        Wrong(
            "does not ask near z = 0: no memory at one end is not yet a memory at the other",
            lambda mix: (
                "one"
                if enough(mix, 1 - NEAR)
                else "zero"
                if share(mix, 1 - NEAR) <= 1 - ENOUGH
                else "never"
            ),
        ),
        *(
            Wrong(
                "gives mix its arguments in another order: z comes first, then the old memory",
                gate_if(in_order(order, candidate)),
            )
            for order, candidate in (
                *(((1, 0, 2), 0.0), ((1, 2, 0), 0.0), ((2, 1, 0), 0.0)),
                *(((2, 0, 1), 0.0), ((2, 0, 1), 0.5)),
            )
        ),
        Wrong("moves the gate; asked is how h moves with the old memory, at one gate", gate_moved),
    ),
)
