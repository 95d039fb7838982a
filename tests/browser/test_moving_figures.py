"""Figures that move, in a real browser: each control, the keyboard, the address, the arithmetic.

Most laws are those of the machinery: they hold on a page of a few figures, made here. That each
control moves its picture holds for every figure of the built site.
"""

import io
import json
import re
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from course_lib.figures.handles import Handle, handles, readable
from course_lib.figures.style import BLUE, new_figure, styled
from course_lib.widgets import Choice, Slider, Steps, explore, show
from course_lib.widgets.page import STATIC
from tests.support.figures import LIVE, MOVING
from tools.paths import SITE

DATA = "node => JSON.parse(node.querySelector('script[type=\"application/json\"]').textContent)"
SHOWN = ["activations", "dense-wires", *LIVE]
SLIDE = "(input, i) => { input.value = i; input.dispatchEvent(new Event('input')); }"


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


def frozen_demo():
    """A figure whose second control moves nothing: the tests must see that."""
    return explore(
        lambda at, kind: sequence(at),
        name="frozen-demo",
        caption="A broken figure.",
        alt="A line.",
        at=Slider(0, 3, step=1),
        kind=Choice(["up", "down"]),
    )


@styled
@handles(Handle("at", at=lambda: (0.5, 0)))
def unmoved(at):
    return sequence(at)


def stuck_demo():
    """A figure whose ring stands at one place for all settings: the tests must see that."""
    return explore(unmoved, name="stuck-demo", caption="Broken.", alt="A line.", at=[0, 1])


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


@pytest.fixture(scope="module")
def workshop(tmp_path_factory, serve_folder):
    """The address of a page with a few figures, a sequence and a still picture."""
    folder = tmp_path_factory.mktemp("figures")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_BUILD", "1")
        figures = [MOVING[name]().html() for name in SHOWN] + [steps_demo().html()]
        figures.append(show(sequence(2), alt="A line.", caption="Still.")._repr_html_())
        write_page(folder, figures, body='<h2 id="part">A part</h2>')
    return serve_folder(folder) + "figures.html"


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


