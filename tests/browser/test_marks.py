"""What the site adds to a page's text: terms that explain themselves, Chinese that says so."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from tools.paths import ROOT, SITE
from tools.site.pages import VOID, page_names
from tools.site.visits import Visit

LSTM = "chapters/3-lstm/lstm.html"
GLOSSARY = "chapters/appendix/glossary.html"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# An equation and the mark behind it stand on two lines.
PARTED = """() => [...document.querySelectorAll("article .together")].filter((whole) => {
  const last = whole.lastChild;
  if (last.nodeType !== 3 || !last.data || !whole.checkVisibility()) return false;
  const range = document.createRange();
  range.setStart(last, 0);
  range.setEnd(last, 1);
  const base = [...whole.querySelectorAll(".katex-html .base")].at(-1).getBoundingClientRect();
  return range.getBoundingClientRect().left < base.right - 2;
}).map((whole) => whole.textContent)"""


@pytest.mark.parametrize("path", [LSTM, "chapters/3-lstm/peephole.html", "labs/04-lstm.html"])
@pytest.mark.parametrize("width", [320, 360, 412])
def test_no_mark_is_parted_from_its_equation(
    open_page: Callable[..., Visit], path: str, width: int
) -> None:
    page = open_page(path, width=width).page

    assert page.locator("article .together").count() > 5
    assert page.evaluate(PARTED) == []


def test_a_mark_that_is_parted_is_seen(open_page: Callable[..., Visit]) -> None:
    page = open_page(LSTM, width=320).page
    page.add_style_tag(content=".together { display: block; width: 1px; white-space: normal; }")

    assert page.evaluate(PARTED) != []


class Foreign(HTMLParser):
    """The Chinese of a page's text that does not say that it is Chinese."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.path: list[bool] = []
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            values = {name: value or "" for name, value in attrs}
            # In code, a drawing or an equation there is no place for a language.
            closed = tag in {"pre", "code", "svg", "script", "title", "math"}
            drawn = {"katex", "cell_output"} & set(values.get("class", "").split())
            self.path.append(closed or bool(drawn) or values.get("lang") == "zh")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.path.pop()

    def handle_data(self, data: str) -> None:
        if CHINESE.search(data) and not any(self.path):
            self.found.append(data.strip())


def test_chinese_words_say_that_they_are_chinese(site: str) -> None:
    pages = {
        name: (SITE / f"{name}.html").read_text("utf-8") for name in page_names(ROOT / "_toc.yml")
    }
    text = "\n".join(pages.values())

    assert text.count('lang="zh"') > 100
    assert {name: found for name, html in pages.items() if (found := Foreign(html).found)} == {}


def test_a_term_says_what_it_means_at_the_first_tap_and_leads_there_at_the_second(
    open_page: Callable[..., Visit],
) -> None:
    page = open_page(LSTM, width=360, height=740, has_touch=True, is_mobile=True).page
    term = page.locator("a.term", has_text="forget gate").first
    box = page.locator("#says-term-forget-gate")

    assert not box.is_visible()
    term.tap()
    assert "遗忘门" in box.inner_text()
    place = box.bounding_box()
    assert place["x"] >= 0
    assert place["x"] + place["width"] <= 360
    term.tap()
    page.wait_for_url("**/glossary.html#term-forget-gate")


def test_a_term_says_what_it_means_with_the_focus_and_under_a_pointer(
    open_page: Callable[..., Visit],
) -> None:
    page = open_page(LSTM).page
    first, second = page.locator("article a.term").nth(0), page.locator("article a.term").nth(1)
    page.locator("article a.headerlink").first.focus()
    while not page.evaluate("document.activeElement.matches('a.term')"):
        page.keyboard.press("Tab")
    assert page.locator(".term-says:popover-open").count() == 1
    page.keyboard.press("Escape")
    assert page.locator(".term-says:popover-open").count() == 0
    second.hover()
    says = second.get_attribute("aria-describedby")
    page.locator(f"#{says}:popover-open").wait_for()
    page.locator(f"#{says}").hover()
    assert page.locator(f"#{says}").is_visible()
    page.mouse.move(5, 5)
    page.locator(f"#{says}").wait_for(state="hidden")
    assert first.get_attribute("href").startswith("../appendix/glossary.html#term-")


