"""The catalogue of a lab: what each changed solution gives, and whether it is that of today.

The file holds no results, but two sums of them with random weights, from which no result can be
found: see `course_lib.grading.checking.naming.catalogue`.
"""

import ast
import copy
import json
from contextlib import suppress
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from course_lib.grading.checking.check import PUBLIC_SEED
from course_lib.grading.checking.compare import leaves, near
from course_lib.grading.checking.exercise import Exercise
from course_lib.grading.checking.naming.catalogue import (
    FILE,
    SUMS,
    Print,
    fingerprint,
    of_others,
)
from course_lib.grading.checking.naming.trials import error_type
from course_lib.grading.inside.outcome import Outcome, call, fault_of, plain
from tools.labs.answers import answers, exercises
from tools.labs.changed import Mutant, mutants, short

# How many changes with the same result are compared once more.
ALIKE = 12
# How many wrong parts of one result are stored: what comes later is made of them.
PARTS = 2
OPERATORS = Path(__file__).with_name("operators")


class Found(NamedTuple):
    """A wrong part of a changed solution's result, and what else is wrong in it."""

    part: str
    shapes: str
    sums: tuple[float, ...]
    others: tuple[str, ...]
    of_others: float


def catalogue(path: Path) -> dict[str, Any]:
    """Return, for each exercise of a lab and each part and shapes, what its sums are as if.

    Of each change the first wrong parts are stored.

    A sentence stands once in the list ``says``, and an entry has its number there. If the change
    makes other parts wrong too, their numbers follow, and one sum of them.
    """
    names, trees = answers(path)
    found: dict[str, dict[str, dict[str, list[list[Any]]]]] = {}
    sentences: dict[str, int] = {}
    for name, exercise in exercises(path).items():
        cases = exercise.draw(np.random.default_rng(PUBLIC_SEED), hidden=False)
        told: dict[Found, list[Mutant]] = {}
        rights = [leaves(call(exercise.reference, a).value, exercise.returns) for a in cases]
        made = (m for tree in trees[name] for m in mutants(exercise, tree, names))
        _, plain, *_ = trees[name]
        # So few are right or wrong words that other values would give them by chance.
        values = () if in_words(rights) else mutants(exercise, plain, names, values=True)
        for mutant in chain(made, values):
            wrong = prints(exercise, mutant, cases, rights)
            for part, (shapes, sums) in list(wrong.items())[:PARTS]:
                others = {path: made for path, made in wrong.items() if path != part}
                key = Found(part, shapes, tuple(sums), tuple(others), of_others(others))
                told.setdefault(key, []).append(mutant)
        parts = found.setdefault(name, {})
        for one, alike in sorted(told.items(), key=lambda item: item[0]):
            told_of = kinds(exercise, one.part, alike)
            if in_words(rights) and (len(told_of) > 1 or any(map(vague, told_of))):
                continue
            if not told_of:
                continue
            says = " or ".join(told_of)
            entry: list[Any] = [*one.sums, sentences.setdefault(says, len(sentences))]
            if one.others:
                entry += [[list(rights[0]).index(path) for path in one.others], one.of_others]
            parts.setdefault(one.part, {}).setdefault(one.shapes, []).append(entry)
    return {"exercises": found, "says": list(sentences)}


def prints(
    exercise: Exercise, mutant: Mutant, cases: list[Any], rights: list[dict[str, Any]]
) -> dict[str, Print]:
    """Return the print of each part of a changed solution's result that is not right."""
    function, values = short(mutant.function), list[dict[str, Any] | str]()
    for args in cases:
        try:
            values.append(leaves(plain(function(*copy.deepcopy(args))), exercise.returns))
        except Exception as raised:
            # What fails from the first says so itself, and needs no other words.
            if not any(isinstance(value, dict) for value in values):
                return {}
            values.append(error_type(Outcome(error=fault_of(raised, function).sentence)))
    found = {}
    for path in rights[0]:
        parts = [v if isinstance(v, str) else v.get(path, "none") for v in values]
        pairs = zip(rights, parts, strict=True)
        differs = any(not near(right.get(path), part, 1e-6, 1e-8) for right, part in pairs)
        if differs and (made := fingerprint(parts)):
            found[path] = made
    return found


def in_words(rights: list[dict[str, Any]]) -> bool:
    """Tell whether results are words, or True and False."""
    return all(isinstance(v, str | bool) for right in rights for v in right.values())


def kinds(exercise: Exercise, part: str, alike: list[Mutant]) -> list[str]:
    """Return what to say of changes with the same result in the public cases.

    Those that give the same for fresh cases too are the same function: of them the first is told,
    but one that says less. If there are two functions, both are told; of more, none.
    """
    first: dict[str, Mutant] = {}
    for mutant in alike:
        first.setdefault(mutant.says, mutant)
    told = [mutant for mutant in first.values() if not vague(mutant.says)] or list(first.values())
    if len(told) == 1:
        return [told[0].says]
    cases = exercise.draw(np.random.default_rng(PUBLIC_SEED + 1), hidden=False)
    rights = [leaves(call(exercise.reference, a).value, exercise.returns) for a in cases]
    groups: dict[Any, str] = {}
    for mutant in told[:ALIKE]:
        found = prints(exercise, mutant, cases, rights).get(part)
        key = (found.shapes, *found.sums) if found else ()
        if groups.setdefault(key, mutant.says) != mutant.says and len(groups) > 2:
            break
    return list(groups.values()) if len(groups) < 3 else []


def vague(says: str) -> bool:
    """Tell whether a sentence names nothing of the formula."""
    return "a number" in says


def rights(path: Path) -> dict[str, dict[str, Print]]:
    """Return the prints of the right results: they change with the public cases of a lab."""
    found: dict[str, dict[str, Print]] = {}
    for name, exercise in exercises(path).items():
        cases = exercise.draw(np.random.default_rng(PUBLIC_SEED), hidden=False)
        results = [leaves(call(exercise.reference, args).value, exercise.returns) for args in cases]
        for part in results[0]:
            made = fingerprint([result.get(part, "none") for result in results])
            if made:
                found.setdefault(name, {})[part] = made
    return found


def key(path: Path) -> str:
    """Return the hash of a lab's solutions, the operators that change them, and what is stored."""
    _, trees = answers(path)
    text = "\n".join(ast.unparse(tree) for found in trees.values() for tree in found)
    parts = [file.read_text(encoding="utf-8") for file in sorted(OPERATORS.glob("*.py"))]
    rules = "\n".join(ast.unparse(ast.parse(part)) for part in parts)
    return sha256(f"{PARTS}\n{rules}\n{text}".encode()).hexdigest()[:16]


def is_todays(path: Path, file: dict[str, Any]) -> bool:
    """Tell whether a file's catalogue of a lab is that of its solutions and cases of today.

    The sums of the right results may differ in their last digits from machine to machine.
    """
    if file["keys"].get(path.stem) != key(path):
        return False
    for name, parts in rights(path).items():
        for part, made in parts.items():
            shapes, sums = file["rights"].get(name, {}).get(part, ("", [0.0] * SUMS))
            if shapes != made.shapes or not np.allclose(sums, made.sums, rtol=1e-6, atol=1e-8):
                return False
    return True


def stored() -> dict[str, Any]:
    """Return what the file holds, or what an empty one would."""
    file: dict[str, Any] = {"keys": {}, "rights": {}, "labs": {}}
    with suppress(OSError):
        file |= json.loads(FILE.read_text(encoding="utf-8"))
    return file
