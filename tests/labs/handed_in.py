"""A class that hands in a lab: right answers in natural variety, and copies that were disguised.

Two people who solve an exercise in the same way still write other lines: `np.dot` for `@`, a result
that gets a name first, `x * x` for a square, the terms in another order. A copy has other names,
comments, spaces, and the order of its lines; what the lines say stays.
"""

import ast
import json
import random
import textwrap
from inspect import getsource

from tests.labs.lab_tree import answers_of, exercises_of, grade_id, source

NAMES = (
    *("p", "q", "r", "s", "u", "v", "w", "k", "g", "m", "t", "d", "e", "f", "y", "alpha", "beta"),
    *("out", "res", "tmp", "acc", "left", "right", "new", "old"),
)
REMARKS = [
    "as on the slide",
    "each row is one example",
    "the shapes fit",
    "see the lecture",
    "done",
]


# What they hold is worked out later, or not at all.
LATER = (
    *(ast.Lambda, ast.IfExp, ast.BoolOp),
    *(ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp),
)


def ways(lab):
    """Return the right answers to a lab as trees, by exercise: the solution first."""
    solved = {
        grade_id(cell): ast.parse(cell.source).body
        for cell in source(lab).cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
    return {
        name: [solved[name], *(_alone(answer, name) for answer in answers_of(lab)[name])]
        for name in exercises_of(lab)
    }


def _alone(answer, name):
    """Return an answer under the exercise's name, without the helpers of its module."""
    (tree,) = ast.parse(textwrap.dedent(getsource(answer))).body
    tree.name = name
    return [tree]


def written(trees, chance):
    """Return an answer as one more person would write it."""
    tree = ast.parse("\n".join(map(ast.unparse, trees)))
    habits = {habit: chance.random() < 0.5 for habit in ("dot", "np.sum", "np.transpose")}
    tree = ast.fix_missing_locations(_Habits(habits, chance).visit(tree))
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        _name_parts(function, chance)
    return ast.unparse(ast.fix_missing_locations(tree))


class _Habits(ast.NodeTransformer):
    """Writes the same in other words."""

    def __init__(self, habits, chance):
        self.habits, self.chance = habits, chance

    def visit_BinOp(self, node):
        self.generic_visit(node)
        same = ast.dump(node.left)
        match node.op:
            case ast.MatMult() if self.habits["dot"]:
                return _call("dot", node.left, node.right)
            case ast.Pow() if ast.unparse(node.right) == "2" and self.chance.random() < 0.5:
                if isinstance(node.left, ast.Name):
                    return ast.BinOp(node.left, ast.Mult(), ast.Name(node.left.id, ast.Load()))
                return _call("square", node.left)
            case ast.Mult() | ast.Add() if self.chance.random() < 0.4 and _plain(node):
                node.left, node.right = node.right, node.left
            case ast.Mult() if same == ast.dump(node.right) and self.chance.random() < 0.5:
                return ast.BinOp(node.left, ast.Pow(), ast.Constant(2))
        return node

    def visit_Call(self, node):
        self.generic_visit(node)
        sums = isinstance(node.func, ast.Attribute) and node.func.attr == "sum"
        if sums and self.habits["np.sum"] and ast.unparse(node.func.value) != "np":
            return _call("sum", node.func.value, *node.args, keywords=node.keywords)
        return node

    def visit_Attribute(self, node):
        self.generic_visit(node)
        turned = node.attr == "T" and self.habits["np.transpose"]
        return _call("transpose", node.value) if turned else node

    def visit_AugAssign(self, node):
        self.generic_visit(node)
        if self.chance.random() < 0.4 and isinstance(node.target, ast.Subscript):
            read = ast.Subscript(node.target.value, node.target.slice, ast.Load())
            return ast.Assign([node.target], ast.BinOp(read, node.op, node.value))
        return node


def _call(name, *arguments, keywords=()):
    function = ast.Attribute(ast.Name("np", ast.Load()), name, ast.Load())
    return ast.Call(function, list(arguments), list(keywords))


def _plain(node):
    """Tell whether a sum or product is one of numbers: lists and texts mind the order."""
    sequences = ast.List | ast.Tuple | ast.ListComp | ast.JoinedStr
    return not any(isinstance(part, sequences) for part in (node.left, node.right))


def _name_parts(function, chance):
    """Give some parts of its lines a name of their own, in a line above."""
    taken = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    fresh = (name for name in NAMES if name not in taken)
    for block in _blocks(function):
        lines = []
        for line in block:
            parts = list(_parts(line)) if isinstance(line, ast.Assign | ast.Return) else []
            if parts and chance.random() < 0.45:
                part, name = chance.choice(parts), next(fresh)
                above = ast.Assign([ast.Name(name, ast.Store())], part)
                line = _Put(part, ast.Name(name, ast.Load())).visit(line)
                lines.append(above)
            lines.append(line)
        block[:] = lines


def _blocks(function):
    for node in ast.walk(function):
        for field in ("body", "orelse"):
            if isinstance(block := getattr(node, field, None), list):
                yield block


def _parts(line):
    """Yield the parts of a line that can be worked out above it."""
    waiting = [line.value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, LATER):
            continue
        if isinstance(node, ast.BinOp | ast.Call):
            yield node
        waiting += ast.iter_child_nodes(node)


class _Put(ast.NodeTransformer):
    def __init__(self, part, other):
        self.part, self.other = part, other

    def visit(self, node):
        return self.other if node is self.part else self.generic_visit(node)


def disguised(code, chance):
    """Return a copy of an answer with other names, comments and spaces, and lines moved."""
    tree = ast.parse(code)
    for function in [node for node in tree.body if isinstance(node, ast.FunctionDef)]:
        if ast.get_docstring(function) is not None and len(function.body) > 1:
            del function.body[0]
        for block in _blocks(function):
            _move_lines(block, chance)
        _rename(function, chance)
    lines = []
    for line in ast.unparse(tree).splitlines():
        if chance.random() < 0.3 and lines:
            lines.append(line[: len(line) - len(line.lstrip())] + f"# {chance.choice(REMARKS)}")
        loose = chance.random() < 0.5 and "'" not in line
        lines.append(line.replace(" + ", "+").replace(", ", " ,  ") if loose else line)
        lines += [""] * chance.randrange(2)
    return "\n".join(lines)


def _move_lines(block, chance):
    """Swap neighbours of which neither needs what the other makes."""
    for n in range(len(block) - 1):
        first, second = block[n : n + 2]
        both = isinstance(first, ast.Assign) and isinstance(second, ast.Assign)
        free = both and not _roots(first) & _all(second) and not _roots(second) & _all(first)
        if free and chance.random() < 0.8:
            block[n : n + 2] = [second, first]


def _roots(line):
    """Return the names that a line changes, those of changed arrays among them."""
    return {n.id for target in line.targets for n in ast.walk(target) if isinstance(n, ast.Name)}


def _all(line):
    return {node.id for node in ast.walk(line) if isinstance(node, ast.Name)}


def _rename(function, chance):
    names = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
    own = {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
    own |= {node.id for node in names if isinstance(node.ctx, ast.Store)}
    others = {node.id for node in names} - own
    free = [name for name in (*NAMES, *(f"{name}2" for name in NAMES)) if name not in others]
    new = dict(zip(sorted(own), chance.sample(free, len(own)), strict=True))
    for node in ast.walk(function):
        if isinstance(node, ast.Name):
            node.id = new.get(node.id, node.id)
        elif isinstance(node, ast.arg):
            node.arg = new.get(node.arg, node.arg)


def a_class(lab, seed, copies, n=40, usual=0):
    """Return ``n`` notebooks by name, as JSON, of which some are copies.

    Of the others no two say the same to the letter: nobody could tell such a pair from copies.

    Parameters
    ----------
    copies : dict
        The name of the copied one by the name of the copy.
    usual : int
        How many, from the last one on, have written the solution with names of their own.
    """
    chance = random.Random(seed)
    known = ways(lab)
    names = [f"s{i:02}" for i in range(n)]
    answers = {}
    for name in names:
        while name not in answers or answers[name] in list(answers.values())[:-1]:
            answers[name] = {
                task: written(chance.choice(trees), chance) for task, trees in known.items()
            }
    for name in names[n - usual :]:
        plain = {task: "\n".join(map(ast.unparse, trees[0])) for task, trees in known.items()}
        answers[name] = {task: disguised(code, chance) for task, code in plain.items()}
    for copy, of in copies.items():
        answers[copy] = {task: disguised(code, chance) for task, code in answers[of].items()}
    return {name: notebook(lab, answers[name]) for name in names}


def notebook(lab, answers):
    """Return a lab with these answers."""
    made = source(lab)
    for cell in made.cells:
        if grade_id(cell) in answers:
            cell.source = answers[grade_id(cell)]
    return json.dumps(made)
