"""Settings that a user may have, all hostile: files for every place, values for every variable.

Each planted file leaves a mark when it is run, and tries to make every answer right.
"""

# As a module, a plugin of pytest, a startup file and a file of settings.
HOSTILE = """
import os
with open({mark!r}, "a") as _file:
    _file.write(__file__ + "\\n" if "__file__" in globals() else "a file of settings\\n")
try:
    from course_lib.grading.checking import check
    check.judge = lambda *a, **k: check.Verdict(True, "ok")
except ImportError:
    pass
def pytest_runtest_makereport(item, call):
    call.excinfo = None
def pytest_collection_modifyitems(items):
    items.clear()
"""
INI = "[{section}]\naddopts = --nbval-lax --collect-only\nnorecursedirs = *\n"
# Modules that Python would take from the current folder, from PYTHONPATH or beside a notebook.
MODULES = ("nbval", "pytest", "_pytest", "pluggy", "IPython", "ipykernel", "ipykernel_launcher")
MODULES += ("zmq", "jupyter_client", "traitlets", "nbformat", "tqdm", "plugin", "comm")


def plant(folder, mark):
    """Write all kinds of hostile files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    code = HOSTILE.format(mark=str(mark))
    for name in ("conftest", "usercustomize", "ipython_config", "ipython_kernel_config", *MODULES):
        (folder / f"{name}.py").write_text(code)
    for name in ("jupyter_config", "jupyter_nbclient_config"):
        (folder / f"{name}.py").write_text(code)
    for name, section in (
        *(("pytest.ini", "pytest"), (".pytest.ini", "pytest"), ("tox.ini", "pytest")),
        ("setup.cfg", "tool:pytest"),
    ):
        (folder / name).write_text(INI.format(section=section))
    (folder / "pyproject.toml").write_text('[tool.pytest.ini_options]\naddopts = "--nbval-lax"\n')


def plant_home(home, mark):
    """Write the files of a home that IPython, Jupyter and Matplotlib read."""
    plant(home, mark)
    code = HOSTILE.format(mark=str(mark))
    code += "import numpy\nnumpy.set_printoptions(precision=2)\nprint('hello')\n"
    for place in (".ipython", ".jupyter", ".config/jupyter", ".local/share/jupyter"):
        plant(home / place, mark)
        for name in ("ipython_config", "ipython_kernel_config"):
            (home / place / "profile_default" / "startup").mkdir(parents=True, exist_ok=True)
            (home / place / "profile_default" / f"{name}.py").write_text(code)
        (home / place / "profile_default" / "startup" / "00.py").write_text(code)
    (home / ".config" / "matplotlib").mkdir()
    (home / ".config" / "matplotlib" / "matplotlibrc").write_text("figure.figsize: 1, 1\n")
    (home / "startup.py").write_text(code)


def variables(folder):
    """Return hostile values for the variables of Python and of these packages."""
    home = folder / "home"
    named = {
        "HOME": home,
        "XDG_CONFIG_HOME": home / ".config",
        "IPYTHONDIR": home / ".ipython",
        "JUPYTER_CONFIG_DIR": home / ".jupyter",
        "JUPYTER_CONFIG_PATH": home / ".jupyter",
        "JUPYTER_DATA_DIR": home / ".local" / "share" / "jupyter",
        "JUPYTER_RUNTIME_DIR": home / "startup.py",
        "JUPYTER_PATH": home / ".local" / "share" / "jupyter",
        "PYTHONPATH": folder / "path",
        "PYTHONSTARTUP": home / "startup.py",
        "PYTHONWARNINGS": "ignore",
        "PYTHONOPTIMIZE": "2",
        "PYTEST_PLUGINS": "plugin",
        "PYTEST_DEBUG": "1",
        "PYTEST_THEME": "none such",
        "NBGRADER_EXECUTION": "autograde",
        "NBFORMAT_VALIDATOR": "none such",
        "PYZMQ_BACKEND": "none such",
        "MPLBACKEND": "none such",
        "MATPLOTLIBRC": home / ".config" / "matplotlib",
    }
    return {name: str(value) for name, value in named.items()}
