"""How a notebook's cells are run in a learner's process: as IPython runs them, one by one.

A cell is run statement by statement. In the sandbox a statement may fail that works in a notebook:
it writes a file, starts a program, or imports what is not there. The function below it need not
fail with it, so the cell goes on. What only shows something (plots, bars, widgets) does nothing.
With the standard library alone, because it is loaded in the worker.
"""

import __future__

import ast
import asyncio
import importlib.abc
import importlib.machinery
import inspect
import linecache
import selectors
import sys
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any

# Packages that show something. No answer needs them, and the sandbox has none of them.
SHOWING = {"IPython", "ipywidgets", "matplotlib", "mpl_toolkits", "plotly", "seaborn", "tqdm"}
BARS = {"tqdm", "trange", "tqdm_notebook", "tnrange"}
# How many values a call gives that is usually taken apart at once: ``fig, ax = plt.subplots()``.
PARTS = {"subplots": 2, "hist": 3, "subplot_mosaic": 2}


class Nothing:
    """What shows something in a notebook: here any use of it does nothing."""

    def __getattr__(self, name: str) -> Any:
        """Return what does nothing."""
        if name.startswith("__"):
            raise AttributeError(name)
        if name in PARTS:
            return lambda *args, **kwargs: (self,) * PARTS[name]
        return self

    def __call__(self, *args: Any, **kwargs: Any) -> "Nothing":
        """Do nothing."""
        return self

    def __getitem__(self, key: Any) -> "Nothing":
        return self

    def __setitem__(self, key: Any, value: Any) -> None:
        pass

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __enter__(self) -> "Nothing":
        return self

    def __exit__(self, *error: object) -> None:
        pass


NOTHING = Nothing()


class Bar(Nothing):
    """A progress bar: what it counts, and nothing to be seen."""

    def __init__(self, counted: Any = (), *args: Any, **kwargs: Any) -> None:
        self.counted = counted

    def __iter__(self) -> Iterator[Any]:
        return iter(self.counted)

    def __len__(self) -> int:
        return len(self.counted)


class Showing(ModuleType):
    """A module of a package that shows something: it has every name."""

    __all__: tuple[str, ...] = ()

    def __getattr__(self, name: str) -> Any:
        """Return what does nothing."""
        if name.startswith("__"):
            raise AttributeError(name)
        if self.__name__.partition(".")[0] == "tqdm" and name in BARS:
            return (lambda *n, **options: Bar(range(*n))) if "range" in name else Bar
        return getattr(NOTHING, name)


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the modules of packages that show something, where they are not installed."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return where the module is: here."""
        if fullname.partition(".")[0] not in SHOWING:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        """Return the module."""
        return Showing(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing: all is there."""


class Loop(asyncio.SelectorEventLoop):
    """An event loop that waits for times alone: the sandbox has no sockets to wake it."""

    def __init__(self) -> None:
        super().__init__(selectors.SelectSelector())

    def _make_self_pipe(self) -> None:
        pass

    def _close_self_pipe(self) -> None:
        pass

    def _write_to_self(self) -> None:
        pass


class Notebook:
    """The names that a notebook's cells share, and the way they are run.

    Attributes
    ----------
    names : dict
        What the cells have defined.
    """

    def __init__(self) -> None:
        module = sys.modules["__main__"] = ModuleType("__main__")
        self.names = vars(module)
        self.names["get_ipython"] = self.names["display"] = NOTHING
        # A cell's ``from __future__ import`` holds for the later cells too.
        self._flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        self._loop: Loop | None = None
        sys.meta_path.append(Finder())

    def run(self, source: str, file: str, *, shown: bool = True) -> Exception | None:
        """Run a cell, and return what went wrong in statements that the sandbox refused.

        Parameters
        ----------
        source : str
            Plain Python; await may stand outside of functions.
        file : str
            Its name in tracebacks.
        shown : bool, optional
            Whether tracebacks may show its lines. Our own solution's must not.

        Raises
        ------
        BaseException
            Whatever else the cell raises: the rest of it was not run then.
        """
        if shown:
            lines = source.splitlines(keepends=True)
            linecache.cache[file] = (len(source), None, lines, file)
        tree = ast.parse(source, file)
        refused: Exception | None = None
        for statement in tree.body:
            try:
                self._run_statement(statement, file)
            except (OSError, ImportError) as error:
                refused = refused or error
            except NameError:  # of what a refused statement would have named
                if refused is None:
                    raise
        return refused

    def _run_statement(self, statement: ast.stmt, file: str) -> None:
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            for alias in statement.names:
                feature = getattr(__future__, alias.name, None)
                self._flags |= getattr(feature, "compiler_flag", 0)
        module = ast.Module([statement], [])
        code = compile(module, file, "exec", self._flags, dont_inherit=True)
        result = eval(code, self.names)
        if code.co_flags & inspect.CO_COROUTINE:
            self._loop = self._loop or Loop()
            self._loop.run_until_complete(result)
