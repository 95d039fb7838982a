"""Many submissions: shared among processes, none lost, none graded twice, faults are no zeros."""

import ctypes
import os
import signal
import subprocess
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from course_lib.grading.outside.sandbox import Sandbox, best
from course_lib.grading.outside.scratch import LOCK
from course_lib.grading.reading.collect import find
from course_lib.grading.reading.lab import labs
from course_lib.grading.running import kept_kernel, many_submissions
from course_lib.grading.running.kept_kernel import Item, Plan
from tests.support.grading_tools import (
    ENVIRONMENT,
    LAB,
    ROOT,
    SOLVED,
    Serial,
    alive,
    children_of,
    command,
    hand_in,
    labs_grade,
    results_in,
    solved,
    timeless,
)

LABS = labs()
KEYS = {name: lab.key for name, lab in LABS.items()}
ADOPT = 36  # PR_SET_CHILD_SUBREAPER


@pytest.fixture(autouse=True)
def serial(request, monkeypatch):
    if "processes" not in request.fixturenames:
        monkeypatch.setattr(many_submissions, "ProcessPoolExecutor", Serial)


@pytest.fixture
def processes():
    """Leave the real pool in its place."""


@pytest.fixture
def plan(tmp_path):
    return Plan(tmp_path / "out", None, None, best())


def result(name, key, **extra):
    """Return what a grader might have found."""
    found = {"name": name, "status": "graded", "submission_key": key, "lab_key": KEYS[LAB]}
    found["sandbox"] = best().name
    return {"score": 10, "max_score": 10, "tests": [], "extra_data": found | extra}


def fake(monkeypatch, faults=lambda name: "", seen=None):
    """Let batches be graded at once; ``faults(name)`` says why there is no result."""

    def grade_batch(items, plan):
        outcomes = []
        for item in items:
            if seen is not None:
                seen.append(item.name)
            fault = faults(item.name)
            key = next(f.key for f in find([plan.out.parent / "in"]) if f.name == item.name)
            outcomes.append((item.name, fault or result(item.name, key)))
        return outcomes

    monkeypatch.setattr(kept_kernel, "grade_batch", grade_batch)


