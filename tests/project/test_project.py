"""The project's papers, locks and workflows agree with each other and with the tree."""

import fnmatch
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
import yaml

from tools.data import experiments
from tools.data.datasets import make
from tools.paths import ROOT
from tools.site import readme
from tools.speed import layers

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PAPERS = sorted(ROOT.glob("*.md"))
LOCKS = [ROOT / "tools" / "requirements.lock", ROOT / "binder" / "requirements.txt"]
USERS = {"_config.yml", "_toc.yml", "README.md", "chapters", "labs", "course_lib", "tests"}
TOOLS = {
    # papers that people and GitHub look for in this place
    *{"LICENSE", "LICENSE-TEXT.md", "CITATION.cff", "CONTRIBUTING.md", "CHANGELOG.md"},
    # files that a program looks for in this place
    *{"pyproject.toml", "Makefile", ".gitignore", ".gitattributes", ".pre-commit-config.yaml"},
    # folders: ours, Binder's, GitHub's, the continuous integration's
    *{"tools", "binder", ".github", ".ci"},
}
# The rights that few workflows need: to take what a job before has kept and put it somewhere (a
# release, the badge of a fork), to show the site, to tell of a failure.
PUTTING = {("contents", "write"), ("actions", "read")}
RIGHTS = {
    "publish": {("pages", "write"), ("id-token", "write"), *PUTTING},
    "labs": PUTTING,
    "weekly": {("issues", "write")},
}

every_lock = pytest.mark.parametrize("lock", LOCKS, ids=lambda p: p.name)
every_workflow = pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda p: p.stem)
every_paper = pytest.mark.parametrize("paper", PAPERS, ids=lambda p: p.stem)


def run(*command: str, cwd: Path = ROOT) -> str:
    """Run one of the environment's programs; return what it prints, fail if it fails."""
    program = Path(sys.executable).parent / command[0]
    done = subprocess.run([str(program), *command[1:]], cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(command)}:\n{done.stdout}{done.stderr}"
    return done.stdout


def pins(lock: Path) -> set[str]:
    """Return the pins of a lock file, each with the platforms it is for."""
    return set(re.findall(r"^(\S+==\S+(?: ; [^\\]+)?) \\$", lock.read_text(), flags=re.MULTILINE))


def versions(lock: Path) -> set[str]:
    return {pin.split(" ; ")[0] for pin in pins(lock)}


# Papers


def test_citation_has_the_version_licence_and_title_of_the_project():
    assert CITATION["version"] == PROJECT["version"]
    assert CITATION["license"] in PROJECT["license"].split(" AND ")
    assert CITATION["title"] == CONFIG["title"]
    assert f"## {PROJECT['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_library_has_the_version_of_the_project():
    import course_lib

    assert getattr(course_lib, "__version__", PROJECT["version"]) == PROJECT["version"]


def test_citation_and_urls_of_the_project_follow_the_one_setting():
    url = CONFIG["repository"]["url"]
    assert CITATION["repository-code"] == url
    assert all(value.startswith(url) for value in PROJECT.get("urls", {}).values())


@every_paper
def test_repository_is_named_as_in_the_one_setting(paper):
    url = CONFIG["repository"]["url"]
    owner, name = url.removeprefix("https://github.com/").split("/")
    text = paper.read_text(encoding="utf-8")
    for other in re.findall(r"(?:github\.com|mybinder\.org/v2/gh)/([\w.-]+/[\w.-]+)", text):
        assert other == f"{owner}/{name}", f"{paper.name} names {other}, _config.yml names {url}"


@every_paper
def test_relative_links_of_a_paper_exist(paper):
    text = paper.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r"<img [^>]*src=\"([^\"]+)\"", text)
    for link in (link for link in links if "://" not in link):
        target = (paper.parent / link.split("#")[0]).resolve()
        assert target.exists(), f"{paper.name} links to {link}, which does not exist"


@every_paper
def test_a_paper_shows_only_pictures_of_the_project(paper):
    text = paper.read_text(encoding="utf-8")
    pictures = re.findall(r"!\[[^\]]*\]\(([^)\s]+)", text)
    pictures += re.findall(r"<img [^>]*src=\"([^\"]+)\"", text)
    assert not [picture for picture in pictures if "://" in picture]


