"""Answers that are alike: copies are found whatever they changed, the usual ways are not."""

import csv
import json

import pytest

from course_lib.grading import cli
from course_lib.grading.checking.check import verdict
from course_lib.grading.outside.remote import Cell
from course_lib.grading.reading.lab import labs
from course_lib.grading.reading.pieces import given_by, pieces
from course_lib.grading.reading.submission import from_bytes
from course_lib.grading.results import likeness, pages, report
from course_lib.grading.results.likeness import FEWEST, MOST, NOBODY, SAYS, TOO_FEW, Pair
from course_lib.grading.results.result import rejection_of
from course_lib.grading.running import many_submissions
from tests.grading.test_report import EVIL, FULL, Page, marked, result
from tests.labs.handed_in import a_class
from tests.labs.lab_tree import LABS, exercises_of, functions_of, released, right_answers, source

KNOWN = labs()
# One pair, and one whose answers three others have.
COPIES = {"s07": "s03", "s20": "s11", "s21": "s11", "s30": "s11"}
COPIED = {*COPIES, *COPIES.values()}


def answers_in(notebooks, lab):
    """Return the pieces of notebooks by name."""
    given = given_by(KNOWN[lab])
    read = {name: from_bytes(raw.encode(), name, KNOWN) for name, raw in notebooks.items()}
    return {name: pieces(one.cells, given) for name, one in read.items()}


def named(lab, seed, **options):
    pairs = likeness.alike(answers_in(a_class(lab, seed, COPIES, **options), lab), lab)
    return {name for pair in pairs for name in (pair.one, pair.other)}, pairs


@pytest.mark.parametrize("lab", ["01-dense", "04-lstm"])
def test_of_forty_the_six_with_copied_answers_are_named_and_no_seventh(lab):
    names, pairs = named(lab, 0)
    assert names == COPIED
    groups = [{"s03", "s07"}, {"s11", "s20", "s21", "s30"}]
    assert {frozenset((p.one, p.other)) for p in pairs} == {
        frozenset((a, b)) for group in groups for a in group for b in group - {a}
    }
    assert all(pair.lab == lab and len(pair.exercises) >= 2 for pair in pairs)


@pytest.mark.wide
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("lab", LABS)
def test_in_each_lab_and_class_the_six_are_named_and_no_seventh(lab, seed):
    assert named(lab, seed)[0] == COPIED


def test_those_who_write_what_is_usual_are_not_named():
    """A quarter of the class has the solution, each with other names."""
    assert named("03-rnn", 1, usual=9)[0] == COPIED


def test_who_has_changed_one_answer_of_a_copy_is_still_named():
    lab = "05-gru"
    found = answers_in(a_class(lab, 5, COPIES), lab)
    found["s07"] |= {"memory_gate": found["s01"]["memory_gate"]}
    pairs = {(pair.one, pair.other): pair for pair in likeness.alike(found)}
    assert 0.8 <= pairs["s03", "s07"].share < 1


def test_too_few_cannot_be_compared_and_the_page_says_so():
    found = answers_in(a_class("01-dense", 0, {"s07": "s03"}, FEWEST), "01-dense")
    assert [(p.one, p.other) for p in likeness.alike(found)] == [("s03", "s07")]
    del found["s00"]
    assert likeness.alike(found) == []


