"""What people read: pages, tables and pictures, whatever a learner wrote into their notebook."""

import csv
import html.parser
import io
import re
from xml.etree import ElementTree

import pytest

from course_lib.grading.results import badge, markdown, pages, report, summary
from course_lib.grading.results.result import fit, no_result_of, rejection_of, stored, write_result

EVIL = "<script>alert(1)</script> & \"quotes\" 'n' \x00\x1b[31m \ud800 ]]> λ"
SVG = "{http://www.w3.org/2000/svg}"


def marked(name="sigmoid", score=2, of=2, says="ok", **extra):
    """Return the part of a result on one exercise."""
    detail = {"public": score == of, "hidden": score > 0, "verdict": says, "with_our": []}
    return {
        "name": name,
        "score": score,
        "max_score": of,
        "output": f"{name}: {says}.",
        "extra_data": detail | extra,
    }


def result(*tests, name="anna", lab="01-dense", notes=()):
    found = {
        "score": sum(t["score"] for t in tests),
        "max_score": sum(t["max_score"] for t in tests),
        "execution_time": 1.25,
        "output": " ".join(notes),
        "tests": list(tests),
        "extra_data": {
            "name": name,
            "status": "graded",
            "lab": lab,
            "title": "Lab 1: Dense",
            "version": 1,
            "sandbox": "bubblewrap",
            "confined_by": ["rlimits", "seccomp"],
            "notes": list(notes),
        },
    }
    return fit(found)


LOST = result(
    marked(),
    marked("dense", 1, 4, f"raised ValueError: {EVIL}"),
    name=f"anna {EVIL}",
    notes=(f"No cell answers {EVIL}.",),
)
FULL = result(marked(), marked("dense", 4, 4))
REJECTED = rejection_of(f"bert {EVIL}", f"the file {EVIL} is not JSON.", "key")
every_result = pytest.mark.parametrize("found", [LOST, FULL, REJECTED], ids=["lost", "full", "no"])


