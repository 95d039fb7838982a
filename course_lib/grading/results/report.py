"""A report for one learner: ``report.html`` for people, ``junit.xml`` for programs.

All that a learner wrote is escaped. The page is one file with no script and no request.
"""

from pathlib import Path
from xml.etree import ElementTree

from course_lib.grading.results.pages import render
from course_lib.grading.results.result import GRADED, Result, write

HTML, JUNIT = "report.html", "junit.xml"

PASSED = {True: "passed", False: "not passed"}


def html(result: Result) -> str:
    """Return the page of a result."""
    extra = result["extra_data"]
    title = str(extra.get("title", "Lab"))
    walls = [extra.get("sandbox", ""), *extra.get("confined_by", [])]
    return render(
        "report.html", result=result, extra=extra, title=title, walls=walls, passed=PASSED
    )


def junit(result: Result) -> str:
    """Return the result in JUnit's XML, a test case for each exercise."""
    extra, tests = result["extra_data"], result["tests"]
    failed = [test for test in tests if test["score"] < test["max_score"]]
    rejected = extra["status"] != GRADED
    suite = ElementTree.Element(
        "testsuite",
        name=extra.get("lab", "labs"),
        tests=str(max(len(tests), 1)),
        failures=str(len(failed)),
        errors=str(int(rejected)),
        time=str(result["execution_time"]),
    )
    if rejected:
        case = ElementTree.SubElement(suite, "testcase", classname=extra["name"], name="read")
        ElementTree.SubElement(case, "error", message=result["output"])
    for test in tests:
        case = ElementTree.SubElement(suite, "testcase", classname=extra["name"], name=test["name"])
        if test in failed:
            points = f"{test['score']} of {test['max_score']} points"
            failure = ElementTree.SubElement(case, "failure", message=test["output"])
            failure.text = points
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(suite, "unicode") + "\n"
    )


def write_all(folder: Path, result: Result) -> None:
    """Write both reports into the folder of a submission."""
    write(folder / HTML, html(result))
    write(folder / JUNIT, junit(result))
