"""Only values give points: whatever else a learner's process writes, an exercise is not right.

Each message is forged whole, as bytes on the line, and the grader's side reads it as ever.
"""

import copy
import io
import random
import socket
from importlib import import_module

import numpy as np
import pytest

from course_lib.grading.checking.check import check, judge
from course_lib.grading.inside import wire
from course_lib.grading.inside.fixtures import Fixture
from course_lib.grading.inside.outcome import FAULTS, STUB, Outcome, call, same
from course_lib.grading.outside import answers, stripped
from course_lib.grading.outside.process import ForkServer, Process
from course_lib.grading.outside.remote import Cell, Limits, Remote
from course_lib.grading.outside.sandbox import best
from course_lib.grading.reading.lab import labs
from course_lib.grading.running import copy_for_nbval

LABS = labs()
EXERCISES = [
    (lab, import_module(f"course_lib.grading.exercises.{lab.module}").EXERCISES[task.name])
    for lab in LABS.values()
    for task in lab.tasks
]
NAMES = [f"{lab.name}-{exercise.name}" for lab, exercise in EXERCISES]
ALL_WELL = ("raised", "", "ok")


def packed(message):
    stream = io.BytesIO()
    wire.send(stream, message)
    return stream.getvalue()


def right_answer(exercise, args):
    """Return what an honest worker answers if the learner's function is right."""
    value = call(exercise.reference, args).value
    after = tuple(None if isinstance(arg, Fixture) else arg for arg in args)
    return {"value": value, "fault": None, "line": None, "warnings": (), "after": after}


class Forger:
    """Stands in for the processes of a learner: on each line its answers stand already."""

    def __init__(self, *frames):
        self.frames, self.lines = frames, []

    def worker(self):
        ours, theirs = socket.socketpair()
        for size in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            ours.setsockopt(socket.SOL_SOCKET, size, 2**22)
            theirs.setsockopt(socket.SOL_SOCKET, size, 2**22)
        theirs.setblocking(False)
        for frame in self.frames:
            theirs.sendall(frame)
        theirs.shutdown(socket.SHUT_WR)  # what promises more than there is need not be waited for
        self.lines.append(theirs)
        return Process(ours, self)

    def end(self):
        for line in self.lines:
            line.close()


def judged(exercise, forge):
    """Return the verdict on answers that ``forge(args, right answer)`` gives, as bytes."""
    cases = exercise.draw(np.random.default_rng(0), hidden=False)
    forger = Forger(*(forge(args, right_answer(exercise, args)) for args in cases))
    with Remote((), forger) as remote:
        verdict = judge(exercise, remote.function(exercise.name))
    forger.end()
    assert verdict.passed == (verdict.says == "ok")
    assert 0 < len(verdict.says) < 400
    assert verdict.says.isprintable()
    return verdict


HOSTILE = ["ok", "", None, True, 99, -1, 2**40, 10**500, 1.5, float("nan"), 1j, (), [], {}, [99]]
HOSTILE += [("ok",), ("ok", "ok", "ok"), {"error": "ok"}, np.arange(3.0), np.float64(1), [[[0]]]]
MESSAGES = {
    "the word alone": lambda right: "ok",
    "a number": lambda right: 1,
    "nothing": lambda right: None,
    "a list": lambda right: list(right.values()),
    "an error that is ok": lambda right: {"error": "ok", "final": True},
    "a whole verdict": lambda right: {"passed": True, "says": "ok"},
    "a field more": lambda right: right | {"final": True},
    "a changed argument that there is not": lambda right: right | {"changed": [99]},
    "a value that says ok": lambda right: right | {"value": "ok"},
    "a value and a fault": lambda right: right | {"fault": ALL_WELL},
    "a fault that is ok": lambda right: right | {"value": None, "fault": ALL_WELL},
    "an argument less": lambda right: right | {"after": right["after"][1:]},
    "an argument more": lambda right: right | {"after": (*right["after"], 1.0)},
    "a warning too many": lambda right: right | {"warnings": ("ok",) * 21},
    "a warning too long": lambda right: right | {"warnings": ("x" * 301,)},
    "line 0": lambda right: right | {"line": 0},
    "a line below 0": lambda right: right | {"line": -7},
    "a line without end": lambda right: right | {"line": 10**9},
}
MESSAGES |= {
    f"without {field}": lambda right, field=field: {k: v for k, v in right.items() if k != field}
    for field in ("value", "fault", "line", "warnings", "after")
}
MESSAGES |= {
    f"the fault {kind} with {text!r}": lambda right, kind=kind, text=text: (
        right | {"value": None, "fault": (kind, text, text)}
    )
    for kind in (*FAULTS, "ok", "")
    for text in ("ok", "", "\nf: ok\n")
}
MESSAGES |= {
    f"{field} is {junk!r}": lambda right, field=field, junk=junk: right | {field: junk}
    for field in ("value", "fault", "line", "warnings", "after")
    for junk in HOSTILE
    # These are what an honest answer may hold.
    if (field, repr(junk)) not in {("fault", "None"), ("line", "None"), ("warnings", "()")}
    and (field, repr(junk)) not in {("line", "99"), ("warnings", "('ok',)")}
    and (field, repr(junk)) != ("warnings", "('ok', 'ok', 'ok')")
}


