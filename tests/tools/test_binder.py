"""The check of Binder finds what would be broken there."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tools.hosts import binder
from tools.hosts.jupyterlab import Lab
from tools.paths import ROOT
from tools.site.pages import notebook_names
from tools.test import OF_EACH_KIND

PREFIX = binder.launch_prefix()


def test_launch_prefix_follows_the_settings_of_the_book(tmp_path, monkeypatch):
    (tmp_path / "_config.yml").write_text(
        "repository: {url: https://github.com/a/b, branch: next}\n"
        "launch_buttons: {binderhub_url: https://hub.org}\n"
    )
    monkeypatch.setattr(binder, "ROOT", tmp_path)
    prefix = "https://hub.org/v2/gh/a/b/next?urlpath=lab/tree/"
    assert binder.launch_prefix() == prefix
    (link,) = binder.launch_links(f"[run it]({prefix}c/d.ipynb) and https://mybinder.org/v2/")
    assert link == f"{prefix}c/d.ipynb"


def test_launch_links_of_the_readme_open_files_that_exist():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert binder.launch_links(readme)
    assert binder.link_complaints(readme, PREFIX) == []


@pytest.mark.parametrize(
    ("link", "complaint"),
    [
        (f"{PREFIX}README.md", None),
        (f"{PREFIX}chapters/none.ipynb", "it opens chapters/none.ipynb, which does not exist"),
        (PREFIX.replace("?", "-old?") + "README.md", f"a launch link starts with {PREFIX}"),
        (PREFIX.replace("/gh/", "/gh/old-") + "README.md", f"a launch link starts with {PREFIX}"),
    ],
)
def test_a_launch_link_that_opens_nothing_is_found(link, complaint):
    for text in (f"[Binder]({link}).", f'<a href="{link}">Binder</a>'):
        found = binder.link_complaints(text, PREFIX)
        assert [complaint in sentence for sentence in found] == ([True] if complaint else [])


def test_repo2docker_reads_the_files_and_plans_what_they_mean():
    assert binder.check_plan() == []


def test_a_plan_without_the_files_is_found(tmp_path, monkeypatch):
    (tmp_path / "binder").mkdir()
    (tmp_path / "binder" / "runtime.txt").write_text("python-3.12\n")
    monkeypatch.setattr(binder, "ROOT", tmp_path)
    monkeypatch.setattr(binder, "FILES", tmp_path / "binder")
    assert [sentence.split(" is without ")[1] for sentence in binder.check_plan()] == [
        "the locked requirements.",
        "postBuild.",
    ]


def test_post_build_is_a_program():
    script = ROOT / "binder" / "postBuild"
    assert script.stat().st_mode & 0o111
    subprocess.run(["bash", "-n", str(script)], check=True)


def cell(source: str, *tags: str) -> dict:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": f"c{abs(hash(source))}",
        "metadata": {"tags": list(tags)},
        "outputs": [],
        "source": source,
    }


def joined(stored: dict) -> dict:
    """Return a cell of a file with its texts in one piece, as JupyterLab gives it."""
    outputs = [o | {"text": "".join(o["text"])} if "text" in o else o for o in stored["outputs"]]
    return stored | {"outputs": outputs}


def write(path: Path, *cells: dict) -> None:
    notebook = {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(notebook))


def test_a_notebook_runs_in_the_lab_as_in_a_browser(tmp_path, monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    tree, state = tmp_path / "tree", tmp_path / "state"
    tree.mkdir()
    state.mkdir()
    told = cell("1 / 0", "raises-exception")
    write(
        tree / "cells.ipynb",
        cell("import course_lib"),
        told,
        cell("1 / 0"),
        cell("a"),
        cell("b = 2"),
    )
    write(tree / "dead.ipynb", cell("b = 2"), cell("import os\nos._exit(1)"))
    with Lab(Path(sys.executable), tree, state) as lab:
        assert lab.run("cells.ipynb") == [
            "cells.ipynb, cell 2: ZeroDivisionError: division by zero",
            "cells.ipynb, cell 3: NameError: name 'a' is not defined",
        ]
        assert lab.run("dead.ipynb") == ["dead.ipynb, cell 1: its kernel died"]
    assert lab.server.poll() is not None


def test_a_cell_that_prints_something_else_is_found(tmp_path):
    tree, state = tmp_path / "tree", tmp_path / "state"
    tree.mkdir()
    state.mkdir()
    said = {"name": "stdout", "output_type": "stream", "text": "1\n2\n"}
    told, wrong = cell("print(1)\nprint(2)"), cell("print(1)\nprint(3)")
    free = cell("print(4)", "nbval-ignore-output")
    told["outputs"] = wrong["outputs"] = free["outputs"] = [said]
    write(tree / "cells.ipynb", told, wrong, free, cell("print(5)"))
    with Lab(Path(sys.executable), tree, state) as lab:
        assert lab.run("cells.ipynb", binder.wanted) == [
            r"cells.ipynb, cell 1: it prints '1\n3\n', expected '1\n2\n'",
            r"cells.ipynb, cell 3: it prints '5\n', expected ''",
        ]


def test_each_check_of_a_learners_lab_must_say_not_written_yet():
    labs = [name for name in notebook_names(ROOT / "_toc.yml") if name.startswith("labs/0")]
    assert labs
    for lab in labs:
        cells = json.loads((ROOT / lab).read_text(encoding="utf-8"))["cells"]
        checks = [c for c in cells if c["metadata"].get("nbgrader", {}).get("grade")]
        assert checks
        for check in checks:
            name = check["metadata"]["nbgrader"]["grade_id"].removesuffix("-check")
            assert binder.wanted(joined(check)) == f"{name}: not written yet\n"


def test_every_notebook_of_the_contents_is_run(monkeypatch):
    ran = []
    monkeypatch.setattr(binder, "check_links", list)
    monkeypatch.setattr(binder, "check_plan", list)
    monkeypatch.setattr(binder, "check_run", lambda names: ran.extend(names) or [])
    monkeypatch.setattr(sys, "argv", ["binder.py"])
    binder.main()
    assert ran == notebook_names(ROOT / "_toc.yml")
    assert {"chapters/welcome.ipynb", "labs/01-dense.ipynb"} <= set(ran)


def test_a_notebook_that_does_not_exist_is_said(monkeypatch):
    monkeypatch.setattr(binder, "check_links", list)
    monkeypatch.setattr(binder, "check_plan", list)
    monkeypatch.setattr(sys, "argv", ["binder.py", "chapters/none.ipynb"])
    with pytest.raises(SystemExit, match=r"chapters/none\.ipynb: there is no such notebook\."):
        binder.main()


def test_make_test_runs_a_page_of_each_structure_and_a_lab():
    for name in OF_EACH_KIND:
        assert (ROOT / name).is_file()
    folders = {name.split("/")[1] for name in OF_EACH_KIND if name.startswith("chapters/")}
    assert folders == {path.name for path in (ROOT / "chapters").glob("[1-9]-*")}
    assert any(name.startswith("labs/0") for name in OF_EACH_KIND)


def test_a_lab_that_does_not_start_says_why_and_is_ended(tmp_path):
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\necho there is no JupyterLab\nexit 1\n")
    program.chmod(0o755)
    with (
        pytest.raises(RuntimeError, match="there is no JupyterLab"),
        Lab(program, tmp_path, tmp_path),
    ):
        pass
