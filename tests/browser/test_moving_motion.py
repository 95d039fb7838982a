"""Motion: marks glide, sequences play and stop, the full screen steps."""

import re

from tests.browser.moving import DATA, look, settle

LONG = 20_000  # in milliseconds: more than all steps take


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


def stop_the_clock(page):
    """Let the page's time stand, but for what a test lets pass: a busy machine changes nothing."""
    page.clock.install(time=0)
    page.reload()
    page.clock.pause_at(LONG)


def test_steps_play_to_the_end_and_stop(open_page, workshop):
    page = open_page(workshop, reduced_motion="reduce").page
    stop_the_clock(page)
    figure = page.locator("#steps-demo")
    page.clock.run_for(LONG)
    assert "step 1 of 3" in figure.locator("output").inner_text()  # Nothing starts by itself.
    figure.get_by_role("button", name="Play").click()
    assert figure.get_by_role("button", name="Pause").is_visible()
    page.clock.run_for(LONG)
    assert "step 3 of 3: three" in figure.locator("output").inner_text()
    assert figure.get_by_role("button", name="Play").is_visible()
    assert figure.locator(".explore-says").inner_text() == "The line ends at 2."


def test_pause_stops_the_play(open_page, workshop):
    page = open_page(workshop).page
    stop_the_clock(page)
    figure = page.locator("#steps-demo")
    figure.get_by_role("button", name="Play").click()
    figure.get_by_role("button", name="Pause").click()
    page.clock.run_for(LONG)
    assert "step 1 of 3" in figure.locator("output").inner_text()