def test_the_paths_and_commands_of_contributing_are_there():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = [word for word in re.findall(r"`([^`\s<>]+)`", text) if "/" in word]
    missing = [
        name
        for name in named
        if not name.startswith((".venv", ".pyodide")) and not (ROOT / name).exists()
    ]
    assert len(named) > 20
    assert not missing
    for module in re.findall(r"python -m (tools[\w.]*)", text):
        assert importlib.util.find_spec(module), module


def test_what_a_command_makes_again_is_what_the_project_has():
    """A command that has moved must still write where its file is."""
    assert readme.PICTURE.is_file()
    assert make.DATA == experiments.RECORDS.parent == layers.RECORD.parent
    assert layers.RECORD.is_file()
    assert list(make.DATA.glob("*.npz"))


def test_pictures_of_the_readme_are_small():
    pictures = [p for p in (ROOT / "tools").glob("readme*") if p.suffix in {".png", ".webp"}]
    assert pictures
    assert sum(picture.stat().st_size for picture in pictures) <= 150_000


def test_every_data_file_has_its_note_and_its_line_in_the_licences():
    licences = (ROOT / "LICENSE-TEXT.md").read_text(encoding="utf-8")
    for data in (ROOT / "course_lib" / "data").glob("*.npz"):
        note = data.with_suffix(".md")
        assert "**Licence.**" in note.read_text(encoding="utf-8")
        assert f"`course_lib/data/{data.name}`" in licences
        assert f"(course_lib/data/{note.name})" in licences


def test_citation_is_valid():
    run("check-jsonschema", "--builtin-schema", "vendor.citation-file-format", "CITATION.cff")


# The tree


def test_top_level_holds_what_the_layout_names_and_nothing_else():
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    made = [pattern.strip("/") for pattern in ignored if pattern] + [".git"]
    names = {path.name for path in ROOT.iterdir()}
    kept = {name for name in names if not any(fnmatch.fnmatch(name, p) for p in made)}
    assert kept - USERS - TOOLS == set()
    assert (USERS - {"labs"}) | TOOLS <= kept


def test_make_help_lists_every_target():
    if not shutil.which("make"):
        pytest.skip("make is not on this machine")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE)
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    words = set(re.findall(r"[\w-]+", done.stdout))
    assert set(" ".join(targets).split()) <= words


# Locks


def test_jupyter_book_is_below_2_in_the_lock_and_in_dependabot():
    (version,) = [v for v in versions(LOCKS[0]) if v.startswith("jupyter-book==")]
    assert version.startswith("jupyter-book==1.")
    updates = yaml.safe_load((ROOT / ".github" / "dependabot.yml").read_text())["updates"]
    (python,) = [update for update in updates if update["package-ecosystem"] == "pip"]
    assert {"dependency-name": "jupyter-book", "versions": [">=2"]} in python["ignore"]


@every_lock
def test_a_lock_holds_pins_and_hashes_and_no_place_to_get_them_from(lock):
    lines = lock.read_text().splitlines()
    pin = r"\S+==\S+( ; [^\\]+)? \\"
    unknown = [
        line for line in lines if not re.fullmatch(rf"{pin}|    --hash=sha256:\w{{64}}( \\)?", line)
    ]
    assert len(lines) > 100
    assert unknown == []


def test_the_npm_lock_holds_hashes():
    packages = json.loads((ROOT / "tools" / "npm" / "package-lock.json").read_text())["packages"]
    assert len(packages) > 1
    assert all("integrity" in package for name, package in packages.items() if name)


def test_binder_has_the_versions_of_the_main_lock():
    assert pins(LOCKS[1])
    assert versions(LOCKS[1]) <= versions(LOCKS[0])


def test_binder_has_all_that_its_extra_and_the_chapters_need():
    named = {pin.split("==")[0] for pin in pins(LOCKS[1])}
    assert {"numpy", "matplotlib", "ipywidgets", "tqdm", "jupyterlab", "jupyterlab-myst"} <= named
    assert "course-lib" not in named


