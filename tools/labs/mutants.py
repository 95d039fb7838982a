"""Change the solutions of the labs in all small ways, and store what each change would give.

``python -m tools.labs.mutants`` writes ``course_lib/data/mutants.json``, and with numbers such as
``04 05`` these labs alone. A learner's wrong result
that equals one of these is then named: "as if the factor zf were left out". The file holds no
results, but two sums of them with random weights, from which no result can be found.
"""

import ast
import copy
import json
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from itertools import chain
from pathlib import Path
from types import FrameType
from typing import Any

import nbformat
import numpy as np

from course_lib.grading.checking.check import PUBLIC_SEED, Checks
from course_lib.grading.checking.compare import leaves, near
from course_lib.grading.checking.exercise import Exercise
from course_lib.grading.checking.naming.catalogue import FILE, SUMS, Print, fingerprint
from course_lib.grading.checking.naming.trials import error_type
from course_lib.grading.inside.outcome import Outcome, call, fault_of, plain
from course_lib.grading.reading.release import grade_id
from tools.labs.make import SOURCE
from tools.labs.operators import HELPERS, Seen, Twins, changes, value_changes

# How many lines and seconds a changed solution may run, and what memory it may take: some would
# never end.
LINES = 5_000
MEMORY = 3 * 2**29
SECONDS = 1
# How many changes with the same result are compared once more.
ALIKE = 12
# What may have a value that is a number.
WATCHED = (ast.Name, ast.BinOp, ast.Call, ast.Subscript, ast.UnaryOp, ast.IfExp)
OPERATORS = Path(__file__).with_name("operators")
WAYS = Path(__file__).with_name("ways")


@dataclass(frozen=True)
class Mutant:
    """A solution with one change.

    Attributes
    ----------
    says
        What a learner reads, without a full stop.
    function
        The changed solution.
    """

    says: str
    function: Callable[..., Any]


class EndlessError(Exception):
    """A changed solution runs on and on."""


def solved(path: Path) -> tuple[dict[str, Any], dict[str, ast.FunctionDef]]:
    """Return the names of a lab's source notebook, and its solutions by exercise."""
    names: dict[str, Any] = {}
    trees = {}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        tree = ast.parse(cell.source)
        imports = all(isinstance(line, ast.Import | ast.ImportFrom) for line in tree.body)
        if imports or cell.metadata.get("nbgrader", {}).get("solution"):
            exec(compile(tree, path.stem, "exec"), names)
        for line in tree.body:
            if isinstance(line, ast.FunctionDef) and grade_id(cell) == line.name:
                line.body = line.body[1:]  # without its docstring
                trees[line.name] = line
    return names, trees


def ways(path: Path) -> dict[str, list[ast.FunctionDef]]:
    """Return other right answers of a lab by exercise: see `tools.labs.ways`."""
    file = WAYS / f"{stem_of(path)}.py"
    found: dict[str, list[ast.FunctionDef]] = {}
    for line in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(line, ast.FunctionDef):
            name, _, kind = line.name.rpartition("_")
            line.name = name
            of_name = found.setdefault(name, [])
            of_name.insert(0 if kind == "plain" else len(of_name), line)
    return found


def answers(path: Path) -> tuple[dict[str, Any], dict[str, list[ast.FunctionDef]]]:
    """Return the names of a lab's source notebook, and all right answers by exercise.

    The solution of the notebook is the first, and the plain way the second.
    """
    names, trees = solved(path)
    others = ways(path)
    return names, {name: [tree, *others.get(name, [])] for name, tree in trees.items()}


def stem_of(path: Path) -> str:
    """Return the name of a lab's module."""
    return path.stem.partition("-")[2].replace("-", "_")


