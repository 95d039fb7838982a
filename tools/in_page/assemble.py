"""Write what the pages load when a reader presses Run: ``_build/run``, which the site then holds.

``setup.json`` there says what there is: the names, sizes, groups and hashes of all files. A browser
keeps each under its hash. ``key`` is one of all that they are made from. The command
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


def write(wheels: dict[str, bytes], out: Path = RUN) -> None:
    """Write all files for the pages, those that are there from the same parts excepted."""
    core = {name: (released.PYODIDE / name).read_bytes() for name in released.CORE}
    name, wheel = library()
    key = key_of(wheels, core, {name: wheel})
    setup = out / "setup.json"
    if not setup.is_file() or json.loads(setup.read_text(encoding="utf-8"))["key"] != key:
        shutil.rmtree(out, ignore_errors=True)
        folder = out / FOLDER
        folder.mkdir(parents=True)
        for file, data in core.items():
            (folder / file).write_bytes(data)
        write_packages(folder, wheels, out / name, wheel)
        said = json.dumps({"key": key, "library": name, **listed(out, name)}, indent=1)
        setup.write_text(said, encoding="utf-8")
    shutil.copy(Path(__file__).with_name("seconds.json"), out)


def key_of(*parts: dict[str, bytes]) -> str:
    """Return a hash of files' names and contents, and of what this room does with them."""
    own = Path(__file__).parent.glob("*.[mp]*")
    digest = hashlib.sha256()
    for part in (*parts, {path.name: path.read_bytes() for path in sorted(own)}):
        for name, data in part.items():
            digest.update(name.encode() + hashlib.sha256(data).digest())
    return digest.hexdigest()


def write_packages(folder: Path, wheels: dict[str, bytes], library: Path, wheel: bytes) -> None:
    """Write the wheels and the library, smaller, and with what a first import would make."""
    lock = released.locked()
    packages = released.wanted(lock)
    small = {file: smaller(data) for file, data in wheels.items()}
    write_wheels(folder, lock, packages, small)
    library.write_bytes(wheel)
    made = warm_up(folder, library)
    fonts = {FONTS: made.pop(FONTS)}
    small = {file: without_sources(data, made) for file, data in small.items()}
    matplotlib = packages["matplotlib"]["file_name"]
    small[matplotlib] = with_more(small[matplotlib], fonts)
    write_wheels(folder, lock, packages, small)
    library.write_bytes(with_more(wheel, beside_sources(made, lock["info"]["python"])))


def listed(out: Path, library: str) -> dict[str, Any]:
    """Return what the worker must know of the files: groups, sizes and hashes."""
    lock = released.locked()
    groups = {
        group: [FOLDER + entry["file_name"] for entry in released.wanted(lock, [group]).values()]
        for group in released.WANTED
    }
    core = [FOLDER + file for file in (*released.CORE, "pyodide-lock.json")] + [library]
    data = {file: (out / file).read_bytes() for file in [*core, *groups["matplotlib"]]}
    return {
        "pyodide": FOLDER,
        "core": core,
        "packages": groups,
        "files": {file: len(found) for file, found in data.items()},
        "hashes": {file: hashlib.sha256(found).hexdigest()[:16] for file, found in data.items()},
    }


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
            # The same modules shall give the same bytes.
            environment={"MPLBACKEND": "agg", "PYTHONHASHSEED": "0"},
            capture_output=True,
        )
        if done.returncode:
            sys.exit(f"in_page: the library does not start in Pyodide:\n{done.stderr}")
        return unpacked(Path(scratch, "compiled.zip").read_bytes())


def ready() -> bool:
    """Write the files and tell whether there are any: a command that runs Pyodide asks first."""
    wheels = bring()
    put(wheels)
    if not wheels:
        print("in_page: nothing was run in Pyodide.")
    return bool(wheels)


def main() -> None:
    """Write the files, and say how large they are."""
    wheels = bring()
    put(wheels)
    if wheels:
        size = sum(json.loads((RUN / "setup.json").read_text(encoding="utf-8"))["files"].values())
        print(f"in_page: {RUN} is written, {size / 1e6:.1f} MB before the server's compression")


if __name__ == "__main__":
    main()