def test_binder_has_a_python_that_the_project_supports():
    version = re.fullmatch(r"python-3\.(\d+)\n", (ROOT / "binder" / "runtime.txt").read_text())
    assert version
    assert 11 <= int(version[1]) <= 13


# The library as a package


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the library as `pip install .` does, from a copy, with the packages that are here."""
    tree, out = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("wheel")
    for name in ("course_lib", "tests", "tools/extension"):
        unwanted = shutil.ignore_patterns("__pycache__", "node_modules")
        shutil.copytree(ROOT / name, tree / name, ignore=unwanted)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy2(ROOT / name, tree)
    options = ("--wheel", "--no-build-isolation", "--offline", "--python", sys.executable)
    run("uv", "build", "--quiet", *options, "--out-dir", str(out), str(tree))
    (path,) = out.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        yield archive


def test_the_library_alone_needs_only_numpy(wheel):
    (metadata,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
    needed = Parser().parsestr(wheel.read(metadata).decode()).get_all("Requires-Dist")
    always = [line for line in needed if "extra ==" not in line]
    assert [re.split(r"[^\w-]", line)[0] for line in always] == ["numpy"]


def test_the_wheel_holds_the_library_with_all_its_files_and_nothing_else(wheel):
    files = {name for name in wheel.namelist() if ".dist-info/" not in name}
    here = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "course_lib").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert files == here
    assert "course_lib/py.typed" in files
    assert any(name.endswith("LICENSE") for name in wheel.namelist())


# Workflows


@pytest.mark.parametrize(
    "schema", ["vendor.github-workflows", "custom.github-workflows-require-timeout"]
)
def test_workflows_are_valid(schema):
    assert WORKFLOWS
    run("check-jsonschema", "--builtin-schema", schema, *map(str, WORKFLOWS))


def test_dependabot_is_valid():
    run("check-jsonschema", "--builtin-schema", "vendor.dependabot", ".github/dependabot.yml")


def test_workflows_are_secure():
    run("zizmor", "--offline", "--no-progress", "--strict-collection", ".github")


@every_workflow
def test_actions_are_pinned_by_commit_with_the_version_beside_it(workflow):
    for line in re.findall(r"uses: (.*)", workflow.read_text(encoding="utf-8")):
        pinned = r"actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+"
        local = r"\./\.github/workflows/[\w-]+\.yml.*"
        assert re.fullmatch(f"{pinned}|{local}", line), line


def test_one_action_has_one_version():
    text = "".join(workflow.read_text(encoding="utf-8") for workflow in WORKFLOWS)
    used = set(re.findall(r"uses: (actions/[\w-]+)@(\w+ # \S+)", text))
    assert len(used) == len({action for action, _ in used})


@every_workflow
def test_workflow_has_no_rights_but_those_a_job_names(workflow):
    loaded = yaml.safe_load(workflow.read_text(encoding="utf-8"))
    assert loaded["permissions"] == {}
    granted = {right for job in loaded["jobs"].values() for right in job["permissions"].items()}
    assert granted <= {("contents", "read"), *RIGHTS.get(workflow.stem, ())}


def test_every_supported_python_is_tested():
    (spec,) = re.findall(r"NEWEST = \(3, (\d+)\)", (ROOT / "tools" / "setup.py").read_text())
    oldest = int(PROJECT["requires-python"].removeprefix(">=3."))
    test = yaml.safe_load((ROOT / ".github" / "workflows" / "test.yml").read_text())
    wanted = [f"3.{minor}" for minor in range(oldest, int(spec) + 1)]
    assert test["jobs"]["test"]["strategy"]["matrix"]["python"] == wanted


@every_workflow
def test_workflow_uses_scripts_and_targets_that_exist(workflow):
    text = workflow.read_text(encoding="utf-8")
    targets = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
    assert set(re.findall(r"run: make ([\w-]+)", text)) <= set(" ".join(targets).split())
    assert all((ROOT / name).is_file() for name in re.findall(r"run: \S+ (tools/\S+\.py)", text))


def test_pre_commit_is_valid_and_downloads_nothing():
    run("pre-commit", "validate-config")
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repo["repo"] for repo in config["repos"]] == ["local"]
    assert {hook["language"] for hook in config["repos"][0]["hooks"]} == {"system"}
