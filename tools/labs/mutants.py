"""Change the solutions of the labs in all small ways, and store what each change would give.

``python -m tools.labs.mutants`` writes ``course_lib/data/mutants.json``. A learner's wrong result
that equals one of these is then named: "as if the factor zf were left out". The file holds no
results, but two sums of them with random weights, from which no result can be found.
"""

import ast
import copy
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

import nbformat
import numpy as np

from course_lib.grading.checking.catalogue import FILE, SUMS, Catalogue, Print, fingerprint
from course_lib.grading.checking.check import PUBLIC_SEED, Checks
from course_lib.grading.checking.compare import leaves, near
from course_lib.grading.checking.diagnosis import error_type
from course_lib.grading.checking.exercise import Exercise
from course_lib.grading.inside.outcome import call
from course_lib.grading.reading.release import grade_id
from tools.labs.make import SOURCE

# How many lines a changed solution may run, and what memory it may take: some would never end.
LINES = 5_000
MEMORY = 4 * 2**30
# Functions that are easily taken for each other.
TWINS = {"tanh": "sigmoid", "sum": "mean", "max": "min", "argmax": "argmin", "exp": "log"}
TWINS |= {other: one for one, other in TWINS.items()}
OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], str]] = {
    ast.Add: (ast.Sub, "as if a + were a -"),
    ast.Sub: (ast.Add, "as if a - were a +"),
    ast.Mult: (ast.Add, "as if a * were a +"),
    ast.Div: (ast.Mult, "as if something divided were multiplied"),
    ast.FloorDiv: (ast.Mult, "as if something divided were multiplied"),
}
SIGNS: dict[type[ast.operator], str] = {ast.Add: "term", ast.Sub: "term", ast.Mult: "factor"}
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}


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


