"""What a function can reach: the part of this package that its results depend on.

`Package.reached` begins with one definition, takes the definitions of all names in it, then those
of the names in these, and so on. `Package.key` is a hash of what was found: the key of an
experiment's ``run`` tells whether its record is that of today's code. The code is read, not run.

What is found by a string (``getattr``, ``importlib``), or in a list of subclasses, is not seen. The
test that runs each experiment once more compares what was called with what is reached. A data file
is seen: its SHA-256 is a constant of the code that reads it.
"""

import ast
import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from course_lib.experiments.normal_form import Effect, Module, Place, Writer, parse

FOLDER = Path(__file__).resolve().parents[2]


class Definition(NamedTuple):
    """A definition as the key counts it."""

    text: str
    """Its normal form."""
    uses: tuple[Place, ...]
    """What it names of this package, in the order of the text."""


def file_text(module: str) -> str | None:
    """Return the text of a module of this package, None if there is no such module."""
    path = FOLDER.joinpath(*module.split("."))
    for file in (path.with_suffix(".py"), path / "__init__.py"):
        if file.is_file():
            return file.read_text(encoding="utf-8")
    return None


class Package:
    """The definitions of this package, each read once.

    Parameters
    ----------
    source : callable, optional
        Maps the name of a module to its text, or to None if there is none. Left out: the files.

    Examples
    --------
    >>> place, *others = Package().reached("course_lib", "sigmoid_derivative")
    >>> place.name, [other.name for other in others]
    ('sigmoid_derivative', ['sigmoid'])
    """

    def __init__(self, source: Callable[[str], str | None] = file_text) -> None:
        self._source = cache(source)
        self._module = cache(self._parse)
        self._homes = cache(self._follow)
        self._definition = cache(self._define)

    def key(self, module: str, name: str = "") -> str:
        """Return a hash of a definition and of all that it reaches, 16 hexadecimal digits.

        Parameters
        ----------
        module, name : str
            A name and where it is defined or imported. Without a name: all that the module binds.

        Raises
        ------
        ValueError
            If there is no such definition.
        """
        found = self.reached(module, name)
        # A mark for each: first its text, then, round by round, with the marks of what it uses. It
        # tells two definitions of one name apart without the names of their modules.
        marks = {place: _digest(definition.text) for place, definition in found.items()}
        different = 0
        while different < len(set(marks.values())):
            different = len(set(marks.values()))
            marks = {
                place: _digest(marks[place], *(marks[use] for use in definition.uses))
                for place, definition in found.items()
            }
        first, *_ = marks.values()
        return _digest(first, *sorted(marks.values()))[:16]

    def reached(self, module: str, name: str = "") -> dict[Place, Definition]:
        """Return a definition and all that it reaches, itself first.

        Raises
        ------
        ValueError
            If there is no such definition.
        """
        home = self._homes(Place(module, name)) if self._exists(module) else ()
        if not home or not home[0].ours:
            raise ValueError(
                f"Package.reached: {name or 'the whole'} of {module} is not there, expected what a "
                "module of this package defines."
            )
        found = self._closure(home)
        effects = [
            effect for loaded in self._loaded(module) for effect in self._module(loaded).effects
        ]
        while new := [e.place for e in effects if e.place not in found and self._acts(e, found)]:
            found |= self._closure(new)
        return found

    def _closure(self, places: Iterable[Place]) -> dict[Place, Definition]:
        found: dict[Place, Definition] = {}
        waiting = list(places)
        while waiting:
            place = waiting.pop()
            if place not in found:
                found[place] = self._definition(place)
                waiting += found[place].uses
        return found

    def _acts(self, effect: Effect, found: dict[Place, Definition]) -> bool:
        """Tell whether an effect may change what was found: both reach one table."""
        uses = self._write(effect.place.module, effect.heads).uses
        if not uses:  # ``numpy.seterr(…)`` acts on all, ``@cache`` on nothing else
            return isinstance(effect.heads[0], ast.stmt)
        return any(not self._is_function(place) for place in self._closure(uses) if place in found)

    def _is_function(self, place: Place) -> bool:
        statements = self._module(place.module).definitions.get(place.name, [])
        return all(isinstance(s, ast.FunctionDef | ast.AsyncFunctionDef) for s in statements)

    def _loaded(self, module: str) -> Iterator[str]:
        """Yield the modules that are imported together with one."""
        seen, waiting = set(), [module]
        while waiting:
            name = waiting.pop()
            if name not in seen and self._exists(name):
                seen.add(name)
                yield name
                waiting += [name.rpartition(".")[0], *self._module(name).loads]

    def _exists(self, module: str) -> bool:
        return Place(module, "").ours and self._source(module) is not None

    def _parse(self, module: str) -> Module:
        return _parsed(module, self._source(module) or "")

    def _follow(self, place: Place) -> tuple[Place, ...]:
        """Return where a name is defined, through all imports."""
        module, name = place
        if not name or not place.ours:
            return (place,)
        bound = self._module(module)
        found = [place] if name in bound.definitions else []
        for origin in bound.imports.get(name, []):
            found += self._homes(origin)
        if not found and self._exists(f"{module}.{name}"):
            found = [Place(f"{module}.{name}", "")]
        return tuple(dict.fromkeys(found))

    def _define(self, place: Place) -> Definition:
        bound = self._module(place.module)
        if place.name:
            return self._write(place.module, bound.definitions[place.name])
        names = sorted(bound.definitions.keys() | bound.imports.keys())
        homes = [home for name in names for home in self._homes(Place(place.module, name))]
        return Definition("", tuple(home for home in homes if home.ours))

    def _write(self, module: str, nodes: Iterable[ast.AST]) -> Definition:
        writer = Writer(module, self._homes)
        text = writer.write(list(nodes))
        return Definition(text, tuple(place for place in writer.uses if place.ours))


_parsed = cache(parse)  # by the text: packages that differ in one file share all others


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
