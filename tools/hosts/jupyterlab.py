"""JupyterLab started from one environment, and notebooks run in it as a reader's browser would."""

import contextlib
import json
import os
import secrets
import socket
import subprocess
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import websocket

from tools import settings

EXPECTED_ERROR = "raises-exception"
# What a cell must print, None if anything will do.
Wanted = Callable[[dict[str, Any]], str | None]


def anything(cell: dict[str, Any]) -> None:
    """Want nothing of what a cell prints."""


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def request(code: str) -> dict[str, Any]:
    """Return the kernel message that asks for one cell to be run."""
    header = {"msg_id": uuid.uuid4().hex, "msg_type": "execute_request", "version": "5.3"}
    header |= {"session": uuid.uuid4().hex, "username": "reader", "date": ""}
    content: dict[str, Any] = {"code": code, "silent": False, "store_history": True}
    content |= {"user_expressions": {}, "allow_stdin": False, "stop_on_error": False}
    message: dict[str, Any] = {"header": header, "parent_header": {}, "metadata": {}}
    return message | {"content": content, "channel": "shell", "buffers": []}


class Lab:
    """A JupyterLab server on ``folder``, run by ``python``; it ends with the ``with`` block.

    Parameters
    ----------
    python : Path
        The interpreter of the environment to try.
    folder : Path
        What the reader sees as the top folder.
    state : Path
        An empty folder for settings and the log, so that none of this machine's are used.
    timeout : float
        Seconds to wait for the server to start, and for each cell.
    """

    def __init__(self, python: Path, folder: Path, state: Path, timeout: float = 120) -> None:
        self.python, self.folder, self.timeout = python, folder, timeout
        self.log = state / "lab.log"
        self.port, self.token = free_port(), secrets.token_hex(16)
        paths = {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data"}
        paths |= {"JUPYTER_RUNTIME_DIR": "runtime", "IPYTHONDIR": "ipython"}
        dropped = ("VIRTUAL_ENV", "COURSE_BUILD")
        clean = settings.environment()
        self.env = {name: value for name, value in clean.items() if name not in dropped}
        self.env |= {name: str(state / path) for name, path in paths.items()}
        self.env["PATH"] = f"{python.parent}{os.pathsep}{os.environ['PATH']}"
        # A proxy of this machine must not be asked for 127.0.0.1.
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def __enter__(self) -> Self:
        options = ["--no-browser", "--ip=127.0.0.1", f"--port={self.port}", "--allow-root"]
        options += [f"--IdentityProvider.token={self.token}", "--ServerApp.port_retries=0"]
        command = [str(self.python), "-m", "jupyterlab", *options]
        with self.log.open("w") as log:
            self.server = subprocess.Popen(
                command, cwd=self.folder, env=self.env, stdout=log, stderr=subprocess.STDOUT
            )
        try:
            self.wait()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def wait(self) -> None:
        """Return when the server answers."""
        end = time.monotonic() + self.timeout
        while time.monotonic() < end and self.server.poll() is None:
            try:
                self.api("api/status")
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.2)
            else:
                return
        tail = "\n".join(self.log.read_text().splitlines()[-20:])
        raise RuntimeError(f"JupyterLab does not start; the end of its log:\n{tail}")

    def close(self) -> None:
        """End the server and its kernels, gently first."""
        try:
            self.api("api/shutdown", method="POST")
            self.server.wait(5)
        except (OSError, subprocess.TimeoutExpired):
            self.server.terminate()
        try:
            self.server.wait(5)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()

    def api(self, path: str, data: object = None, method: str | None = None) -> Any:
        """Return the server's JSON answer to one request, None if it is empty."""
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/{path}",
            data=None if data is None else json.dumps(data).encode(),
            headers={"Authorization": f"token {self.token}", "Content-Type": "application/json"},
            method=method,
        )
        with self.opener.open(asked, timeout=30) as answer:
            body = answer.read()
        return json.loads(body) if body else None

    def extensions(self) -> set[str]:
        """Return the names of the extensions that fit this JupyterLab: those that it loads."""
        listed = self.api("lab/api/extensions")
        return {e["name"] for e in listed if e["enabled"] and e["status"] == "ok"}

    def run(self, notebook: str, wanted: Wanted = anything) -> list[str]:
        """Run a notebook from its first cell to its last; return one complaint per wrong cell.

        A cell is wrong if it fails, or prints something else than ``wanted`` says for it.
        """
        content = self.api(f"api/contents/{notebook}")["content"]
        asked = {"path": notebook, "name": notebook, "type": "notebook"}
        session = self.api("api/sessions", asked | {"kernel": {"name": "python3"}})
        # On a connection of our own: the library would ask a proxy of this machine for it.
        address = ("127.0.0.1", self.port)
        channel = websocket.create_connection(
            f"ws://127.0.0.1:{self.port}/api/kernels/{session['kernel']['id']}/channels",
            socket=socket.create_connection(address, self.timeout),
            header=[f"Authorization: token {self.token}"],
        )
        complaints = []
        try:
            for number, cell in enumerate(content["cells"]):
                if cell["cell_type"] == "code":
                    problem = self.run_cell(channel, cell, wanted(cell))
                    complaints += [f"{notebook}, cell {number}: {problem}"] if problem else []
        finally:
            channel.close()
            # The server answers with an error when the kernel has died by itself.
            with contextlib.suppress(urllib.error.HTTPError):
                self.api(f"api/sessions/{session['id']}", method="DELETE")
        return complaints

    def run_cell(
        self, channel: websocket.WebSocket, cell: dict[str, Any], wanted: str | None
    ) -> str:
        """Run one cell to its end; return what is wrong, "" if nothing is."""
        message = request(cell["source"])
        channel.send(json.dumps(message))
        problem, printed = "", ""
        while True:
            try:
                answer = json.loads(channel.recv())
            except websocket.WebSocketTimeoutException:
                return f"it does not end within {self.timeout:g} s"
            kind, said = answer["msg_type"], answer["content"]
            state = said.get("execution_state") if kind == "status" else None
            if state in ("restarting", "dead"):
                return "its kernel died"
            if answer["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                continue
            if kind == "error" and EXPECTED_ERROR not in cell["metadata"].get("tags", []):
                problem = f"{said['ename']}: {said['evalue']}"
            if kind == "stream" and said["name"] == "stdout":
                printed += said["text"]
            if state == "idle":
                if not problem and wanted not in (None, printed):
                    problem = f"it prints {printed!r}, expected {wanted!r}"
                return problem