@pytest.mark.parametrize("path", [LSTM, "labs/04-lstm.html", "chapters/5-cnn/pooling.html"])
def test_each_term_is_marked_once_and_in_a_sentence(
    open_page: Callable[..., Visit], path: str
) -> None:
    page = open_page(path).page
    says = page.locator("article a.term").evaluate_all(
        "all => all.map((e) => e.getAttribute('aria-describedby'))"
    )

    assert len(says) > 4
    assert len(says) == len(set(says))
    assert page.locator("article :is(h1, h2, h3, a, code, summary) a.term").count() == 0


def test_the_glossary_is_filtered_and_stands_in_rows_on_a_phone(
    open_page: Callable[..., Visit],
) -> None:
    page = open_page(GLOSSARY, width=360).page
    cells = page.locator("#term-forget-gate td")
    lefts = cells.evaluate_all("all => all.map((e) => Math.round(e.getBoundingClientRect().left))")

    assert len(set(lefts)) == 1
    page.get_by_role("searchbox", name="Show the terms").fill("遗忘")
    assert page.locator("table.glossary tbody tr:visible").count() == 1
    assert page.locator("section:visible > h2").count() == 1


def test_folded_code_stands_below_its_figure(open_page: Callable[..., Visit]) -> None:
    page = open_page(LSTM).page
    folds = page.locator("div.cell:has(figure, img) > details.hide")

    assert folds.count() >= 1
    for fold in folds.all():
        assert fold.locator("summary").inner_text() == "Code of this figure"
        assert fold.evaluate("(e) => !e.nextElementSibling && !!e.previousElementSibling")


def test_a_mean_stays_beside_its_spread_on_a_phone(open_page: Callable[..., Visit]) -> None:
    page = open_page("chapters/5-cnn/maxout.html", width=360).page
    cells = page.locator("article td p", has_text="±")

    assert cells.count() > 5
    lines = "(all) => all.map((e) => e.clientHeight / parseFloat(getComputedStyle(e).lineHeight))"
    assert max(cells.evaluate_all(lines)) < 1.5


def test_a_name_is_not_parted_at_its_hyphen(open_page: Callable[..., Visit]) -> None:
    page = open_page("chapters/welcome.html", width=360).page
    name = page.locator("article .whole", has_text="Hung-yi").first

    assert name.evaluate("(e) => e.getClientRects().length") == 1
    assert name.evaluate("(e) => getComputedStyle(e).whiteSpace") == "nowrap"


@pytest.mark.parametrize(("width", "least"), [(360, "72px"), (1280, "128px")])
def test_last_column_of_a_table_is_wide_only_where_there_is_room(
    open_page: Callable[..., Visit], width: int, least: str
) -> None:
    page = open_page("chapters/notation.html", width=width).page
    cell = page.locator("article table.table td:last-child:not(.text-right, .text-center)").first

    assert cell.evaluate("(e) => getComputedStyle(e).minWidth") == least


@pytest.mark.usefixtures("site")
def test_no_page_has_code_above_its_first_figure() -> None:
    """Imports stand with the code of the figure, as one block."""
    chapters = sorted((SITE / "chapters").glob("[0-9]*/*.html"))
    before = {p.stem: p.read_text(encoding="utf-8").partition("<figure") for p in chapters}

    assert all(figure for _, figure, _ in before.values())
    assert [stem for stem, (text, *_) in before.items() if "cell_input" in text] == []
    assert [stem for stem, (*_, text) in before.items() if "import" not in first_code(text)] == []


def first_code(text: str) -> str:
    """Return the first block of code in a text of HTML."""
    return text.partition("<pre>")[2].partition("</pre>")[0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_icons_are_seen_in_forced_colours(open_page: Callable[..., Visit], scheme: str) -> None:
    page = open_page(LSTM, scheme=scheme, forced_colors="active").page
    drawn = page.locator(".fa-solid:visible").evaluate_all(
        "all => all.map((e) => getComputedStyle(e).backgroundColor)"
    )

    assert drawn
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") not in drawn
    assert "rgba(0, 0, 0, 0)" not in drawn


@pytest.mark.parametrize("width", [360, 1280, 1920])
def test_the_ways_to_run_a_page_open_under_their_button(
    open_page: Callable[..., Visit], width: int
) -> None:
    page = open_page(LSTM, width=width).page
    button = page.get_by_role("button", name="Run", exact=True)
    button.click()
    box, above = page.locator("#run").bounding_box(), button.bounding_box()

    assert 0 <= box["y"] - above["y"] - above["height"] <= 12
    assert box["x"] <= above["x"] + 1
    assert box["x"] + box["width"] >= above["x"] + above["width"]
