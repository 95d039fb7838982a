"""The book's search, with the words of its readers: the page that explains them comes first."""

from collections.abc import Callable

import pytest

from tools.site.visits import Visit

# A query, and the pages that may come first.
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
    "长短期记忆": "3-lstm/lstm",
    "遗忘门": "3-lstm/lstm",
    "卷积": "5-cnn/convolution",
    "卷积神经网络": "5-cnn/sparse-and-shared",
    "反向传播": "1-fully-connected/backpropagation",
}
# These words are in many pages: the one that explains them is among the first three.
AMONG_THREE = {
    "gradient explodes": "2-recurrent/vanishing",
    "dying ReLU": "1-fully-connected/relu",
    "CNN": "5-cnn/sparse-and-shared",
    "convolutional layer": "5-cnn/convolution",
    "backpropagation through time": "2-recurrent/through-time",
    "门控": "appendix/glossary",
    "梯度消失": "1-fully-connected/depth",
}
DONE = "document.querySelector('.search-summary')?.textContent.startsWith('Search finished')"


@pytest.fixture(scope="module")
def results(browser, site: str) -> Callable[[str], list[tuple[str, str]]]:
    """Return a function that searches and gives the addresses and titles, best first."""
    page = browser.new_page()

    def search(words: str) -> list[tuple[str, str]]:
        page.goto(f"{site}search.html?q={words}")
        page.wait_for_function(DONE)
        links = page.locator("#search-results li > a").all()
        return [(str(link.get_attribute("href")), link.inner_text()) for link in links]

    yield search
    page.close()


@pytest.mark.parametrize("words", FIRST)
def test_the_page_that_explains_it_comes_first(results, words: str) -> None:
    address, _ = results(words)[0]

    assert address.split("#")[0] == f"chapters/{FIRST[words]}.html"


@pytest.mark.parametrize("words", AMONG_THREE)
def test_the_page_that_explains_it_is_among_the_first_three(results, words: str) -> None:
    addresses = [address.split("#")[0] for address, _ in results(words)[:3]]

    assert f"chapters/{AMONG_THREE[words]}.html" in addresses


def test_a_result_is_a_title_and_a_sentence(open_page: Callable[..., Visit]) -> None:
    page = open_page("search.html?q=peephole").page
    first = page.locator("#search-results li:has(p.context)").first
    first.wait_for()

    assert first.locator("a").first.inner_text().startswith("Peephole: gates that look")
    assert "peephole" in first.locator("p.context").inner_text().lower()


def test_what_is_nowhere_is_said(open_page: Callable[..., Visit]) -> None:
    page = open_page("search.html?q=xyzzyx").page
    page.wait_for_function("document.querySelector('#search-results p')?.textContent")

    assert "did not match any documents" in page.locator("#search-results").inner_text()