def still_controls(page):
    """Return the controls of the page that move no picture."""
    found = []
    for figure in page.locator("figure.explore").all():
        for data in figure.evaluate(DATA)["controls"]:
            name = figure.get_attribute("id")
            control = page.locator(
                f'[id="{name}--{data["name"]}"], [name="{name}--{data["name"]}"]'
            )
            seen = set()
            for i in {0, len(data["values"]) - 1, len(data["values"]) // 2}:
                if data["kind"] == "pixels":
                    control.locator("button").nth(i).evaluate("button => button.click()")
                elif data["kind"] == "choice":
                    control.nth(i).evaluate("input => input.click()")
                else:
                    control.evaluate(SLIDE, i)
                settle(page)
                seen.add(look(figure))
            if len(seen) < min(len(data["values"]), 2):
                found.append(f"{name}: {data['name']}")
            figure.locator(".explore-tool-reset").click()
            settle(page)
    return found


def test_every_control_moves_its_picture(open_page, workshop):
    visit = open_page(workshop)
    assert visit.page.locator("figure.explore").count() == len(SHOWN) + 1
    assert still_controls(visit.page) == []
    assert visit.errors == []


def test_a_control_that_moves_nothing_is_found(open_page, tmp_path, serve_folder, monkeypatch):
    monkeypatch.setenv("COURSE_BUILD", "1")
    write_page(tmp_path, [frozen_demo().html()])
    page = open_page(serve_folder(tmp_path) + "figures.html").page
    assert still_controls(page) == ["frozen-demo: kind"]


@pytest.mark.wide
def test_every_control_of_the_built_site_moves_its_picture(open_page, site):
    pages = list(pages_with_figures())
    assert pages, "No built page has a figure that moves."
    for path in pages:
        visit = open_page(path)
        figures = visit.page.locator("figure.explore")
        assert figures.locator(".explore-controls").count() == figures.count()
        assert still_controls(visit.page) == [], path
        assert visit.errors == [], path


@pytest.mark.parametrize("name", LIVE)
def test_first_picture_of_the_script_is_the_default_picture(open_page, workshop, name):
    """A script that draws takes over where matplotlib stopped: no mark jumps."""
    page = open_page(workshop).page
    figure = page.locator(f"#{name}")
    drawn = look(figure)
    before = pixels(figure)
    figure.locator(".explore-tool-reset").click()
    settle(page)
    assert look(figure) != drawn  # The script did write its own marks.
    assert np.mean(np.abs(pixels(figure) - before) > 64) < 1e-3


def pixels(figure):
    image = Image.open(io.BytesIO(figure.locator("svg").screenshot()))
    return np.asarray(image.convert("L")).astype(int)


def some_settings(figure, seed):
    """Return 100 settings: of sliders also what lies between their values, their ends, and 0."""
    rng = np.random.default_rng(seed)

    def drawn(control, values):
        if control.kind == "slider":
            return rng.uniform(values[0], values[-1])
        if control.kind == "pixels":
            return "".join(map(str, rng.integers(0, control.levels, len(values[0]))))
        return values[rng.integers(len(values))]

    items = figure.controls.items()
    settings = [{key: drawn(c, c.values) for key, c in items} for _ in range(90)]
    settings += [{key: c.values[rng.choice([0, -1])] for key, c in items} for _ in range(9)]
    zero = {key: 0.0 if c.kind == "slider" else c.values[c.start] for key, c in items}
    return [*settings, zero]


@pytest.mark.parametrize("name", LIVE)
def test_handles_of_the_script_stand_where_course_lib_says(open_page, workshop, name):
    """At 100 random settings: each handle, and the settings that it is pulled to."""
    figure = MOVING[name]()
    settings = some_settings(figure, 1)
    points = np.random.default_rng(1).uniform(-4, 4, (100, 2)).tolist()
    page = open_page(workshop).page
    answers = page.locator(f"#{name}").evaluate(
        f"""(node, [settings, points]) => {{
          const {{ live }} = ({DATA})(node);
          const {{ handles = [], pulls = {{}} }} = window.courseFigures["{name}"];
          return JSON.stringify(settings.map((values, i) => handles.map((at, n) =>
            [at(values, live), pulls[n]?.(points[i], values, live) ?? null])));
        }}""",
        [settings, points],
    )
    for values, point, found in zip(settings, points, json.loads(answers), strict=True):
        assert len(found) == len(figure.handles)
        for handle, (way, pulled) in zip(figure.handles, found, strict=True):
            np.testing.assert_allclose(way, handle.way(**values), rtol=1e-9, atol=1e-9)
            wanted = handle.pull(point, **values) if handle.pull else None
            assert pulled == (wanted and pytest.approx(wanted, rel=1e-9, abs=1e-9))


@pytest.mark.parametrize("name", LIVE)
def test_arithmetic_of_the_script_is_that_of_course_lib(open_page, workshop, name):
    """At 100 random settings: everything that moves, and every sentence."""
    figure = MOVING[name]()
    settings = some_settings(figure, 0)
    page = open_page(workshop).page
    answers = page.locator(f"#{name}").evaluate(
        f"""(node, settings) => {{
          const {{ live }} = ({DATA})(node);
          const {{ compute, says }} = window.courseFigures["{name}"];
          const fill = (text, at) => text.replace(/\\{{(\\w+)\\}}/g, (_, key) => at[key]);
          const answer = (values) => [compute(values, live), says(values, live, fill)];
          return JSON.stringify(settings.map(answer));
        }}""",
        settings,
    )
    for values, (parts, says) in zip(settings, json.loads(answers), strict=True):
        wanted = LIVE[name](**values)
        assert parts.keys() == wanted.keys()
        for part, lines in wanted.items():
            if isinstance(lines, str):
                assert parts[part] == lines
                continue
            assert [len(line) for line in parts[part]] == [len(line) for line in lines], part
            if lines:
                ours, theirs = np.concatenate(parts[part]), np.concatenate(lines)
                np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12, err_msg=part)
        assert says == figure.says(**values)


RING = """node => {
  const { x, y, width, height } = node.getBoundingClientRect();
  return [x + width / 2, y + height / 2];
}"""
STATE = "node => [node.querySelector('svg').getAttribute('aria-label'), location.hash]"
WAYS = [(1, 0), (-1, 0), (0, 1), (0, -1), (0.7, 0.7), (-0.7, 0.7), (0.7, -0.7), (-0.7, -0.7)]


def drag_by_mouse(page, start, end):
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=6)
    page.mouse.up()


def drag_by_finger(page, start, end):
    client = page.context.new_cdp_session(page)
    places = [
        (a + (b - a) * t / 6, c + (d - c) * t / 6)
        for (a, c), (b, d) in [(start, end)]
        for t in range(7)
    ]
    for kind, (x, y) in zip(["touchStart", *["touchMove"] * 6], places, strict=True):
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    client.detach()


def stuck_handles(page, drag):
    """Return the rings of the page that can be dragged nowhere, or that take the page with them."""
    found = []
    for figure in page.locator("figure.explore:has(.explore-handle)").all():
        name = figure.get_attribute("id")
        for n, ring in enumerate(figure.locator(".explore-ring").all()):
            figure.locator(".explore-tool-reset").click()
            figure.locator("svg").first.evaluate("svg => svg.scrollIntoView({ block: 'center' })")
            settle(page)
            before, top = figure.evaluate(STATE)[0], page.evaluate("scrollY")
            for dx, dy in WAYS:
                x, y = ring.evaluate(RING)
                drag(page, (x, y), (x + 90 * dx, y + 90 * dy))
                settle(page)
                if page.evaluate("scrollY") != top:
                    found.append(f"{name}: ring {n} scrolls the page")
                if figure.evaluate(STATE)[0] != before:
                    break
            else:
                found.append(f"{name}: ring {n}")
    return found


