"""The server of the built book takes any port that is one."""

import sys
from pathlib import Path

import pytest

from tools import serve
from tools.paths import ROOT


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the addresses that were answered; each server ends after one answer."""
    (tmp_path / "index.html").write_text("the book")
    monkeypatch.setattr(serve, "SITE", tmp_path)
    answered: list[str] = []

    def serve_once(http: serve.ThreadingHTTPServer) -> None:
        answered.append(f"http://127.0.0.1:{http.server_port}/")
        raise KeyboardInterrupt

    monkeypatch.setattr(serve.ThreadingHTTPServer, "serve_forever", serve_once)
    return answered


def start(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    monkeypatch.setattr(sys, "argv", ["serve.py", *words])
    serve.main()


@pytest.mark.parametrize("port", ["abc", "0", "-1", "65536", "8000.5", "٨٠", "²"])
def test_what_is_no_port_is_one_sentence(
    started: list[str], monkeypatch: pytest.MonkeyPatch, port: str
) -> None:
    with pytest.raises(SystemExit) as stop:
        start(monkeypatch, port)
    assert stop.value.code == f"serve: a port is a number from 1 to 65535, not {port!r}."
    assert started == []


def test_the_named_port_is_used_and_a_taken_one_is_one_sentence(
    started: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with serve.server(serve.SITE) as other:
        port = other.server_port
        with pytest.raises(SystemExit, match=rf"port {port} cannot be used .*; name another one"):
            start(monkeypatch, str(port))
    start(monkeypatch, str(port))
    assert started == [f"http://127.0.0.1:{port}/"]
    assert started[0] in capsys.readouterr().out


def test_make_hands_the_port_on() -> None:
    assert "-m tools.serve $(PORT)\n" in (ROOT / "Makefile").read_text(encoding="utf-8")
