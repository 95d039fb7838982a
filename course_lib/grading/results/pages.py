"""Pages for people, of one submission and of the class: templates in which every text is escaped.

A page is one file that asks for nothing else.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from course_lib.grading.results.likeness import NOBODY, SAYS, TOO_FEW, Pair, enough
from course_lib.grading.results.result import GRADED, PAGE, REJECTED, Result, write
from course_lib.grading.results.summary import graded_only, rows


@cache
def _templates() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("course_lib.grading.results"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )


def render(template: str, **values: Any) -> str:
    """Return a page: one of the templates beside this module, filled in."""
    return str(_templates().get_template(template).render(**values)) + "\n"


def page_of_class(results: Sequence[Result], reports: str, pairs: Sequence[Pair] = ()) -> str:
    """Return the table of all submissions, whose columns sort, and that of the pairs alike.

    Parameters
    ----------
    results : sequence of dict
        The results of the class.
    reports : str
        The name of a report, in the folder of each submission that has one.
    pairs : sequence of Pair, optional
        Submissions whose answers are alike.
    """
    head, *lines = rows(results)
    table = []
    for result, cells in zip(results, lines, strict=True):
        extra = result["extra_data"]
        there = extra["status"] in (GRADED, REJECTED)
        table.append({"cells": cells, "report": f"./{extra['name']}/{reports}" if there else ""})
    says = SAYS if pairs else NOBODY if enough(results) else TOO_FEW
    return render(
        "class.html",
        head=head,
        rows=table,
        graded=len(graded_only(results)),
        pairs=pairs,
        says=says,
        report=reports,
    )


def write_all(
    out: Path, results: Sequence[Result], reports: str, pairs: Sequence[Pair] = ()
) -> None:
    """Write ``summary.html`` into the folder of the results."""
    write(out / PAGE, page_of_class(results, reports, pairs))