@pytest.mark.parametrize("drag", [drag_by_mouse, drag_by_finger])
def test_every_ring_is_dragged_and_the_sentence_follows(open_page, workshop, drag):
    visit = open_page(workshop, has_touch=drag is drag_by_finger)
    assert stuck_handles(visit.page, drag) == []
    assert visit.errors == []


@pytest.mark.parametrize("drag", [drag_by_mouse, drag_by_finger])
def test_a_ring_that_moves_nothing_is_found(open_page, tmp_path, serve_folder, monkeypatch, drag):
    monkeypatch.setenv("COURSE_BUILD", "1")
    write_page(tmp_path, [stuck_demo().html()])
    page = open_page(serve_folder(tmp_path) + "figures.html", has_touch=True).page
    assert stuck_handles(page, drag) == ["stuck-demo: ring 0"]


@pytest.mark.wide
@pytest.mark.parametrize(
    ("drag", "width"), [(drag_by_mouse, 1280), (drag_by_finger, 360)], ids=["mouse", "finger"]
)
def test_every_ring_of_the_built_site_is_dragged(open_page, site, drag, width):
    for path in pages_with_figures():
        visit = open_page(path, width=width, height=740, has_touch=width < 400)
        assert stuck_handles(visit.page, drag) == [], path
        assert visit.errors == [], path


def test_a_ring_follows_the_pointer_and_its_slider_too(open_page, workshop):
    page = open_page(workshop).page
    figure = page.locator("#neuron-line")
    svg = figure.locator("svg")
    svg.evaluate("svg => svg.scrollIntoView({ block: 'center' })")
    ring = figure.locator(".explore-ring").first
    x, y = ring.evaluate(RING)
    drag_by_mouse(page, (x, y), (x + 40, y - 70))
    settle(page)
    assert np.hypot(*np.subtract(ring.evaluate(RING), (x + 40, y - 70))) < 8
    values = {
        key: float(
            figure.get_by_label(label, exact=True).get_attribute("aria-valuetext").replace("−", "-")
        )
        for key, label in (("w1", "w₁"), ("w2", "w₂"), ("b", "b"))
    }
    assert figure.locator(".explore-says").inner_text() == MOVING["neuron-line"]().says(**values)
    assert page.evaluate("document.activeElement.id") == "neuron-line--w1"
    page.wait_for_function("location.hash.startsWith('#neuron-line?w1=')")


def test_a_press_on_a_cell_or_a_wire_chooses_it_and_a_tap_too(open_page, workshop):
    page = open_page(workshop, has_touch=True).page
    figure = page.locator("#dense-wires")
    says = MOVING["dense-wires"]().says
    figure.locator("svg").evaluate("svg => svg.scrollIntoView({ block: 'center' })")

    def at(axes, x, y):
        return figure.evaluate(
            f"""(node, [n, x, y]) => {{
              const [x0, dx, y0, dy] = ({DATA})(node).handles[n].scale;
              const matrix = node.querySelector("svg").getScreenCTM();
              const point = new DOMPoint(x0 + dx * x, y0 + dy * y).matrixTransform(matrix);
              return [point.x, point.y];
            }}""",
            [axes, x, y],
        )

    page.mouse.click(*at(1, 4.2, 1.8))
    settle(page)
    assert figure.locator(".explore-says").inner_text() == says(i=1, j=4)
    page.touchscreen.tap(*at(1, 0.8, 3.2))
    settle(page)
    assert figure.locator(".explore-says").inner_text() == says(i=3, j=1)
    page.mouse.click(*at(0, 3.1, 1.62))  # On the wire from 2 to 1.
    settle(page)
    assert figure.locator(".explore-says").inner_text() == says(i=1, j=2)


def test_a_press_on_the_tree_answers_its_questions_and_the_links_follow(open_page, workshop):
    visit = open_page(workshop)
    page, figure = visit.page, visit.page.locator("#structure-choice")
    figure.locator("svg").evaluate("svg => svg.scrollIntoView({ block: 'center' })")
    links = figure.locator(".explore-leads > a")
    assert links.count() == 2

    def press_on(words):
        page.mouse.click(*figure.get_by_text(words, exact=True).first.evaluate(RING))

    press_on("convolution")
    settle(page)
    assert links.all_inner_texts() == ["Convolution"]
    assert links.get_attribute("href") == "../5-cnn/convolution.html"
    answers = {"order": "yes", "near": "yes", "future": "no", "far": "no"}
    says = MOVING["structure-choice"]().says(**answers)
    assert figure.locator(".explore-says").inner_text() == says
    press_on("Is there an order?")
    settle(page)
    assert links.all_inner_texts() == ["A layer is one product", "Convolution"]
    assert visit.errors == []


