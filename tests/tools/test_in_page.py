"""Pyodide's files: only released bytes come in, and a build without them has no Run."""

import hashlib
import io
import json
import math
import random
import struct
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis._native.internal import floats as compiled

from tools.in_page import (
    assemble,
    hypothesis_native,
    interpreter,
    notebooks,
    released,
    smaller,
    unit,
)
from tools.in_page.assemble import FOLDER
from tools.paths import NPM, ROOT

LOCK = released.locked()
WHEEL = b"a wheel"
ENTRY = {"file_name": "six-1.whl", "sha256": hashlib.sha256(WHEEL).hexdigest()}


def nowhere(address: str) -> bytes:
    raise OSError("no answer")


def test_npm_pins_the_pyodide_whose_wheels_are_named() -> None:
    pinned = json.loads((NPM / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    package = pinned["node_modules/pyodide"]
    assert package["version"] == LOCK["info"]["version"] == "0.27.7"
    assert package["integrity"].startswith("sha512-")


def test_pages_need_ten_wheels_and_none_of_those_left_out() -> None:
    found = released.wanted(LOCK)
    assert {"numpy", "matplotlib", "pillow", "python-dateutil"} <= set(found)
    assert len(found) == 10
    assert not set(found) & released.LEFT_OUT
    for entry in found.values():
        assert not set(entry["depends"]) & released.LEFT_OUT
        assert len(entry["sha256"]) == 64


def test_a_wheel_comes_from_the_first_folder_that_has_it(tmp_path: Path) -> None:
    (tmp_path / "six-1.whl").write_bytes(WHEEL)
    places = [tmp_path / "none", tmp_path]
    assert released.bring(ENTRY, "0", places, nowhere) == WHEEL


def test_else_from_where_pyodide_publishes(tmp_path: Path) -> None:
    asked = []

    def fetch(address: str) -> bytes:
        asked.append(address)
        return WHEEL

    assert released.bring(ENTRY, "0.27.7", [tmp_path], fetch) == WHEEL
    assert asked == [released.MIRROR.format(version="0.27.7", name="six-1.whl")]


@pytest.mark.parametrize("position", range(len(WHEEL)))
def test_one_changed_byte_is_refused_from_anywhere(tmp_path: Path, position: int) -> None:
    changed = bytearray(WHEEL)
    changed[position] ^= 1
    (tmp_path / "six-1.whl").write_bytes(changed)
    with pytest.raises(released.ChangedError, match=r"six-1.whl is not the released file: its sha"):
        released.bring(ENTRY, "0", [tmp_path], nowhere)
    with pytest.raises(released.ChangedError, match=r"https://.*six-1.whl is not the released"):
        released.bring(ENTRY, "0", [], lambda address: bytes(changed))


def test_a_wheel_that_is_nowhere_is_named(tmp_path: Path) -> None:
    with pytest.raises(released.MissingError, match=r"six-1.whl is nowhere to be had \(no answer"):
        released.bring(ENTRY, "0", [tmp_path], nowhere)


def test_without_npms_part_it_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(released.MissingError, match=r"npm has not brought it; run `make setup`"):
        released.locked(tmp_path)


@pytest.fixture
def no_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(assemble, "RUN", tmp_path / "run")
    monkeypatch.setattr(released, "folders", lambda: [tmp_path])
    monkeypatch.setattr(released.wheels, "__defaults__", (nowhere,))
    monkeypatch.delenv("PYODIDE_REQUIRED", raising=False)


@pytest.mark.usefixtures("no_files")
def test_a_build_without_the_files_goes_on_without_run_and_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    run.mkdir()
    (run / "setup.json").touch()
    monkeypatch.setattr(assemble, "RUN", run)
    assemble.put(assemble.bring())
    (line,) = capsys.readouterr().out.splitlines()
    assert line.endswith("The pages get no Run buttons.")
    assert not run.exists()


@pytest.mark.usefixtures("no_files")
def test_where_they_are_required_the_build_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYODIDE_REQUIRED", "1")
    with pytest.raises(SystemExit, match="PYODIDE_FILES may name a folder that has it"):
        assemble.bring()


@pytest.mark.usefixtures("no_files")
@pytest.mark.parametrize("command", [notebooks, unit])
def test_without_the_files_nothing_runs_in_pyodide_and_it_says_so(
    command: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interpreter, "run", None)
    command.main()
    assert capsys.readouterr().out.endswith("in_page: nothing was run in Pyodide.\n")


def test_a_changed_file_stops_every_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = next(iter(released.wanted(LOCK).values()))["file_name"]
    (tmp_path / first).write_bytes(b"not the released one")
    monkeypatch.setattr(released, "folders", lambda: [tmp_path])
    with pytest.raises(SystemExit, match=f"{first} is not the released file"):
        assemble.bring()


def test_the_folder_that_is_named_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYODIDE_FILES", "/wheels")
    assert released.folders() == [Path("/wheels"), released.CACHE]
    monkeypatch.delenv("PYODIDE_FILES")
    assert released.folders() == [released.CACHE]


def wheel_of(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        for name, data in files.items():
            zipped.writestr(name, data)
    return out.getvalue()


def test_a_smaller_wheel_has_the_same_files_without_those_left_out() -> None:
    font = f"{smaller.FONTS}DejaVuSans.ttf"
    record = "numpy-2.dist-info/RECORD"
    files = {
        "numpy/linalg/__init__.py": b"x = 1\n",
        font: b"\x00\x01",
        f"{smaller.FONTS}STIXGeneral.ttf": b"large",
        "numpy/f2py/rules.py": b"",
        "numpy/random/tests/test_seed.py": b"",
        "numpy/typing.pyi": b"",
        record: b"numpy/linalg/__init__.py,,\nnumpy/f2py/rules.py,,\n",
    }
    kept = smaller.unpacked(smaller.smaller(wheel_of(files)))
    assert kept.pop(record) == b"numpy/linalg/__init__.py,,\n"
    assert kept == {name: files[name] for name in ("numpy/linalg/__init__.py", font)}


def test_the_same_files_are_the_same_bytes_in_any_order() -> None:
    files = {"b.py": b"2", "a.py": b"1"}
    assert smaller.packed(files) == smaller.packed(dict(reversed(files.items())))


def test_a_compiled_module_stands_for_its_source_and_all_else_stays() -> None:
    wheel = wheel_of({"m/a.py": b"a", "m/b.py": b"b", "m/c.so": b"c"})
    found = smaller.unpacked(smaller.without_sources(wheel, {"m/a.py": b"!", "other.py": b"?"}))
    assert found == {"m/a.pyc": b"!", "m/b.py": b"b", "m/c.so": b"c"}


def test_the_worker_hears_of_each_file_its_size_and_its_hash(tmp_path: Path) -> None:
    files = {FOLDER + name: name.encode() for name in (*released.CORE, "pyodide-lock.json")}
    wheels = [entry["file_name"] for entry in released.wanted(LOCK).values()]
    files |= {FOLDER + name: name.encode() for name in wheels} | {"lib.whl": b"library"}
    (tmp_path / FOLDER).mkdir()
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    said = assemble.listed(tmp_path, "lib.whl")
    assert said["files"] == {name: len(data) for name, data in files.items()}
    assert said["hashes"].keys() == files.keys()
    assert len(set(said["hashes"].values())) == len(files)
    assert set(said["core"]) | set(said["packages"]["matplotlib"]) == files.keys()
    assert set(said["packages"]["numpy"]) < set(said["packages"]["matplotlib"])


def test_a_changed_byte_gives_another_key() -> None:
    key = assemble.key_of({"a.whl": b"1"}, {"b": b"2"})
    assert key == assemble.key_of({"a.whl": b"1"}, {"b": b"2"})
    others = [assemble.key_of({"a.whl": b"0"}, {"b": b"2"}), assemble.key_of({"a.whl": b"1"}, {})]
    assert key not in others


def test_the_library_is_a_wheel_of_this_folder_without_what_python_left() -> None:
    name, data = assemble.library()
    with zipfile.ZipFile(io.BytesIO(data)) as wheel:
        names = wheel.namelist()
        init = wheel.read("course_lib/__init__.py")
    assert name.endswith("-py3-none-any.whl")
    assert init == (ROOT / "course_lib" / "__init__.py").read_bytes()
    assert not [n for n in names if "__pycache__" in n]
    assert assemble.library() == (name, data)


CELL = {"cell_type": "code", "source": "x", "metadata": {}, "outputs": []}
FIGURE = CELL | {"metadata": {"tags": ["nbval-ignore-output"]}}
PRINTS = CELL | {"outputs": [{"output_type": "stream", "name": "stdout", "text": ["1\n", "2\n"]}]}


def said(kind: str, text: str, cell: int = 0) -> dict[str, object]:
    return {"type": "output", "cell": cell, "kind": kind, "text": text}


@pytest.mark.parametrize(
    ("cell", "messages", "good"),
    [
        (PRINTS, [said("out", "1\n"), said("out", "2\n")], True),
        (PRINTS, [said("out", "1\n")], False),
        (PRINTS, [said("out", "1\n2\n"), said("err", "a warning\n")], False),
        (PRINTS, [said("out", "1\n2\n", cell=1)], False),
        (CELL, [], True),
        (CELL, [said("plain", "3")], False),
        (FIGURE, [said("html", "<figure>")], True),
        (FIGURE, [], False),
        (FIGURE, [{"type": "error", "cell": 0, "name": "ValueError", "says": "no"}], False),
    ],
)
def test_what_a_cell_shows_is_held_against_what_it_stores(cell, messages, good) -> None:
    assert (notebooks.faults("page", [cell], messages) == []) == good


def test_stored_markdown_is_compared_as_the_page_shows_it() -> None:
    output = {"output_type": "execute_result", "data": {"text/markdown": ["✓ `z`"]}}
    cell = CELL | {"outputs": [output]}
    assert notebooks.faults("page", [cell], [said("html", "<p>✓ <code>z</code></p>")]) == []


def test_a_lab_runs_with_the_answers_of_its_solutions() -> None:
    lab, solutions = ROOT / "labs/04-lstm.ipynb", ROOT / "labs/solutions/04-lstm.ipynb"
    assert {lab, solutions} <= set(notebooks.find())
    answers = {cell["id"]: cell["source"] for cell in notebooks.code_cells(solutions)}
    empty = json.loads(lab.read_text(encoding="utf-8"))["cells"]
    stubs = [
        "".join(cell["source"]) for cell in empty if "NotImplementedError" in cell["source"][-1]
    ]
    cells = {cell["id"]: cell["source"] for cell in notebooks.code_cells(lab)}
    assert len(stubs) == 4
    assert not set(stubs) & set(cells.values())
    assert answers.items() <= cells.items()
    assert cells["04-lstm-train"].startswith("lab.train(")


def test_the_seconds_that_pages_say_are_of_cells_that_are_there() -> None:
    known = json.loads(notebooks.SECONDS.read_text(encoding="utf-8"))
    assert known["machine"]
    for name, cells in known["seconds"].items():
        count = len(notebooks.code_cells(ROOT / f"{name}.ipynb"))
        for cell, seconds in cells.items():
            assert 0 <= int(cell) < count, name
            assert seconds >= notebooks.LONG
            assert seconds % notebooks.STEP == 0


def bits(value: object) -> object:
    return struct.pack("!d", value) if isinstance(value, float) else value


def test_the_stand_in_for_the_compiled_part_of_hypothesis_gives_the_same() -> None:
    rng = random.Random(0)
    values = [0.0, 1.0, 5e-324, 2.0**-1022, 6e-8, math.inf]
    values += [rng.gauss(0, 10.0 ** rng.randint(-4, 4)) for _ in range(60)]
    ours = hypothesis_native
    for width in (16, 32, 64):
        assert ours.width_smallest_normals(width) == compiled.width_smallest_normals(width)
        all_values = [sign * v for v in values for sign in (1, -1) if abs(v) < 6e4 or v == math.inf]
        floats = [compiled.float_of(value, width) for value in all_values]
        floats.sort(key=lambda value: (value, math.copysign(1, value)))
        for value in floats:
            assert ours.is_negative(value) == compiled.is_negative(value)
            for name in ("float_to_int", "float_of", "next_up", "next_down"):
                pair = [bits(getattr(side, name)(value, width)) for side in (ours, compiled)]
                assert pair[0] == pair[1], (name, value, width)
            for name in ("next_up_normal", "next_down_normal"):
                for allow in (True, False):
                    pair = [
                        bits(getattr(side, name)(value, width, allow_subnormal=allow))
                        for side in (ours, compiled)
                    ]
                    assert pair[0] == pair[1], (name, value, width, allow)
        for low, high in zip(floats, floats[3:], strict=False):
            pair = [side.count_between_floats(low, high, width) for side in (ours, compiled)]
            assert pair[0] == pair[1], (low, high, width)


def test_each_test_that_is_not_run_in_pyodide_is_there_and_says_what_it_needs() -> None:
    for test, need in unit.EXCEPTED.items():
        file, _, name = test.partition("::")
        text = (ROOT / file).read_text(encoding="utf-8")
        assert any(file.startswith(folder) for folder in unit.TESTS)
        assert f"def {name}(" in text if name else True
        assert need


def test_pure_packages_hold_nothing_compiled() -> None:
    with zipfile.ZipFile(io.BytesIO(unit.pure())) as found:
        names = found.namelist()
    assert {"pytest/__init__.py", "hypothesis/_native/internal/floats.py"} <= set(names)
    assert not [name for name in names if name.endswith((".so", ".pyd"))]
