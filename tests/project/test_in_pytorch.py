"""Every structure's page says how PyTorch has it, in a block that `make check-pytorch` runs."""

import numpy as np
import pytest
import yaml

from tests.support import in_pytorch
from tests.support.in_pytorch import CODE, blocks, faults, folded, pages, shapes_said
from tools.paths import ROOT
from tools.test import WIDE

STRUCTURES = (
    "1-fully-connected/neuron",
    "1-fully-connected/dense",
    "1-fully-connected/activations",
    "1-fully-connected/backpropagation",
    "1-fully-connected/depth",
    "2-recurrent/rnn",
    "2-recurrent/deep",
    "2-recurrent/bidirectional",
    "2-recurrent/pyramidal",
    "3-lstm/lstm",
    "3-lstm/peephole",
    "3-lstm/stack-rnn",
    "4-gru/gru",
    "5-cnn/sparse-and-shared",
    "5-cnn/convolution",
    "5-cnn/pooling",
    "5-cnn/maxout",
    "5-cnn/conv1d",
)
PAGES = pages()
every_block = pytest.mark.parametrize("name", PAGES)


def notebook(page):
    return ROOT / "chapters" / f"{page}.ipynb"


def test_every_structure_has_its_block():
    assert [page for page in STRUCTURES if not folded(notebook(page))] == []


@pytest.mark.parametrize("page", STRUCTURES)
def test_a_block_without_code_says_that_pytorch_has_no_such_layer(page):
    for text in folded(notebook(page)):
        assert CODE.search(text) or "PyTorch has no" in text


@every_block
def test_a_page_has_one_block_of_6_to_12_lines_that_compiles(name):
    (code,) = blocks(PAGES[name])
    compile(code, name, "exec")
    lines = [line for line in code.split("\n") if line.strip()]
    assert 6 <= len(lines) <= 12
    assert max(map(len, lines)) <= 79


@every_block
def test_a_block_says_the_shapes_and_what_keras_has(name):
    (text,) = folded(PAGES[name])
    (code,) = blocks(PAGES[name])
    assert shapes_said(code)
    assert "Keras" in CODE.sub("", text)


def test_every_block_has_its_pair_and_every_pair_its_block():
    assert {path.stem for path in in_pytorch.PAIRS.glob("*.py")} == set(PAGES)


def test_the_blocks_are_run_each_week():
    assert ("-m", "tools.in_pytorch") in WIDE["unit"]
    assert "make test-all" in (ROOT / ".github/workflows/weekly.yml").read_text(encoding="utf-8")


def test_the_layers_of_the_structures_are_on_pages_of_the_book():
    manifest = yaml.safe_load((ROOT / "chapters" / "manifest.yml").read_text(encoding="utf-8"))
    assert set(STRUCTURES) <= set(manifest["pages"])


# What runs a block finds what is wrong. Arrays stand for PyTorch's tensors here.
BLOCK = """
import numpy as np
x = np.ones((7, 2, 3))
hs, (h_n, c_n) = x + 1, (x[-1:], x[0])  # hs (7, 2, 3), h_n (1, 2, 3), c_n (2, 3)
loss = hs.sum()  # ()
"""


def test_all_is_well_where_shapes_and_results_agree():
    assert faults(BLOCK, lambda block: [("hs", block["hs"], 2 * np.ones((7, 2, 3)))]) == []


@pytest.mark.parametrize(
    ("code", "ours", "fault"),
    [
        (BLOCK.replace("c_n (2, 3)", "c_n (1, 2, 3)"), 2.0, "c_n: the comment says"),
        (BLOCK.replace(", c_n (2, 3)", ""), 2.0, "c_n: the comment says"),
        (BLOCK, 2.00001, "hs: PyTorch's and ours differ by 1.0e-05"),
        (BLOCK, np.nan, "hs: PyTorch's and ours differ by nan"),
    ],
)
def test_a_fault_of_a_block_is_named(code, ours, fault):
    (found,) = faults(code, lambda block: [("hs", block["hs"], np.full((7, 2, 3), ours))])
    assert fault in found


def test_another_shape_and_no_comparison_are_faults():
    (found,) = faults(BLOCK, lambda block: [("hs", block["hs"], np.ones((2, 3)))])
    assert found == "hs: PyTorch's shape is (7, 2, 3), ours (2, 3)"
    assert faults(BLOCK, lambda block: []) == ["nothing is compared"]