@pytest.mark.parametrize(("lab", "exercise"), EXERCISES, ids=NAMES)
def test_the_right_answers_as_bytes_are_right(lab, exercise):
    assert judged(exercise, lambda args, right: packed(right)).passed


@pytest.mark.parametrize("kind", MESSAGES)
def test_a_forged_message_earns_nothing_and_is_no_fault_of_the_grader(kind):
    n = list(MESSAGES).index(kind)
    for _, exercise in (EXERCISES[n % len(EXERCISES)], EXERCISES[(n * 7 + 3) % len(EXERCISES)]):
        verdict = judged(exercise, lambda args, right: packed(MESSAGES[kind](right)))
        assert not verdict.passed, (exercise.name, verdict)


@pytest.mark.wide
@pytest.mark.parametrize("kind", MESSAGES)
@pytest.mark.parametrize(("lab", "exercise"), EXERCISES, ids=NAMES)
def test_no_forged_message_earns_anything_in_any_exercise(lab, exercise, kind):
    assert not judged(exercise, lambda args, right: packed(MESSAGES[kind](right))).passed


def spoiled(frame, rng):
    """Return the bytes of a message with some of them changed, left out, doubled or moved."""
    raw = bytearray(frame)
    for _ in range(rng.choice((1, 1, 2, 5, 20))):
        at, n = rng.randrange(len(raw)), rng.choice((1, 1, 4, 16))
        part = raw[at : at + n]
        change = rng.choice(("flip", "other", "drop", "double", "move"))
        if change == "flip":
            raw[at] ^= 1 << rng.randrange(8)
        elif change == "other":
            raw[at : at + n] = rng.randbytes(len(part))
        elif change == "drop" and len(raw) > 2 * n:
            del raw[at : at + n]
        elif change == "double":
            raw[at:at] = part
        elif len(raw) > 2 * n:
            del raw[at : at + n]
            to = rng.randrange(len(raw))
            raw[to:to] = part
    return bytes(raw)


def assert_that_spoiled_bytes_earn_nothing(exercise, seed, tries):
    rng = random.Random(f"{exercise.name} {seed}")

    def forge(args, right):
        # The value is wrong to begin with: no change of bytes makes it right in every case.
        frame = packed(right | {"value": rng.choice(["ok", None, np.full((2, 2), np.nan), [99]])})
        head, rest = frame[: wire.HEAD.size], frame[wire.HEAD.size :]
        # Mostly what is inside: to spoil the lengths spoils all of it.
        return spoiled(frame, rng) if rng.random() < 0.1 else head + spoiled(rest, rng)

    for _ in range(tries):
        assert not judged(exercise, forge).passed


@pytest.mark.parametrize(("lab", "exercise"), EXERCISES, ids=NAMES)
def test_spoiled_bytes_earn_nothing(lab, exercise):
    assert_that_spoiled_bytes_earn_nothing(exercise, 0, 3)


@pytest.mark.wide
@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize(("lab", "exercise"), EXERCISES, ids=NAMES)
def test_many_spoiled_bytes_earn_nothing(lab, exercise, seed):
    assert_that_spoiled_bytes_earn_nothing(exercise, seed, 30)


GOOD = {"value": 1.0, "fault": None, "line": None, "warnings": (), "after": (1.0,)}


