"""The few things of nbval, pytest and IPython that the grader's kernel stands on."""

import inspect
import json
import os
from importlib.metadata import version

import nbval.kernel
import nbval.plugin
import pytest

from course_lib.grading.outside.remote import Limits
from course_lib.grading.running import nbval_kernel
from course_lib.grading.running.nbval_kernel import CellResult, NbvalKernel, NbvalKernelError


def check(grade_id, source, *outputs, count=1):
    """Return a check cell and what it is expected to print."""
    stored = [{"output_type": "stream", "name": "stdout", "text": text} for text in outputs]
    return cell(source, stored, {"course": {"grade_id": grade_id}}, count)


def cell(source, outputs=(), metadata=None, count=1):
    return {
        "cell_type": "code",
        "execution_count": count,
        "id": f"c{abs(hash(source)) % 10**8}",
        "metadata": metadata or {},
        "outputs": list(outputs),
        "source": source,
    }


@pytest.fixture(scope="module")
def kernel():
    with NbvalKernel() as one:
        yield one


@pytest.fixture
def run(kernel, tmp_path):
    """Return a function that runs a notebook of these cells."""

    def run_cells(*cells):
        path = tmp_path / "graded.ipynb"
        notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        path.write_text(json.dumps(notebook), encoding="utf-8")
        return kernel.run(path)

    return run_cells


# The contract with nbval: a new version that breaks it is seen here first.


def test_nbval_is_the_version_that_was_read():
    assert version("nbval").startswith("0.11.")