@pytest.mark.parametrize("drag", [drag_by_mouse, drag_by_finger])
def test_pixels_are_painted_by_hand_and_by_keyboard(open_page, workshop, drag):
    page = open_page(workshop, has_touch=drag is drag_by_finger).page
    figure = page.locator("#convolution-slide")
    figure.locator("svg").evaluate("svg => svg.scrollIntoView({ block: 'center' })")
    spoken = figure.locator(".explore-says")
    moving = MOVING["convolution-slide"]()
    says = partial(moving.says, place=4, kernel="edges x")
    box = figure.locator(".explore-canvas").bounding_box()
    side = box["width"] / 5
    left, top = box["x"] + side / 2, box["y"] + side / 2
    # Down the first column, which is 0 above and 1 below: all get what the first one gets, a 1.
    drag(page, (left, top), (left, top + 4 * side))
    settle(page)
    start = moving.default["picture"]
    painted = "".join("1" if k % 5 == 0 else digit for k, digit in enumerate(start))
    assert spoken.inner_text() == says(picture=painted)
    page.wait_for_function(f"location.hash.endsWith('picture={painted}')")
    figure.get_by_role("button", name="row 0, column 0: 1").focus()
    for key in ("ArrowRight", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    settle(page)
    painted = painted[:6] + "2" + painted[7:]
    assert spoken.inner_text() == says(picture=painted)
    again = open_page(f"{workshop}#convolution-slide?picture={painted}").page
    settle(again)
    again_spoken = again.locator("#convolution-slide .explore-says")
    assert again_spoken.inner_text() == says(picture=painted)


@pytest.mark.parametrize("drag", [drag_by_mouse, drag_by_finger])
def test_a_pad_is_painted_by_a_stroke_and_by_its_cursor(open_page, workshop, drag):
    """A hand that is faster than its events leaves no gap, and the page stays where it is."""
    visit = open_page(workshop, has_touch=drag is drag_by_finger)
    page, figure = visit.page, visit.page.locator("#keep-number")
    figure.locator("svg").evaluate("svg => svg.scrollIntoView({ block: 'center' })")
    moving, spoken = MOVING["keep-number"](), figure.locator(".explore-says")
    says = partial(moving.says, wide="1")
    box, top = figure.locator(".explore-canvas").bounding_box(), page.evaluate("scrollY")
    wide, high = box["width"] / 11, box["height"] / 3
    y = box["y"] + 2.5 * high
    drag(page, (box["x"] + wide / 2, y), (box["x"] + 10.5 * wide, y))
    settle(page)
    gates = moving.default["gates"][:22] + "1" * 11
    assert spoken.inner_text() == says(gates=gates)
    assert page.evaluate("scrollY") == top
    painter = figure.get_by_role("button", name="Paint")
    cursor = figure.locator(".explore-cursor")
    assert not cursor.is_visible()
    painter.focus()
    assert cursor.is_visible()
    for key in ("ArrowDown", "ArrowDown", "ArrowLeft", "Enter"):
        page.keyboard.press(key)
    settle(page)
    gates = gates[:26] + "0" + gates[27:]
    assert spoken.inner_text() == says(gates=gates)
    status = figure.get_by_role("status").first.inner_text()
    assert status.startswith("row 2, column 4: 0. Arrows move")
    figure.get_by_role("button", name="Empty").click()
    settle(page)
    assert spoken.inner_text() == says(gates="0" * 33)
    assert visit.errors == []


@pytest.mark.parametrize("picture", ["4" * 25, "0" * 24, "x" * 25, ""])
def test_no_picture_in_the_address_is_ignored(open_page, workshop, picture):
    visit = open_page(f"{workshop}#convolution-slide?picture={picture}")
    settle(visit.page)
    figure = MOVING["convolution-slide"]()
    says = visit.page.locator("#convolution-slide .explore-says").inner_text()
    assert says == figure.says(**figure.default)
    assert visit.errors == []


def test_a_finger_beside_the_rings_scrolls_the_page(open_page, workshop):
    page = open_page(workshop, width=360, height=740, has_touch=True, is_mobile=True).page
    figure = page.locator("#activations")
    before = figure.evaluate(STATE)[0]
    box = figure.locator("svg").bounding_box()
    x, y = box["x"] + 300, box["y"] + 260
    drag_by_finger(page, (x, y), (x, y - 240))
    assert page.evaluate("scrollY") > 100
    assert figure.evaluate(STATE)[0] == before


def test_the_pointer_reads_out_a_curve(open_page, workshop):
    page = open_page(workshop).page
    figure = page.locator("#activations")
    reading = figure.locator(".explore-reading")
    assert not reading.is_visible()
    box = figure.evaluate(
        f"""node => {{
          const [x, y, width, height] = ({DATA})(node).readings[0].box;
          const {{ a, d, e, f }} = node.querySelector("svg").getScreenCTM();
          return [e + a * x, f + d * y, a * width, d * height];
        }}"""
    )
    page.mouse.move(box[0] + box[2] * 0.5, box[1] + box[3] * 0.5)  # z = 0, near a = 0.5
    value = float(re.search(r"a = (.+)", reading.text_content())[1].replace("−", "-"))
    assert abs(value - 0.5) < 0.15
    page.mouse.move(5, 5)
    assert not reading.is_visible()


@styled
def matrix(at):
    fig, (ax,) = new_figure(height=200, left=0, right=0, top=0, bottom=0)
    ax.axis("off")
    extent = (0, 2, 0, 2)
    image = ax.imshow(np.eye(2), cmap="gray", extent=extent, aspect="auto", interpolation="none")
    readable(image, np.array([[1, 2], [3, -0.25 * at]]), "p")
    return fig


def test_mouse_and_finger_read_out_a_cell(open_page, tmp_path, serve_folder, monkeypatch):
    monkeypatch.setenv("COURSE_BUILD", "1")
    figure = explore(
        matrix, name="matrix", caption="A matrix.", alt=lambda at: f"It is {at}.", at=[1, 2]
    )
    write_page(tmp_path, [figure.html()])
    page = open_page(serve_folder(tmp_path) + "figures.html", has_touch=True).page
    box = page.locator("#matrix svg").bounding_box()
    reading = page.locator("#matrix .explore-reading")

    def cell(row, column):
        x, y = ((0.5 + place) / 2 for place in (column, row))
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    page.mouse.move(*cell(0, 1))
    assert reading.text_content() == "p = 2"
    page.touchscreen.tap(*cell(1, 1))
    assert reading.text_content() == "p = −0.25"
    page.get_by_role("radio", name="2").evaluate("input => input.click()")
    settle(page)
    assert not reading.is_visible()  # It was that of another state.
    page.touchscreen.tap(*cell(1, 1))
    assert reading.text_content() == "p = −0.5"


def test_marks_glide_to_the_next_state_and_not_under_reduced_motion(open_page, workshop):
    for wish, glides in (("no-preference", True), ("reduce", False)):
        page = open_page(workshop, reduced_motion=wish).page
        page.evaluate(
            """() => {
              window.seen = 0;
              const watch = new MutationObserver(() => { window.seen += 1; });
              const node = document.querySelector("#steps-demo");
              watch.observe(node, { attributes: true, attributeFilter: ["data-gliding"] });
            }"""
        )
        page.locator("#steps-demo").get_by_role("button", name="Next").click()
        settle(page)
        assert (page.evaluate("window.seen") > 0) == glides
        data = page.locator("#steps-demo").evaluate(DATA)
        goal = "".join(data["pieces"][i] for i in data["frames"][1])
        shown = look(page.locator("#steps-demo"))
        assert re.sub(r"\s*/>|></\w+>", "/>", shown) == re.sub(r"\s*/>|></\w+>", "/>", goal)


def test_a_link_to_this_setting_is_copied(open_page, workshop):
    page = open_page(workshop, permissions=["clipboard-read", "clipboard-write"]).page
    figure = page.locator("#dense-wires")
    figure.get_by_label("to i").press("Home")
    figure.get_by_role("button", name="Copy a link to this setting").click()
    figure.get_by_text("The link is copied.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == workshop + "#dense-wires?i=1&j=3"
    again = open_page(copied).page
    assert again.locator("#dense-wires .explore-says").inner_text() == MOVING["dense-wires"]().says(
        i=1, j=3
    )


def test_the_picture_is_saved_as_it_stands(open_page, workshop):
    page = open_page(workshop).page
    with page.expect_download() as download:
        page.locator("#activations").get_by_role("button", name="Save the picture").click()
    assert download.value.suggested_filename == "activations.png"
    image = Image.open(download.value.path())
    assert image.size == (1200, 1290)
    pixels = np.asarray(image.convert("RGB")).reshape(-1, 3)
    assert (pixels == 255).all(axis=1).mean() > 0.5
    assert (np.abs(pixels.astype(int) - [0, 98, 173]).max(axis=1) < 8).any()


def test_on_the_full_screen_arrows_step_and_escape_leaves(open_page, workshop):
    page = open_page(workshop).page
    figure = page.locator("#steps-demo")
    figure.get_by_role("button", name="Full screen").click()
    page.wait_for_function("document.fullscreenElement?.id === 'steps-demo'")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert "3 of 3" in figure.locator("output").inner_text()
    page.keyboard.press("ArrowLeft")
    assert "2 of 3" in figure.locator("output").inner_text()
    figure.get_by_role("button", name="Full screen").click()
    page.wait_for_function("document.fullscreenElement === null")


def test_a_sequence_plays_at_three_speeds(open_page, workshop):
    page = open_page(workshop).page
    figure = page.locator("#steps-demo")
    for speed in ("1×", "2×", "½×", "1×"):
        pace = figure.get_by_role("button", name=f"Speed {speed}")
        assert pace.is_visible()
        pace.click()


def test_the_keyboard_moves_a_slider_and_a_choice(open_page, workshop):
    page = open_page(workshop).page
    figure = page.locator("#activations")
    slider = figure.get_by_label("z", exact=True)
    slider.focus()
    before = look(figure)
    page.keyboard.press("ArrowRight")
    settle(page)
    assert look(figure) != before
    control = MOVING["activations"]().controls["z"]
    following = control.start + 1
    assert slider.get_attribute("aria-valuetext") == control.texts[following]
    figure.get_by_role("radio", name="sigmoid", exact=True).focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    assert figure.get_by_role("radio", name="tanh", exact=True).is_checked()
    says = MOVING["activations"]().says(kind="tanh", z=control.values[following])
    assert figure.locator(".explore-says").inner_text() == says
    assert figure.locator("svg").get_attribute("aria-label") == says
    assert figure.locator(".explore-says").get_attribute("aria-live") == "polite"


def test_focus_is_visible(open_page, workshop):
    page = open_page(workshop).page
    for selector in ("#neuron-line input", "#steps-demo button", "#activations input[type=radio]"):
        page.locator(selector).first.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        outline = page.evaluate(
            """() => {
              const node = document.activeElement;
              const shown = node.type === "radio" ? node.nextElementSibling : node;
              return getComputedStyle(shown).outlineStyle;
            }"""
        )
        assert outline == "solid", selector


def test_steps_are_gone_through_one_by_one(open_page, workshop):
    page = open_page(workshop).page
    figure = page.locator("#steps-demo")
    says = figure.locator("output")
    assert says.inner_text() == "step 1 of 3: one"
    for button, text in (("Next", "2 of 3: two"), ("Next", "3 of 3: three"), ("Next", "3 of 3")):
        figure.get_by_role("button", name=button).click()
        assert text in says.inner_text()
    figure.get_by_role("button", name="Back").click()
    assert "2 of 3: two" in says.inner_text()


def test_steps_play_to_the_end_and_stop(open_page, workshop):
    page = open_page(workshop, reduced_motion="reduce").page
    figure = page.locator("#steps-demo")
    page.wait_for_timeout(1200)
    assert "step 1 of 3" in figure.locator("output").inner_text()  # Nothing starts by itself.
    figure.get_by_role("button", name="Play").click()
    figure.get_by_role("button", name="Pause").wait_for()
    figure.get_by_text("step 3 of 3: three").wait_for(timeout=5000)
    figure.get_by_role("button", name="Play").wait_for()
    settle(page)
    assert figure.locator(".explore-says").inner_text() == "The line ends at 2."


def test_pause_stops_the_play(open_page, workshop):
    page = open_page(workshop).page
    figure = page.locator("#steps-demo")
    figure.get_by_role("button", name="Play").click()
    figure.get_by_role("button", name="Pause").click()
    page.wait_for_timeout(1300)
    assert "step 1 of 3" in figure.locator("output").inner_text()


def test_the_address_keeps_the_setting_and_brings_it_back(open_page, workshop):
    page = open_page(workshop).page
    figure = page.locator("#activations")
    figure.get_by_role("radio", name="ReLU", exact=True).evaluate("input => input.click()")
    figure.get_by_label("z", exact=True).press("Home")
    page.wait_for_function("location.hash === '#activations?kind=ReLU&z=-6'")
    wanted = look(figure)
    again = open_page(page.url).page
    settle(again)
    assert look(again.locator("#activations")) == wanted
    assert again.locator("#activations").evaluate(
        "node => { const box = node.getBoundingClientRect();"
        "return box.top < innerHeight && box.bottom > 0; }"
    )
    assert again.evaluate("history.length") <= 2


def test_the_address_works_on_a_page_of_the_site(open_page, site):
    path = next(pages_with_figures())
    figure = open_page(path).page.locator("figure.explore").first
    name, control = figure.get_attribute("id"), figure.evaluate(DATA)["controls"][0]
    visit = open_page(f"{path}#{name}?{control['name']}={control['values'][-1]}")
    settle(visit.page)
    again = visit.page.locator(f"#{name}")
    assert look(again) != look(figure)
    assert again.locator("svg").is_visible()
    assert visit.errors == []


def test_an_address_that_changes_moves_the_figure(open_page, workshop):
    page = open_page(workshop).page
    page.evaluate("location.hash = '#neuron-line?w1=-2&b=0.4'")
    settle(page)
    figure = MOVING["neuron-line"]()
    says = figure.says(**figure.default | {"w1": -2, "b": 0.4})
    page.locator("#neuron-line .explore-says").filter(has_text=says).wait_for(timeout=2000)


@pytest.mark.parametrize(
    "query", ["z=99&kind=nothing", "z=", "z=1e999", "%E0%A4%A=1", "", "z=NaN&&=", "color=red"]
)
def test_bad_values_in_the_address_are_ignored(open_page, workshop, query):
    visit = open_page(f"{workshop}#activations?{query}")
    settle(visit.page)
    figure = visit.page.locator("#activations")
    z = MOVING["activations"]().controls["z"]
    text = z.texts[z.start]
    assert figure.get_by_role("radio", name="sigmoid", exact=True).is_checked()
    assert figure.get_by_label("z", exact=True).get_attribute("aria-valuetext") == text
    assert visit.errors == []


def test_good_values_beside_bad_ones_are_used(open_page, workshop):
    page = open_page(f"{workshop}#activations?z=99&kind=tanh").page
    assert page.locator("#activations").get_by_role("radio", name="tanh", exact=True).is_checked()


def test_ordinary_anchors_still_work(open_page, workshop):
    visit = open_page(f"{workshop}#part")
    assert visit.page.evaluate("location.hash") == "#part"
    assert visit.page.evaluate("document.querySelector(':target').id") == "part"
    assert visit.errors == []


def test_without_scripts_the_default_picture_is_there_and_no_control(open_page, workshop):
    page = open_page(workshop, java_script_enabled=False).page
    for figure in page.locator("figure.explore").all():
        assert figure.locator("svg").is_visible()
        assert figure.locator("figcaption").is_visible()
        assert figure.locator("button, input").count() == 0


def test_on_a_phone_everything_fits_and_a_thumb_can_touch_it(open_page, workshop):
    page = open_page(workshop, width=360, height=700).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for node in page.locator(".explore button, .explore input[type=range], .explore-option").all():
        box = node.bounding_box()
        assert box["height"] >= 44
        assert box["width"] >= 44
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
    assert small_texts(page) == []


SMALL_TEXTS = """texts => texts.filter((text) => text.textContent.trim()).map((text) => {
  const { a, b } = text.getScreenCTM();
  return [text.textContent, parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b)];
}).filter(([, size]) => size < 12.9)"""
TOUCHING = """pictures => pictures.flatMap((svg) => {
  const texts = [...svg.querySelectorAll("text")].filter((text) => text.textContent.trim());
  const boxes = texts.map((text) => [text, text.getBoundingClientRect()]);
  return boxes.flatMap(([a, p], i) => boxes.slice(i + 1)
    .filter(([, q]) => Math.min(p.right, q.right) - Math.max(p.left, q.left) > 2
      && Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 8)
    .map(([b]) => `${a.textContent} / ${b.textContent}`));
})"""
CUT_OFF = """pictures => pictures.flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll("text")].filter((text) => {
    const { left, right } = text.getBoundingClientRect();
    return text.textContent.trim() && !text.closest("[clip-path], [data-part]")
      && (left < frame.left - 2 || right > frame.right + 2);
  }).map((text) => text.textContent);
})"""


def small_texts(page):
    """Return the texts of pictures that are less than 13 pixels high."""
    return page.locator("figure svg text").evaluate_all(SMALL_TEXTS)


def test_on_the_site_a_phone_shows_every_word_of_every_figure(open_page, site):
    """As high as 13 pixels, in a font as wide as those of phones, none on another or cut off."""
    for path in pages_with_figures():
        page = open_page(path, width=360, height=740).page
        page.add_style_tag(content="body { font-family: 'Liberation Sans' !important; }")
        pictures = page.locator("figure.explore .explore-picture")
        assert small_texts(page) == [], path
        assert pictures.evaluate_all(TOUCHING) == [], path
        assert pictures.evaluate_all(CUT_OFF) == [], path


ROOM = """figure => {
  const box = (node) => node.getBoundingClientRect();
  const picture = box(figure.querySelector(".explore-picture"));
  const panel = box(figure.querySelector(".explore-controls"));
  const sliders = [...figure.querySelectorAll("input[type=range]")].map((input) => {
    const words = input.parentElement.querySelector("label, output");
    return [box(input).width, box(input).top - box(words).bottom];
  });
  return { beside: panel.left >= picture.right, below: panel.top >= picture.bottom, sliders,
    height: box(figure).height, both: picture.height + panel.height };
}"""


def cramped_figures(page, width, height):
    """Return what is wrong with the room of the figures of a page."""
    found = []
    for figure in page.locator("figure.explore").all():
        name, room = figure.get_attribute("id"), figure.evaluate(ROOM)
        if not room["beside" if width >= 1000 else "below"]:
            found.append(f"{name}: where its controls are")
        found += [f"{name}: a slider of {wide} px" for wide, _ in room["sliders"] if wide < 219.9]
        found += [f"{name}: a label not above" for _, gap in room["sliders"] if gap < -4]
        # The bar at the top of a page has 56 pixels on a phone and 48 elsewhere.
        free = height - (48 if width >= 1000 else 56)
        tall = room["height"] if width >= 1000 else room["both"]
        if tall > free:
            found.append(f"{name}: {tall:.0f} px of {free}")
    return found


@pytest.mark.parametrize(("width", "height"), [(360, 740), (768, 1024), (1000, 768), (1920, 1080)])
def test_controls_have_room_and_the_figure_fits_the_screen(open_page, workshop, width, height):
    page = open_page(workshop, width=width, height=height).page
    assert cramped_figures(page, width, height) == []


@pytest.mark.parametrize(("width", "height"), [(360, 740), (1366, 768)])
def test_on_the_site_every_figure_fits_the_screen(open_page, site, width, height):
    for path in pages_with_figures():
        page = open_page(path, width=width, height=height).page
        assert cramped_figures(page, width, height) == [], path


def picture_over(page, name):
    """Return whether the picture is in view above the last slider, when that one has the focus."""
    slider = page.locator(f"#{name} input[type=range]").last
    slider.evaluate("input => { input.focus(); input.scrollIntoView({ block: 'end' }); }")
    page.evaluate("() => new Promise(requestAnimationFrame)")
    picture = page.locator(f"#{name} .explore-picture").bounding_box()
    under = slider.bounding_box()
    return picture["y"] >= 0 and picture["y"] + picture["height"] <= under["y"] + 1


def test_on_a_phone_the_picture_stays_in_view_while_its_controls_are_used(open_page, workshop):
    page = open_page(workshop, width=360, height=740).page
    assert picture_over(page, "relu-plane")
    assert picture_over(page, "neuron-line")


def test_on_the_site_too_the_picture_stays_in_view(open_page, site):
    page = open_page("chapters/1-fully-connected/relu.html", width=360, height=740).page
    assert picture_over(page, "relu-plane")


@pytest.mark.parametrize("font", ["DejaVu Sans", "monospace", "serif", "sans-serif"])
def test_no_text_of_a_picture_touches_another_whichever_font(open_page, workshop, font):
    page = open_page(workshop).page
    page.add_style_tag(content=f"body {{ font-family: {font}; }}")
    assert page.locator("figure .explore-picture").evaluate_all(TOUCHING) == []


def test_text_and_lines_follow_the_colour_of_the_page(open_page, workshop):
    page = open_page(workshop).page
    colours = """([theme, ink]) => {
      document.documentElement.dataset.theme = theme;
      document.body.style.color = ink;
      const of = (selector, key) => getComputedStyle(document.querySelector(selector))[key];
      return [of("#activations text[fill=currentColor]", "fill"),
              of("#activations svg [stroke*=fig-blue]", "stroke")];
    }"""
    light = page.evaluate(colours, ["light", "rgb(1, 2, 3)"])
    dark = page.evaluate(colours, ["dark", "rgb(250, 251, 252)"])
    assert light == ["rgb(1, 2, 3)", "rgb(0, 98, 173)"]
    assert dark == ["rgb(250, 251, 252)", "rgb(106, 183, 255)"]


def test_ids_of_the_page_are_unique(open_page, workshop):
    page = open_page(workshop).page
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(node => node.id)")
    assert len(ids) == len(set(ids))


def test_axe_finds_no_fault(open_page, workshop):
    for scheme in ("light", "dark"):
        page = open_page(workshop).page
        page.evaluate(
            """(scheme) => {
              document.documentElement.dataset.theme = scheme;
              const [paper, ink] = scheme === "dark" ? ["#121212", "#ced6dd"] : ["#fff", "#222"];
              Object.assign(document.body.style, { background: paper, color: ink });
            }""",
            scheme,
        )
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], [n["html"][:90] for n in rule["nodes"][:2]]) for rule in found] == []


def test_a_print_has_the_picture_and_no_controls(open_page, workshop):
    page = open_page(workshop).page
    page.emulate_media(media="print")
    assert page.locator(".explore-controls:visible").count() == 0
    assert page.locator("figure.explore svg:visible").count() == len(SHOWN) + 1
