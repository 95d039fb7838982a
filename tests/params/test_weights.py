import re
import zipfile

import numpy as np
import pytest

from course_lib import LSTM, Dense, Sequential, ShapeError, Stack, Tanh, load, save


def make(seed, dtype=np.float64, n_out=2):
    rng = np.random.default_rng(seed)
    return Sequential(Dense(3, 4, rng, dtype=dtype), Tanh(), Dense(4, n_out, rng, dtype=dtype))


def assert_equal(first, second):
    for name, value in first.params.items():
        np.testing.assert_array_equal(value, second.params[name], err_msg=name)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "net.npz"


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_loaded_is_what_was_saved(path, dtype):
    first, second = make(0, dtype), make(1, dtype)
    save(path, first)
    load(path, second)
    assert_equal(first, second)
    assert second.layers[0].params["W"] is second.params["0.W"]


def test_a_recurrent_net_comes_back(path):
    first, second = (
        Stack(LSTM(3, 4, rng, peephole="gers"), LSTM(4, 2, rng, coupled=True))
        for rng in map(np.random.default_rng, (0, 1))
    )
    save(path, first)
    load(path, second)
    assert_equal(first, second)


def test_the_file_is_written_under_the_name_given(tmp_path):
    save(tmp_path / "net.weights", make(0))
    assert [file.name for file in tmp_path.iterdir()] == ["net.weights"]


def test_a_net_without_params_comes_back(path):
    save(path, Tanh())
    load(path, Tanh())


def change(arrays, **new):
    return {k: v for k, v in {**arrays, **new}.items() if v is not None}


@pytest.mark.parametrize(
    ("new", "error", "text"),
    [
        (
            {"2.b": None},
            ValueError,
            "load: '2.b' is missing, expected the names '0.W', '0.b', '2.W', '2.b'.",
        ),
        (
            {"3.b": np.zeros(2)},
            ValueError,
            "load: '3.b' is unknown, expected the names '0.W', '0.b', '2.W', '2.b'.",
        ),
        ({"2.W": np.zeros((2, 5))}, ShapeError, "load: 2.W has shape (2, 5), expected (2, 4)."),
        (
            {"2.b": np.zeros(2, np.float32)},
            ValueError,
            "load: 2.b has dtype float32, expected float64; convert it with "
            "2.b.astype(np.float64).",
        ),
    ],
    ids=["missing", "unknown", "shape", "dtype"],
)
def test_nothing_is_loaded_unless_all_fits(path, new, error, text):
    net = make(0)
    before = {name: value.copy() for name, value in net.params.items()}
    np.savez(path, **change(make(1).params, **new))
    with pytest.raises(error, match=f"^{re.escape(text)}$"):
        load(path, net)
    for name, value in before.items():
        np.testing.assert_array_equal(net.params[name], value)


@pytest.mark.parametrize(
    "content", [b"", b"not an archive", "objects", "one array", "cut", "huge", "unknown method"]
)
def test_a_damaged_file_is_a_clear_error(path, content):
    if content == "objects":
        np.savez(path, **{"0.W": np.array([{}], object)})
    elif content == "one array":
        with path.open("wb") as file:
            np.save(file, np.zeros(3))
    elif content == "huge":
        header = "{'descr': '<f8', 'fortran_order': False, 'shape': (10000000000000,)}".ljust(117)
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("0.W.npy", b"\x93NUMPY\x01\x00\x76\x00" + header.encode() + b"\n")
    elif content == "unknown method":
        save(path, make(0))
        # Bytes 10 and 11 of an entry of the directory, "PK 1 2", are how it is compressed.
        whole = path.read_bytes()
        at = whole.index(b"PK\x01\x02") + 10
        path.write_bytes(whole[:at] + b"\x63\x00" + whole[at + 2 :])
    elif content == "cut":
        save(path, make(0))
        path.write_bytes(path.read_bytes()[:-50])
    else:
        path.write_bytes(content)
    text = re.escape(f"load: {path} is no readable .npz file of arrays, expected one that save")
    with pytest.raises(ValueError, match=f"^{text}"):
        load(path, make(0))


def test_a_missing_file_is_the_usual_error(path):
    with pytest.raises(FileNotFoundError, match=re.escape(str(path))):
        load(path, make(0))
