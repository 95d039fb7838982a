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
import tomllib
from pathlib import Path
from typing import Any

from tools.in_page import interpreter, released
from tools.in_page.smaller import packed, smaller
from tools.paths import BUILD, ROOT

RUN = BUILD / "run"
# The folder of Pyodide's files in it, as the page's worker asks for them.
FOLDER = "pyodide/"
FONTS = "matplotlib/fontlist.json"
LIST_FONTS = f"""
import matplotlib, pathlib, matplotlib.font_manager
folder = pathlib.Path(matplotlib.__file__).parents[1]
pathlib.Path("/out/fontlist.json").write_bytes((folder / "{FONTS}").read_bytes())
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
    write_wheels(folder, lock, packages, wheels)
    matplotlib = packages["matplotlib"]["file_name"]
    wheels = wheels | {matplotlib: smaller(wheels[matplotlib], {FONTS: fonts(folder)})}
    write_wheels(folder, lock, packages, wheels)
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
    """Write the wheels, made smaller, with the lock file that names them."""
    entries = {}
    for package, entry in packages.items():
        data = smaller(wheels[entry["file_name"]])
        (folder / entry["file_name"]).write_bytes(data)
        entries[package] = entry | {"sha256": hashlib.sha256(data).hexdigest()}
    said = json.dumps({"info": lock["info"], "packages": entries})
    (folder / "pyodide-lock.json").write_text(said, encoding="utf-8")


def fonts(folder: Path) -> bytes:
    """Return the list of fonts that matplotlib makes at its first import, a third of the start."""
    place = folder.parent / "fonts"
    place.mkdir()
    done = interpreter.run(
        LIST_FONTS, folder, packages=["matplotlib"], mounts={"/out": place}, capture_output=True
    )
    if done.returncode:
        sys.exit(f"in_page: matplotlib does not start in Pyodide:\n{done.stderr}")
    found = (place / "fontlist.json").read_bytes()
    shutil.rmtree(place)
    return found


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
