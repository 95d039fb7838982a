"""A report for one learner: ``report.html`` for people, ``junit.xml`` for programs.

All that a learner wrote is escaped. The page is one file with no script and no request.
"""

from html import escape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from course_lib.grading.results.result import REJECTED, write

HTML, JUNIT = "report.html", "junit.xml"

STYLE = """
:root { color-scheme: light dark; --ink: #1b1e23; --paper: #fff; --line: #d0d4d9; --soft: #5f6873;
  --good: #00755c; --bad: #b04a00; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e8eb; --paper: #14181d; --line: #3a4149; --soft: #a2abb5;
    --good: #45c7a4; --bad: #f2945c; } }
body { margin: 0 auto; padding: 1rem; max-width: 44rem; color: var(--ink);
  background: var(--paper); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; line-height: 1.25; }
.score { font-size: 2rem; font-weight: 700; margin: 0; }
ol { padding: 0; list-style: none; }
ol li { border: 1px solid var(--line); border-radius: 0.5rem; padding: 0.75rem 1rem;
  margin: 0.75rem 0; }
ol h2 { font: 600 1rem ui-monospace, monospace; margin: 0; display: flex; gap: 1rem;
  justify-content: space-between; }
.full h2 span { color: var(--good); } .lost h2 span { color: var(--bad); }
ol p { margin: 0.4rem 0 0; }
.soft { color: var(--soft); font-size: 0.9rem; }
"""


def html(result: dict[str, Any]) -> str:
    """Return the page of a result."""
    extra = result["extra_data"]
    title = str(extra.get("title", "Lab"))
    if extra["status"] == REJECTED:
        body = f"<p class=score>Not graded</p>\n<p>{escape(_upper(result['output']))}</p>"
    else:
        items = "\n".join(_item(test) for test in result["tests"])
        notes = "".join(f"<li>{escape(note)}</li>" for note in extra["notes"])
        body = f"<p class=score>{result['score']} of {result['max_score']} points</p>\n"
        body += f"<ol>\n{items}\n</ol>\n"
        body += f"<h2>Notes</h2>\n<ul>{notes}</ul>\n" if notes else ""
        walls = ", ".join([extra["sandbox"], *extra["confined_by"]])
        body += (
            f"<p class=soft>{escape(extra['lab'])}, version {extra['version']}. Graded in "
            f"{result['execution_time']:.1f} s, sandbox: {escape(walls)}.</p>"
        )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(extra['name'])}: {escape(title)}</title>\n"
        f"<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n<h1>{escape(title)}</h1>\n<p class=soft>{escape(extra['name'])}</p>\n"
        f"{body}\n</main>\n</body>\n</html>\n"
    )


def _item(test: dict[str, Any]) -> str:
    full = test["score"] == test["max_score"]
    mark, kind = ("✓", "full") if full else ("✗", "lost")
    said = test["output"].removeprefix(f"{test['name']}: ")
    # It goes on where the heading, the function's name, has begun: "z comes from", never "Z".
    says = "" if full and said == "ok." else f"\n<p>{escape(said)}</p>"
    checks = [
        f"{name} check: {'passed' if test['extra_data'][key] else 'not passed'}."
        for name, key in (("Public", "public"), ("Hidden", "hidden"))
    ]
    detail = "" if full else f"\n<p class=soft>{' '.join(checks)}</p>"
    points = f"{mark} {test['score']} of {test['max_score']}"
    return (
        f"<li class={kind}><h2>{escape(test['name'])} <span>{points}</span></h2>{says}{detail}</li>"
    )


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def junit(result: dict[str, Any]) -> str:
    """Return the result in JUnit's XML, a test case for each exercise."""
    extra, tests = result["extra_data"], result["tests"]
    failed = [test for test in tests if test["score"] < test["max_score"]]
    rejected = extra["status"] == REJECTED
    suite = ElementTree.Element(
        "testsuite",
        name=extra.get("lab", "labs"),
        tests=str(max(len(tests), 1)),
        failures=str(len(failed)),
        errors=str(int(rejected)),
        time=str(result["execution_time"]),
    )
    for test in tests or [{"name": "read", "score": 0, "max_score": 0, "output": ""}]:
        case = ElementTree.SubElement(suite, "testcase", classname=extra["name"], name=test["name"])
        if rejected:
            ElementTree.SubElement(case, "error", message=result["output"])
        elif test in failed:
            points = f"{test['score']} of {test['max_score']} points"
            failure = ElementTree.SubElement(case, "failure", message=test["output"])
            failure.text = points
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(suite, "unicode") + "\n"
    )


def write_all(folder: Path, result: dict[str, Any]) -> None:
    """Write both reports into the folder of a submission."""
    write(folder / HTML, html(result))
    write(folder / JUNIT, junit(result))
