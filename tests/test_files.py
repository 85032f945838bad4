"""Files on disk: the old one or the new one, never half of one."""

import ctypes
import errno
import fcntl
import os
import stat
import subprocess
import sys
from types import SimpleNamespace

import pytest

from autograder import files
from autograder.errors import CourseError
from autograder.files import (
    OwnFolder,
    copy_folder,
    only_one,
    remove_folder,
    replace_folder,
    write_atomically,
    write_once,
)


def full(*_, **__):
    raise OSError(errno.ENOSPC, "No space left on device")


def listing(folder):
    return sorted(p.name for p in folder.iterdir())


# -- a file -------------------------------------------------------------------


def test_a_file_is_written_with_its_folders(tmp_path):
    path = tmp_path / "a/b/report.json"
    write_atomically(path, b"\x00new")
    assert path.read_bytes() == b"\x00new"
    assert listing(path.parent) == ["report.json"]


def test_a_folder_may_be_a_link_to_another_place(tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "work").symlink_to("disk")
    write_atomically(tmp_path / "work/report.json", b"1")
    replace_folder(tmp_path / "work/risk", {"risk.ipynb": b"2"})
    remove_folder(tmp_path / "work/risk")
    assert listing(tmp_path / "disk") == ["report.json"]


def test_a_file_is_replaced_and_others_may_read_it(tmp_path):
    path = tmp_path / "report.json"
    path.write_bytes(b"old and longer")
    path.chmod(0o600)
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


@pytest.mark.parametrize("step", ["fsync", "replace", "chmod"])
def test_a_full_disk_leaves_the_old_file_and_no_litter(tmp_path, monkeypatch, step):
    path = tmp_path / "report.json"
    path.write_bytes(b"old")
    with monkeypatch.context() as patch:
        patch.setattr(files.os, step, full)
        with pytest.raises(CourseError, match=r"report\.json cannot be written: No space left"):
            write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert listing(tmp_path) == ["report.json"]


def test_a_file_that_is_written_once_is_its_owner_s_and_stays_as_it_is(tmp_path):
    path = tmp_path / "work/seed"
    write_once(path, b"first")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    write_once(path, b"second")
    assert path.read_bytes() == b"first"
    assert listing(path.parent) == ["seed"]