def test_nothing_comes_back_in_the_place_of_a_function():
    with pytest.raises(answers.AnswerError, match="something in the place of a function"):
        answers.called(GOOD, (Fixture("affine", np.eye(2), np.ones(2)),))


@pytest.mark.parametrize(
    ("message", "says"),
    [
        ("ok", "answer: it is no dict with value, fault, line, warnings, after."),
        (GOOD | {"final": True}, "answer: it is no dict with value, fault, line, warnings, after."),
        (GOOD | {"fault": "ok"}, "answer: fault is neither None nor a tuple of 3 texts."),
        (GOOD | {"fault": ("ok",) * 3}, "answer: fault is of no known kind, expected raised, ret"),
        (GOOD | {"fault": (1, 2, 3)}, "answer: fault has no text of at most 300 letters."),
        (GOOD | {"fault": ALL_WELL}, "answer: value and fault are both there, expected one of"),
        (GOOD | {"line": True}, "answer: line is neither None nor from 1 to 10000000."),
        (GOOD | {"line": 0}, "answer: line is neither None nor from 1 to 10000000."),
        (GOOD | {"warnings": ["x"]}, "answer: warnings is no tuple of at most 20 texts."),
        (GOOD | {"warnings": ("x" * 301,)}, "answer: warnings has no text of at most 300 letters."),
        (GOOD | {"after": ()}, "answer: after is no tuple of 1 arguments."),
    ],
)
def test_a_message_that_is_no_answer_is_refused_in_our_words(message, says):
    with pytest.raises(answers.AnswerError) as refused:
        answers.called(message, (1.0,))
    assert str(refused.value).startswith(says)


def test_the_other_answers_are_checked_as_well():
    assert answers.held({"held": ["rlimits", "seccomp"]}) == ("rlimits", "seccomp")
    assert answers.defined({"fault": None, "line": None}) == (None, None)
    for read, message in (
        (answers.held, {"held": ["ok"]}),
        (answers.held, {"held": ("rlimits",)}),
        (answers.held, {"held": [["rlimits"]]}),
        (answers.held, GOOD),
        (answers.defined, {"fault": "ok", "line": None}),
        (answers.defined, {"fault": None, "line": "1"}),
        (answers.defined, {"error": "ok", "line": None}),
    ):
        with pytest.raises(answers.AnswerError):
            read(message)


@pytest.mark.parametrize(
    "old", [1, 1.0, np.float64(1), float("nan"), "a", True, (1.0,), {"a": 1}, np.ones(2)]
)
def test_an_argument_is_compared_with_whatever_comes_back(old):
    assert same(old, copy.deepcopy(old))
    for junk in HOSTILE:
        if not isinstance(junk, np.float64) and repr(junk) != repr(old):
            assert not same(old, junk)


def test_an_outcome_has_no_empty_error():
    with pytest.raises(ValueError, match="Outcome: error is empty, expected a sentence or None"):
        Outcome(error="")


# The seal


class Sealed:
    """A proxy of a right function, or of one that knows what nbval waits for."""

    def __init__(self, exercise, seal, said=None):
        self.exercise, self.seal, self.said = exercise, seal, said

    def remote_call(self, args):
        return Outcome(error=self.said) if self.said else call(self.exercise.reference, args)


def test_the_check_of_a_right_answer_prints_a_seal_that_is_new_in_each_run(tmp_path, capsys):
    lab, exercise = EXERCISES[0]
    seals = [copy_for_nbval.new_seal() for _ in range(20)]
    assert len(set(seals)) == 20
    check(exercise, Sealed(exercise, seals[0]))
    assert capsys.readouterr().out == f"{exercise.name}: {seals[0]}\n"
    check(exercise, Sealed(exercise, seals[0], "raised an exception: ok"))
    assert seals[0] not in capsys.readouterr().out
    copied = copy_for_nbval.notebook(lab, lab.tasks, tmp_path / "job.json", seals[0])
    assert copied.count(f": {seals[0]}\\n") == 2 * len(lab.tasks)
    assert ": ok\\n" not in copied
    cells = copy_for_nbval.worker_cells(lab, [Cell("a", "x = 1")])
    assert not any(seals[0] in cell.source for cell in cells)


# Every function that the learner's process can reach