def names_in(node: ast.AST) -> str:
    """Return the names in a piece of code: it is told by them, and not by its text."""
    found = [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and n.id != "np"]
    names = list(dict.fromkeys(found))
    if not names:
        return "a number"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def replaced(tree: ast.FunctionDef, old: ast.AST, new: ast.AST) -> ast.FunctionDef:
    """Return a copy of a function with one node in the place of another."""

    class Put(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> Any:
            return new if node is old else self.generic_visit(node)

    # The nodes are told apart by identity, so it is put into the tree itself, and then taken out.
    holder = ast.Module([tree], [])
    Put().visit(holder)
    made = copy.deepcopy(tree)

    class Back(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> Any:
            return old if node is new else self.generic_visit(node)

    Back().visit(holder)
    return made


def changes(tree: ast.FunctionDef) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield each small change of a solution: what it is as if, and the changed function."""
    variables = sorted(
        {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        | {a.arg for a in tree.args.args}
    )
    for node in list(ast.walk(tree)):
        for says, new in of_node(node, variables):
            yield says, replaced(tree, node, new)


def of_node(node: ast.AST, variables: list[str]) -> Iterator[tuple[str, ast.AST]]:
    """Yield what may stand in the place of one node."""
    match node:
        case ast.BinOp():
            yield from of_operation(node)
        case ast.Call():
            yield from of_call(node)
        case ast.Name(id=name, ctx=ast.Load()) if name in variables:
            for other in variables:
                if other != name:
                    yield f"as if {other} stood where {name} belongs", ast.Name(other, ast.Load())
        case ast.Attribute(attr="T", value=value):
            yield f"as if {names_in(value)} were not transposed", value
        case ast.UnaryOp(op=ast.USub(), operand=value):
            yield f"as if the sign of {names_in(value)} were turned round", value
        case ast.Constant(value=int(number)) if not isinstance(node.value, bool):
            yield "as if a number in it were one larger", ast.Constant(number + 1)
            yield "as if a number in it were one smaller", ast.Constant(number - 1)
        case ast.Compare(ops=[op], left=left) if type(op) in COMPARISONS:
            edge = ast.Compare(left, [COMPARISONS[type(op)]()], node.comparators)
            yield f"as if what is just equal were on the other side, for {names_in(node)}", edge
        case ast.Subscript(value=value, slice=ast.Slice(step=ast.UnaryOp())):
            yield f"as if {names_in(value)} were not turned round", value
        case ast.AugAssign():
            new = ast.Assign([node.target], node.value, lineno=0)
            yield f"as if {names_in(node.target)} were not added up: each wipes the last", new
            turned = ast.AugAssign(node.target, ast.Sub(), node.value)
            if isinstance(node.op, ast.Add):
                yield f"as if {names_in(node.value)} were taken away from a sum", turned
        case ast.Tuple(elts=[first, second], ctx=ast.Load()):
            pair = ast.Tuple([second, first], ast.Load())
            yield f"as if {names_in(first)} and {names_in(second)} changed places", pair


def of_operation(node: ast.BinOp) -> Iterator[tuple[str, ast.AST]]:
    """Yield a sum, a product or a power that lacks a part, or has another sign."""
    left, right, op = node.left, node.right, type(node.op)
    both = names_in(node)
    if op in OPERATORS:
        other, says = OPERATORS[op]
        yield f"{says}, at {both}", ast.BinOp(left, other(), right)
    if op in SIGNS:
        kind = SIGNS[op]
        for gone, kept in ((left, right), (right, left)):
            if isinstance(gone, ast.Constant):
                yield f"as if a number were left out, at {names_in(kept)}", kept
            else:
                yield f"as if a {kind} with {names_in(gone)} were left out", kept
    if op in (ast.Div, ast.FloorDiv):
        yield f"as if nothing were divided by {names_in(right)}", left
    if op is ast.Pow:
        yield f"as if {names_in(left)} were taken without its power", left
    if op in (ast.MatMult, ast.Sub, ast.Div):
        swapped = ast.BinOp(right, node.op, left)
        yield f"as if the two sides were swapped, at {both}", swapped
    if op is ast.MatMult:
        for side in (left, right):
            turned = ast.Attribute(side, "T", ast.Load())
            pair = (turned, right) if side is left else (left, turned)
            says = f"as if {names_in(side)} were transposed"
            yield says, ast.BinOp(pair[0], ast.MatMult(), pair[1])


def of_call(node: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    """Yield a call of another function, of none, over another axis, or in another order."""
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    method = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") != "np"
    inner = node.args[0] if node.args else None
    if method and isinstance(node.func, ast.Attribute):
        inner = node.func.value
    if inner is not None and not isinstance(inner, ast.Starred):
        yield f"as if the {name} of {names_in(inner)} were left out", inner
    if twin := TWINS.get(name):
        new = copy.deepcopy(node)
        new.func = ast.Name(twin, ast.Load()) if twin == "sigmoid" else node.func
        if isinstance(node.func, ast.Attribute) and twin != "sigmoid":
            new.func = ast.Attribute(node.func.value, twin, ast.Load())
        elif twin != "sigmoid":
            new.func = ast.Attribute(ast.Name("np", ast.Load()), twin, ast.Load())
        yield f"as if {twin} stood in the place of {name}", new
    for i, keyword in enumerate(node.keywords):
        if keyword.arg == "axis":
            fewer = ast.Call(node.func, node.args, node.keywords[:i] + node.keywords[i + 1 :])
            yield f"as if the {name} went over all axes", fewer
    if name == "range":
        last = node.args[-1] if len(node.args) < 3 else node.args[1]
        early = ast.BinOp(last, ast.Sub(), ast.Constant(1))
        rest = [early if arg is last else arg for arg in node.args]
        yield "as if a loop ended one round early", ast.Call(node.func, rest, [])
        if len(node.args) == 1:
            late = ast.Call(node.func, [ast.Constant(1), *node.args], [])
            yield "as if a loop began one round late", late


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


def mutants(tree: ast.FunctionDef, names: dict[str, Any]) -> Iterator[Mutant]:
    """Yield the changed solutions of an exercise that are Python."""
    for says, changed in changes(tree):
        space = dict(names)
        module = ast.fix_missing_locations(ast.Module([changed], []))
        exec(compile(module, "mutant", "exec"), space)
        yield Mutant(says, space[tree.name])


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
        sys.settrace(count)
        try:
            with np.errstate(all="ignore"):
                return function(*args)
        finally:
            sys.settrace(before)

    return run


def prints(exercise: Exercise, mutant: Mutant, cases: list[Any]) -> dict[str, Print]:
    """Return the print of each part of a changed solution's result that is not right."""
    rights = [leaves(call(exercise.reference, args).value, exercise.returns) for args in cases]
    ours = [call(short(mutant.function), args) for args in cases]
    values = [o.value if o.error else leaves(o.value, exercise.returns) for o in ours]
    found = {}
    for path in rights[0]:
        parts = [
            error_type(outcome) if outcome.error else value.get(path, "none")
            for outcome, value in zip(ours, values, strict=True)
        ]
        pairs = zip(rights, parts, strict=True)
        differs = any(not near(right.get(path), part, 1e-6, 1e-8) for right, part in pairs)
        if differs and (made := fingerprint(parts)):
            found[path] = made
    return found


def catalogue(path: Path) -> Catalogue:
    """Return, for each exercise of a lab and each part and shapes, what its sums are as if."""
    names, trees = solved(path)
    found: Catalogue = {}
    for name, exercise in exercises(path).items():
        cases = exercise.draw(np.random.default_rng(PUBLIC_SEED), hidden=False)
        told: dict[tuple[str, str, tuple[float, ...]], str] = {}
        for mutant in mutants(trees[name], names):
            for part, (shapes, sums) in prints(exercise, mutant, cases).items():
                # Of two changes with the same result, the first is told.
                told.setdefault((part, shapes, tuple(sums)), mutant.says)
        parts = found.setdefault(name, {})
        for (part, shapes, weighed), says in sorted(told.items()):
            parts.setdefault(part, {}).setdefault(shapes, []).append([*weighed, says])
    return found


def exercises(path: Path) -> Mapping[str, Exercise]:
    """Return the exercises of a lab, by its source notebook."""
    stem = path.stem.partition("-")[2].replace("-", "_")
    checks: Checks = import_module(f"course_lib.grading.exercises.{stem}").check
    return checks.exercises


def key(path: Path) -> str:
    """Return the hash of a lab's solutions."""
    _, trees = solved(path)
    return sha256("\n".join(ast.unparse(tree) for tree in trees.values()).encode()).hexdigest()[:16]


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


def main() -> None:
    """Make the catalogue of each lab whose solutions or cases have changed."""
    with suppress(ImportError):  # Windows has no such limit
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    file: dict[str, Any] = {"keys": {}, "rights": {}, "exercises": {}}
    with suppress(OSError):
        file |= json.loads(FILE.read_text(encoding="utf-8"))
    for path in sorted(SOURCE.glob("*.ipynb")):
        if is_todays(path, file):
            print(f"mutants: {path.stem} as it was")
            continue
        file["exercises"] |= (made := catalogue(path))
        file["rights"] |= rights(path)
        file["keys"][path.stem] = key(path)
        for name, parts in made.items():
            many = sum(len(entries) for shapes in parts.values() for entries in shapes.values())
            print(f"mutants: {path.stem} {name}: {many} wrong parts")
    # A line for each entry: then a change of one shows as one.
    text = json.dumps(file, ensure_ascii=False, separators=(",", ":")).replace("],[", "],\n[")
    FILE.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
