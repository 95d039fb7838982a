"""The class as Markdown, for a page that a continuous integration shows: ``summary.md``."""

import re
from collections.abc import Sequence
from pathlib import Path
from statistics import mean

from course_lib.grading.results.result import GRADED, MARKDOWN, Result, write
from course_lib.grading.results.summary import graded_only, share_by_task

MOST = 500


def total(results: Sequence[Result]) -> tuple[int, int]:
    """Return the points of all results, and how many there are to get.

    Examples
    --------
    >>> total([{"score": 3, "max_score": 10}, {"score": 2, "max_score": 2}])
    (5, 12)
    """
    return sum(r["score"] for r in results), sum(r["max_score"] for r in results)


def inert(text: object) -> str:
    """Return a text that Markdown shows as it is: no link, no picture, no end of a table's cell.

    Examples
    --------
    >>> inert("![a](b) | c")
    '&#33;&#91;a&#93;&#40;b&#41; &#124; c'
    """
    plain = " ".join(str(text).split())
    return re.sub(r"[^\w\s.,;-]|_", lambda found: f"&#{ord(found[0])};", plain)


def markdown(results: Sequence[Result]) -> str:
    """Return the points of each submission and the first thing that is wrong in it."""
    lines = ["| submission | lab | points | what to look at first |", "|:--|:--|--:|:--|"]
    for result in results[:MOST]:
        extra = result["extra_data"]
        lost = [t["output"] for t in result["tests"] if t["score"] < t["max_score"]]
        marked = extra["status"] == GRADED
        says = (lost or [""])[0] if marked else f"not graded: {result['output']}"
        points = "" if not marked else f"{result['score']} of {result['max_score']}"
        cells = [inert(v) for v in (extra["name"], extra.get("lab", ""), points, says[:300])]
        lines.append(f"| {' | '.join(cells)} |")
    if len(results) > MOST:
        lines.append(f"\n{len(results) - MOST} more are in `summary.csv`.")
    got, of = total(results)
    head = f"## {got} of {of} points\n\n"
    if graded := graded_only(results):
        share = mean(r["score"] / r["max_score"] for r in graded)
        (lab, name), hardest = next(iter(share_by_task(results).items()))
        head += f"{len(graded)} graded, {len(results) - len(graded)} not; {share:.0%} on average."
        if hardest < 1:
            head += f" The hardest exercise is {name} of {lab}: {hardest:.0%} of its points."
        head += "\n\n"
    return head + "\n".join(lines) + "\n"


def write_all(out: Path, results: Sequence[Result]) -> None:
    """Write ``summary.md`` into the folder of the results."""
    write(out / MARKDOWN, markdown(results))