class Page(html.parser.HTMLParser):
    """The tags and the text of a page; fails if a tag is not closed."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.attributes, self.text = [], [], [], ""
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.text += data


@every_result
def test_what_a_learner_wrote_is_text_in_the_page(found):
    page = Page(report.html(found))
    assert "script" not in page.tags
    assert {name for name, _ in page.attributes} <= {"lang", "charset", "name", "content", "class"}
    if found is not FULL:
        assert page.text.count("<script>alert(1)</script>") >= 3


@every_result
def test_a_page_is_one_file_that_asks_for_nothing(found):
    text = report.html(found)
    assert text.encode("utf-8")
    assert not re.search(r"https?:|//|url\(|@import|<link|<img|src=|href=", text)
    assert text.startswith("<!doctype html>")
    assert '<html lang="en">' in text
    assert 'name="viewport" content="width=device-width, initial-scale=1"' in text


@every_result
def test_a_result_can_be_written(found, tmp_path):
    write_result(tmp_path, found)
    assert stored(tmp_path) == found


def test_a_page_says_points_verdicts_and_walls():
    page = Page(report.html(LOST)).text
    assert "3 of 6 points" in page
    assert "✓ 2 of 2" in page
    assert "✗ 1 of 4" in page
    assert "Public check: not passed. Hidden check: passed." in page
    assert "raised ValueError: " in page
    assert "01-dense, version 1. Graded in 1.2 s, sandbox: bubblewrap, rlimits, seccomp." in page
    assert "Not graded" in Page(report.html(REJECTED)).text
    assert "✗" not in report.html(FULL)


@every_result
def test_junit_is_xml_with_a_case_for_each_exercise(found):
    text = report.junit(found)
    suite = ElementTree.fromstring(text.encode("utf-8"))
    cases = list(suite.iter("testcase"))
    assert len(cases) == int(suite.get("tests")) == max(len(found["tests"]), 1)
    assert len(list(suite.iter("failure"))) == int(suite.get("failures"))
    assert len(list(suite.iter("error"))) == int(suite.get("errors"))
    assert int(suite.get("failures")) == (found is LOST)
    assert int(suite.get("errors")) == (found is REJECTED)
    if found is LOST:
        (failure,) = suite.iter("failure")
        assert "<script>alert(1)</script>" in failure.get("message")
        assert failure.text == "1 of 4 points"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_cell_of_the_table_is_a_formula(start):
    evil = f'{start}HYPERLINK("http://evil","x")'
    lines = summary.rows([result(marked(), name=evil), rejection_of(evil, "no.", "key")])
    read = list(csv.reader(io.StringIO(summary.as_csv(lines), newline="")))
    assert len(read) == 3
    for line in read:
        assert not [cell for cell in line if cell.startswith(summary.FORMULA)]
    assert read[1][0] == "'" + evil


def test_the_table_has_a_column_for_each_exercise_of_each_lab():
    other = result(marked("rnn_step", 0, 3, "no"), name="bert", lab="03-rnn")
    head, anna, bert, none = summary.rows([FULL, other, REJECTED])
    assert head[6:] == ["01-dense dense", "01-dense sigmoid", "03-rnn rnn_step"]
    assert anna[6:] == [4, 2, ""]
    assert bert[6:] == ["", "", 0]
    assert none[2:] == ["rejected", 0, 0, "", "", "", ""]


def test_the_class_has_a_page_that_sorts():
    """Escaped, one file, a row for each, and a link to each report that there is."""
    lost = no_result_of(f"cleo {EVIL}", f"OSError: {EVIL}", "k")
    page = Page(pages.page_of_class([FULL, LOST, REJECTED, lost], report.HTML))
    text = pages.page_of_class([FULL, LOST, REJECTED, lost], report.HTML)
    assert page.tags.count("tr") == 5
    assert page.tags.count("script") == 1
    assert "<script>alert" not in text
    links = [value for name, value in page.attributes if name == "href"]
    assert len(links) == 3
    assert links[0] == "./anna/report.html"
    assert all(link.startswith("./") for link in links)
    assert page.tags.count("button") == len(summary.rows([FULL, LOST])[0])
    assert not re.search(r"https?:|url\(|@import|<link|<img|src=", text)


def test_the_hardest_exercise_is_first():
    shares = summary.share_by_task([FULL, LOST, REJECTED])
    assert list(shares.items()) == [(("01-dense", "dense"), 0.625), (("01-dense", "sigmoid"), 1.0)]


def test_the_terminal_lists_a_small_class_and_of_a_large_one_the_rejected():
    small = summary.table([FULL, LOST])
    assert "anna" in small
    assert "mean 75 %, median 75 %" in small
    large = summary.table([FULL] * 50 + [rejection_of("bert", "the file is empty.", "k")])
    assert large.splitlines()[0] == "bert  rejected: the file is empty."
    assert large.splitlines()[1].startswith("50 graded, 1 rejected; points: mean 100 %")
    assert len(large.splitlines()) == 2


def test_no_control_character_reaches_the_terminal():
    said = summary.table([LOST, REJECTED])
    assert said.encode("utf-8")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", said)


@pytest.mark.parametrize("n", [0, 1, 30])
def test_the_picture_is_svg_that_fits_its_frame(n):
    exercises = [marked(f"exercise_{i}", i % 3, 2, "no") for i in range(n and 25)]
    found = [result(*exercises, marked("a<b&c", 0, 2), name=str(i)) for i in range(n)]
    tree = ElementTree.fromstring(summary.picture([*found, REJECTED]))
    assert tree.tag == f"{SVG}svg"
    width, height = map(float, tree.get("viewBox").split()[2:])
    for box in tree.iter(f"{SVG}rect"):
        x, y, w, h = (float(box.get(k)) for k in ("x", "y", "width", "height"))
        assert 0 <= x <= x + w <= width
        assert 0 <= y <= y + h <= height
    assert all(float(t.get("y")) < height for t in tree.iter(f"{SVG}text"))
    assert "http" not in summary.picture(found).replace('xmlns="http://www.w3.org/2000/svg"', "")


def test_the_picture_counts_each_submission_once():
    found = [result(marked("a", score, 10)) for score in (0, 1, 5, 9, 10, 10)]
    tree = ElementTree.fromstring(summary.picture(found))
    bars = [float(b.get("height")) for b in list(tree.iter(f"{SVG}rect"))[:10]]
    numbers = [t.text for t in tree.iter(f"{SVG}text") if t.get("text-anchor") == "middle"]
    assert [n or "" for n in numbers[::2]] == ["1", "1", "", "", "", "1", "", "", "", "3"]
    assert bars[9] == max(bars) == 120
    assert sum(bars) == pytest.approx(120 / 3 * 6)


# For the page of a workflow


def test_the_markdown_has_a_row_for_each_and_what_was_written_by_a_learner_is_inert():
    evil = "![x](http://no) <img src=x> | `a` | @all\n# no"
    lost = result(marked("sigmoid", 1, 4, evil), name="a|b_c")
    text = markdown.markdown([FULL, lost, REJECTED])
    head, says, *table = [line for line in text.splitlines() if line]
    assert head == f"## {FULL['score'] + 1} of {FULL['max_score'] + 4} points"
    assert says.startswith("2 graded, 1 not; ")
    assert len(table) == 5
    assert all(re.fullmatch(r"\|([\w\s.,;&#:-]*\|){4}", row) for row in table)
    assert "http:" not in text
    assert "<" not in text


def test_the_markdown_of_a_large_class_ends_and_says_where_the_rest_is():
    text = markdown.markdown([FULL] * 503)
    assert len(text) < 2**20
    assert text.endswith("\n\n3 more are in `summary.csv`.\n")


def test_a_class_without_marks_has_a_markdown_too():
    assert markdown.markdown([REJECTED]).startswith("## 0 of 0 points\n\n| submission |")


@pytest.mark.parametrize(
    ("found", "says", "colour"),
    [([FULL], "{0} of {0}", badge.ALL), ([LOST], "3 of 6", badge.SOME), ([], "0 of 0", badge.NONE)],
)
def test_the_badge_is_a_small_picture_that_says_the_points(found, says, colour):
    text = badge.svg(found)
    tree = ElementTree.fromstring(text)
    says = says.format(FULL["max_score"])
    assert tree.find(f"{SVG}title").text == f"labs: {says} points"
    assert [t.text for t in tree.iter(f"{SVG}text")] == ["labs", says]
    assert tree.find(f"{SVG}path").get("fill") == colour
    assert len(text) < 1000
    assert "http" not in text.replace('xmlns="http://www.w3.org/2000/svg"', "")
