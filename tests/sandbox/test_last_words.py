"""A process that is lost keeps its last words: the line that people read says why."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from autograder.sandbox.host import Connection, ZygoteLost, ZygoteProcess
from autograder.sandbox.last_words import MAX_TAIL, MAX_WORDS, how_it_ended, last_words
from autograder.sandbox.limits import Limits


def test_the_last_line_that_says_anything_counts(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("Traceback (most recent call last):\n  …\nMemoryError: no room\n\n  \n")
    assert last_words(log) == "MemoryError: no room"


def test_only_lines_about_the_one_in_question_count(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("worker 7 ended by SIGKILL\nworker 71 ended with exit code 3\n")
    assert last_words(log, "worker 7 ") == "worker 7 ended by SIGKILL"
    assert last_words(log, "worker 8 ") == ""


def test_a_missing_or_empty_log_says_nothing(tmp_path: Path) -> None:
    assert last_words(tmp_path / "log") == ""
    (tmp_path / "log").touch()
    assert last_words(tmp_path / "log") == ""


def test_what_reaches_a_terminal_is_short_and_printable(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(b"x" * MAX_TAIL + b"\n\x1b[2J\xff" + b"y" * 1000)
    words = last_words(log)
    assert words.startswith("?[2J�y")
    assert len(words) == MAX_WORDS


@pytest.mark.parametrize(
    ("status", "words"),
    [(-9, "ended by SIGKILL"), (-11, "ended by SIGSEGV"), (3, "ended with exit code 3")],
)
def test_a_status_is_told_in_words(status: int, words: str) -> None:
    assert how_it_ended(status) == words


# -- the zygote's -----------------------------------------------------------------


def test_a_killed_zygote_is_told_with_the_signal_and_the_end_of_its_log() -> None:
    with ZygoteProcess("process") as zygote:
        Connection(zygote.address).close()  # it listens from its first moment on
        zygote.log.write(b"RuntimeError: the disk of the cluster is gone\n")
        zygote.log.flush()
        os.killpg(zygote.process.pid, signal.SIGKILL)
        assert zygote.ended()
        assert zygote.last_words() == (
            "the sandbox's parent process was ended by SIGKILL; "
            "its log ends with: RuntimeError: the disk of the cluster is gone"
        )
        with pytest.raises(ZygoteLost, match=r"its log ends with: RuntimeError: the disk"):
            Connection(zygote.address)


class Broken(ZygoteProcess):
    """A zygote whose first import fails, as where torch is missing."""

    def _start(self, listener: int, fork_server: int | None):  # type: ignore[no-untyped-def]
        import subprocess
        import sys

        code = "raise ModuleNotFoundError(\"No module named 'torch'\")"
        return subprocess.Popen(
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=self.log, stderr=self.log
        )


def test_a_zygote_that_never_starts_says_what_is_missing() -> None:
    with Broken("process") as zygote:
        zygote.process.wait()
        missing = "its log ends with: ModuleNotFoundError: No module named 'torch'"
        with pytest.raises(ZygoteLost, match=missing):
            Connection(zygote.address).spawn(Limits())
        assert zygote.last_words().endswith(f"was ended with exit code 1; {missing}")
