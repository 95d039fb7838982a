"""The runner of all checks says at its end what failed, how long each part took, and with what."""

import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from tools import test as checks
from tools.paths import ROOT


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the runner with two parts that are quick, in a project of two files."""
    runner = checks
    for name in (".gitignore", "test_神经元.py"):
        (tmp_path / name).write_text("")
    monkeypatch.setattr(runner, "ROOT", tmp_path)
    monkeypatch.setattr(runner, "SITE", tmp_path / "_build")
    monkeypatch.setattr(runner, "STAMP", tmp_path.parent / f"{tmp_path.name}.sha256")
    monkeypatch.setattr(runner, "PARTS", {"lint": [("-c", "pass")], "types": [("-c", "1 / 0")]})
    monkeypatch.setattr(runner, "require", lambda: None)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("FRESH", raising=False)
    return runner


def closing(
    runner: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *named: str,
) -> tuple[list[str], str]:
    """Return the runner's last lines, and what it fails with."""
    monkeypatch.setattr(sys, "argv", ["test.py", *named])
    fault = ""
    try:
        runner.test()
    except SystemExit as stop:
        fault = str(stop.code)
    return [line for line in capsys.readouterr().out.splitlines() if line[:5] == "test:"], fault


def test_the_last_lines_have_the_time_of_each_part(
    runner: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines, fault = closing(runner, monkeypatch, capsys)
    assert fault == "test: failed: types"
    assert [line.split()[1] for line in lines] == ["lint", "types", "all"]
    assert all(line.endswith(" s") for line in lines)
    lines, fault = closing(runner, monkeypatch, capsys, "lint")
    assert (lines[-1], fault) == ("test: passed: lint", "")


def test_a_change_in_any_file_is_seen_whatever_its_name(
    runner: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    del runner.PARTS["types"]
    assert closing(runner, monkeypatch, capsys)[0][-1] == "test: passed: lint"
    nothing = "test: nothing has changed since all tests passed (FRESH=1 runs them again)"
    assert closing(runner, monkeypatch, capsys)[0] == [nothing]
    (runner.ROOT / "test_神经元.py").write_text("changed")
    assert closing(runner, monkeypatch, capsys)[0][-1] == "test: passed: lint"


@pytest.mark.parametrize(
    ("sandbox", "weaker"),
    [("bubblewrap", ""), ("landlock", ", the weaker one: bubblewrap does not work")],
)
def test_the_sandbox_and_the_browser_are_named(
    runner: ModuleType, monkeypatch: pytest.MonkeyPatch, sandbox: str, weaker: str
) -> None:
    from course_lib.grading.outside import sandbox as sandboxes

    monkeypatch.setattr(sandboxes, "best", lambda: sandboxes.Sandbox(sandbox))
    monkeypatch.setattr(runner.browser, "found", lambda: "/usr/bin/chromium")
    assert runner.seen(["unit", "browser"]) == [
        f"the labs' grader ran in the sandbox {sandbox}{weaker}",
        "the browser was /usr/bin/chromium",
    ]
    assert runner.seen(["lint"]) == []


def test_the_wide_sweeps_run_only_when_all_is_asked_for() -> None:
    for part, lines in checks.PARTS.items():
        assert checks.commands(part, everything=False) == lines
        for line in checks.commands(part, everything=True):
            assert (line[-2:] == checks.WITH_WIDE) == (line[:3] == checks.PYTEST)
    assert checks.commands("nbval", everything=True)[-1] == (
        *checks.PYTEST,
        *checks.NBVAL,
        "chapters",
        *checks.WITH_WIDE,
    )
    expression = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert "-m 'not wide'" in expression["tool"]["pytest"]["ini_options"]["addopts"]


def test_all_runs_also_when_nothing_has_changed(
    runner: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    del runner.PARTS["types"]
    for _ in range(2):
        lines, _ = closing(runner, monkeypatch, capsys, "--all")
        assert len(lines) > 1
        assert lines[-1] == "test: passed: lint"
