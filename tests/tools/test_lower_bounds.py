"""The oldest packages are those that pyproject.toml promises, and the workflow tests with them."""

import tomllib

import yaml

from tools.lower_bounds import FOR_TESTS, command, oldest, python
from tools.paths import ROOT


def test_each_package_of_the_library_stands_at_its_lower_bound():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"numpy=={extras['dependencies'][0].partition('>=')[2]}.*" in oldest()
    assert {package.partition("==")[0] for package in oldest()} >= {"matplotlib", "ipywidgets"}
    assert python() == "3.11"


def test_the_command_names_every_package_and_no_other():
    words = command()
    named = [words[i + 1] for i, word in enumerate(words) if word == "--with"]
    assert named == [*oldest(), *FOR_TESTS]


def test_a_workflow_runs_it():
    text = (ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
    steps = [s for job in yaml.safe_load(text)["jobs"].values() for s in job["steps"]]
    assert any("make lower-bounds" in step.get("run", "") for step in steps)
