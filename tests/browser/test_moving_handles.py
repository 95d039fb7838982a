"""What is touched in a picture: rings are dragged, cells pressed and painted, values read out."""

import re
from functools import partial

import numpy as np
import pytest

from course_lib.figures.handles import Handle, handles, readable
from course_lib.figures.style import new_figure, styled
from course_lib.widgets import explore
from tests.browser.moving import DATA, pages_with_figures, sequence, settle, write_page
from tests.support.figures import MOVING

RING = """node => {
  const { x, y, width, height } = node.getBoundingClientRect();
  return [x + width / 2, y + height / 2];
}"""


STATE = "node => [node.querySelector('svg').getAttribute('aria-label'), location.hash]"


WAYS = [(1, 0), (-1, 0), (0, 1), (0, -1), (0.7, 0.7), (-0.7, 0.7), (0.7, -0.7), (-0.7, -0.7)]


@styled
@handles(Handle("at", at=lambda: (0.5, 0)))
def unmoved(at):
    return sequence(at)


def stuck_demo():
    """A figure whose ring stands at one place for all settings: the tests must see that."""
    return explore(unmoved, name="stuck-demo", caption="Broken.", alt="A line.", at=[0, 1])


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


def stuck_handles(page, drag, some=slice(None)):
    """Return the rings of the page that can be dragged nowhere, or that take the page with them."""
    found = []
    for figure in page.locator("figure.explore:has(.explore-handle)").all()[some]:
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


@pytest.mark.parametrize(("drag", "first"), [(drag_by_mouse, 0), (drag_by_finger, 1)])
def test_every_ring_is_dragged_and_the_sentence_follows(open_page, workshop, drag, first):
    """Of two figures one is dragged by mouse, one by finger; the wide sweep does both to all."""
    visit = open_page(workshop, has_touch=drag is drag_by_finger)
    assert stuck_handles(visit.page, drag, slice(first, None, 2)) == []
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


@pytest.mark.parametrize("name", ["convolution-slide", "draw-digit", "keep-number"])
def test_on_a_phone_a_finger_empties_a_picture_and_brings_it_back(open_page, workshop, name):
    page = open_page(workshop, width=360, height=740, has_touch=True, is_mobile=True).page
    figure = page.locator(f"#{name}")
    key, control = next((k, c) for k, c in MOVING[name]().controls.items() if c.kind == "pixels")
    for button, picture in (("Empty", control.values[0]), ("As it was", control.values[1])):
        figure.get_by_role("button", name=button).tap()
        settle(page)
        values = MOVING[name]().default | {key: picture}
        assert figure.locator(".explore-says").inner_text() == MOVING[name]().says(**values)


def test_where_the_cursor_is_is_said_only_to_who_uses_it(open_page, workshop):
    page = open_page(workshop).page
    figure = page.locator("#keep-number")
    status = figure.locator(".explore-cell")
    assert status.inner_text() == ""
    figure.get_by_role("button", name="Paint").focus()
    assert status.inner_text() == "row 1, column 5: 1. Arrows move, Enter paints."
    figure.get_by_role("button", name="Empty").focus()
    assert status.inner_text() == ""


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
