"""Figures with a script of their own: its arithmetic is that of course_lib."""

import io
import json

import numpy as np
import pytest
from PIL import Image

from tests.browser.moving import DATA, look, settle
from tests.support.figures import LIVE, MOVING


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
