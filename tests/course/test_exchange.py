"""The exchange as a folder: made open to every account, its troubles told with their remedy."""

import os
import stat

import pytest

from autograder.course.exchange import make_exchange, trouble_with
from autograder.course.folders import Folders
from autograder.course.load import open_course
from autograder.errors import CourseError


@pytest.mark.parametrize(
    ("written", "place"),
    [("", "ROOT/work/exchange"), ("exchange: ex\n", "ROOT/ex"), ("exchange: /srv/e\n", "/srv/e")],
)
def test_its_place_is_in_course_yml(course_root, written, place):
    with (course_root / "course.yml").open("a") as file:
        file.write(written)
    _, folders = open_course(course_root)
    assert str(folders.exchange) == place.replace("ROOT", str(course_root))


def test_a_place_that_a_shell_would_read_otherwise_is_refused(course_root):
    with (course_root / "course.yml").open("a") as file:
        file.write("exchange: ~/exchange\n")
    with pytest.raises(CourseError, match=r"course\.yml:14: exchange: "):
        open_course(course_root)


def test_it_is_made_open_to_every_account_whatever_the_umask_and_left_alone_later(tmp_path):
    place = tmp_path / "a/exchange"
    before = os.umask(0o077)
    try:
        make_exchange(place)
    finally:
        os.umask(before)
    assert stat.S_IMODE(place.stat().st_mode) == 0o1777
    place.chmod(0o770)
    make_exchange(place)
    assert stat.S_IMODE(place.stat().st_mode) == 0o770


def test_what_is_no_folder_is_told(tmp_path):
    (tmp_path / "exchange").touch()
    assert trouble_with(tmp_path / "exchange") == f"{tmp_path}/exchange is not a folder"


def test_a_work_folder_on_a_disk_that_is_away_is_told(tmp_path):
    (tmp_path / "work").symlink_to("/nowhere/disk")
    with pytest.raises(CourseError, match=r"work, a link to /nowhere/disk: cannot be made \(File"):
        Folders(tmp_path).make_work()
