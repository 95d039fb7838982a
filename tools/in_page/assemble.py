"""Write what the pages load when a reader presses Run: ``_build/run``, which the site then holds.

``setup.json`` there says what there is: the names, sizes and groups of all files, and the ``key``,
a hash of them all, that names the shelf of a browser's cache. The command
``python -m tools.in_page.assemble`` does it without building the book.
"""

import hashlib
import json
import os
import shutil
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from tools.in_page import interpreter, released
from tools.in_page.smaller import (
    beside_sources,
    packed,
    smaller,
    unpacked,
    with_more,
    without_sources,
)
from tools.paths import BUILD, ROOT

RUN = BUILD / "run"
# The folder of Pyodide's files in it, as the page's worker asks for them.
FOLDER = "pyodide/"
FONTS = "matplotlib/fontlist.json"
# What pages import, as most of their time to the first result would be spent: matplotlib looks for
# fonts, and Python compiles 300 modules. Both are done here, once.
IMPORTED = (
    *("course_lib.in_page.worker", "course_lib.in_page.whole_lab", "course_lib.widgets"),
    *("course_lib.grading.exercises.dense", "matplotlib.backends.backend_agg"),
    *("matplotlib.backends.backend_svg", "matplotlib.pyplot", "PIL.WebPImagePlugin"),
)
WARM_UP = f"""
import importlib, pathlib, py_compile, sys, zipfile
for name in arguments:
    importlib.import_module(name)
site = pathlib.Path(sys.modules["matplotlib"].__file__).parents[1]
with zipfile.ZipFile("/out/compiled.zip", "w") as out:
    out.write(site / "{FONTS}", "{FONTS}")
    for module in list(sys.modules.values()):
        path = pathlib.Path(getattr(module, "__file__", None) or "/")
        if path.suffix == ".py" and path.is_relative_to(site):
            mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
            py_compile.compile(path, "/tmp/compiled", doraise=True, invalidation_mode=mode)
            out.write("/tmp/compiled", path.relative_to(site).as_posix())
None
"""
IGNORED = {"__pycache__", ".ipynb_checkpoints"}


def bring() -> dict[str, bytes]:
    """Return Pyodide's wheels; none where they are not to be had, with a line that says so.

    With ``PYODIDE_REQUIRED=1`` it stops then. It always stops at a file that is not the released
    one.
    """
    try:
        return released.wheels(released.folders())
    except released.ChangedError as error:
        sys.exit(str(error))
    except released.MissingError as error:
        if os.environ.get("PYODIDE_REQUIRED", "0") not in ("", "0"):
            sys.exit(f"{error} PYODIDE_FILES may name a folder that has it.")
        print(f"{error} The pages get no Run buttons.", flush=True)
        return {}


def library() -> tuple[str, bytes]:
    """Return the library of this folder as a wheel, its name and its bytes."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name, version = project["name"].replace("-", "_"), project["version"]
    files = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for path in sorted((ROOT / "course_lib").rglob("*"))
        if path.is_file() and not IGNORED & set(path.parts)
    }
    told = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {version}\n"
    files[f"{name}-{version}.dist-info/METADATA"] = told.encode()
    files[f"{name}-{version}.dist-info/LICENSE"] = (ROOT / "LICENSE").read_bytes()
    return f"{name}-{version}-py3-none-any.whl", packed(files)


def put(wheels: dict[str, bytes]) -> None:
    """Write the files for the pages, or take away what an earlier build has left of them."""
    if wheels:
        write(wheels)
    else:
        shutil.rmtree(RUN, ignore_errors=True)


def write(wheels: dict[str, bytes], out: Path = RUN) -> str:
    """Write all files for the pages if they are not there, and return their key."""
    core = {name: (released.PYODIDE / name).read_bytes() for name in released.CORE}
    name, wheel = library()
    own = {path.name: path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.*"))}
    digest = hashlib.sha256()
    for part in (wheels, core, {name: wheel}, own):
        for key, data in part.items():
            digest.update(key.encode() + hashlib.sha256(data).digest())
    key = digest.hexdigest()[:16]
    setup = out / "setup.json"
    if setup.is_file() and json.loads(setup.read_text(encoding="utf-8"))["key"] == key:
        return key
    shutil.rmtree(out, ignore_errors=True)
    folder = out / FOLDER
    folder.mkdir(parents=True)
    for file, data in core.items():
        (folder / file).write_bytes(data)
    (out / name).write_bytes(wheel)
    lock = released.locked()
    packages = released.wanted(lock)
    small = {file: smaller(data) for file, data in wheels.items()}
    write_wheels(folder, lock, packages, small)
    compiled = warm_up(folder, out / name)
    listed = {FONTS: compiled.pop(FONTS)}
    small = {file: without_sources(data, compiled) for file, data in small.items()}
    matplotlib = packages["matplotlib"]["file_name"]
    small[matplotlib] = with_more(small[matplotlib], listed)
    write_wheels(folder, lock, packages, small)
    (out / name).write_bytes(with_more(wheel, beside_sources(compiled, lock["info"]["python"])))
    (out / "seconds.json").write_bytes(Path(__file__).with_name("seconds.json").read_bytes())
    groups = {
        group: [FOLDER + entry["file_name"] for entry in released.wanted(lock, [group]).values()]
        for group in released.WANTED
    }
    always = [FOLDER + file for file in (*core, "pyodide-lock.json")] + [name]
    sizes = {file: (out / file).stat().st_size for file in [*always, *groups["matplotlib"]]}
    said: dict[str, Any] = {"key": key, "pyodide": FOLDER, "library": name, "core": always}
    said |= {"packages": groups, "files": sizes}
    setup.write_text(json.dumps(said, indent=1), encoding="utf-8")
    return key


def write_wheels(
    folder: Path, lock: dict[str, Any], packages: dict[str, Any], wheels: dict[str, bytes]
) -> None:
    """Write the wheels, with the lock file that names them."""
    entries = {}
    for package, entry in packages.items():
        data = wheels[entry["file_name"]]
        (folder / entry["file_name"]).write_bytes(data)
        entries[package] = entry | {"sha256": hashlib.sha256(data).hexdigest()}
    said = json.dumps({"info": lock["info"], "packages": entries})
    (folder / "pyodide-lock.json").write_text(said, encoding="utf-8")


def warm_up(folder: Path, wheel: Path) -> dict[str, bytes]:
    """Return what a first import makes: the list of fonts, and each module's compiled form."""
    with tempfile.TemporaryDirectory() as scratch:
        done = interpreter.run(
            WARM_UP,
            folder,
            arguments=IMPORTED,
            packages=released.WANTED,
            archives=[wheel],
            mounts={"/out": Path(scratch)},
            environment={"MPLBACKEND": "agg"},
            capture_output=True,
        )
        if done.returncode:
            sys.exit(f"in_page: the library does not start in Pyodide:\n{done.stderr}")
        return unpacked(Path(scratch, "compiled.zip").read_bytes())


def ready() -> bool:
    """Write the files and tell whether there are any: a command that runs Pyodide asks first."""
    wheels = bring()
    if not wheels:
        print("in_page: nothing was run in Pyodide.")
        return False
    write(wheels)
    return True


def main() -> None:
    """Write the files, and say how large they are."""
    wheels = bring()
    put(wheels)
    if wheels:
        size = sum(json.loads((RUN / "setup.json").read_text(encoding="utf-8"))["files"].values())
        print(f"in_page: {RUN} is written, {size / 1e6:.1f} MB before the server's compression")


if __name__ == "__main__":
    main()
