"""Try the sandbox: what must be impossible in it is tried, and the outside is looked at."""

import os
import socket

from course_lib.grading.outside import stripped
from course_lib.grading.outside.process import ForkServer
from course_lib.grading.outside.remote import Cell, Limits, Remote
from course_lib.grading.outside.sandbox import Sandbox
from course_lib.grading.outside.scratch import scratch

PROBES = """
import os, signal, socket, subprocess, sys
import numpy as np

def write(path):
    with open(path, "w") as file:
        file.write("changed")

def read(path):
    with open(path) as file:
        return file.read()

def connect(port):
    socket.create_connection(("127.0.0.1", port), 1).close()

def fork():
    if os.fork() == 0:
        os._exit(0)

def run():
    return subprocess.run([sys.executable, "-c", ""]).returncode

def end_grader(pid):
    os.kill(pid, 0)

def allocate(n):
    return float(np.ones(n)[-1])

def fill(folder, n):
    with open(folder + "/filled", "wb") as file:
        for _ in range(n):
            file.write(bytes(2**20))
"""


def holes(sandbox: Sandbox) -> list[str]:
    """Return what a worker in this sandbox could do and should not, in words.

    Examples
    --------
    >>> from course_lib.grading.outside.sandbox import best
    >>> holes(best()) if best().holds else []
    []
    """
    with scratch() as folder, socket.socket() as listener:
        secret, course = folder / "secret", folder / "course"
        secret.write_text("secret")
        course.mkdir()
        stripped.write(course, [])
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port, library = listener.getsockname()[1], course / "course_lib" / "shapes.py"
        before = library.read_text()
        tries = {
            "write": (str(secret),),
            "read": (str(secret),),
            "connect": (port,),
            "fork": (),
            "run": (),
            "end_grader": (os.getpid(),),
            "allocate": (7 * 10**9,),
            "fill": ("/tmp", 200),
        }
        cells = [Cell("probes", PROBES, tuple(tries))]
        limits = Limits(call=20, exercise=40)
        with ForkServer(sandbox, course) as server, Remote(cells, server, limits) as remote:
            passed = [name for name, args in tries.items() if not remote.call(name, args).error]
            inside = "/course" if sandbox.name == "bubblewrap" else str(course)
            remote.call("write", (f"{inside}/course_lib/shapes.py",))
        if secret.read_text() != "secret" or library.read_text() != before:
            passed.append("change a file of the grader")
    return [name.replace("_", " ") for name in passed]