def twins_of(tree: ast.FunctionDef, names: dict[str, Any], cases: list[tuple[Any, ...]]) -> Twins:
    """Return for each variable of a solution those with the same shape in every case.

    A variable that takes several shapes in one call has the last.
    """
    space = dict(names)
    exec(compile(ast.fix_missing_locations(ast.Module([tree], [])), "solution", "exec"), space)
    function = space[tree.name]
    kinds: dict[str, list[Any]] = {}

    def watch(frame: FrameType, event: str, arg: object) -> None:
        if event == "return" and frame.f_code is function.__code__:
            for name, value in frame.f_locals.items():
                kinds.setdefault(name, []).append(kind_of(value))

    for args in cases:
        given = copy.deepcopy(args)
        sys.setprofile(watch)
        try:
            function(*given)
        finally:
            sys.setprofile(None)
    return {
        name: sorted(other for other, theirs in kinds.items() if theirs == kind and other != name)
        for name, kind in kinds.items()
    }


def seen_in(tree: ast.FunctionDef, names: dict[str, Any], cases: list[tuple[Any, ...]]) -> Seen:
    """Return what the expressions of a solution are numbers in every case, and of which shapes.

    What has several shapes in one call has the last.
    """
    nodes = list(ast.walk(tree))
    made = copy.deepcopy(tree)
    number = {id(node): i for i, node in enumerate(ast.walk(made))}
    values: list[dict[int, Any]] = []

    def look(i: int, value: Any) -> Any:
        values[-1][i] = value
        return value

    class Watched(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> Any:
            i = number[id(node)]
            self.generic_visit(node)
            reads = isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
            if not isinstance(node, WATCHED) or not reads:
                return node
            return ast.Call(ast.Name("look", ast.Load()), [ast.Constant(i), node], [])

    space = names | {"look": look}
    module = ast.fix_missing_locations(ast.Module([Watched().visit(made)], []))
    exec(compile(module, "solution", "exec"), space)
    for args in cases:
        values.append({})
        space[tree.name](*copy.deepcopy(args))
    found = Seen({}, {})
    for i, node in enumerate(nodes):
        here: list[Any] = [case.get(i) for case in values]
        if not all(isinstance(v, np.ndarray | np.number | int | float) for v in here):
            continue
        if any(isinstance(v, bool) for v in here):
            continue
        kinds = {np.asarray(v).dtype.kind for v in here}
        of_kind = found.floats if kinds == {"f"} else found.whole if kinds == {"i"} else {}
        of_kind[node] = tuple(np.shape(v) for v in here)
    return found


def kind_of(value: Any) -> Any:
    """Return what two variables must share to be taken for each other."""
    if isinstance(value, np.ndarray):
        return value.shape
    return "a function" if callable(value) else type(value).__name__


def mutants(
    exercise: Exercise,
    tree: ast.FunctionDef,
    names: dict[str, Any],
    step: int = 1,
    *,
    values: bool = False,
) -> Iterator[Mutant]:
    """Yield the changed solutions of an exercise that are Python; each ``step``-th of them.

    With ``values`` those in which a value is changed, else those with another piece of code.
    """
    cases = exercise.draw(np.random.default_rng(PUBLIC_SEED), hidden=False)
    if values:
        found = value_changes(tree, seen_in(tree, names, cases))
    else:
        found = changes(tree, twins_of(tree, names, cases))
    for says, made in list(found)[::step]:
        space = names | HELPERS
        module = ast.fix_missing_locations(ast.Module([made()], []))
        for node in ast.walk(module):
            # What is read before it is written would be another number each time.
            if isinstance(node, ast.Attribute) and node.attr.startswith("empty"):
                node.attr = node.attr.replace("empty", "zeros")
        with suppress(SyntaxError):  # a place of the loop's variable before the loop, and the like
            exec(compile(module, "mutant", "exec"), space)
            yield Mutant(says, space[tree.name])


def give_up(signal: int, frame: FrameType | None) -> None:
    """End a call that computes with arrays that grow and grow."""
    raise EndlessError


def short(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that gives up after so many lines of the changed solution."""

    def run(*args: Any) -> Any:
        left = LINES

        def count(frame: FrameType, event: str, arg: object) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                raise EndlessError
            return count if frame.f_code.co_filename == "mutant" else None

        before = sys.gettrace()
        if hasattr(signal, "SIGALRM"):
            signal.signal(signal.SIGALRM, give_up)
            signal.alarm(SECONDS)
        else:  # Windows has no such clock
            sys.settrace(count)
        try:
            with np.errstate(all="ignore"):
                return function(*args)
        finally:
            if hasattr(signal, "SIGALRM"):
                signal.alarm(0)
            else:
                sys.settrace(before)

    return run


def vague(says: str) -> bool:
    """Tell whether a sentence names nothing of the formula."""
    return "a number" in says


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


def catalogue(path: Path) -> dict[str, Any]:
    """Return, for each exercise of a lab and each part and shapes, what its sums are as if.

    A sentence stands once in the list ``says``, and an entry has its number there.
    """
    names, trees = answers(path)
    found: dict[str, dict[str, dict[str, list[list[Any]]]]] = {}
    sentences: dict[str, int] = {}
    for name, exercise in exercises(path).items():
        cases = exercise.draw(np.random.default_rng(PUBLIC_SEED), hidden=False)
        told: dict[tuple[str, str, tuple[float, ...]], list[Mutant]] = {}
        rights = [leaves(call(exercise.reference, a).value, exercise.returns) for a in cases]
        made = (m for tree in trees[name] for m in mutants(exercise, tree, names))
        _, plain, *_ = trees[name]
        # So few are right or wrong words that other values would give them by chance.
        values = () if in_words(rights) else mutants(exercise, plain, names, values=True)
        for mutant in chain(made, values):
            for part, (shapes, sums) in prints(exercise, mutant, cases, rights).items():
                told.setdefault((part, shapes, tuple(sums)), []).append(mutant)
        parts = found.setdefault(name, {})
        for (part, shapes, weighed), alike in sorted(told.items(), key=lambda item: item[0]):
            told_of = kinds(exercise, part, alike)
            if not told_of or (len(told_of) > 1 and in_words(rights)):
                continue
            says = " or ".join(told_of)
            entry = [*weighed, sentences.setdefault(says, len(sentences))]
            parts.setdefault(part, {}).setdefault(shapes, []).append(entry)
    return {"exercises": found, "says": list(sentences)}


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


def exercises(path: Path) -> Mapping[str, Exercise]:
    """Return the exercises of a lab, by its source notebook."""
    checks: Checks = import_module(f"course_lib.grading.exercises.{stem_of(path)}").check
    return checks.exercises


def key(path: Path) -> str:
    """Return the hash of a lab's solutions and of the operators that change them."""
    _, trees = answers(path)
    text = "\n".join(ast.unparse(tree) for found in trees.values() for tree in found)
    parts = [file.read_text(encoding="utf-8") for file in sorted(OPERATORS.glob("*.py"))]
    rules = "\n".join(ast.unparse(ast.parse(part)) for part in parts)
    return sha256(f"{rules}\n{text}".encode()).hexdigest()[:16]


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


def main() -> None:
    """Make the catalogue of each lab whose solutions or cases have changed."""
    with suppress(ImportError):  # Windows has no such limit
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for path in sorted(SOURCE.glob("*.ipynb")):
        if sys.argv[1:] and path.stem[:2] not in sys.argv[1:]:
            continue
        if is_todays(path, stored()):
            print(f"mutants: {path.stem} as it was")
            continue
        made = catalogue(path)
        file = stored()
        file["labs"][path.stem] = made
        file["rights"] |= rights(path)
        file["keys"][path.stem] = key(path)
        for name, parts in made["exercises"].items():
            many = sum(len(entries) for shapes in parts.values() for entries in shapes.values())
            print(f"mutants: {path.stem} {name}: {many} wrong parts", flush=True)
        # A line for each entry: then a change of one shows as one.
        text = json.dumps(file, ensure_ascii=False, separators=(",", ":")).replace("],[", "],\n[")
        made_anew = FILE.with_suffix(".new")
        made_anew.write_text(f"{text}\n", encoding="utf-8")
        made_anew.replace(FILE)


if __name__ == "__main__":
    main()
