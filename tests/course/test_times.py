"""Times as people write them: the message holds the right form, where they can mean one only."""

import pytest

from autograder.course.times import advice

WORDS = "a time reads like 2026-11-30 18:00, not "


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("30.11.2026 18:00", "2026-11-30 18:00"),
        ("30.11.2026, 18 Uhr", "2026-11-30 18:00"),
        ("30.11.26", "2026-11-30"),
        ("11/30/2026", "2026-11-30"),
        ("30/11/2026", "2026-11-30"),
        ("12/12/2026 08:30", "2026-12-12 08:30"),
        ("30-11-2026", "2026-11-30"),
        ("2026/11/30 18:00:30", "2026-11-30 18:00:30"),
        ("20261130", "2026-11-30"),
        ("30 Nov 2026", "2026-11-30"),
        ("30. November 2026 18.00", "2026-11-30 18:00"),
        ("November 30th, 2026 at 6 p.m.", "2026-11-30 18:00"),
        ("2026-11-30 6pm", "2026-11-30 18:00"),
        ("  2026-11-30   12:05 AM ", "2026-11-30 00:05"),
    ],
)
def test_a_time_that_can_mean_one_only_is_told_in_the_right_form(written, right):
    assert advice(written) == f"{WORDS}{written!r}; write {right}"


def test_a_time_that_can_mean_two_is_told_in_both():
    assert advice("11/12/2026 18:00").endswith("; write 2026-11-12 18:00 or 2026-12-11 18:00")


@pytest.mark.parametrize("written", ["", "soon", "6pm", "18:00", "31.11.2026", "2026-13-01"])
def test_a_time_that_can_mean_none_is_told_the_form_alone(written):
    assert advice(written) == f"{WORDS}{written!r}"


def test_a_long_text_is_cut():
    assert len(advice("x" * 1000)) < 120
