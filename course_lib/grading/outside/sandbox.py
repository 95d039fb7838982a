"""Which walls stand around a learner's process, and a test that tries them.

bubblewrap gives the process a file system, a network and a process table of its own; in it the
workers of one lab are apart from each other in the same way. Inside, and where there is no
bubblewrap, each worker confines itself with landlock, seccomp and limits. Where neither exists it
is a plain process: good enough for one's own work, not for other people's.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

NAMES = ("bubblewrap", "landlock", "none")
# NumPy is loaded from its folder, and then nothing else is looked for there: the other packages of
# this machine are not the learner's, whether the sandbox hides them or refuses to read them.
BOOT = (
    "import sys; sys.path[:0] = {path!r}; import numpy; del sys.path[1:{n}]; "
    "from course_lib.grading.inside.worker import main; "
    "main({r!r}, {w!r}, apart={apart!r}, scratch={scratch!r})"
)
ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
}
COURSE, LIBRARIES = "/course", "/libraries"


@dataclass(frozen=True)
class Sandbox:
    """How a worker is started.

    Attributes
    ----------
    name : str
        ``"bubblewrap"``, ``"landlock"`` (with seccomp and limits) or ``"none"``.
    """

    name: str

    @property
    def holds(self) -> bool:
        """Whether other people's code may run in it."""
        return self.name != "none"

    def command(self, course: Path) -> list[str]:
        """Return the command that starts workers, which see the library in ``course``."""
        if self.name == "bubblewrap":
            return _bubblewrap(course)
        places = [str(course), *_numpy_parents()]
        system = ["/usr/lib", "/usr/lib64", "/lib", "/lib64", "/etc/ld.so.cache", "/dev/urandom"]
        readable = [str(course), *map(str, _numpy()), *_python(), *system, "/proc/self/maps"]
        scratch = course.with_name(f"{course.name}-scratch")
        return _python_command(places, readable, [], scratch=str(scratch))


@cache
def best() -> Sandbox:
    """Return the strongest sandbox that works here, each tried by starting it."""
    return next(Sandbox(name) for name in NAMES if _works(name))


def named(name: str) -> Sandbox:
    """Return a sandbox by name, ``"auto"`` for the best.

    Raises
    ------
    ValueError
        If the name is unknown or the sandbox does not work here.
    """
    if name == "auto":
        return best()
    if name not in NAMES:
        listed = ", ".join(map(repr, ("auto", *NAMES)))
        raise ValueError(f"sandbox is {name!r}, expected one of {listed}.")
    if not _works(name):
        raise ValueError(f"the sandbox {name!r} does not work on this machine.")
    return Sandbox(name)


def _works(name: str) -> bool:
    if name == "none":
        return True
    if sys.platform != "linux":
        return False
    if name == "landlock":
        from course_lib.grading.inside import confine

        return confine.landlock_version() > 0 and confine.can_filter()
    program = shutil.which("bwrap")
    if program is None:
        return False
    # Twice: what a worker does inside is what bubblewrap itself does.
    again = ["/bwrap", "--unshare-user", "--unshare-pid", "--ro-bind", "/", "/", "/usr/bin/true"]
    tried = [program, *_walls(), "--ro-bind", "/usr", "/usr", *_links()]
    tried += ["--ro-bind", program, "/bwrap", "--proc", "/proc", "--tmpfs", "/tmp", *again]
    return subprocess.run(tried, capture_output=True).returncode == 0


def _walls() -> list[str]:
    # Not root, not even in there: root of one namespace may not be root of the next.
    walls = ["--unshare-user", "--uid", "1000", "--gid", "1000"]
    return ["--unshare-all", *walls, "--die-with-parent", "--new-session", "--cap-drop", "ALL"]


def _links() -> list[str]:
    """Return the options that show the system's libraries where programs expect them."""
    options = []
    for name in ("lib", "lib64", "lib32", "bin"):
        path = Path("/", name)
        if path.is_symlink():
            options += ["--symlink", os.readlink(path), str(path)]
        elif path.exists():
            options += ["--ro-bind", str(path), str(path)]
    return options


def _bubblewrap(course: Path) -> list[str]:
    options = [str(shutil.which("bwrap")), *_walls(), "--clearenv"]
    for name, value in ENVIRONMENT.items():
        options += ["--setenv", name, value]
    options += ["--ro-bind", "/usr", "/usr", *_links()]
    options += ["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"]
    for path in _python():
        if not path.startswith("/usr/"):
            options += ["--ro-bind", path, path]
    for folder in _numpy():
        options += ["--ro-bind", str(folder), f"{LIBRARIES}/{folder.name}"]
    options += ["--ro-bind", str(course), COURSE]
    options += ["--proc", "/proc", "--dev", "/dev"]
    # Nothing that one worker could leave for the next: /tmp and /dev/shm are new for each.
    options += ["--dir", "/tmp", "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/", "--"]
    readable = ["/usr", "/lib", "/lib64", "/etc", "/proc", "/dev", COURSE, LIBRARIES, *_python()]
    writable = ["/tmp", "/dev/null"]
    return options + _python_command([COURSE, LIBRARIES], readable, writable)


def _python_command(
    places: list[str], readable: list[str], writable: list[str], scratch: str = ""
) -> list[str]:
    boot = BOOT.format(
        path=places,
        n=len(places),
        r=readable,
        w=[*writable, os.devnull],
        apart=not scratch,
        scratch=scratch,
    )
    # The interpreter itself, not a link to it in an environment that the worker does not see.
    program = Path(getattr(sys, "_base_executable", sys.executable)).resolve()
    return [str(program), "-I", "-S", "-B", "-c", boot]


def _python() -> list[str]:
    """Return the folders of the interpreter itself, without anything that was installed."""
    paths = sysconfig.get_paths(vars={"base": sys.base_prefix, "platbase": sys.base_prefix})
    found = {sys.base_prefix, paths["stdlib"], paths["platstdlib"]}
    return sorted(found, key=len)


def _numpy() -> list[Path]:
    """Return NumPy's folder and that of the libraries that come with it."""
    folder = Path(np.__file__).parent
    return [p for p in (folder, folder.with_name("numpy.libs")) if p.exists()]


def _numpy_parents() -> list[str]:
    return [str(Path(np.__file__).parent.parent)]
