"""Find what was handed in: files, folders, links, archives whole or damaged, with safe names."""

import io
import os
import random
import re
import tarfile
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.grading.learners.self_check import RejectedError
from course_lib.grading.reading import collect
from course_lib.grading.reading.collect import LINK, PACKED, TOO_LONG, TOO_MANY, UNREADABLE, find
from course_lib.grading.reading.lab import LabError, labs
from course_lib.grading.results.result import OF_THE_CLASS
from tests.support.grading_tools import solved


def tree(folder):
    for name in ("anna/lab.ipynb", "anna/.ipynb_checkpoints/lab.ipynb", "李/lab 1.ipynb", "b.txt"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")


def test_folders_and_files_are_found_with_safe_names(tmp_path):
    tree(tmp_path)
    found = find([tmp_path, tmp_path / "anna" / "lab.ipynb"])
    names = [f.name for f in found]
    assert names[0] == "anna__lab"
    assert names[1].startswith("___lab_1-")
    assert names[2] == "lab"
    assert all(f.raw == b"{}" for f in found)


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_archives_are_read_in_memory_and_nothing_is_unpacked(tmp_path, kind):
    folder, archive = tmp_path / "in", tmp_path / f"all.{kind}"
    tree(folder)
    evil = "../../evil.ipynb"
    if kind == "zip":
        with zipfile.ZipFile(archive, "w") as file:
            for path in sorted(folder.rglob("*.*")):
                if path.is_file():
                    file.write(path, path.relative_to(folder))
            file.writestr(evil, "{}")
    else:
        with tarfile.open(archive, "w:gz") as file:
            file.add(folder, ".")
            file.add(folder / "anna" / "lab.ipynb", evil)
            link = tarfile.TarInfo("link.ipynb")
            link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
            file.addfile(link)
    before = sorted(tmp_path.rglob("*"))
    found = find([archive])
    assert sorted(tmp_path.rglob("*")) == before
    links = [f.name for f in found if f.why == LINK]
    assert links == ([] if kind == "zip" else ["link"])
    assert len(found) == 3 + len(links)
    assert all("/" not in f.name and ".." not in f.name for f in found)
    assert {f.raw for f in found if f.name not in links} == {b"{}"}


def packed(path, members):
    """Write an archive, zip or tar by its name, with these files."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            for name, raw in members:
                file.writestr(name, raw)
    else:
        with tarfile.open(path, "w:gz") as file:
            for name, raw in members:
                member = tarfile.TarInfo(name)
                member.size = len(raw)
                file.addfile(member, io.BytesIO(raw))
    return path


def test_a_folder_of_links_devices_and_archives_loses_nobody(tmp_path):
    outside, folder = tmp_path / "outside", tmp_path / "in"
    tree(outside)
    folder.mkdir()
    (folder / "good.ipynb").write_text("{}")
    (folder / "LOUD.IPYNB").write_text("{}")
    (folder / "link.ipynb").symlink_to("/etc/passwd")
    (folder / "nowhere.ipynb").symlink_to("nowhere")
    (folder / "others").symlink_to(outside)
    os.mkfifo(folder / "pipe.ipynb")
    (folder / "folder.ipynb").mkdir()
    packed(folder / "anna.zip", [("lab.ipynb", b"{}")])
    found = {f.name: f.why for f in find([folder])}
    links = dict.fromkeys(["link", "nowhere", "pipe"], LINK)
    assert found == {"LOUD": "", "good": "", "anna": PACKED} | links


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_an_archive_in_an_archive_is_named(tmp_path, kind):
    inner = packed(tmp_path / "inner.zip", [("lab.ipynb", b"{}")]).read_bytes()
    outer = packed(tmp_path / f"outer.{kind}", [("a/inner.zip", inner), ("lab.ipynb", b"{}")])
    assert [(f.name, f.why) for f in find([outer])] == [("a__inner", PACKED), ("lab", "")]


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_an_archive_that_swells_is_read_up_to_a_limit(tmp_path, kind, monkeypatch):
    monkeypatch.setattr("course_lib.grading.reading.collect.MOST_UNPACKED", 10**6)
    bomb = [("note.txt", b""), *((f"{n}.ipynb", bytes(400_000)) for n in range(9))]
    found = find([packed(tmp_path / f"bomb.{kind}", bomb)])
    assert len(found) == 4
    assert found[-1].why == TOO_LONG
    assert sum(len(f.raw or b"") for f in found) <= 1_400_000


def test_a_tar_is_not_unpacked_behind_a_member_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr("course_lib.grading.reading.collect.MOST_UNPACKED", 10**6)
    members = [("a.ipynb", b"{}"), ("film.bin", bytes(2 * 10**6)), ("b.ipynb", b"{}")]
    found = find([packed(tmp_path / "bomb.tar.gz", members)])
    assert [(f.raw, f.why) for f in found] == [(b"{}", ""), (None, TOO_LONG)]


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_an_archive_of_very_many_members_is_read_up_to_a_limit(tmp_path, kind, monkeypatch):
    monkeypatch.setattr("course_lib.grading.reading.collect.MOST_MEMBERS", 50)
    found = find([packed(tmp_path / f"many.{kind}", [(f"{n}.ipynb", b"{}") for n in range(60)])])
    assert [f.why for f in found] == 50 * [""] + [TOO_MANY]


def test_names_that_mislead_are_made_plain(tmp_path):
    names = ["\u202eanna.ipynb", "a\nb.ipynb", "-rf.ipynb", "=cmd.ipynb", "con.ipynb"]
    found = find([packed(tmp_path / "all.zip", [(name, b"{}") for name in names])])
    assert len({f.name for f in found}) == len(names)
    assert all(re.fullmatch(r"[\w.@+-]+", f.name, re.ASCII) for f in found)


def names_of(*relative, taken=()):
    return collect._names(list(relative), taken)


def test_equal_names_stay_apart(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "lab.ipynb").write_text("{}")
    found = find([tmp_path / "a", tmp_path / "b"])
    assert [f.name for f in found] == ["lab", "lab-2"]


@pytest.mark.parametrize(
    ("given", "made"),
    [
        (["anna", "anna", "anna-2"], ["anna", "anna-3", "anna-2"]),
        (["anna-2", "anna", "anna"], ["anna-2", "anna", "anna-3"]),
        (["Bob", "bob", "bob-2"], ["Bob", "bob-3", "bob-2"]),
        (["a", "A", "a-2", "A-2", "a-3"], ["a", "A-4", "a-2", "A-2-2", "a-3"]),
        (["con", "LPT1", "summary.csv"], ["con-2", "LPT1-2", "summary.csv-2"]),
        (["summary.csv", "SUMMARY.md"], ["summary.csv-2", "SUMMARY.md-2"]),
        (
            ["summary.html", "summary.html", "summary.html-2"],
            ["summary.html-3", "summary.html-4", "summary.html-2"],
        ),
    ],
)
def test_a_made_name_is_nobodys_own(given, made):
    assert names_of(*(f"{name}.ipynb" for name in given), taken=OF_THE_CLASS) == made


@settings(max_examples=200)
@given(st.lists(st.text("aA-2./\\é", min_size=1, max_size=6), max_size=12))
def test_no_two_submissions_share_a_folder(relative):
    made = [name.lower() for name in names_of(*relative, taken=("a", "A-2"))]
    assert len(made) == len(relative) == len(set(made))
    assert not {"a", "a-2", "", ".", ".."} & set(made)


def damaged(path, name):
    """Change a byte of one member of a zip, in its packed content."""
    with zipfile.ZipFile(path) as file:
        info = file.getinfo(name)
    raw = bytearray(path.read_bytes())
    raw[info.header_offset + 30 + len(name) + 5] ^= 0xFF
    path.write_bytes(raw)
    return path


def test_a_damaged_member_of_a_zip_takes_no_other_with_it(tmp_path):
    members = [(f"{name}.ipynb", solved().encode()) for name in "abc"]
    found = find([damaged(packed(tmp_path / "all.zip", members), "a.ipynb")])
    assert [f.name for f in found] == ["a", "b", "c"]
    assert found[0].why.startswith("the file is damaged in its archive: ")
    assert found[1].raw == found[2].raw == members[0][1]


def test_a_damaged_header_in_a_tar_takes_no_other_with_it(tmp_path):
    path = tmp_path / "all.tar"
    with tarfile.open(path, "w") as file:
        for name in "abc":
            member = tarfile.TarInfo(f"{name}.ipynb")
            member.size = 2
            file.addfile(member, io.BytesIO(b"{}"))
    raw = bytearray(path.read_bytes())
    raw[1024 + 148 : 1024 + 156] = b"damaged!"
    path.write_bytes(raw)
    found = find([path])
    assert [(f.name, f.raw) for f in found] == [("a", b"{}"), ("c", b"{}"), ("all", None)]
    assert found[-1].why.startswith("the archive cannot be read to its end: ")


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
@pytest.mark.parametrize("share", [0.01, 0.5, 0.9])
def test_an_archive_that_is_cut_off_has_a_row(tmp_path, kind, share):
    rng = random.Random(0)
    members = [(f"{n}.ipynb", rng.randbytes(1000)) for n in range(9)]
    path = packed(tmp_path / f"all.{kind}", members)
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    found = find([path])
    assert found[-1].name == ("all.tar" if kind == "tar.gz" else "all")
    assert any(f.why.startswith("the archive cannot be read") for f in found)
    whole = [f for f in found if f.raw is not None]
    assert all(f.raw == dict(members)[f"{f.name}.ipynb"] for f in whole)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("all.7z", b"7z\xbc\xaf\x27\x1c"),
        ("all.rar", b"Rar!"),
        ("all", b"PK\x03\x04"),
        ("a.zip", b""),
    ],
)
def test_an_archive_of_another_kind_is_told(tmp_path, name, raw):
    (tmp_path / name).write_bytes(raw)
    (found,) = find([tmp_path / name])
    assert found.why == UNREADABLE


def test_names_from_windows_are_found(tmp_path):
    names = ["anna\\lab.ipynb", ".\\bert\\lab.ipynb", "C:\\cleo\\lab.ipynb", "..\\dora.ipynb"]
    path = packed(tmp_path / "all.zip", [(name, b"{}") for name in names])
    found = find([path])
    assert len(found) == len(names)
    assert {f.raw for f in found} == {b"{}"}


def test_nothing_to_grade_is_a_clear_error(tmp_path):
    with pytest.raises(RejectedError, match="there is no file or folder"):
        find([tmp_path / "none"])
    with pytest.raises(RejectedError, match="there is no notebook in what was named"):
        find([tmp_path])
    with pytest.raises(LabError, match="there are no labs in"):
        labs(tmp_path)
