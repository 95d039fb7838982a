"""Laws of explore and show: clear errors, frames stored once, both forms of one figure."""

import pytest

from course_lib.figures.style import new_figure, styled
from course_lib.widgets import Pixels, Slider, explore, show
from course_lib.widgets.with_kernel import view
from tests.support.explored import TEXTS, data_of, line
from tests.support.figures import MOVING


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"gain": 3}, TypeError, "explore(demo): gain is int, expected Slider, Choice, Steps, P"),
        ({"gian": [1, 2]}, ValueError, "explore(demo): draw does not take gian, it takes gain, ki"),
        ({}, ValueError, "explore(demo): there is no control; use show(...)"),
        ({"caption": "", "gain": [1, 2]}, ValueError, "explore(demo): caption is empty, expected"),
        ({"alt": "", "gain": [1, 2]}, ValueError, "explore(demo): alt is empty, expected what"),
        ({"name": "De mo", "gain": [1, 2]}, ValueError, "explore(De mo): the name is 'De mo', exp"),
        (
            {"gain": Slider(0, 1, step=0.1), "kind": [*"abcdefghijk"]},
            ValueError,
            "explore(demo): 2 controls give 121 frames, at most 60; make a step larger or a range",
        ),
    ],
)
def test_a_mistake_is_named(build, arguments, error, message):
    with pytest.raises(error) as caught:
        explore(line, **(TEXTS | arguments))
    assert str(caught.value).startswith(message)
    assert str(caught.value).endswith(".")


def test_caption_and_alt_are_required(build):
    with pytest.raises(TypeError, match="alt"):
        explore(line, name="demo", caption="A demo.", gain=[1, 2])
    with pytest.raises(TypeError, match="caption"):
        explore(line, name="demo", alt="A line.", gain=[1, 2])


def test_an_argument_without_a_control_is_named(build):
    with pytest.raises(ValueError, match=r"explore\(demo\): draw needs gain, expected a control"):
        explore(lambda gain, kind: line(gain, kind), **TEXTS, kind=["up", "down"])


def test_three_controls_need_a_script(build):
    def draw(a, b, c):
        return line(a + b + c)

    with pytest.raises(ValueError, match=r"3 controls, at most 2 .* live=.* static/live/demo\.js"):
        explore(draw, **TEXTS, a=[1, 2], b=[1, 2], c=[1, 2])


def test_painted_pixels_need_a_script(build):
    def draw(picture):
        return line()

    with pytest.raises(
        ValueError, match=r"demo\): Pixels have more settings .* static/live/demo\.js"
    ):
        explore(draw, **TEXTS, picture=Pixels([[0, 1]], levels=2))


def test_too_large_frames_are_an_error(build, monkeypatch):
    monkeypatch.setattr("course_lib.widgets.frames.MOST_BYTES", 100)
    message = r"explore\(demo\): its frames have \d+ bytes compressed, at most 100; draw fewer"
    with pytest.raises(ValueError, match=message):
        explore(line, **TEXTS, gain=Slider(0, 2, step=1)).html()


def test_frames_of_different_size_are_an_error(build):
    @styled
    def draw(gain):
        return new_figure(height=200 + gain)[0]

    with pytest.raises(ValueError, match=r"explore\(demo\): its frames have sizes .* expected one"):
        explore(draw, **TEXTS, gain=[1, 2]).html()


def test_no_ipywidgets_says_which_extra_to_install(monkeypatch):
    monkeypatch.delenv("COURSE_BUILD", raising=False)
    monkeypatch.setattr("course_lib.widgets.moving.find_spec", lambda name: None)
    with pytest.raises(ImportError, match=r"explore\(demo\): ipywidgets .* '\.\[widgets\]'"):
        explore(line, **TEXTS, gain=[1, 2])


def test_a_build_needs_no_ipywidgets(build, monkeypatch):
    monkeypatch.setattr("course_lib.widgets.moving.find_spec", lambda name: None)
    assert "text/html" in explore(line, **TEXTS, gain=[1, 2])._repr_mimebundle_()


def test_frames_come_in_the_order_of_counting_and_join_to_the_pictures(build):
    figure = explore(line, **TEXTS, gain=Slider(0, 2, step=1), kind=["up", "down"])
    data = data_of(figure.html())
    pictures = ["".join(data["pieces"][i] for i in frame) for frame in data["frames"]]
    wanted = [(gain, kind) for gain in (0, 1, 2) for kind in ("up", "down")]
    for picture, (gain, kind) in zip(pictures, wanted, strict=True):
        assert picture in figure.picture(gain=gain, kind=kind)
    assert len(set(pictures)) == 5  # A gain of 0 is the same up and down.


