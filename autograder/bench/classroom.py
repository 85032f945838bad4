"""The class that every grader gets: real notebooks, made from the bank; a rerun gives the same.

Students answer as the bank's right answers and the reference do, each in a mixture of
their own.  In some notebooks one exercise is wrong or was never written, so that the
graders' scores differ from student to student and can be compared.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.authoring.samples import lay, reference_answers
from autograder.checking.answers import read_bank
from autograder.course.folders import Folders

Notebook = dict[str, Any]
# Left out: with these answers one plot takes 20 s of arithmetic, which hides what graders cost.
SLOW = {"along the negative curvature", "vmapped differences and a Hessian at every step"}
PERIOD = 4  # of this many notebooks one has a mistake, and one an exercise left unwritten


def student(number: int) -> str:
    """A student's name."""
    return f"s{number:04d}"


class Classroom:
    """Everybody's answers to one assignment.

    Args:
        folders: The course's.
        name: The assignment.
        shift: Its place in the course, so that a student's mistakes fall differently in each.

    Raises:
        CourseError: when the bank or the reference cannot be read.
    """

    def __init__(self, folders: Folders, name: str, shift: int) -> None:
        self.name, self.shift = name, shift
        reference = reference_answers(folders, name)
        answers = [a for a in read_bank(folders.bank(name)) if a.title not in SLOW]
        self.exercises = list(reference)
        self.right = {
            e: [reference[e], *(a.source for a in answers if (a.kind, a.exercise) == ("right", e))]
            for e in self.exercises
        }
        self.wrong = {
            e: [a.source for a in answers if (a.kind, a.exercise) == ("wrong", e)]
            for e in self.exercises
        }

    def answers(self, number: int) -> dict[str, str]:
        """Exercise → what student ``number`` wrote; an exercise left unwritten is not in it."""
        written = {
            e: self.right[e][(number * (position + 1) + self.shift) % len(self.right[e])]
            for position, e in enumerate(self.exercises)
        }
        chosen = self.exercises[(number // PERIOD) % len(self.exercises)]
        match (number + self.shift) % PERIOD:
            case 1:
                written[chosen] = self.wrong[chosen][number % len(self.wrong[chosen])]
            case 3:
                del written[chosen]
        return written

    def fill_in(self, release: Notebook, number: int) -> Notebook:
        """A release with a student's answers in it."""
        return lay(release, self.answers(number), self.name)


def hand_in(room: Classroom, release: Path, students: int) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the notebook file of each of so many students."""
    notebook = json.loads(release.read_text(encoding="utf-8"))
    for number in range(students):
        text = json.dumps(room.fill_in(notebook, number), ensure_ascii=False, indent=1)
        yield student(number), (text + "\n").encode()