def test_a_large_class_is_compared_as_well():
    """What more than `MOST` have is usual, however many there are."""
    one = {"f": frozenset({"a", "b"}), "g": frozenset({"c"})}
    alone = {str(n): {"f": frozenset({f"f{n}"}), "g": frozenset({f"g{n}"})} for n in range(400)}
    for n in (2, MOST, MOST + 1):
        pairs = likeness.alike(alone | {f"x{i}": one for i in range(n)})
        assert len(pairs) == (n * (n - 1) // 2 if n <= MOST else 0)


@pytest.mark.parametrize(
    "lab", ["01-dense", *(pytest.param(lab, marks=pytest.mark.wide) for lab in LABS)]
)
def test_the_classes_answers_are_right(lab):
    """Else the six would stand out by their mistakes."""
    known, given = exercises_of(lab), functions_of(source(lab))
    for name, notebook in a_class(lab, 0, COPIES).items():
        for cell in json.loads(notebook)["cells"]:
            task = cell["metadata"].get("nbgrader", {}).get("grade_id")
            if task in known:
                names = vars(right_answers(lab)) | given
                exec("".join(cell["source"]), names)
                assert verdict(known[task], names[task]) == "ok", f"{name}: {cell['source']}"


# What an answer's pieces are


def runs(source, answers=("f",), given=None):
    return pieces([Cell("f", source, answers)], given or {})


PLAIN = "def f(x, W):\n    z = x @ W.T\n    return z + np.exp(z)"


@pytest.mark.parametrize(
    "same",
    [
        "def f( a,b ):\n  # mine\n  c = (a @ b.T)\n\n  return (c  +  np.exp( c ))  # done\n",
        'def f(a: int, b: "B") -> float:\n    """Say."""\n    c: float = a @ b.T\n'
        "    return c + np.exp(c)",
        "def f(x, W):\n    y = x @ W.T; return y + np.exp(y)",
    ],
    ids=["names and spaces", "types and texts", "one line"],
)
def test_names_comments_spaces_and_types_do_not_count(same):
    assert runs(same) == runs(PLAIN) != {}


def test_the_order_of_lines_does_not_count_and_what_they_say_does():
    one = "def f(x):\n    a = np.exp(x)\n    b = x * 2 + 1\n    return a / b"
    other = "def f(x):\n    b = x * 2 + 1\n    a = np.exp(x)\n    return a / b"
    assert runs(one) == runs(other)
    assert runs(one) != runs(one.replace("np.exp", "np.tanh"))
    assert runs(one) != runs(one.replace("2", "3"))


def test_a_helper_counts_for_the_exercise_of_its_cell():
    helper = "def near(x):\n    return np.exp(x) - 1\n"
    both = runs(f"{helper}def f(x):\n    return near(x)\ndef g(x):\n    return x * 3", ("f", "g"))
    assert both["f"] >= runs(helper)["f"]
    assert "return _ * 3" in both["g"]


@pytest.mark.parametrize("lab", LABS)
def test_the_untouched_lab_has_no_pieces(lab):
    """What the lab has written itself is nobody's answer."""
    found = answers_in({"stub": json.dumps(released(lab))}, lab)["stub"]
    assert not any(found.values())


@pytest.mark.parametrize(
    "odd",
    [
        "def f(:",
        "f = " + "(" * 5000 + ")" * 5000,
        "f = " + "-" * 50_000 + "1",
        "f = 0x" + "f" * 9000,
        "f = '\ud800'",
        "f = [" + "1," * 50_000 + "]",
        "def f(x):\n    return '\\q' is 1",
        "match 1:\n    case f: pass",
        "f = f'{1:{2}}'",
        "async def f(x): await x",
        "\x00",
    ],
    ids=lambda odd: ascii(odd[:12]),
)
def test_odd_code_takes_nothing_from_the_others(odd):
    found = answers_in(a_class("01-dense", 0, COPIES), "01-dense")
    strange = runs(odd, ("dense_forward",))
    pairs = likeness.alike(found | {"odd": strange, "odder": strange})
    assert {name for pair in pairs for name in (pair.one, pair.other)} == COPIED


# What is written


PAIR = Pair("01-dense", "anna", "=bert", 0.9532, ("sigmoid", "tanh_from"), 20)


def test_the_page_of_the_class_says_that_it_is_no_verdict():
    many = [result(marked(), name=f"s{n}") for n in range(FEWEST)]
    for results, pairs, says in (([FULL], [], TOO_FEW), (many, [], NOBODY), (many, [PAIR], SAYS)):
        page = Page(pages.page_of_class(results, report.HTML, pairs))
        assert says in page.text
        assert page.tags.count("table") == 1 + bool(pairs)
    assert "95" in page.text
    assert ("href", "./anna/report.html") in page.attributes
    for word in ("no proof", "Read both"):
        assert word in SAYS


def test_what_a_learner_named_is_text_there_too():
    text = pages.page_of_class([FULL], report.HTML, [PAIR._replace(one=EVIL.replace("\ud800", ""))])
    assert "<script>alert" not in text


def test_the_command_writes_the_table_of_those_that_have_marks(tmp_path, monkeypatch, capsys):
    lab = "01-dense"
    for name, text in a_class(lab, 0, COPIES).items():
        (tmp_path / f"{name}.ipynb").write_text(text, encoding="utf-8")
    (tmp_path / "s40.ipynb").write_text("{", encoding="utf-8")

    def grade_all(found, plan, **options):
        *marks, odd = found
        refused = rejection_of(odd.name, "the file is not JSON.", odd.key)
        return [*(result(marked(), name=one.name, lab=lab) for one in marks), refused]

    monkeypatch.setattr(many_submissions, "grade_all", grade_all)
    out = tmp_path / "out"
    assert cli.main(["grade", str(tmp_path), "--out", str(out)]) == 2
    rows = list(csv.DictReader((out / "alike.csv").read_text(encoding="utf-8").splitlines()))
    assert {row[key] for row in rows for key in ("submission", "other")} == COPIED
    assert list(rows[0]) == ["lab", "submission", "other", "share", "exercises", "pieces"]
    assert rows[0]["share"] == "1.00"
    said = "answers alike in 7 pairs, which is no verdict; alike.csv and summary.html list them"
    assert said in capsys.readouterr().out
    assert "s11" in (out / "summary.html").read_text(encoding="utf-8")


def test_no_cell_of_the_csv_is_a_formula(tmp_path):
    likeness.write_all(tmp_path, [PAIR])
    assert "'=bert" in (tmp_path / "alike.csv").read_text(encoding="utf-8")
