"""The labs' workflows: their own commands are run here, in a learner's fork and for a course.

What GitHub does itself (checkout, setup, artifacts) is done by hand; steps that install are left.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from tests.support.grading_tools import ENVIRONMENT, LAB, ROOT, SOLVED, STUBS, results_in, solved

WORKFLOWS = ROOT / ".github" / "workflows"
SERVER = "https://github.com"


def job_of(workflow, job):
    loaded = yaml.safe_load((WORKFLOWS / f"{workflow}.yml").read_text(encoding="utf-8"))
    return loaded["jobs"][job]


def run_steps(job, place, environment, names):
    """Run the commands of some steps as GitHub's bash does; return what they printed."""
    steps = {step.get("name"): step for step in job["steps"]}
    said = ""
    for name in names:
        folder = place / steps[name].get("working-directory", ".")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", steps[name]["run"]],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"
        said += done.stdout
    return said


needs_git = pytest.mark.skipif(not shutil.which("git"), reason="git is not on this machine")


@pytest.fixture
def environment(tmp_path):
    """Return what GitHub sets, with this Python and with a place for the summary of the job."""
    programs = tmp_path / "programs"
    programs.mkdir()
    return {
        **ENVIRONMENT,
        "PATH": f"{programs}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "GITHUB_SERVER_URL": f"file://{tmp_path}",
        "GIT_CONFIG_GLOBAL": os.devnull,
    }