def test_an_interrupt_leaves_the_old_file_and_no_litter(tmp_path, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    path = tmp_path / "report.json"
    path.write_bytes(b"old")
    with monkeypatch.context() as patch:
        patch.setattr(files.os, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert listing(tmp_path) == ["report.json"]


def test_the_bytes_are_on_the_disk_before_the_name_is(tmp_path, monkeypatch):
    steps = []
    for name in ("fsync", "replace"):
        real = getattr(os, name)
        monkeypatch.setattr(
            files.os, name, lambda *a, _real=real, _name=name: (steps.append(_name), _real(*a))
        )
    write_atomically(tmp_path / "x", b"new")
    assert steps == ["fsync", "replace", "fsync"], "the file, its name, the folder"


def test_a_link_is_replaced_and_not_written_through(tmp_path):
    (tmp_path / "target").write_bytes(b"theirs")
    (tmp_path / "x").symlink_to(tmp_path / "target")
    write_atomically(tmp_path / "x", b"ours")
    assert (tmp_path / "target").read_bytes() == b"theirs"
    assert not (tmp_path / "x").is_symlink()


def test_a_place_below_a_file_cannot_be_written(tmp_path):
    (tmp_path / "x").write_bytes(b"")
    with pytest.raises(CourseError, match="cannot be written"):
        write_atomically(tmp_path / "x/y", b"new")
    with pytest.raises(CourseError, match="cannot be written"):
        replace_folder(tmp_path / "x/y", {"a": b""})


# -- a folder -----------------------------------------------------------------


def test_a_folder_is_put_in_place_as_a_whole(tmp_path):
    target = tmp_path / "autograded/s01/risk"
    replace_folder(target, {"risk.ipynb": b"1", "timestamp.txt": b"2"})
    assert {p.name: p.read_bytes() for p in target.iterdir()} == {
        "risk.ipynb": b"1",
        "timestamp.txt": b"2",
    }
    assert listing(target.parent) == ["risk"]


def test_nothing_of_the_old_folder_is_left(tmp_path):
    target = tmp_path / "risk"
    replace_folder(target, {"old.txt": b"", "risk.ipynb": b"old"})
    replace_folder(target, {"risk.ipynb": b"new"})
    assert listing(target) == ["risk.ipynb"]
    assert (target / "risk.ipynb").read_bytes() == b"new"
    assert listing(tmp_path) == ["risk"]


def test_a_link_in_the_folders_place_is_replaced_and_its_target_kept(tmp_path):
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs/x").write_bytes(b"")
    (tmp_path / "risk").symlink_to(tmp_path / "theirs")
    replace_folder(tmp_path / "risk", {"a": b""})
    assert listing(tmp_path / "theirs") == ["x"]
    assert listing(tmp_path / "risk") == ["a"]


@pytest.mark.parametrize("failing", [1, 2])
def test_a_disk_that_refuses_a_rename_leaves_the_old_folder(tmp_path, monkeypatch, failing):
    target = tmp_path / "risk"
    replace_folder(target, {"risk.ipynb": b"old"})
    calls, real = [], os.rename  # the old one away, the new one in, the old one back

    def rename(a, b):
        calls.append(a)
        return full() if len(calls) == failing else real(a, b)

    with monkeypatch.context() as patch:
        patch.setattr(files, "_exchange", lambda a, b: False)
        patch.setattr(files.os, "rename", rename)
        with pytest.raises(CourseError, match="No space left"):
            replace_folder(target, {"risk.ipynb": b"new"})
    assert (target / "risk.ipynb").read_bytes() == b"old"
    assert listing(tmp_path) == ["risk"]


def test_two_folders_change_places_in_one_step_where_the_system_can(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").write_bytes(b"")
    if not files._exchange(tmp_path / "a", tmp_path / "b"):
        pytest.skip("this system or disk cannot exchange names")
    assert (tmp_path / "b").is_dir()
    with pytest.raises(FileNotFoundError):
        files._exchange(tmp_path / "a", tmp_path / "c")


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.EINVAL, None])
def test_where_names_cannot_be_exchanged_a_folder_is_replaced_all_the_same(
    tmp_path, monkeypatch, number
):
    def refuse(*arguments):
        ctypes.set_errno(number)
        return -1

    library = SimpleNamespace() if number is None else SimpleNamespace(renameat2=refuse)
    monkeypatch.setattr(files.ctypes, "CDLL", lambda *a, **k: library)
    replace_folder(tmp_path / "risk", {"old": b""})
    replace_folder(tmp_path / "risk", {"new": b""})
    assert listing(tmp_path / "risk") == ["new"]
    assert listing(tmp_path) == ["risk"]


def test_a_disk_that_fills_while_writing_leaves_the_old_folder(tmp_path, monkeypatch):
    target = tmp_path / "risk"
    replace_folder(target, {"risk.ipynb": b"old"})
    with monkeypatch.context() as patch:
        patch.setattr(files.os, "fsync", full)
        with pytest.raises(CourseError, match="No space left"):
            replace_folder(target, {"risk.ipynb": b"new"})
    assert (target / "risk.ipynb").read_bytes() == b"old"
    assert listing(tmp_path) == ["risk"]


def test_what_a_killed_writer_left_is_cleared_by_the_next(tmp_path):
    (tmp_path / ".report.json.part").write_bytes(b"half")
    (tmp_path / ".risk.part/new").mkdir(parents=True)
    write_atomically(tmp_path / "report.json", b"whole")
    replace_folder(tmp_path / "risk", {"a": b""})
    assert listing(tmp_path) == ["report.json", "risk"]


def test_a_folder_is_copied_into_place_as_a_whole(tmp_path):
    (tmp_path / "made/data").mkdir(parents=True)
    (tmp_path / "made/data/x.csv").write_bytes(b"1")
    replace_folder(tmp_path / "risk", {"old": b""})
    copy_folder(tmp_path / "made", tmp_path / "risk")
    assert (tmp_path / "risk/data/x.csv").read_bytes() == b"1"
    assert listing(tmp_path) == ["made", "risk"]
    assert listing(tmp_path / "risk") == ["data"]


def test_a_folder_is_removed_whole_or_not_at_all(tmp_path, monkeypatch):
    remove_folder(tmp_path / "nobody/risk")
    remove_folder(tmp_path / "risk")
    replace_folder(tmp_path / "risk", {"a": b""})
    (tmp_path / ".risk.part").mkdir()  # of one who was killed while removing
    with monkeypatch.context() as patch:
        patch.setattr(files.os, "rename", full)
        with pytest.raises(CourseError, match="No space left"):
            remove_folder(tmp_path / "risk")
    assert listing(tmp_path / "risk") == ["a"]
    remove_folder(tmp_path / "risk")
    assert listing(tmp_path) == []


def test_a_file_system_that_cannot_flush_folders_is_written_all_the_same(tmp_path, monkeypatch):
    real = os.fsync

    def fsync(fd):
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        real(fd)

    monkeypatch.setattr(files.os, "fsync", fsync)
    replace_folder(tmp_path / "risk", {"a": b""})
    assert listing(tmp_path / "risk") == ["a"]


# -- temporary folders --------------------------------------------------------


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr(files.tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_folder_of_the_dead_is_swept_and_one_in_use_is_not(temporary):
    mine = OwnFolder("test")
    dead = temporary / f"test-{os.geteuid()}-dead"
    (dead / "root").mkdir(parents=True)
    other = OwnFolder("test")
    assert not dead.exists()
    assert listing(temporary) == sorted([mine.path.name, other.path.name])
    for folder in (mine, other):
        folder.close()
    assert listing(temporary) == []


def test_the_folder_of_a_killed_process_is_swept(temporary):
    code = (
        "import sys, tempfile, time; from autograder.files import OwnFolder\n"
        "tempfile.tempdir = sys.argv[1]; folder = OwnFolder('test')\n"
        "(folder.path / 'log').write_text('x'); print('made', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, temporary], stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout.readline() == "made\n"
        owner.kill()
        owner.wait()
        assert len(listing(temporary)) == 1
        OwnFolder("test").close()
    assert listing(temporary) == []


def test_sweeping_follows_no_link_and_takes_nobody_else_s(temporary, monkeypatch):
    theirs = temporary / "theirs"
    theirs.mkdir()
    (theirs / "x").write_bytes(b"")
    prefix = f"test-{os.geteuid()}-"
    (temporary / f"{prefix}link").symlink_to(theirs)
    (temporary / f"{prefix}file").write_bytes(b"")
    (temporary / f"{prefix}folder").mkdir()
    (temporary / f"{prefix}folder/link").symlink_to(theirs)
    OwnFolder("test").close()
    assert listing(theirs) == ["x"]
    assert listing(temporary) == [f"{prefix}file", f"{prefix}link", "theirs"]

    (temporary / f"{prefix}folder").mkdir()
    with monkeypatch.context() as patch:
        me = os.geteuid()
        ids = iter([me, me + 1])  # for the name, and for the owner
        patch.setattr(files.os, "geteuid", lambda: next(ids))
        OwnFolder("test").close()
    assert (temporary / f"{prefix}folder").exists()


def test_a_folder_that_was_swept_before_it_was_locked_is_made_again(temporary, monkeypatch):
    real, swept = fcntl.flock, []

    def flock(fd, operation):
        if not swept:
            swept.extend(temporary.iterdir())
            swept[0].rmdir()
        real(fd, operation)

    monkeypatch.setattr(files.fcntl, "flock", flock)
    folder = OwnFolder("test")
    assert folder.path.exists()
    assert folder.path != swept[0]
    folder.close()


# -- a lock -------------------------------------------------------------------


def test_a_lock_is_held_by_one_and_names_its_holder(tmp_path):
    lock = tmp_path / "work/.lock"
    words = rf"^another grading is running in this course \(process {os.getpid()}\); wait"
    with (
        only_one(lock, "grading"),
        pytest.raises(CourseError, match=words),
        only_one(lock, "grading"),
    ):
        pytest.fail("held twice")
    with only_one(lock, "grading"):
        assert lock.read_text() == str(os.getpid())


def test_a_failing_block_lets_go_of_the_lock(tmp_path):
    with pytest.raises(ValueError, match="mine"), only_one(tmp_path / "lock", "grading"):
        raise ValueError("mine")
    with only_one(tmp_path / "lock", "grading"):
        assert (tmp_path / "lock").exists()


def test_a_holder_that_is_killed_lets_go_of_the_lock(tmp_path):
    lock = tmp_path / "lock"
    code = (
        "import sys, time; from pathlib import Path; from autograder.files import only_one\n"
        "with only_one(Path(sys.argv[1]), 'grading'):\n"
        "    print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, lock], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(CourseError, match=rf"process {holder.pid}"), only_one(lock, "x"):
            pytest.fail("held twice")
        holder.kill()
        holder.wait()
        with only_one(lock, "grading"):
            assert lock.read_text() == str(os.getpid())


def test_a_lock_that_cannot_be_written_is_said_in_a_line(tmp_path):
    (tmp_path / "x").write_bytes(b"")
    with pytest.raises(CourseError, match="cannot be written"), only_one(tmp_path / "x/y", "x"):
        pytest.fail("held")
