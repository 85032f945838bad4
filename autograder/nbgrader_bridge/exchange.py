"""nbgrader's exchange: what students put into it is collected, their feedback is released."""

from __future__ import annotations

import fnmatch
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect, ExchangeReleaseFeedback
from nbgrader.utils import notebook_hash

from autograder.course.folders import Folders
from autograder.errors import CourseError
from autograder.files import write_atomically
from autograder.nbgrader_bridge.lateness import naive_utc
from autograder.nbgrader_bridge.receipt import SECRET, TIMESTAMP, put_receipt, read_receipt
from autograder.nbgrader_bridge.refusals import refusals
from autograder.records import collected


class Collect(ExchangeCollect):
    """``nbgrader collect`` that takes times of arrival from the kernel, and records them.

    A student makes the folder in the exchange, its name, timestamp.txt and the mtimes in it;
    only the kernel sets when an inode last changed (ctime).
    """

    def _path_to_record(self, path: str) -> dict[str, Any]:
        record = super()._path_to_record(path)
        return dict(record) | {"timestamp": naive_utc(_arrival(Path(path)))}

    def init_src(self) -> None:
        """Find the submissions, and in the gradebook the due date."""
        try:
            with refusals(self.coursedir.db_url):
                super().init_src()
        except CourseError as error:
            self.fail(str(error))

    def copy_files(self) -> None:
        """Copy the latest submission of each student; note the earlier ones as well.

        Raises:
            ExchangeError: after all others, when a submission could not be copied.
        """
        self._refused = 0
        super().copy_files()
        name = self.coursedir.assignment_id
        pattern = f"{self.coursedir.student_id or '*'}+{name}+*"
        for folder in sorted(Path(self.inbound_path).glob(pattern)):
            self._note(self._path_to_record(str(folder))["username"], folder, folder)
        if self._refused:
            self.fail(f"{self._refused} of the submissions could not be collected")

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy a submission, or say in one line why it cannot be copied.

        The copy is dated by us, because nbgrader compares that with later submissions.
        """
        student, came = Path(dest).parent.name, Path(src)
        receipt = read_receipt(came) | {TIMESTAMP: f"{naive_utc(_arrival(came))} UTC".encode()}
        try:
            super().do_copy(src, dest, log)
            if not self.coursedir.groupshared:
                # nbgrader submit opens its folder to everybody, and a copy would be as open.
                self.set_perms(dest, 0o644, 0o755)
            put_receipt(Path(dest), receipt)
            # The copy, because a link in the exchange is a file here.
            self._note(student, Path(dest), came)
        except (OSError, RuntimeError, CourseError) as error:
            shutil.rmtree(dest, ignore_errors=True)
            self.log.error(f"{student}: not collected: {_reason(error)}")
            self._refused += 1

    def get_size(self, root: str) -> int:
        """Size of what nbgrader copies, which has a limit; the receipt is read by us."""
        receipt = [Path(root, name) for name in (TIMESTAMP, SECRET)]
        ours = sum(f.lstat().st_size for f in receipt if f.is_file() and not f.is_symlink())
        return int(super().get_size(root)) - ours

    def _note(self, student: str, folder: Path, came: Path) -> None:
        if student.startswith("."):  # the name of a folder that anybody may make
            return
        name = self.coursedir.assignment_id
        path, time = folder / f"{name}.ipynb", _arrival(came)
        collected.collect(Folders(Path(self.coursedir.root)), name, student, path, time, "exchange")


def _reason(error: Exception) -> str:
    """Why a folder cannot be copied, in one line; shutil lists a reason for each file."""
    if isinstance(error, shutil.Error) and error.args:
        return str(error.args[0][0][2])
    return str(error).partition("\n")[0]


def _arrival(folder: Path) -> datetime:
    """When anything in a folder of the exchange last changed (ctime); now if it holds a link."""
    entries = [folder, *folder.rglob("*")]
    if any(entry.is_symlink() for entry in entries):  # its target may change later
        return datetime.now(UTC)
    newest = max(entry.lstat().st_ctime for entry in entries)
    return datetime.fromtimestamp(newest, UTC)


class ReleaseFeedback(ExchangeReleaseFeedback):
    """``nbgrader release_feedback`` in which one student's trouble costs that student one line.

    A page is released under a hash of the secret that the student's ``nbgrader submit`` made:
    who knows the secret can read the page.
    """

    def init_dest(self) -> None:
        """Make the folder of released pages where it is missing."""
        try:
            super().init_dest()
        except OSError as error:
            self.fail(f"{error.filename} cannot be written: {error.strerror}")

    def copy_files(self) -> None:
        """Release each page that has a submission in the exchange.

        Raises:
            ExchangeError: after all others, when a page could not be released; pages without a
                submission in the exchange count only where there is no other.
        """
        folders = self._folders()
        secrets = {s: read_receipt(f).get(SECRET, b"").decode() for s, f in folders.items()}
        chosen = [student for student in folders if self._is_chosen(student)]
        released, refused = 0, 0
        for student in chosen:
            page = folders[student] / f"{self.coursedir.assignment_id}.html"
            if not secrets[student]:
                self.log.warning(
                    f"{student}: not released: the submission did not come through the exchange; "
                    f"hand over {page}"
                )
                continue
            try:
                _refuse_shared(student, secrets)
                self._release(page, secrets[student])
                released += 1
                self.log.info(f"Released the feedback of {student}")
            except CourseError as error:
                self.log.error(f"{student}: not released: {error}")
                refused += 1
        if refused or not released:
            self.fail(f"{released} of {len(chosen)} pages were released")

    def _folders(self) -> dict[str, Path]:
        """Each student who has a page, and the folder that it lies in."""
        name = self.coursedir.assignment_id
        pages = Folders(Path(self.coursedir.root)).feedback.glob(f"*/{name}/{name}.html")
        return {page.parent.parent.name: page.parent for page in sorted(pages)}

    def _is_chosen(self, student: str) -> bool:
        excluded = self.coursedir.student_id_exclude.split(",")
        wanted = self.coursedir.student_id or "*"
        return student not in excluded and fnmatch.fnmatchcase(student, wanted)

    def _release(self, page: Path, secret: str) -> None:
        target = notebook_hash(secret=secret, notebook_id=page.stem)
        write_atomically(Path(self.dest_path, f"{target}.html"), page.read_bytes())


def _refuse_shared(student: str, secrets: Mapping[str, str]) -> None:
    """Refuse a secret that another student has as well: each could read the other's page."""
    others = [s for s, secret in secrets.items() if secret == secrets[student] and s != student]
    if others:
        raise CourseError(f"its submission_secret.txt is also that of {', '.join(others)}")