@contextmanager
def grading(submissions, out):
    """Start grading with two processes; orphans become ours, as on a machine without an init."""
    system = ctypes.CDLL(None)
    before = children_of(os.getpid())
    system.prctl(ADOPT, 1, 0, 0, 0)
    running = subprocess.Popen(
        command(submissions, "--out", out, "--workers", 2, "--quiet"),
        cwd=ROOT,
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield running
    finally:
        running.kill()
        running.wait()
        system.prctl(ADOPT, 0, 0, 0, 0)
        end = time.monotonic() + 30
        while any(alive(p) for p in set(children_of(os.getpid())).difference(before)):
            assert time.monotonic() < end, "processes outlive the one that was killed"
            time.sleep(0.1)


def until(condition, running, seconds=120):
    """Wait for something that happens while a process runs."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert running.poll() is None, "it was ready before it was killed"
        assert time.monotonic() < end
        time.sleep(0.01)
    return found


def kill_when(submissions, out, n):
    """Start grading, kill it when ``n`` results are stored; return when they were written."""
    with grading(submissions, out) as running:
        until(lambda: len(list(out.glob("*/result.json"))) >= n, running)
        assert kernels(running.pid)
        running.send_signal(signal.SIGKILL)
    return {path: path.stat().st_mtime_ns for path in out.glob("*/result.json")}


def kernels(pid):
    return [child for child in children_of(pid) if b"ipykernel" in words(child)]


def words(pid):
    """Return the command of a process."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def seconds(pid):
    """Return the processor's time that a process has used."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) / os.sysconf("SC_CLK_TCK")
    return 0


@pytest.mark.wide
@pytest.mark.usefixtures("processes")
def test_a_run_that_is_killed_twice_ends_as_one_that_was_not(tmp_path):
    names = hand_in(tmp_path / "in", 6)
    (tmp_path / "in" / "broken.ipynb").write_text("no notebook")
    undisturbed = labs_grade(tmp_path / "in", "--out", tmp_path / "once", "--workers", 2)
    assert undisturbed.returncode == 2, undisturbed.stderr
    out = tmp_path / "out"
    first = kill_when(tmp_path / "in", out, 2)
    second = kill_when(tmp_path / "in", out, len(first) + 2)
    assert set(first) < set(second)
    last = labs_grade(tmp_path / "in", "--out", out, "--workers", 2)
    assert last.returncode == 2, last.stderr
    # What was stored is not graded again, and nothing is lost, doubled or different.
    for stored in (first, second):
        kept = {path for path in stored if path.parent.name != "broken"}
        assert all(path.stat().st_mtime_ns == stored[path] for path in kept)
    assert sorted(results_in(out)) == sorted([*names, "broken"])
    assert timeless(results_in(out)) == timeless(results_in(tmp_path / "once"))
    for file in ("summary.csv", "exercises.csv", "summary.svg"):
        assert (out / file).read_text() == (tmp_path / "once" / file).read_text()
    assert last.stdout.replace("/out", "/once") == undisturbed.stdout


@pytest.mark.usefixtures("processes")
def test_nothing_stays_of_a_run_that_is_killed_while_a_learners_code_runs(tmp_path):
    (tmp_path / "in").mkdir()
    for i in range(2):
        loop = solved(sigmoid="while True: pass") + " " * i
        (tmp_path / "in" / f"{i}.ipynb").write_text(loop, encoding="utf-8")

    def busy():
        found = [
            p for p in children_of(running.pid) if b"course_lib.grading.inside.worker" in words(p)
        ]
        return [p for p in found if seconds(p) > 1]

    with grading(tmp_path / "in", tmp_path / "out") as running:
        until(busy, running)
        running.send_signal(signal.SIGKILL)
    assert not results_in(tmp_path / "out")


@pytest.mark.usefixtures("processes")
def test_a_process_of_the_pool_that_is_killed_costs_nothing_but_time(tmp_path):
    names = hand_in(tmp_path / "in", 5)
    out = tmp_path / "out"
    with grading(tmp_path / "in", out) as running:
        until(lambda: results_in(out), running)
        first = kernels(running.pid)[0]
        stat = Path(f"/proc/{first}/stat").read_text().rpartition(")")[2].split()
        os.kill(int(stat[1]), signal.SIGKILL)  # the parent of a kernel
        until(lambda: not alive(first), running, 10)
        assert running.wait(300) == 1
    assert sorted(results_in(out)) == names
    scores = {name: one["score"] for name, one in results_in(out).items()}
    assert [scores[name] for name in names[:2]] == [10, 0]
    assert [scores[name] for name in names] == [scores[names[i % 3]] for i in range(5)]


def test_a_fault_of_the_grader_is_tried_again_and_is_never_a_zero(tmp_path, plan, monkeypatch):
    hand_in(tmp_path / "in", 4)
    seen = []
    fake(
        monkeypatch,
        lambda name: "no kernel" if name == "s01" and seen.count(name) == 1 else "",
        seen,
    )
    graded = many_submissions.grade_all(find([tmp_path / "in"]), plan)
    assert [one["score"] for one in graded] == [10, 10, 10, 10]
    assert seen.count("s01") == 2
    assert all(seen.count(name) == 1 for name in ("s00", "s02", "s03"))


def test_a_fault_that_stays_leaves_no_result_and_keeps_the_others(tmp_path, plan, monkeypatch):
    hand_in(tmp_path / "in", 3)
    seen = []
    fake(monkeypatch, lambda name: "NbvalKernelError: no kernel" if name == "s01" else "", seen)
    told = "^1 of the submissions have no result; the first, s01: NbvalKernelError: no kernel$"
    with pytest.raises(many_submissions.GraderError, match=told) as caught:
        many_submissions.grade_all(find([tmp_path / "in"]), plan)
    assert caught.value.faults == {"s01": "NbvalKernelError: no kernel"}
    assert sorted(results_in(plan.out)) == ["s00", "s02"]
    assert seen.count("s01") == many_submissions.TRIES
    seen.clear()
    fake(monkeypatch, seen=seen)
    assert len(many_submissions.grade_all(find([tmp_path / "in"]), plan)) == 3
    assert seen == ["s01"]


def test_a_process_that_ends_loses_only_what_it_had_not_stored(tmp_path, plan, monkeypatch):
    hand_in(tmp_path / "in", 3)
    found = find([tmp_path / "in"])
    seen = []

    def ends(items, plan):
        seen.append([item.name for item in items])
        if len(items) > 1:
            kept_kernel.store(plan, result(items[0].name, found[0].key))
            raise RuntimeError("A process in the pool was terminated")
        key = next(f.key for f in found if f.name == items[0].name)
        return [(items[0].name, result(items[0].name, key))]

    monkeypatch.setattr(kept_kernel, "grade_batch", ends)
    assert len(many_submissions.grade_all(found, plan)) == 3
    assert seen == [["s00", "s01", "s02"], ["s01"], ["s02"]]


@pytest.mark.parametrize(
    ("extra", "why"),
    [
        ({"submission_key": "another file"}, "the file was handed in again"),
        ({"lab_key": "another lab"}, "the lab was changed"),
        ({"sandbox": "none"}, "it was graded without a sandbox"),
        ({"status": "rejected", "lab_key": None}, "it was rejected, perhaps by an older lab"),
    ],
)
def test_a_result_that_is_not_of_today_is_found_again(tmp_path, plan, monkeypatch, extra, why):
    hand_in(tmp_path / "in", 1)
    (found,) = find([tmp_path / "in"])
    seen = []
    fake(monkeypatch, seen=seen)
    kept_kernel.store(plan, result("s00", found.key))
    many_submissions.grade_all([found], plan)
    assert seen == []
    kept_kernel.store(plan, result("s00", found.key, **extra))
    many_submissions.grade_all([found], plan)
    assert seen == ["s00"], why


def test_a_result_of_another_lab_than_the_wanted_one_is_found_again(tmp_path, plan, monkeypatch):
    hand_in(tmp_path / "in", 1)
    (found,) = find([tmp_path / "in"])
    seen = []
    fake(monkeypatch, seen=seen)
    kept_kernel.store(plan, result("s00", found.key))
    other = next(name for name in LABS if name != LAB)
    many_submissions.grade_all([found], Plan(plan.out, None, other, best()))
    assert seen == ["s00"]


def test_a_stored_file_that_is_damaged_is_found_again(tmp_path, plan, monkeypatch):
    hand_in(tmp_path / "in", 1)
    seen = []
    fake(monkeypatch, seen=seen)
    for text in ("", '{"score": 10', "[]", '{"extra_data": 3}'):
        (plan.out / "s00").mkdir(parents=True, exist_ok=True)
        (plan.out / "s00" / "result.json").write_text(text)
        many_submissions.grade_all(find([tmp_path / "in"]), plan)
    assert seen == ["s00"] * 4


@pytest.mark.parametrize(
    ("n", "workers", "sizes"), [(3, 1, [3]), (3, 2, [2, 1]), (12, 2, [5, 5, 2]), (2, 8, [1, 1])]
)
def test_batches_are_small_and_even(n, workers, sizes):
    items = [Item(str(i), b"") for i in range(n)]
    batches = many_submissions._batches(items, workers, 0)
    assert [len(b) for b in batches] == sizes
    assert [item for b in batches for item in b] == items
    assert [len(b) for b in many_submissions._batches(items, workers, 1)] == [1] * n


def test_progress_is_told_of_each_submission_once(tmp_path, plan, monkeypatch):
    names = hand_in(tmp_path / "in", 4)
    found = find([tmp_path / "in"])
    kept_kernel.store(plan, result("s02", found[2].key))
    large = found[0]._replace(name="large", raw=None, why="the file has more than 20 MB.")
    fake(
        monkeypatch,
        lambda name: "x" if name == "s03" and seen.count("s03") == 1 else "",
        seen := [],
    )
    told = []
    graded = many_submissions.grade_all([*found, large], plan, progress=told.append)
    assert sorted(told) == sorted([*names, "large"])
    assert graded[-1]["output"] == "the file has more than 20 MB."
    assert graded[-1]["extra_data"]["status"] == "rejected"


def test_another_version_of_the_labs_does_not_grade(plan):
    with pytest.raises(RuntimeError, match="this machine has another version of the labs"):
        kept_kernel.grade_batch(
            [Item("a", b"")], Plan(plan.out, None, None, best(), {"01-dense": "x"})
        )


def test_a_sandbox_that_does_not_work_here_does_not_grade(plan, monkeypatch):
    monkeypatch.setattr("course_lib.grading.outside.sandbox._works", lambda name: False)
    kept_kernel.release()
    with pytest.raises(ValueError, match="the sandbox 'bubblewrap' does not work on this machine"):
        kept_kernel.grade_batch(
            [Item("a", b"")], Plan(plan.out, None, None, Sandbox("bubblewrap"), KEYS)
        )


def test_a_machine_of_a_cluster_tries_its_sandbox_first_and_once(plan, monkeypatch):
    tried = []
    monkeypatch.setattr(kept_kernel, "grade_batch", lambda items, plan: ["graded"])
    monkeypatch.setattr(many_submissions, "_tried", set())
    monkeypatch.setattr(
        "course_lib.grading.outside.selftest.holes", lambda s: tried.append(s) or ["write", "fork"]
    )
    with pytest.raises(RuntimeError, match=r"^in the sandbox bubblewrap code can write, fork$"):
        many_submissions.grade_elsewhere([], Plan(plan.out, None, None, Sandbox("bubblewrap")))
    monkeypatch.setattr(
        "course_lib.grading.outside.selftest.holes", lambda s: tried.append(s) or []
    )
    for _ in range(3):
        assert many_submissions.grade_elsewhere(
            [], Plan(plan.out, None, None, Sandbox("bubblewrap"))
        ) == ["graded"]
    assert len(tried) == 2


def test_a_desk_grades_rejects_and_goes_on_after_a_fault(tmp_path, plan, monkeypatch):
    plan = Plan(tmp_path / "out", None, None, best(), KEYS)
    plan.out.mkdir()
    items = [
        Item("right", SOLVED.read_bytes()),
        Item("none", b"no notebook"),
        Item("fault", SOLVED.read_bytes()),
        Item("wrong", solved(sigmoid="def sigmoid(z):\n    return z").encode()),
    ]
    kept_kernel.release()
    real = kept_kernel.KeptKernel.grade

    def grade(self, item, plan):
        if item.name == "fault":
            raise OSError("no space left")
        return real(self, item, plan)

    monkeypatch.setattr(kept_kernel.KeptKernel, "grade", grade)
    outcomes = dict(kept_kernel.grade_batch(items, plan))
    folder = kept_kernel._kept[0].folder
    assert outcomes["fault"] == "OSError: no space left"
    assert outcomes["none"]["output"] == "the file is not JSON, so it is not a notebook."
    assert outcomes["right"]["score"] == outcomes["right"]["max_score"] == 10
    assert 0 < outcomes["wrong"]["score"] < 10
    # Each is stored as it is found, and the fault is not.
    assert results_in(plan.out) == {k: v for k, v in outcomes.items() if k != "fault"}
    assert [p.name for p in folder.iterdir() if p.name != LOCK] == [f"course-{LAB}-{KEYS[LAB]}"]
    kept_kernel.release()
    assert not folder.exists()


def test_nothing_is_left_of_a_run(tmp_path):
    hand_in(tmp_path / "in", 1)
    (tmp_path / "tmp").mkdir()
    done = labs_grade(tmp_path / "in", "--out", tmp_path / "out", TMPDIR=str(tmp_path / "tmp"))
    assert done.returncode == 0, done.stderr
    assert not [path.name for path in (tmp_path / "tmp").glob("labs-*")]