def git(folder, *command):
    named = ("-c", "user.name=anna", "-c", "user.email=anna@localhost")
    done = subprocess.run(["git", *named, *command], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def fork(place, files):
    """Make a repository with these files."""
    place.mkdir(parents=True)
    git(place, "init", "--quiet", "--initial-branch", "main")
    for name, content in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            path.symlink_to(content)
        else:
            path.write_text(content, encoding="utf-8")
    git(place, "add", ".")
    git(place, "commit", "--quiet", "-m", "Solve the lab")
    return place


# In a learner's fork


@needs_git
def test_a_fork_gets_its_points_as_a_table_and_a_badge(tmp_path, environment):
    labs = tmp_path / "fork" / "labs"
    labs.mkdir(parents=True)
    shutil.copy(SOLVED, labs / f"{LAB}.ipynb")
    shutil.copy(ROOT / "labs" / "03-rnn.ipynb", labs)
    run_steps(job_of("labs", "score"), tmp_path / "fork", environment, ["Count the points"])
    summary = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert summary.startswith("## 10 of 24 points\n")
    assert "| 01-dense | 01-dense | 10 of 10 |  |" in summary
    assert "Self-assessment" in summary
    made = tmp_path / "fork" / "_build"
    assert set(results_in(made / "labs")) == {LAB, "03-rnn"}
    badge = ElementTree.parse(made / "badge" / "labs.svg").getroot()
    assert badge[0].text == "labs: 10 of 24 points"


@needs_git
def test_the_badge_goes_to_a_branch_that_holds_nothing_else(tmp_path, environment):
    git(tmp_path, "init", "--quiet", "--bare", "anna/course")
    gh = tmp_path / "programs" / "gh"
    gh.write_text(
        '#!/bin/sh\n[ "$1" != run ] || { mkdir badge; echo "<svg/>" > badge/labs.svg; }\n'
    )
    gh.chmod(0o755)
    job = job_of("labs", "badge")
    for n in range(2):
        place = tmp_path / f"run-{n}"
        place.mkdir()
        env = environment | {"GH_REPO": "anna/course", "RUN": str(n)}
        run_steps(job, place, env, ["Put the badge on a branch that holds nothing else"])
    there = tmp_path / "anna" / "course"
    assert git(there, "ls-tree", "--name-only", "labs-badge").split() == ["labs.svg"]
    assert git(there, "rev-list", "--count", "labs-badge").strip() == "1"


def test_nothing_is_counted_in_the_projects_own_repository_or_tested_in_a_fork():
    assert job_of("labs", "score")["if"] == "github.event.repository.fork"
    assert job_of("labs", "badge")["needs"] == "score"
    assert job_of("publish", "test")["if"] == "${{ !github.event.repository.fork }}"


def test_the_job_that_runs_a_learners_code_can_write_nothing():
    assert job_of("labs", "score")["permissions"] == {"contents": "read"}
    assert job_of("grade", "grade")["permissions"] == {"contents": "read"}


# For a course


@needs_git
def test_a_course_grades_its_forks_by_their_notebooks_alone(tmp_path, environment):
    notebook = f"labs/{LAB}.ipynb"
    evil = dict.fromkeys(["sitecustomize.py", "course_lib/__init__.py"], "raise SystemExit('no')")
    evil[".gitattributes"] = "* filter=x"
    wrong = solved(sigmoid="def sigmoid(z):\n    raise ValueError('![no](http://no) | no')")
    fork(tmp_path / "anna" / "course", {notebook: SOLVED.read_text(encoding="utf-8"), **evil})
    fork(tmp_path / "bert" / "my-course", {notebook: wrong})
    fork(tmp_path / "cleo" / "course", {notebook: STUBS.read_text(encoding="utf-8")})
    fork(tmp_path / "dora" / "course", {"README.md": "nothing yet"})
    fork(tmp_path / "emil" / "course", {notebook: Path("/etc/passwd")})
    names = ["anna/course", "bert/my-course  # late", "", "cleo/course", "dora/course"]
    (tmp_path / "class").mkdir()
    listed = "\n".join([*names, "emil/course", "fred/course", "anna/course"])
    (tmp_path / "class" / "forks.txt").write_text(listed)
    env = environment | {"LAB": LAB, "FORKS": "forks.txt", "PYTHONPATH": str(tmp_path / "course")}
    for part in ("course_lib", "tools/labs/forks.py", "labs/source"):
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        (tmp_path / "course" / part).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / part, tmp_path / "course" / part)
    said = run_steps(job_of("grade", "grade"), tmp_path, env, ["Take the notebooks", "Grade"])

    commit = git(tmp_path / "anna" / "course", "rev-parse", "--short", "HEAD").strip()
    assert f"- anna/course: from commit {commit}\n" in said
    assert f"- dora/course: has no {notebook}\n" in said
    assert "- fred/course: cannot be read: " in said
    found = results_in(tmp_path / "results")
    points = {name.partition("_")[0]: result["score"] for name, result in found.items()}
    assert points == {"anna": 10, "bert": 8, "cleo": 0, "dora": 0, "emil": 0, "fred": 0}
    status = {name[:4]: result["extra_data"]["status"] for name, result in found.items()}
    assert {name for name, said in status.items() if said == "rejected"} == {"dora", "emil", "fred"}
    assert {r["extra_data"].get("sandbox", "bubblewrap") for r in found.values()} == {"bubblewrap"}
    summary = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert summary.startswith(f"## {LAB}\n- anna/course")
    assert "## 18 of 30 points\n" in summary
    assert "http://no" not in summary
    assert (tmp_path / "results" / "anna__course" / "report.html").is_file()
    assert (tmp_path / "results" / "summary.csv").is_file()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "names no fork"),
        ("# nobody\n", "names no fork"),
        ("anna\n", "line 1 is 'anna', expected owner/repository."),
        ("a/b\n--upload-pack=x/y", "line 2 is '--upload-pack=x/y', expected owner/repository."),
        ("../../etc", "line 1 is '../../etc', expected owner/repository."),
        ("a/..", "line 1 is 'a/..', expected owner/repository."),
        ("https://github.com/a/b", "expected owner/repository."),
    ],
)
def test_a_list_that_is_none_is_refused(tmp_path, text, why):
    (tmp_path / "forks.txt").write_text(text)
    command = [
        sys.executable,
        "-m",
        "tools.labs.forks",
        tmp_path / "forks.txt",
        LAB,
        tmp_path / "out",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert why in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_list_that_windows_wrote_is_read(tmp_path):
    (tmp_path / "forks.txt").write_bytes("\ufeffanna/course\r\nbert/course\r\n".encode())
    command = [sys.executable, "-m", "tools.labs.forks", tmp_path / "forks.txt", LAB]
    done = subprocess.run(
        [*command, tmp_path / "out"],
        cwd=ROOT,
        env=ENVIRONMENT | {"GITHUB_SERVER_URL": f"file://{tmp_path}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert first.startswith("- anna/course: cannot be read: '")
    assert first.endswith("does not appear to be a git repository")
    assert second.startswith("- bert/course: cannot be read: '")


def test_the_workflow_of_a_course_names_the_project_as_the_one_setting_does():
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    loaded = yaml.safe_load((WORKFLOWS / "grade.yml").read_text(encoding="utf-8"))
    inputs = loaded[True]["workflow_call"]["inputs"]  # YAML reads the key `on` as true
    url = f"{SERVER}/{inputs['project']['default']}"
    assert url == config["repository"]["url"]
    assert inputs["ref"]["default"] == config["repository"]["branch"]


def test_every_step_that_runs_code_is_tested_here_or_only_installs():
    ran = set(re.findall(r'"([A-Z][a-z][^"\n]+)"', Path(__file__).read_text(encoding="utf-8")))
    for workflow in ("labs", "grade"):
        loaded = yaml.safe_load((WORKFLOWS / f"{workflow}.yml").read_text(encoding="utf-8"))
        steps = [step for job in loaded["jobs"].values() for step in job["steps"] if "run" in step]
        assert {step["name"] for step in steps} - ran <= {
            "Install what the grader needs",
            "Let the grader's sandbox work",
        }
        assert json.dumps(steps).count("requirements.txt") == 1
