"""The book's search, with the words of its readers: the page that explains them comes first."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser

from tools.browser import PATIENCE
from tools.extension.search import SAME, TRADITIONAL
from tools.extension.terms import GLOSSARY
from tools.paths import ROOT
from tools.site.visits import Visit

# A query, and the page that comes first.
FIRST = {
    "forget gate": "3-lstm/lstm",
    "receptive field": "5-cnn/sparse-and-shared",
    "LSTM": "3-lstm/lstm",
    "peephole": "3-lstm/peephole",
    "max pooling": "5-cnn/pooling",
    "CLDNN": "6-together/cldnn",
    "vanishing gradient": "1-fully-connected/depth",
    "exploding gradient": "2-recurrent/vanishing",
    "learning rate": "1-fully-connected/training",
    "gated recurrent unit": "4-gru/gru",
    "bidirectional": "2-recurrent/bidirectional",
    "gradient check": "appendix/gradient-checking",
    "number of parameters": "5-cnn/counting",
    "weight sharing": "5-cnn/sparse-and-shared",
    "glossary": "appendix/glossary",
    "one neuron": "1-fully-connected/neuron",
    "softmax": "1-fully-connected/training",
    "CNN": "5-cnn/sparse-and-shared",
    "dying ReLU": "1-fully-connected/relu",
    "backpropagation through time": "2-recurrent/through-time",
    "deep learning": "welcome",
    # While one types.
    "convol": "5-cnn/convolution",
    "长短期记忆": "3-lstm/lstm",
    "遗忘门": "3-lstm/lstm",
    "卷积": "5-cnn/convolution",
    "卷积神经网络": "5-cnn/sparse-and-shared",
    "反向传播": "1-fully-connected/backpropagation",
    "门控循环单元": "4-gru/gru",
    "梯度消失": "1-fully-connected/depth",
    "梯度消失问题": "1-fully-connected/depth",
    "权值共享": "5-cnn/sparse-and-shared",
    "深度学习": "welcome",
    "李宏毅": "welcome",
    # As in Taiwan and Hong Kong.
    "卷積": "5-cnn/convolution",
    "遞迴神經網路": "2-recurrent/recurrent",
    "反向傳播": "1-fully-connected/backpropagation",
    "門控": "4-gru/gru",
}
# These words are in many pages: the one that explains them is among the first three.
AMONG_THREE = {
    "gradient explodes": "2-recurrent/vanishing",
    "convolutional layer": "5-cnn/convolution",
    "count the weights": "5-cnn/counting",
}
RESULTS = ".bd-search-container .found > a"


@pytest.fixture(scope="module")
def results(browser: Browser, site: str) -> Iterator[Callable[[str], list[str]]]:
    """Return a function that searches and gives the addresses, best first."""
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{site}search.html")

    def search(words: str) -> list[str]:
        page.fill(".bd-search-container input", words)
        page.wait_for_function(
            "words => document.querySelector('.bd-search-container .search-results').dataset.query"
            " === words",
            arg=words,
        )
        return [
            str(link.get_attribute("href")).removeprefix("./")
            for link in page.locator(RESULTS).all()
        ]

    yield search
    page.close()


def test_forty_queries_are_asked() -> None:
    assert len(FIRST) + len(AMONG_THREE) == 40


@pytest.mark.parametrize("words", FIRST)
def test_the_page_that_explains_it_comes_first(
    results: Callable[[str], list[str]], words: str
) -> None:
    assert results(words)[0] == f"chapters/{FIRST[words]}.html"


@pytest.mark.parametrize("words", AMONG_THREE)
def test_the_page_that_explains_it_is_among_the_first_three(
    results: Callable[[str], list[str]], words: str
) -> None:
    assert f"chapters/{AMONG_THREE[words]}.html" in results(words)[:3]


@pytest.mark.parametrize("name", ["Conv2D", "count_parameters", "Dense.backward"])
def test_a_name_of_the_library_leads_to_its_entry(
    results: Callable[[str], list[str]], name: str
) -> None:
    assert results(name)[0].endswith(f"#course_lib.{name}")


@pytest.mark.parametrize("words", ["softmax", "pooling", "stride"])
def test_a_page_comes_before_a_lab_and_that_before_solutions_and_the_reference(
    results: Callable[[str], list[str]], words: str
) -> None:
    found = results(words)
    kinds = (r"chapters/\d", r"labs/\d", r"labs/solutions/", r"chapters/appendix/api.*#")
    firsts = [next((i for i, a in enumerate(found) if re.match(kind, a)), None) for kind in kinds]
    there = [first for first in firsts if first is not None]

    assert len(there) > 1
    assert there == sorted(there)


def test_who_looks_for_labs_finds_labs(results: Callable[[str], list[str]]) -> None:
    assert results("lab 4")[0] == "labs/04-lstm.html"
    assert all(address.startswith("labs/0") for address in results("lab")[:5])


def test_a_term_is_shown_with_its_meaning_and_a_page_with_its_question(
    open_page: Callable[..., Visit],
) -> None:
    page = open_page("search.html?q=peephole").page
    first = page.locator(".bd-search-container .found").first
    first.wait_for()

    assert first.locator("a").first.inner_text().startswith("Peephole: gates that look")
    assert "窥视孔连接" in first.locator(".found__term").inner_text()
    says = first.locator(".found__says").inner_text()
    page.goto(urljoin(page.url, first.locator("a").first.get_attribute("href")))
    assert says == page.locator("meta[name=description]").get_attribute("content")


def test_no_result_has_code_or_doubled_mathematics(open_page: Callable[..., Visit]) -> None:
    page = open_page("search.html?q=weighted sum").page
    page.locator(".bd-search-container .found").first.wait_for()
    shown = page.locator(".bd-search-container .search-results").inner_text()

    assert page.locator(".bd-search-container .found__term .katex").count() >= 1
    for unwanted in ("Binder", "import ", "\\sum", "<a ", "$"):
        assert unwanted not in shown


def test_what_is_nowhere_is_said(open_page: Callable[..., Visit]) -> None:
    page = open_page("search.html?q=xyzzyx").page
    page.get_by_text("Nothing found.").wait_for()


def test_results_come_in_the_dialog_while_one_types_and_are_reached_by_arrows(
    open_page: Callable[..., Visit],
) -> None:
    visit = open_page("chapters/notation.html")
    before = len(visit.requests)
    visit.page.keyboard.press("Control+k")
    visit.page.keyboard.type("max poo")
    visit.page.locator("#pst-search-dialog .found").first.wait_for()
    visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/5-cnn/pooling.html")

    assert before < len(visit.requests)
    assert visit.foreign == visit.failed == visit.errors == []


def test_each_character_and_word_that_is_changed_becomes_one_of_the_book() -> None:
    text = (ROOT / f"{GLOSSARY}.md").read_text(encoding="utf-8")
    asked = "".join([*FIRST, *SAME, *("机器", "训练", "测试", "识别", "问题")])
    assert len(set(TRADITIONAL[::2])) == len(TRADITIONAL) // 2
    assert set(TRADITIONAL[1::2]) <= set(text + asked)
    assert all(ours in text for ours in SAME.values())
