import re
import zipfile

import numpy as np
import pytest

from course_lib import (
    LSTM,
    SGD,
    Adam,
    Dense,
    Sequential,
    ShapeError,
    SoftmaxCrossEntropy,
    Stack,
    Tanh,
    fit,
    load,
    save,
)


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


def test_a_save_that_fails_leaves_the_old_file(path, monkeypatch):
    save(path, make(0))
    old = path.read_bytes()

    def full(file, **arrays):
        file.write(b"half of it")
        raise OSError("No space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(OSError, match="No space left"):
        save(path, make(1))
    assert path.read_bytes() == old
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_param_that_cannot_be_loaded_again_is_not_saved(path):
    net = make(0)
    net.layers[0].params["W"] = np.array([[{}]], object)
    with pytest.raises(ValueError, match=r"^save: 0\.W has dtype object, expected float32 or"):
        save(path, net)
    assert not path.exists()


def test_a_link_stays_a_link_and_the_mode_of_the_file_stays(path):
    save(path, make(0))
    path.chmod(0o640)
    link = path.with_name("newest.npz")
    link.symlink_to(path.name)
    save(link, make(1))
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    net = make(0)
    load(path, net)
    assert_equal(net, make(1))


OPTIMIZERS = [
    lambda params: Adam(params, lr=0.03, betas=(0.8, 0.95)),
    lambda params: SGD(params, lr=0.1, momentum=0.9),
    lambda params: SGD(params, lr=0.1),
]


def train(net, optimizer, rng, epochs):
    data = np.random.default_rng(5)
    x, target = data.normal(size=(40, 3)), data.integers(0, 2, 40)
    x = x.astype(net.params["0.W"].dtype)
    return fit(
        net, SoftmaxCrossEntropy(), optimizer, x, target, rng=rng, epochs=epochs, batch_size=7
    )


@pytest.mark.parametrize("make_optimizer", OPTIMIZERS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_training_that_was_saved_goes_on_exactly(path, make_optimizer, dtype):
    whole = make(0, dtype)
    optimizer, rng = make_optimizer(whole.params), np.random.default_rng(3)
    train(whole, optimizer, rng, 2)
    optimizer.lr /= 2
    save(path, optimizer)
    generator = rng.bit_generator.state
    history = train(whole, optimizer, rng, 3)

    resumed = make(1, dtype)
    optimizer, rng = make_optimizer(resumed.params), np.random.default_rng()
    load(path, optimizer)
    rng.bit_generator.state = generator
    assert train(resumed, optimizer, rng, 3).update_loss == history.update_loss
    assert_equal(whole, resumed)


def test_a_net_and_an_optimizer_are_not_taken_for_each_other(path):
    net = make(0)
    save(path, Adam(net.params))
    text = rf"^load: {re.escape(str(path))} was saved from an optimizer, expected a file of a net"
    with pytest.raises(ValueError, match=text):
        load(path, net)
    save(path, net)
    text = rf"^load: {re.escape(str(path))} was saved from a net, expected a file of an optimizer"
    with pytest.raises(ValueError, match=text):
        load(path, Adam(net.params))


@pytest.mark.parametrize(
    ("other", "text"),
    [
        (lambda params: SGD(params, 0.1), "load: 'memory.momentum' is missing"),
        (lambda params: Adam(params, eps=1e-3), "Adam.remember: eps is 1e-08, expected 0.001"),
    ],
)
def test_another_optimizer_is_refused_and_stays_as_it_was(path, other, text):
    save(path, Adam(make(0).params))
    net = make(1)
    with pytest.raises(ValueError, match=f"^{re.escape(text)}"):
        load(path, other(net.params))
    assert_equal(net, make(1))


def test_an_optimizer_without_memory_is_not_saved_as_if_it_were_a_net(path):
    class Own:
        def __init__(self, params):
            self.params = params

        def step(self, grads):
            """Do nothing."""

    text = "^save: Own is an optimizer without memory and remember, expected a layer, SGD or Adam"
    with pytest.raises(ValueError, match=text):
        save(path, Own(make(0).params))
