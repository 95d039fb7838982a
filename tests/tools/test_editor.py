"""The editor of the pages' cells: one file, with the licences of all that is in it."""

import json
from fnmatch import fnmatchcase
from pathlib import Path

from tools.paths import NPM
from tools.site import editor

# What the pages take from npm beside the editor, and what only builds it.
OTHERS = (
    "katex",
    "commander",
    "dompurify",
    "@types/trusted-types",
    "pyodide",
    "ws",
    "esbuild",
    "@esbuild/*",
)


def test_it_is_one_module_that_imports_nothing(tmp_path: Path) -> None:
    editor.bundle(tmp_path / "editor.js")
    text = (tmp_path / "editor.js").read_text("utf-8")

    assert "as edit}" in text
    assert "import{" not in text
    for licence in editor.licences():
        assert licence in text


def test_each_package_of_npm_is_the_editors_or_anothers() -> None:
    packages = json.loads((NPM / "package-lock.json").read_text("utf-8"))["packages"]
    names = [name.removeprefix("node_modules/") for name in packages if name]
    known = (*editor.ROOMS, *OTHERS)

    assert [name for name in names if not any(fnmatchcase(name, p) for p in known)] == []


def test_each_package_of_the_editor_has_a_licence() -> None:
    modules = NPM / "node_modules"
    folders = [path for room in editor.ROOMS for path in modules.glob(room)]

    assert len(folders) >= len(editor.ROOMS)
    assert [path.name for path in folders if not (path / "LICENSE").is_file()] == []