REACH = """
import sys, types
def found():
    kinds = types.FunctionType, types.BuiltinFunctionType, staticmethod, property, classmethod
    places = [(name, "") for name in sorted(sys.modules) if name.startswith(PREFIXES)]
    for module, _ in list(places):
        for key, value in sorted(vars(sys.modules[module]).items()):
            if isinstance(value, type) and value.__module__.startswith(PREFIXES):
                places.append((module, key))
    for module, owner in places:
        thing = getattr(sys.modules[module], owner) if owner else sys.modules[module]
        for key, value in sorted(vars(thing).items()):
            if isinstance(value, kinds) or not owner and isinstance(value, type):
                yield module, owner, key
def reach():
    return [list(place) for place in found()]
def replace(places, answer):
    for module, owner, key in places:
        thing = getattr(sys.modules[module], owner) if owner else sys.modules[module]
        try:
            setattr(thing, key, answer)
        except (AttributeError, TypeError):
            pass
"""
ANSWERS = {
    "the word": "lambda *a, **k: 'ok'",
    "an old answer": "lambda *a, **k: {'error': 'ok', 'final': True}",
    "an answer": "lambda *a, **k: {'value': 'ok', 'fault': None, 'line': None, 'warnings': (), "
    "'after': a[1] if len(a) > 1 else a}",
    "a fault": "lambda *a, **k: ('raised', '', 'ok')",
    "True": "lambda *a, **k: True",
    "nothing": "lambda *a, **k: None",
    "what it is given": "lambda *a, **k: a[0] if a else 'ok'",
}
QUICK = Limits(call=2, cell=2, exercise=4)


def prefixed(source, *prefixes):
    return f"PREFIXES = {prefixes!r}\n{source}"


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    """Return the server of each lab's workers, one at a time."""
    made = {}

    def server(lab):
        if lab.name not in made:
            folder = tmp_path_factory.mktemp(lab.name)
            stripped.write(folder, lab.removed, [lab.module])
            made[lab.name] = ForkServer(best(), folder)
        return made[lab.name]

    yield server
    for one in made.values():
        one.end()


def reached(server, *prefixes):
    cell = Cell("reach", prefixed(REACH, *prefixes), ("reach",))
    with Remote([cell], server, QUICK) as remote:
        return remote.call("reach", ()).value


def replaced(server, exercise, places, answer):
    """Return the verdict on a stub in a process in which these functions answer as they like."""
    stub = f"def {exercise.name}(*args):\n"
    stub += f"    raise NotImplementedError({STUB.format(name=exercise.name)!r})\n"
    source = stub + prefixed(REACH) + f"replace({places!r}, {answer})\n"
    with Remote([Cell("answer", source, (exercise.name,))], server, QUICK) as remote:
        return judge(exercise, remote.function(exercise.name))


def last_of(lab):
    module = import_module(f"course_lib.grading.exercises.{lab.module}")
    return module.EXERCISES[lab.tasks[-1].name]


GROUPS = 8


@pytest.mark.parametrize("group", range(GROUPS))
def test_no_functions_of_the_grader_in_the_process_earn_anything_by_their_answers(servers, group):
    lab, exercise = EXERCISES[0]
    places = reached(servers(lab), "course_lib.grading")
    assert ["course_lib.grading.inside.worker", "", "answer_call"] in places
    assert len(places) > 60
    answer = list(ANSWERS.values())[group % len(ANSWERS)]
    assert not replaced(servers(lab), exercise, places[group::GROUPS], answer).passed


@pytest.mark.parametrize(("lab", "answer"), [*zip(LABS.values(), ANSWERS, strict=True)])
def test_all_functions_of_the_process_together_earn_nothing(servers, lab, answer):
    places = reached(servers(lab), "course_lib")
    assert not replaced(servers(lab), last_of(lab), places, ANSWERS[answer]).passed


@pytest.mark.wide
@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("lab", LABS.values(), ids=LABS)
def test_no_function_of_any_module_earns_anything_in_any_lab(servers, lab, answer):
    # In each lab each function answers in one way; over the labs, in all ways.
    turn = list(LABS.values()).index(lab) + list(ANSWERS).index(answer)
    places = reached(servers(lab), "course_lib", "json", "struct", "copy", "re", "warnings")
    for place in places[turn % len(ANSWERS) :: len(ANSWERS)]:
        assert not replaced(servers(lab), last_of(lab), [place], ANSWERS[answer]).passed, place
    assert not replaced(servers(lab), last_of(lab), places, ANSWERS[answer]).passed
