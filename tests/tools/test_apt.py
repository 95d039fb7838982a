"""apt installs what the tests use: it waits for another apt, and says what it could not do."""

from pathlib import Path

import pytest

from tools import apt

# It notes its words, and fails as the file `answers` says, one line for each time it is called.
APT_GET = """#!/bin/sh
echo "$@ $LC_ALL" >> "{0}/calls"
answer=$(head -n 1 "{0}/answers")
tail -n +2 "{0}/answers" > "{0}/rest"; mv "{0}/rest" "{0}/answers"
[ -z "$answer" ] || {{ echo "E: $answer" >&2; exit 100; }}
"""
LOCK = "Could not get lock /var/lib/apt/lists/lock. It is held by process 7 (unattended-upgr)"
GONE = "Unable to locate package chromium-headless-shell"


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a stand-in for apt-get, for a user who is root and never waits."""
    (tmp_path / "apt-get").write_text(APT_GET.format(tmp_path))
    (tmp_path / "apt-get").chmod(0o755)
    (tmp_path / "answers").write_text("")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(apt.os, "geteuid", lambda: 0)
    monkeypatch.setattr(apt.time, "sleep", lambda seconds: None)
    return tmp_path


def calls(machine: Path) -> list[str]:
    return (machine / "calls").read_text().splitlines() if (machine / "calls").exists() else []


def test_a_package_is_installed_from_fresh_lists(machine: Path) -> None:
    assert apt.install("bubblewrap")
    wait = "-o DPkg::Lock::Timeout=300"
    assert calls(machine) == [f"{wait} update C", f"{wait} install -y bubblewrap C"]


def test_another_apt_is_waited_for(machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (machine / "answers").write_text(f"{LOCK}\n{LOCK}\n\n{LOCK}\n\n")
    assert apt.install("bubblewrap")
    assert [line.split()[2] for line in calls(machine)] == ["update"] * 3 + ["install"] * 2
    assert capsys.readouterr().err.count("another apt is at work; waiting for it") == 2


def test_another_apt_is_not_waited_for_without_an_end(
    machine: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apt, "TRIES", 3)
    (machine / "answers").write_text(f"{LOCK}\n" * 9)
    assert not apt.install("bubblewrap")
    assert len(calls(machine)) == 6
    assert f"apt: install -y bubblewrap failed:\nE: {LOCK}" in capsys.readouterr().err


def test_the_next_package_is_tried_and_the_fault_is_shown(
    machine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (machine / "answers").write_text(f"\n{GONE}\n\n")
    assert apt.install("chromium-headless-shell", "chromium")
    assert calls(machine)[-1].split()[2:5] == ["install", "-y", "chromium"]
    assert GONE in capsys.readouterr().err


def test_who_is_not_root_installs_nothing(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apt.os, "geteuid", lambda: 1000)
    assert not apt.install("bubblewrap")
    assert calls(machine) == []
