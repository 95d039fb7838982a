"""Check, without Colab, that its notebooks run. ``python -m tools.hosts.colab_check [NOTEBOOK …]``.

An environment has the packages that Colab has (``colab.txt``), and so no ``course_lib``. In it run
the notebooks that ``colab.py`` writes: those that are named, else the first page and the first lab.
Only what the first cell installs differs: the library as it is here, packed as a wheel. Each other
cell must print what the repository stores for it.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from tools import settings
from tools.hosts import colab
from tools.hosts.binder import copy_tree, interpreter, wanted
from tools.paths import ROOT

PACKAGES = ROOT / "tools" / "hosts" / "colab.txt"
UV = (sys.executable, "-m", "uv")
FIRST = ("chapters/welcome.ipynb", "labs/01-dense.ipynb")


def wheel(folder: Path) -> Path:
    """Pack the library, from a copy of the tree, and return the file."""
    tree = folder / "tree"
    tree.mkdir(parents=True)
    copy_tree(tree)
    options = ("--wheel", "--quiet", "--no-build-isolation", "--python", sys.executable)
    subprocess.run([*UV, "build", *options, "--out-dir", str(folder), str(tree)], check=True)
    (path,) = folder.glob("*.whl")
    return path


def make_environment(target: Path) -> Path:
    """Make an environment with Colab's packages and return its Python."""
    subprocess.run([*UV, "venv", "--quiet", "--python", interpreter(), str(target)], check=True)
    python = target / "bin" / "python"
    install = [*UV, "pip", "install", "--quiet", "--python", str(python), "-r", str(PACKAGES)]
    subprocess.run(install, check=True)
    return python


def offer_kernel(python: Path, folder: Path) -> None:
    """Let this process find a kernel named ``colab`` that runs in an environment."""
    place = folder / "kernels" / "colab"
    place.mkdir(parents=True)
    command = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": command, "display_name": "Colab", "language": "python"}
    (place / "kernel.json").write_text(json.dumps(spec))
    os.environ["JUPYTER_PATH"] = str(folder)


def run(tree: Path, name: str) -> list[str]:
    """Run a notebook of the branch; return one complaint per wrong cell."""
    made, stored = (nbformat.read(folder / name, as_version=4) for folder in (tree, ROOT))
    where = {"metadata": {"path": str((tree / name).parent)}}
    try:
        NotebookClient(made, timeout=300, kernel_name="colab", resources=where).execute()
    except CellExecutionError as error:
        return [f"{name}: {error}"]
    found = []
    for number, (cell, before) in enumerate(zip(made.cells[1:], stored.cells, strict=True), 1):
        if cell.cell_type == "code":
            said = "".join(o.text for o in cell.outputs if o.get("name") == "stdout")
            if wanted(before) not in (None, said):
                found.append(
                    f"{name}, cell {number}: it prints {said!r}, expected {wanted(before)!r}"
                )
    return found


def main() -> None:
    """Make the branch's files and the environment, and run the notebooks."""
    settings.use()
    for name in ("VIRTUAL_ENV", "COURSE_BUILD"):
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory(prefix="colab-") as made:
        tree, environment = Path(made, "tree"), Path(made, "environment")
        colab.write(tree, "here", source=wheel(Path(made, "wheel")).as_uri())
        python = make_environment(environment)
        known = [str(python), "-c", "import course_lib"]
        if subprocess.run(known, cwd=made, capture_output=True).returncode == 0:
            sys.exit("colab: the environment has course_lib before the first cell; it should not.")
        offer_kernel(python, Path(made, "jupyter"))
        found = []
        for name in sys.argv[1:] or FIRST:
            complaints = run(tree, name)
            print(f"colab: {name}: {len(complaints)} cells are wrong", flush=True)
            found += complaints
    if found:
        sys.exit("\n".join(f"colab: {complaint}" for complaint in found))
    print("colab: all is well")


if __name__ == "__main__":
    main()
