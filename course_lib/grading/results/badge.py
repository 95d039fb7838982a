"""A badge that says how many points there are: one SVG, made here, from no other server."""

from collections.abc import Sequence

from course_lib.grading.results.markdown import total
from course_lib.grading.results.result import Result

WORD = "labs"
NONE, SOME, ALL = "#5f6873", "#0062ad", "#00755c"
LETTER = 6.6
"""The width of a letter of 11 pixels."""


def svg(results: Sequence[Result]) -> str:
    """Return the badge of all points together: "labs | 23 of 81"."""
    got, of = total(results)
    says = f"{got} of {of}"
    colour = (ALL if got == of else SOME) if got else NONE
    left, right = (round(LETTER * len(text) + 12) for text in (WORD, says))
    parts = [
        f'<rect width="{left + right}" height="20" rx="3" fill="#1b1e23"/>',
        f'<path d="M{left} 0h{right - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-{right - 3}z" '
        f'fill="{colour}"/>',
    ]
    for text, start, width in ((WORD, 0, left), (says, left, right)):
        parts.append(
            f'<text x="{start + width / 2:g}" y="14" textLength="{width - 12}">{text}</text>'
        )
    inside = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" '
        f'fill="#fff" font-family="Verdana, DejaVu Sans, sans-serif" font-size="11" '
        f'text-anchor="middle">\n<title>{WORD}: {says} points</title>\n{inside}\n</svg>\n'
    )