def test_what_frames_share_is_stored_once(build):
    data = data_of(explore(line, **TEXTS, gain=Slider(0, 2, step=0.1)).html())
    assert len(data["frames"]) == 21
    assert len(set(data["pieces"])) == len(data["pieces"])
    shared = set.intersection(*map(set, data["frames"]))
    assert len(shared) == len(data["frames"][0]) - 1


def test_default_picture_is_in_the_html_without_the_script(build):
    html = explore(line, **TEXTS, gain=Slider(0, 2, step=1, value=2)).html()
    before = html.partition("<script")[0]
    assert explore(line, **TEXTS, gain=[2, 3]).picture(gain=2) in before
    assert 'role="img" aria-label="A line."' in before
    assert "<figcaption>A demo.</figcaption>" in before


def test_numbers_that_take_long_are_asked_for_by_the_build_alone(build):
    asked = []

    def numbers():
        asked.append(1)
        return {"one": 1}

    figure = explore(line, **TEXTS, gain=[1, 2], live=numbers)
    assert not asked
    figure.html(moving=False)
    assert not asked
    assert data_of(figure.html())["live"] == {"one": 1}


def reading_on(gain):
    return [("../a/page", f"Page {gain}")] if gain > 1 else []


def test_a_figure_leads_to_pages_that_follow_its_setting(build, monkeypatch):
    figure = explore(line, **TEXTS, gain=Slider(1, 2, step=1, value=2), leads=reading_on)
    link = '<p class="explore-leads"><a href="../a/page{}">Page 2</a></p>'
    assert link.format(".html") in figure.html()
    assert data_of(figure.html())["leads"] == [[], [["../a/page.html", "Page 2"]]]
    assert "explore-leads" not in explore(line, **TEXTS, gain=[1, 2]).html()
    monkeypatch.delenv("COURSE_BUILD")
    *_, says, _ = view(figure).children
    assert says.value.endswith(link.format(".ipynb"))


def test_text_cannot_break_out_of_the_html(build):
    texts = {"name": "demo", "caption": "a < b & </script>", "alt": '"><b>'}
    html = explore(line, **texts, gain=[1, 2]).html()
    assert html.count("</script>") == 1
    assert "<b>" not in html.partition("<script")[0]
    assert data_of(html)["says"] == ['"><b>'] * 2


def test_with_a_kernel_the_bundle_has_the_widget_and_the_default_picture(monkeypatch):
    monkeypatch.delenv("COURSE_BUILD", raising=False)
    bundle = explore(line, **TEXTS, gain=Slider(0, 2, step=1))._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert "<svg" in bundle["text/html"]
    assert "<script" not in bundle["text/html"]
    assert bundle["text/plain"] == "A demo. A line."


def test_frames_are_drawn_only_by_the_build(monkeypatch):
    calls = []

    def draw(gain):
        calls.append(gain)
        return line(gain)

    figure = explore(draw, **TEXTS, gain=Slider(0, 5, step=1))
    monkeypatch.delenv("COURSE_BUILD", raising=False)
    figure._repr_mimebundle_()
    assert set(calls) == {0}
    monkeypatch.setenv("COURSE_BUILD", "1")
    figure._repr_mimebundle_()
    assert set(calls) == {0, 1, 2, 3, 4, 5}


def test_each_control_draws_again_with_a_kernel():
    figure = MOVING["activations"]()
    picture, kind, z, says, _ = view(figure).children
    seen = {picture.value}
    kind.value = "tanh"
    seen.add(picture.value)
    z.value = -6
    seen.add(picture.value)
    assert len(seen) == 3
    assert figure.picture(kind="tanh", z=-6) in picture.value
    assert says.value == figure.says(kind="tanh", z=-6)


def test_show_needs_what_the_picture_shows():
    with pytest.raises(TypeError, match="alt"):
        show(line())
    with pytest.raises(ValueError, match=r"show: alt is empty, expected what the picture shows\."):
        show(line(), alt="")


def test_show_is_the_same_picture_on_the_page_and_in_a_notebook(monkeypatch):
    picture = show(line(), alt="A line.", caption="A demo.")
    monkeypatch.delenv("COURSE_BUILD", raising=False)
    notebook = picture._repr_html_()
    monkeypatch.setenv("COURSE_BUILD", "1")
    page = picture._repr_html_()
    assert notebook.endswith(page)
    assert page.startswith('<figure class="explore-still">')
    assert 'role="img" aria-label="A line."' in page
    assert "<figcaption>A demo.</figcaption>" in page
    assert "<style" not in page
