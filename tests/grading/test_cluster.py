"""Grading on a dask cluster gives what grading on this machine gives."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from course_lib.grading import cli
from course_lib.grading.running import many_submissions
from tests.support.grading_tools import (
    ENVIRONMENT,
    ROOT,
    SOLVED,
    children_of,
    hand_in,
    labs_grade,
    results_in,
    timeless,
)


def dask(folder, *arguments):
    """Start ``dask …`` as a process of its own, as on another machine."""
    file = (folder / f"{arguments[0]}.log").open("ab")
    with file:
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *map(str, arguments), "--host", "127.0.0.1"],
            cwd=ROOT,
            env=ENVIRONMENT | {"DASK_DISTRIBUTED__WORKER__DAEMON": "False"},
            stdout=file,
            stderr=file,
        )


def end(*processes):
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(60)


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """Start a scheduler; return its address."""
    folder = tmp_path_factory.mktemp("scheduler")
    file = folder / "scheduler.json"
    running = dask(folder, "scheduler", "--port", 0, "--no-dashboard", "--scheduler-file", file)
    until = time.monotonic() + 120
    while not file.is_file() or not file.read_text():
        assert running.poll() is None, (folder / "scheduler.log").read_text()
        assert time.monotonic() < until
        time.sleep(0.1)
    yield json.loads(file.read_text())["address"]
    end(running)


@pytest.fixture
def workers(scheduler, tmp_path):
    """Start two workers, each with one thread."""
    options = ["--nthreads", 1, "--no-dashboard", "--local-directory", tmp_path / "dask"]
    running = [dask(tmp_path, "worker", scheduler, *options) for _ in range(2)]
    yield [process.pid for process in running]
    end(*running)


def test_a_cluster_finds_what_this_machine_finds(scheduler, workers, tmp_path):
    hand_in(tmp_path / "in", 3)
    (tmp_path / "in" / "broken.ipynb").write_text("no notebook")
    here = labs_grade(tmp_path / "in", "--out", tmp_path / "here", "--workers", 2)
    there = labs_grade(tmp_path / "in", "--out", tmp_path / "there", "--scheduler", scheduler)
    assert (here.returncode, there.returncode) == (2, 2), (
        there.stderr + (tmp_path / "worker.log").read_text()
    )
    assert timeless(results_in(tmp_path / "there")) == timeless(results_in(tmp_path / "here"))
    assert len(results_in(tmp_path / "there")) == 4
    assert there.stdout.replace("/there", "/here") == here.stdout
    again = labs_grade(tmp_path / "in", "--out", tmp_path / "there", "--scheduler", scheduler)
    assert again.stdout == there.stdout
    # The workers live on, but keep no kernel.
    started = [child for pid in workers for child in children_of(pid)]
    lines = [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in started]
    assert len(lines) >= 2
    assert not [line for line in lines if b"ipykernel" in line]
    assert "Traceback" not in (tmp_path / "worker.log").read_text()


def test_a_scheduler_without_workers_is_a_clear_error(scheduler, tmp_path, monkeypatch):
    call = "import sys\nfrom course_lib.grading import cli\n"
    call += "from course_lib.grading.running import many_submissions\nmany_submissions.ANSWER = 2\n"
    call += "sys.exit(cli.main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", call, "grade", SOLVED, "--out", tmp_path, "--scheduler", scheduler],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 3
    assert f"labs grade: the dask scheduler at {scheduler} has no workers.\n" in done.stderr


def test_a_scheduler_that_does_not_answer_is_a_clear_error(tmp_path):
    call = "import sys\nfrom course_lib.grading import cli\n"
    call += "from course_lib.grading.running import many_submissions\nmany_submissions.ANSWER = 1\n"
    call += "sys.exit(cli.main(sys.argv[1:]))"
    nowhere = ["--out", tmp_path, "--scheduler", "tcp://127.0.0.1:1"]
    done = subprocess.run(
        [sys.executable, "-c", call, "grade", SOLVED, *nowhere, "--quiet"],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 3
    assert done.stderr.startswith("labs grade: no dask scheduler answers at tcp://127.0.0.1:1: ")
    assert "Traceback" not in done.stderr
    assert not results_in(tmp_path)


@pytest.mark.parametrize("address", [pytest.param("nonsense", marks=pytest.mark.wide), "glass://1"])
def test_an_address_that_is_none_is_a_clear_error(tmp_path, address):
    done = labs_grade(SOLVED, "--out", tmp_path, "--scheduler", address, "--quiet")
    assert done.returncode == 3
    assert done.stderr.startswith(f"labs grade: no dask scheduler answers at {address}: ")
    assert "Traceback" not in done.stderr


def test_without_dask_the_error_says_what_to_install(tmp_path, monkeypatch, capsys):
    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(many_submissions, "import_module", missing)
    arguments = [
        "grade",
        str(SOLVED),
        "--out",
        str(tmp_path),
        "--scheduler",
        "tcp://x:1",
        "--quiet",
    ]
    assert cli.main(arguments) == 3
    assert capsys.readouterr().err == (
        "labs grade: dask.distributed is not installed; "
        "pip install '.[cluster]' in the project's folder brings it.\n"
    )
