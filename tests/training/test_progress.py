"""The progress bar is shown where a person looks, and changes nothing."""

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from course_lib.fully_connected.dense import Dense
from course_lib.training.optim import SGD
from course_lib.training.train import fit
from tests.support.training import CE, run

ROOT = Path(__file__).parents[2]


def test_a_callback_hears_of_updates_only_and_the_bar_of_all_batches(capsys):
    rng = np.random.default_rng(0)
    x, mask = rng.normal(size=(10, 2)), np.arange(10) == 3
    net, heard = Dense(2, 2, rng), []
    fit(
        net,
        CE,
        SGD(net.params, 0.1),
        x,
        np.zeros(10, int),
        mask=mask,
        rng=rng,
        epochs=3,
        batch_size=1,
        callback=lambda history: heard.append(len(history.update_loss)),
        progress=True,
    )
    assert heard == [1, 2, 3]
    assert "30/30" in capsys.readouterr().err


class Terminal:
    """Stands for stderr when a person looks at it."""

    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text

    def flush(self):
        pass

    def isatty(self):
        return True


class Notebook(Terminal):
    """Stands for stderr of a notebook's kernel."""

    __module__ = "ipykernel.iostream"

    def isatty(self):
        return False


class File(Notebook):
    """Stands for stderr that goes to a file."""

    __module__ = "io"


@pytest.fixture
def shown(monkeypatch):
    """Give a function that trains and returns what stderr showed."""

    def show(stderr=Terminal, progress=None, **environment):
        with monkeypatch.context() as patch:
            patch.delenv("TQDM_DISABLE", raising=False)
            for name, value in environment.items():
                patch.setenv(name, value)
            patch.setattr(sys, "stderr", stderr())
            run(progress=progress)
            return sys.stderr.text

    return show


@pytest.mark.parametrize("stderr", [Terminal, Notebook])
def test_a_bar_is_shown_where_a_person_looks(stderr, shown):
    text = shown(stderr)
    assert "21/21" in text
    assert "loss=" in text


@pytest.mark.parametrize("stderr", [Terminal, Notebook])
def test_the_own_switch_of_tqdm_hides_a_bar_that_nobody_asked_for(stderr, shown):
    assert shown(stderr, TQDM_DISABLE="1") == ""
    assert "21/21" in shown(stderr, TQDM_DISABLE="0")
    assert "21/21" in shown(stderr, progress=True, TQDM_DISABLE="1")


@pytest.mark.parametrize("name", ["COURSE_BUILD", "PYTEST_CURRENT_TEST"])
def test_the_bar_does_not_ask_who_runs_the_training(name, shown):
    assert "21/21" in shown(**{name: "1"})


def test_every_page_that_trains_says_that_it_wants_no_bar():
    pages = [*ROOT.glob("chapters/**/*.ipynb"), *ROOT.glob("labs/source/*.ipynb")]
    trained = []
    for page in pages:
        for cell in json.loads(page.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "code" and re.search(r"(?<!def )\bfit\(", source):
                trained.append(page.stem)
                assert re.search(r"progress\W+False", source), page
    assert trained


def test_no_bar_is_written_to_a_file_unless_it_is_asked_for(shown):
    assert shown(File) == ""
    assert "21/21" in shown(File, progress=True)


def test_progress_false_shows_no_bar(shown):
    assert shown(progress=False) == ""


def test_without_tqdm_training_is_silent_and_a_forced_bar_is_a_clear_error(shown, monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm", None)
    assert shown() == ""
    with pytest.raises(
        ValueError, match=r"fit: progress is True but tqdm is not installed, expect"
    ):
        shown(progress=True)


def test_the_bar_does_not_change_the_training():
    assert run(progress=True)[1] == run(progress=False)[1]


def test_importing_the_loop_does_not_import_tqdm():
    code = "import sys, course_lib.training.train; sys.exit('tqdm' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
