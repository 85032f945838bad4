"""Marks given by hand: what is kept comes back, and an old copy of a gradebook is told apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.folders import Folders
from autograder.errors import CourseError
from autograder.records import manual_marks
from autograder.records.manual_marks import NONE, Mark, compare, keep, load, path_of

TWO, THREE = Mark(2.0), Mark(3.0, 0.5, "Nice; 更好 🙂")


@pytest.fixture
def here(tmp_path: Path) -> Folders:
    return Folders(tmp_path)


def test_each_mark_that_a_cell_ever_had_is_kept_in_order(here: Folders) -> None:
    keep(here, "risk", "s01", {"why": TWO})
    keep(here, "risk", "s01", {"why": THREE, "risks": Mark(comment="Neat!")})
    keep(here, "risk", "s01", {"why": THREE})
    assert load(here, "risk", "s01") == {"why": [TWO, THREE], "risks": [Mark(comment="Neat!")]}
    assert manual_marks.students(here, "risk") == ["s01"]


def test_the_file_can_be_read_by_a_person(here: Folders) -> None:
    keep(here, "risk", "s01", {"why": THREE})
    text = (here.work / "manual/risk/s01.json").read_text(encoding="utf-8")
    [mark] = json.loads(text)["cells"]["why"]
    assert mark.pop("time").endswith("+00:00")
    comment = "Nice; 更好 🙂"
    assert mark == {"score": 3.0, "extra_credit": 0.5, "comment": comment, "waiting": False}
    assert comment in text


def test_nothing_is_written_where_nothing_was_given(here: Folders) -> None:
    keep(here, "risk", "s01", {"why": NONE})
    assert load(here, "risk", "s01") == {}
    assert not here.manual.exists()


@pytest.mark.parametrize(
    "damage",
    ["", "[]", '{"cells": []}', '{"cells": {"why": [{"score": "3"}]}}',
     '{"cells": {"why": [{"points": 3}]}}', '{"cells": {"why": [{"comment": 3}]}}'],
)  # fmt: skip
def test_a_damaged_file_is_told_and_left_alone(here: Folders, damage: str) -> None:
    path = path_of(here, "risk", "s01")
    path.parent.mkdir(parents=True)
    path.write_text(damage)
    with pytest.raises(CourseError, match=r"s01\.json is damaged \(.*put it back from a backup"):
        keep(here, "risk", "s01", {"why": TWO})
    assert path.read_text() == damage


# -- whose mark is newer --------------------------------------------------------


def test_a_mark_that_was_never_kept_is_newer() -> None:
    assert compare({"why": THREE}, {"why": [TWO]}) == ({"why": THREE}, {})
    assert compare({"why": TWO}, {}) == ({"why": TWO}, {})


def test_a_mark_of_before_is_an_old_copys() -> None:
    assert compare({"why": TWO}, {"why": [TWO, THREE]}) == ({}, {"why": THREE})


def test_no_mark_is_a_new_gradebooks_or_an_old_copys() -> None:
    assert compare({}, {"why": [TWO, THREE]}) == ({}, {"why": THREE})


def test_a_mark_that_was_taken_away_stays_away() -> None:
    assert compare({}, {"why": [TWO, NONE]}) == ({}, {})
    assert compare({"why": TWO}, {"why": [TWO, NONE]}) == ({}, {"why": NONE})


def test_whether_a_person_is_to_look_again_is_the_gradebooks_to_say() -> None:
    again = Mark(2.0, waiting=True)
    assert compare({"why": again}, {"why": [TWO]}) == ({"why": again}, {})


MARKS = st.builds(Mark, st.sampled_from([None, 0.0, 1.0]), comment=st.sampled_from([None, "a"]))


@given(MARKS, st.lists(MARKS, max_size=4))
def test_after_keeping_and_restoring_gradebook_and_history_agree(
    mark: Mark, history: list[Mark]
) -> None:
    newer, lost = compare({"why": mark}, {"why": history})
    assert not (newer and lost)
    in_gradebook = lost.get("why", mark)
    kept = [*history, *newer.values()]
    assert in_gradebook.given == (kept[-1] if kept else NONE).given
    assert compare({"why": in_gradebook}, {"why": kept}) == ({}, {})