@pytest.mark.parametrize(
    ("function", "parameters"),
    [
        (nbval.kernel.start_new_kernel, ["startup_timeout", "kernel_name", "kwargs"]),
        (nbval.kernel.RunningKernel.__init__, ["self", "kernel_name", "cwd", "startup_timeout"]),
        (nbval.kernel.RunningKernel.execute_cell_input, ["self", "cell_input", "allow_stdin"]),
        (nbval.kernel.RunningKernel.await_reply, ["self", "msg_id", "timeout"]),
        (nbval.kernel.RunningKernel.await_idle, ["self", "parent_id", "timeout"]),
        (nbval.kernel.RunningKernel._ensure_iopub_up, ["self"]),
        (nbval.kernel.RunningKernel.is_alive, ["self"]),
        (nbval.kernel.RunningKernel.stop, ["self"]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_nbval_has_the_functions_that_are_used(function, parameters):
    assert list(inspect.signature(function).parameters) == parameters


def test_nbval_makes_its_kernel_by_the_name_that_is_replaced():
    assert nbval.plugin.RunningKernel is nbval.kernel.RunningKernel
    setup = inspect.getsource(nbval.plugin.IPyNbFile.setup)
    assert "self.kernel = RunningKernel(" in setup
    assert "startup_timeout=" in setup
    assert "self.kernel.stop()" in inspect.getsource(nbval.plugin.IPyNbFile.teardown)
    assert nbval.kernel.CURRENT_ENV_KERNEL_NAME == ":nbval-parent-env"


def test_nbval_uses_no_method_of_a_kernel_that_ours_lacks():
    used = inspect.getsource(nbval.plugin).split("self.parent.kernel.")[1:]
    used += inspect.getsource(nbval.plugin).split("self.kernel.")[1:]
    names = {text.split("(")[0].split()[0].rstrip(".,:)") for text in used}
    assert names
    for name in names:
        assert hasattr(nbval_kernel.Kernel, name) or name in ("kc", "km"), name


def test_nbval_has_the_options_that_are_used(pytestconfig):
    names = {"--nbval", "--nbval-current-env", "--nbval-cell-timeout"}
    known = {name for option in pytestconfig._parser._anonymous.options for name in option.names()}
    groups = pytestconfig._parser._groups
    known |= {name for g in groups for option in g.options for name in option.names()}
    assert names <= known


def test_the_engine_gives_nbval_back_what_it_took():
    before = nbval.plugin.RunningKernel, dict(os.environ)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nbval.plugin, "RunningKernel", nbval.kernel.RunningKernel)
        with NbvalKernel() as one:
            assert nbval.plugin.RunningKernel is one._kernel
            assert os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] == "1"
        assert nbval.plugin.RunningKernel is nbval.kernel.RunningKernel
    assert dict(os.environ) == before[1]


# What it finds


def test_a_check_that_prints_what_is_stored_passes(run):
    assert run(check("a-check", "print('a: ok')", "a: ok\n")) == {
        "a-check": CellResult(True, "a: ok\n")
    }


@pytest.mark.parametrize(
    ("source", "stored"),
    [
        ("print('a: wrong')", ["a: ok\n"]),
        ("print('a: ok ')", ["a: ok\n"]),
        ("print('a: ok')\nprint('a: ok')", ["a: ok\n"]),
        ("import sys\nprint('a: ok', file=sys.stderr)", ["a: ok\n"]),
    ],
    ids=["other", "longer", "twice", "on stderr"],
)
def test_a_check_whose_output_differs_fails(run, source, stored):
    found = run(check("a-check", source, *stored))
    assert not found["a-check"].passed


def test_the_checks_after_one_that_fails_are_judged_for_themselves(run):
    found = run(
        check("a-check", "print('a: no')", "a: ok\n"),
        check("a-hidden", "print('a: ok')", "a: ok\n"),
        check("b-check", "print('b: no')", "b: ok\n"),
        check("b-hidden", "print('b: ok')", "b: ok\n"),
    )
    assert [one.passed for one in found.values()] == [False, True, False, True]
    assert [one.said for one in found.values()] == ["a: no\n", "a: ok\n", "b: no\n", "b: ok\n"]


# A fault of the grader is no result


def test_a_check_that_raises_is_a_fault_and_not_a_zero(run):
    with pytest.raises(NbvalKernelError, match=r"the check a-check \['ZeroDivisionError: division"):
        run(check("a-check", "1 / 0", "a: ok\n"))


@pytest.mark.parametrize("count", [None, 1])
def test_a_check_without_a_stored_output_is_a_fault(run, count):
    """The trap: nbval compares nothing for a cell that was not run, so all answers would pass."""
    with pytest.raises(NbvalKernelError, match="the check a-check has no stored output to compare"):
        run(check("a-check", "print('a: no')", count=count))


def test_a_check_that_prints_nothing_is_a_fault(run):
    with pytest.raises(NbvalKernelError, match="the check a-check did not run"):
        run(check("a-check", "pass", "a: ok\n"))


def test_a_cell_of_ours_that_fails_is_a_fault(run):
    with pytest.raises(NbvalKernelError, match="ModuleNotFoundError"):
        run(cell("import course_lib.none"), check("a-check", "print('a: ok')", "a: ok\n"))


def test_a_file_that_is_no_notebook_is_a_fault(kernel, tmp_path):
    path = tmp_path / "graded.ipynb"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(NbvalKernelError):
        kernel.run(path)


# One kernel


PID = "import os\nprint(os.getpid())"


def pid(run):
    return int(run(check("a-check", PID, "0"))["a-check"].said)


def test_two_notebooks_are_run_by_one_kernel_that_is_emptied(run):
    first = run(cell("left = 1"), check("a-check", PID, "0"))["a-check"].said
    source = PID + "\nprint('left' in globals(), '_submission' in globals())"
    second = run(check("a-check", source, "0"))["a-check"].said
    assert second == first + "False False\n"
    assert int(first) != os.getpid()


def test_after_a_fault_the_next_notebook_gets_a_new_kernel(run):
    before = pid(run)
    with pytest.raises(NbvalKernelError):
        run(cell("1 / 0"))
    assert pid(run) != before


def test_a_kernel_that_died_is_replaced(run, monkeypatch):
    monkeypatch.setattr(nbval_kernel, "CELL_TIMEOUT", 3)  # nbval sees a dead kernel only after it
    before = pid(run)
    os.kill(before, 9)
    after = pid(run)
    assert after != before
    with pytest.raises(NbvalKernelError):
        run(cell("import os\nos._exit(1)"), check("a-check", "print('a: ok')", "a: ok\n"))
    assert pid(run) not in (before, after)


def test_our_limits_end_before_nbvals():
    limits = Limits()
    # The last cell of each kind may begin when the time is nearly up, and is then tried alone.
    opening = 2 * (limits.answers + 2 * limits.cell)
    assert opening + limits.exercise < nbval_kernel.CELL_TIMEOUT


def test_the_kernel_ends_with_the_engine(tmp_path):
    path = tmp_path / "graded.ipynb"
    cells = [check("a-check", PID, "0")]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(notebook), encoding="utf-8")
    with NbvalKernel() as one:
        number = int(one.run(path)["a-check"].said)
        os.kill(number, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
