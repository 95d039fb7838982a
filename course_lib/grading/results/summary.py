"""What a teacher sees of a class: a table, a CSV file, and a picture of the points."""

import csv
import io
from collections.abc import Sequence
from html import escape
from pathlib import Path
from statistics import mean, median
from typing import Any

from course_lib.grading.results.result import CSV, GRADED, PICTURE, TASKS, Result, write

# A cell that begins with one of these is a formula for a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def graded_only(results: Sequence[Result]) -> list[Result]:
    """Return the results that have marks."""
    return [r for r in results if r["extra_data"]["status"] == GRADED]


def share_by_task(results: Sequence[Result]) -> dict[tuple[str, str], float]:
    """Return the mean share of points for each lab and exercise, the hardest first."""
    shares: dict[tuple[str, str], list[float]] = {}
    for result in graded_only(results):
        for test in result["tests"]:
            key = (result["extra_data"]["lab"], test["name"])
            shares.setdefault(key, []).append(test["score"] / test["max_score"])
    means = {key: mean(values) for key, values in shares.items()}
    return dict(sorted(means.items(), key=lambda item: item[1]))


def table(results: Sequence[Result], most: int = 40) -> str:
    """Return what the terminal shows: a line for each submission, then the class.

    With more than ``most`` submissions only those are listed that were rejected.
    """
    graded = graded_only(results)
    listed = results if len(results) <= most else [r for r in results if r not in graded]
    width = max([len(_name(r)) for r in listed], default=0)
    lines = []
    for result in listed:
        status = result["extra_data"]["status"]
        if status != GRADED:
            lines.append(f"{_name(result):{width}}  {status}: {result['output']}")
            continue
        lost = [t["output"] for t in result["tests"] if t["score"] < t["max_score"]]
        first = f"  {lost[0][:100]}" if lost else ""
        lines.append(f"{_name(result):{width}}  {result['score']}/{result['max_score']}{first}")
    if graded:
        shares = [100 * r["score"] / r["max_score"] for r in graded]
        lines.append(
            f"{len(graded)} graded, {len(results) - len(graded)} rejected; points: "
            f"mean {mean(shares):.0f} %, median {median(shares):.0f} %"
        )
        (lab, name), share = next(iter(share_by_task(results).items()))
        if share < 1:
            lines.append(f"hardest exercise: {name} of {lab}, {100 * share:.0f} % of its points")
    return "\n".join(lines)


def _name(result: Result) -> str:
    return str(result["extra_data"]["name"])


def rows(results: Sequence[Result]) -> list[list[Any]]:
    """Return the table of all submissions: names, points, then each exercise by lab."""
    tasks = sorted(share_by_task(results))
    head = ["submission", "lab", "status", "score", "max_score", "sandbox"]
    head += [f"{lab} {name}" for lab, name in tasks]
    lines: list[list[Any]] = [head]
    for result in results:
        extra = result["extra_data"]
        scores = {(extra.get("lab"), t["name"]): t["score"] for t in result["tests"]}
        line: list[Any] = [extra["name"], extra.get("lab", ""), extra["status"]]
        line += [result["score"], result["max_score"], extra.get("sandbox", "")]
        lines.append([*line, *(scores.get(task, "") for task in tasks)])
    return lines


def _safe(value: object) -> str:
    text = str(value)
    return "'" + text if text.startswith(FORMULA) else text


def as_csv(lines: Sequence[Sequence[Any]]) -> str:
    """Return lines as the text of a CSV file, in which no cell is a formula."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([map(_safe, line) for line in lines])
    return text.getvalue()


def write_all(out: Path, results: Sequence[Result]) -> None:
    """Write the summary of a class into the folder of the results."""
    write(out / CSV, as_csv(rows(results)))
    shares = share_by_task(results)
    lines = [["lab", "exercise", "share_of_points"]]
    lines += [[lab, name, f"{share:.3f}"] for (lab, name), share in shares.items()]
    write(out / TASKS, as_csv(lines))
    write(out / PICTURE, picture(results))


def picture(results: Sequence[Result]) -> str:
    """Return an SVG: how many submissions have which share of points, and each exercise's share.

    Plain text and rectangles, so that it needs nothing that a server may not have; as wide as a
    phone.
    """
    graded = graded_only(results)
    counts = [0] * 10
    for result in graded:
        counts[min(int(10 * result["score"] / result["max_score"]), 9)] += 1
    shares = list(share_by_task(results).items())[:20]
    top, left, high, width = 64, 10, 120, 340
    rows_top = top + high + 70
    height = rows_top + 42 * len(shares) + 10
    parts = [f'<text x="{left}" y="24">Submissions by share of points, in % ({len(graded)})</text>']
    for i, n in enumerate(counts):
        tall = high * n / max(max(counts), 1)
        x, y = left + 34 * i, top + high - tall
        parts.append(f'<rect x="{x}" y="{y:.1f}" width="30" height="{tall:.1f}"/>')
        parts.append(f'<text x="{x + 15}" y="{y - 5:.1f}" text-anchor="middle">{n or ""}</text>')
        label = f'<text x="{x + 15}" y="{top + high + 18}" text-anchor="middle">{10 * i}+</text>'
        parts.append(label)
    parts.append(f'<text x="{left}" y="{rows_top - 14}">Mean share of points by exercise</text>')
    for i, ((lab, name), share) in enumerate(shares):
        y = rows_top + 42 * i
        parts.append(f'<text x="{left}" y="{y + 15}">{escape(lab)} {escape(name)}</text>')
        percent = f"{100 * share:.0f} %"
        parts.append(f'<text x="{left + width}" y="{y + 15}" text-anchor="end">{percent}</text>')
        parts.append(f'<rect class="rest" x="{left}" y="{y + 22}" width="{width}" height="8"/>')
        parts.append(f'<rect x="{left}" y="{y + 22}" width="{width * share:.1f}" height="8"/>')
    inside = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="360" height="{height}" '
        f'viewBox="0 0 360 {height}" role="img" font-family="system-ui, sans-serif" '
        'font-size="14">\n<title>The points of the class</title>\n'
        "<style>text { fill: #1b1e23 } rect { fill: #0062ad } .rest { fill: #e4e7ea }\n"
        "@media (prefers-color-scheme: dark) { svg { background: #14181d } "
        "text { fill: #e6e8eb } rect { fill: #5aa9e6 } .rest { fill: #3a4149 } }</style>\n"
        f"{inside}\n</svg>\n"
    )
