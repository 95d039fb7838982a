"""Run unit tests of the library in Pyodide: ``python -m tools.in_page.unit [PATH …]``.

Without a path: the tests of layers, losses, optimisers, data sets and figures. pytest and what it
needs come from this environment: they are plain Python, the same for every platform, but a little
of hypothesis.
"""

import importlib.metadata
import sys
import tempfile
from pathlib import Path

from tools.in_page import assemble, interpreter
from tools.in_page.assemble import FOLDER, RUN
from tools.in_page.smaller import packed
from tools.paths import ROOT

TESTS = tuple(
    f"tests/{room}" for room in ("layers", "training", "params", "datasets", "pages", "in_page")
)
PACKAGES = ("pytest", "pluggy", "iniconfig", "pygments", "hypothesis", "sortedcontainers", "tqdm")
# A browser's Python starts no programs, and has no packages for notebooks and pages. So these files
# and tests are not run there, each for what it needs.
EXCEPTED = {
    "tests/training/test_progress.py::test_importing_the_loop_does_not_import_tqdm": "a process",
    "tests/datasets/test_datasets.py::test_an_installed_wheel_brings_the_data_and_their_licences": (
        "a process"
    ),
    "tests/in_page/test_as_in_jupyter.py": "IPython",
    "tests/layers/test_products.py::test_numpy_names_its_blas_where_it_is_looked_for": "OpenBLAS",
    "tests/pages/test_neuron.py": "nbformat",
    "tests/pages/test_relu.py": "nbformat",
    "tests/pages/test_rnn.py": "nbformat",
    "tests/pages/test_which_structure.py": "nbformat",
    "tests/pages/test_welcome.py": "nbformat and Sphinx",
}
RUN_TESTS = """
import importlib, os, sys
importlib.invalidate_caches()
os.chdir("/project")
sys.path.insert(0, "/project")
sys.dont_write_bytecode = True
import pytest, tqdm
tqdm.tqdm.monitor_interval = 0  # there are no threads
int(pytest.main(arguments))
"""


def pure(names: tuple[str, ...] = PACKAGES) -> bytes:
    """Return packages of this environment as one archive, without what is compiled for it."""
    files = {}
    for name in names:
        for file in importlib.metadata.distribution(name).files or ():
            path = Path(str(file.locate()))
            if file.parts[0] != ".." and path.suffix not in (".pyc", ".so", ".pyd"):
                files[file.as_posix()] = path.read_bytes()
    native, floats = "hypothesis/_native", Path(__file__).with_name("hypothesis_native.py")
    version = importlib.metadata.version("hypothesis")
    files[f"{native}/__init__.py"] = f"__version__ = {version!r}\n".encode()
    for module in ("__init__", "floats", "cathetus"):
        files[f"{native}/internal/{module}.py"] = floats.read_bytes()
    return packed(files)


def main() -> None:
    """Run the tests, and stop with pytest's exit code."""
    if not assemble.ready():
        return
    paths = sys.argv[1:] or list(TESTS)
    options = ["-q", "-p", "no:cacheprovider", "-s", "--tb=short"]
    options += [f"--{'deselect' if '::' in test else 'ignore'}={test}" for test in EXCEPTED]
    with tempfile.TemporaryDirectory() as scratch:
        archive = Path(scratch, "tests.zip")
        archive.write_bytes(pure())
        done = interpreter.run(
            RUN_TESTS,
            RUN / FOLDER,
            arguments=[*options, *paths],
            packages=["numpy", "matplotlib"],
            archives=[archive],
            mounts={"/project": ROOT},
        )
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
