"""What the workflows may do to a reader's or a contributor's trust, and whom they tell."""

from typing import Any

import pytest
import yaml

from tools.paths import ROOT

FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
# YAML 1.1 reads the key `on` as true.
LOADED: dict[str, Any] = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in FILES}
every_workflow = pytest.mark.parametrize("name", LOADED)


def triggers(name: str) -> set[str]:
    on = LOADED[name][True]
    return {on} if isinstance(on, str) else set(on)


def steps(name: str, job: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = LOADED[name]["jobs"][job].get("steps", [])
    return found


@every_workflow
def test_code_of_a_fork_never_meets_a_right_to_write(name: str) -> None:
    """These two events run with the rights of the repository on somebody else's code."""
    assert not triggers(name) & {"pull_request_target", "workflow_run"}
    if "pull_request" in triggers(name):
        for job in LOADED[name]["jobs"].values():
            assert job["permissions"] == {"contents": "read"}
            assert "secrets" not in str(job)


@every_workflow
def test_only_the_step_that_pushes_or_tells_has_the_token(name: str) -> None:
    for job, content in LOADED[name]["jobs"].items():
        for step in steps(name, job):
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False
            if "token" in str(step.get("env", {})):
                assert "uses" not in step
                assert "make " not in step["run"]
                assert "python" not in step["run"]
        assert "token" not in str(content.get("env", {})) or all(
            "gh " in step["run"] for step in steps(name, job)
        )


def test_the_preview_keeps_the_site_and_lists_its_changes() -> None:
    ran = [step.get("run", step.get("uses", "")) for step in steps("preview", "preview")]
    keep = next(i for i, text in enumerate(ran) if text.startswith("actions/upload-artifact@"))
    assert triggers("preview") == {"pull_request"}
    assert "make book PYTHON=python" in ran[:keep]
    assert "make offline PYTHON=python" in ran[:keep]
    assert "tools.site.preview" in ran[-1]
    assert ran[-1].rstrip().endswith('>> "$GITHUB_STEP_SUMMARY"')


def test_each_week_the_newest_packages_and_the_links_are_tried_and_a_failure_is_told() -> None:
    jobs = LOADED["weekly"]["jobs"]
    newest = [step.get("run", "") for step in jobs["newest"]["steps"]]
    assert newest.index("make lock PYTHON=python") < newest.index("make test PYTHON=python")
    assert "make test-all PYTHON=python" in [s.get("run") for s in steps("weekly", "everything")]
    assert any("tools.site.links" in step.get("run", "") for step in jobs["links"]["steps"])
    assert jobs["report"]["needs"] == [job for job in jobs if job != "report"]
    assert jobs["report"]["if"] == "failure()"
    assert "gh issue create" in jobs["report"]["steps"][0]["run"]
    assert jobs["report"]["permissions"] == {"issues": "write"}


def test_what_is_published_was_tested_first() -> None:
    jobs = LOADED["publish"]["jobs"]
    assert {job for job in jobs if jobs[job].get("needs") != "test"} == {"test"}
    assert jobs["deploy"]["if"] == jobs["colab"]["if"] == "github.ref == 'refs/heads/main'"


def test_a_release_has_the_zip_and_the_pdf_of_its_version() -> None:
    take, release = (step["run"] for step in steps("publish", "release"))
    assert 'ls book/*-"${TAG#v}".zip book/*-"${TAG#v}".pdf' in take
    assert 'gh release upload "$TAG" book/*' in release
    kept = [s for s in steps("test", "test") if s.get("with", {}).get("name") == "book"]
    assert kept[0]["with"]["path"].split() == ["_build/*.zip", "_build/*.pdf"]


def test_pypi_gets_the_packages_of_the_run_that_was_tested_and_no_password_is_kept() -> None:
    job = LOADED["publish"]["jobs"]["package"]
    ran = [step.get("run", "") for step in job["steps"]]
    assert job["needs"] == "test"
    assert job["if"] == "startsWith(github.ref, 'refs/tags/v')"
    assert job["permissions"]["id-token"] == "write"
    assert 'gh run download "$RUN" --name package' in ran[2]
    assert 'dist/course_lib-"${TAG#v}"-*.whl dist/course_lib-"${TAG#v}".tar.gz' in ran[2]
    assert ran[-1] == "python -m uv publish --trusted-publishing always"
    assert not any(" build" in line for line in ran)
    assert "secrets." not in (ROOT / ".github" / "workflows" / "publish.yml").read_text("utf-8")
    kept = [s for s in steps("test", "test") if s.get("with", {}).get("name") == "package"]
    assert kept[0]["with"]["path"].split() == ["_build/package/*.whl", "_build/package/*.tar.gz"]


def test_all_notebooks_are_run_as_in_binder() -> None:
    assert "make check-binder PYTHON=python" in [s.get("run") for s in steps("test", "test")]
