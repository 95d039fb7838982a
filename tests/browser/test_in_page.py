"""Pages that run: from the built site below a folder, with the browser's own Python."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Route

from tests.browser.running import LAB, NEURON, Runner
from tests.support.grading_tools import labs_grade, results_in
from tools.paths import ROOT
from tools.site.pages import page_names

# A cell may wait for something, as in a notebook.
MORE = "\nimport asyncio\nawait asyncio.sleep(0.01)\nprint('twice', 2 * z)"
ANSWERS = {
    cell["id"]: "".join(cell["source"])
    for cell in json.loads((ROOT / "labs/solutions/01-dense.ipynb").read_text("utf-8"))["cells"]
}


# A lab ends with its learner's own functions, which are not written.
NOTEBOOKS = [
    name
    for name in page_names(ROOT / "_toc.yml")
    if (ROOT / f"{name}.ipynb").is_file() and not re.match(r"labs/\d", name)
]
# What somebody could put into a notebook that others run.
HOSTILE = (
    "<img src=x onerror='bad.push(1)'>",
    "<svg onload='bad.push(2)'><script>bad.push(3)</script></svg>",
    "<iframe srcdoc='<script>parent.bad.push(4)</script>'></iframe>",
    "<a href='javascript:bad.push(5)'>x</a><a href=' java&#10;script:bad.push(6)'>x</a>",
    "<form action='https://evil.example'><button formaction='javascript:bad.push(7)'>x</button>",
    "<svg><use href='https://evil.example/x.svg#a'/><image href='https://evil.example/x.png'/></svg>",
    "<svg><a xlink:href='javascript:bad.push(8)'><set attributeName='href' to='x'/>x</a></svg>",
    "<p style='background:url(https://evil.example/x.png)'>x</p><p style='position:fixed'>x</p>",
    "<style>@import 'https://evil.example/x'</style><link rel=stylesheet href='https://evil.example'>",
    "<math><mtext><table><mglyph><style><img src=x onerror='bad.push(9)'></style></mglyph></table>",
    "<noscript><p title='</noscript><img src=x onerror=bad.push(10)>'></noscript>",
    "<svg><desc><![CDATA[</desc><img src=x onerror='bad.push(11)'>]]></desc></svg>",
    "<figure class=explore><script type='application/json'>"
    """{"pieces":["<image href='x' onerror='bad.push(12)'/>", "<script>bad.push(13)<\\/script>"]}"""
    "</script></figure>",
    "<p id=run>x</p>",
)
FORBIDDEN = "iframe, form, button, style, link, set, noscript, math, script:not([type])"
# Each is put into the page as an output is, and each piece of a moving figure as its script does.
PUT = """async (hostile) => {
  const start = document.querySelector("script[data-about]").src;
  const { clean } = await import(new URL("clean.js", start));
  window.bad = [];
  const box = document.createElement("div");
  box.className = "hostile";
  document.querySelector("article").append(box);
  for (const html of hostile) box.append(clean(html));
  for (const data of box.querySelectorAll("figure script")) {
    const marks = document.createElementNS("http://www.w3.org/2000/svg", "g");
    box.append(marks);
    marks.innerHTML = JSON.parse(data.textContent).pieces.join("");
  }
}"""


def check(name: str) -> str:
    return f'lab.check("{name}"'


def test_a_learner_solves_a_lab(reader: Callable[..., Runner], tmp_path: Path) -> None:
    learner = reader(LAB)
    page = learner.page

    assert learner.run("def sigmoid") == "sigmoid: not written yet"
    assert learner.shows(check("sigmoid")) == "sigmoid: not written yet"

    learner.write("def sigmoid", "def sigmoid(z):\n    return z")
    page.keyboard.press("Control+Enter")
    assert (
        learner.rests() == learner.shows(check("sigmoid")) == "sigmoid: is z as it was (see hint 1)"
    )
    assert learner.barriers() == []

    learner.write("def sigmoid", "def sigmoid(z):\n    while True:\n        pass")
    learner.press("def sigmoid")
    page.locator("[aria-busy=true]", has_text="lab.check").wait_for()
    page.get_by_role("button", name="Stop", exact=True).click()
    assert learner.rests() == "Stopped. The next run starts afresh."
    assert page.evaluate("document.activeElement.className").startswith("run-tool")

    names = ["sigmoid", "dense_forward", "dense_backward", "tanh_from"]
    for name in names:
        learner.write(f"def {name}", ANSWERS[f"01-dense-{name}"])
    assert learner.run("def tanh_from") == "tanh_from: ok"
    assert [learner.shows(check(name)) for name in names] == [f"{name}: ok" for name in names]

    page.locator(".run-whole button").click()
    assert learner.rests() == "5 of 5 points of the open checks"
    assert page.locator(".run-whole tbody tr").count() == len(names)
    assert learner.barriers() == []

    page.reload()
    assert "4 cells" in learner.rests()
    assert "np.exp" in learner.cell("sigmoid: write your answer").inner_text()
    with page.expect_download() as file:
        learner.more("Download with my changes")
    mine = tmp_path / file.value.suggested_filename
    file.value.save_as(mine)
    nbformat.validate(nbformat.read(mine, as_version=4))
    theirs = json.loads((ROOT / f"{LAB}.ipynb").read_text("utf-8"))
    ours = json.loads(mine.read_text("utf-8"))
    assert ours["metadata"] == theirs["metadata"]
    for cell, before in zip(ours["cells"], theirs["cells"], strict=True):
        assert (cell["id"], cell["metadata"]) == (before["id"], before["metadata"])
        if cell["id"] not in ANSWERS or cell["source"] == before["source"]:
            assert cell == before
    done = labs_grade(mine, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    (result,) = results_in(tmp_path / "out").values()
    assert result["score"] == 10
    assert learner.visit.foreign == learner.visit.errors == learner.visit.failed == []

    page.goto(learner.visit.page.url.replace(LAB, "chapters/welcome"))
    assert page.locator(".map__solved").all_inner_texts() == ["4 of 4 solved"]


def test_a_changed_number_changes_the_page(reader: Callable[..., Runner]) -> None:
    runner = reader(NEURON)
    page = runner.page

    # Nothing is loaded before a press.
    asked = [re.search(r"/run/([\w./]+)", url) for url in runner.visit.requests]
    assert [found[1] for found in asked if found] == ["cells.css", "start.js"]
    before = runner.shows("products = w * a")
    assert runner.run("products = w * a") == "Done. It shows what stood here before."
    assert runner.shows("products = w * a") == before
    runner.type("products = w * a", "ControlOrMeta+End", MORE)
    page.keyboard.press("Control+Enter")
    assert runner.rests() == "Done."
    assert "twice -6.0" in runner.shows("products = w * a")
    assert runner.barriers() == []

    # A moving figure, drawn in the browser: its controls move it.
    figure = page.locator("figure#neuron-line")
    fold = runner.cell("neuron.line,")
    fold.locator("summary").click()
    runner.press("neuron.line,")
    assert runner.rests() == "Done."
    figure.locator("input[type=range]").first.focus()
    says = figure.locator("svg").first.get_attribute("aria-label")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "says => document.querySelector('#neuron-line svg').getAttribute('aria-label') !== says",
        arg=says,
    )
    assert figure.locator(".explore-tools").count() == 1

    # The second visit asks the network for no file of Python.
    page.reload()
    again: list[str] = []
    page.on("request", lambda request: again.append(request.url))
    runner.run("products = w * a")
    assert "twice -6.0" in runner.shows("products = w * a")
    assert [url for url in again if re.search(r"/pyodide/|\.whl", url)] == []
    assert runner.visit.foreign == runner.visit.errors == runner.visit.failed == []


def test_an_error_names_the_readers_line(reader: Callable[..., Runner]) -> None:
    runner = reader(NEURON, width=360, height=740, has_touch=True, is_mobile=True, scheme="dark")
    page = runner.page
    runner.cell("products = w * a").locator(".run-tool-change").tap()
    page.locator(".cm-content").wait_for()
    page.keyboard.press("ControlOrMeta+Home")
    page.keyboard.insert_text(
        "nothing = 1\nnothing / 0  # and this line is longer than a phone is wide\n"
    )
    box = runner.cell("products = w * a").locator(".run-tool-run").bounding_box()
    assert min(box["width"], box["height"]) >= 44
    runner.cell("products = w * a").locator(".run-tool-run").tap()

    assert "ZeroDivisionError" in runner.rests()
    assert runner.shows("products = w * a").startswith(
        "Line 2: ZeroDivisionError: division by zero"
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert runner.barriers() == []
    page.get_by_role("button", name="Put the first code back").click()
    assert (
        page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('answers'))") == []
    )


def test_a_page_runs_under_the_headers_that_are_advised(reader: Callable[..., Runner]) -> None:
    runner = reader(NEURON)
    advice = (ROOT / "chapters/run.md").read_text("utf-8")
    policy = re.search(r"^Content-Security-Policy: (.*)$", advice, re.MULTILINE)[1]

    def with_policy(route: Route) -> None:
        answer = route.fetch()
        headers = answer.headers | {"content-security-policy": policy}
        route.fulfill(response=answer, headers=headers)

    runner.page.context.route("**/*.html", with_policy)
    runner.page.context.route("**/run/*.js", with_policy)
    runner.page.reload()
    refused = "fetch('https://example.org').then(() => false, () => true)"
    assert runner.page.evaluate(refused)
    runner.visit.errors.clear()
    runner.type("products = w * a", "ControlOrMeta+End", "\n")
    runner.page.keyboard.press("Control+Enter")
    assert runner.rests().startswith("Done.")
    assert runner.visit.errors == []


def test_no_html_of_a_cell_acts_in_the_page(reader: Callable[..., Runner]) -> None:
    runner = reader(NEURON)
    page = runner.page
    page.evaluate(PUT, list(HOSTILE))
    for link in page.locator(".hostile a").all():
        link.dispatch_event("click")
    # What a picture that is not there would do, it does before the next pictures are drawn.
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")

    assert page.evaluate("bad") == []
    assert page.locator(f".hostile :is({FORBIDDEN})").count() == 0
    assert page.locator(".hostile :is([onerror], [onload], [formaction])").count() == 0
    assert "https://evil" not in page.locator(".hostile").inner_html()
    assert runner.visit.foreign == []


@pytest.mark.wide
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_each_page_runs_to_its_end(reader: Callable[..., Runner], name: str) -> None:
    runner = reader(name, width=360, height=740, has_touch=True, is_mobile=True)
    outputs = runner.page.locator("article .cell").evaluate_all(
        "cells => cells.map((cell) => cell.querySelectorAll('.cell_output').length)"
    )
    runner.page.locator("article .cell .run-tool-run").last.evaluate("button => button.click()")

    assert runner.rests().startswith("Done.")
    assert runner.page.locator(".run-failed").count() == 0
    assert outputs == runner.page.locator("article .cell").evaluate_all(
        "cells => cells.map((cell) => cell.querySelectorAll('.cell_output').length)"
    )
    assert runner.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert runner.barriers() == []
    assert runner.visit.foreign == runner.visit.errors == runner.visit.failed == []


@pytest.mark.wide
def test_the_nets_of_a_lab_train_in_the_page(reader: Callable[..., Runner]) -> None:
    learner = reader("labs/04-lstm")
    solved = json.loads((ROOT / "labs/solutions/04-lstm.ipynb").read_text("utf-8"))
    answers = ["".join(cell["source"]) for cell in solved["cells"] if cell["cell_type"] == "code"]
    answers = [code for code in answers if code.startswith("def ")]
    assert len(answers) == 4
    for code in answers:
        learner.write(re.match(r"def \w+", code)[0], code)
    learner.press("lab.train(")
    learner.page.locator(".run-bar:is([data-says=training], [data-says=done])").wait_for()
    assert learner.page.locator(".run-bar").get_attribute("data-says") == "training"
    assert learner.rests() == "Done."
    assert learner.page.locator(".run-failed").count() == 0
    assert learner.barriers() == []
    learner.page.locator(".run-whole button").click()
    assert learner.rests() == "5 of 5 points of the open checks"
