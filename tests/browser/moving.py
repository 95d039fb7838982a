"""What the tests of moving figures share: a page of a few figures, and how to look at one."""

import re
from pathlib import Path

from course_lib.figures.style import BLUE, new_figure, styled
from course_lib.widgets import Steps, explore
from course_lib.widgets.page import STATIC
from tests.support.figures import LIVE
from tools.paths import SITE

DATA = "node => JSON.parse(node.querySelector('script[type=\"application/json\"]').textContent)"


SLIDE = "(input, i) => { input.value = i; input.dispatchEvent(new Event('input')); }"


SHOWN = ["activations", "dense-wires", *LIVE]


TOUCHING = """pictures => pictures.flatMap((svg) => {
  const texts = [...svg.querySelectorAll("text")].filter((text) => text.textContent.trim());
  const boxes = texts.map((text) => [text, text.getBoundingClientRect()]);
  return boxes.flatMap(([a, p], i) => boxes.slice(i + 1)
    .filter(([, q]) => Math.min(p.right, q.right) - Math.max(p.left, q.left) > 2
      && Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 8)
    .map(([b]) => `${a.textContent} / ${b.textContent}`));
})"""


@styled
def sequence(at=0, kind="up"):
    fig, (ax,) = new_figure(height=200)
    ax.plot([0, 1], [0, at if kind == "up" else -at], color=BLUE)
    ax.set(xlim=(0, 1), ylim=(-4, 4))
    return fig


def steps_demo():
    return explore(
        sequence,
        name="steps-demo",
        caption="A sequence.",
        alt=lambda at: f"The line ends at {at}.",
        at=Steps(["one", "two", "three"], label="time"),
    )


def write_page(folder: Path, figures: list[str], body: str = "") -> None:
    names = re.findall(r'data-live="([\w-]+)"', "".join(figures))
    scripts = ["explore.js", *(f"live/{name}.js" for name in names)]
    tags = "".join(f"<script>{(STATIC / s).read_text(encoding='utf-8')}</script>" for s in scripts)
    sheet = (STATIC / "explore.css").read_text(encoding="utf-8")
    page = f"""<!doctype html><html lang="en" data-theme="light"><meta charset="utf-8">
<link rel="icon" href="data:,"><title>Figures</title>
<meta name="viewport" content="width=device-width">
<style>body {{ margin: 0 auto; padding: 0 16px; max-width: 672px; }} {sheet}</style>
<body><main><h1>Figures</h1>{body}{"".join(figures)}</main>{tags}"""
    (folder / "figures.html").write_text(page, encoding="utf-8")


def pages_with_figures():
    """The built pages with a figure that moves."""
    for path in sorted(SITE.rglob("*.html")) if SITE.is_dir() else []:
        if '<figure class="explore"' in path.read_text(encoding="utf-8"):
            yield path.relative_to(SITE).as_posix()


def settle(page):
    """Wait until the figure is drawn, in the next frame of the screen, and stands still."""
    page.evaluate("() => new Promise(f => requestAnimationFrame(() => requestAnimationFrame(f)))")
    page.wait_for_function("!document.querySelector('[data-gliding]')")


def look(figure):
    """Return the picture as it stands, without its words for those who do not see it."""
    return figure.locator("svg > g").first.evaluate("marks => marks.innerHTML")
