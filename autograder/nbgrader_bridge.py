"""The only module that imports nbgrader: its configuration, its gradebook, its commands.

``nbgrader autograde`` and formgrader read a submission through
:class:`SubmissionExporter`, which grades it with our engine; ``nbgrader
generate_feedback`` writes our page through :class:`FeedbackExporter`.  Scores
are written here for every grade cell and never go through nbgrader's
``determine_grade``, which gives full marks to output it cannot parse.
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import sys
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import nbformat
import sqlalchemy
from nbconvert.exporters import Exporter, NotebookExporter
from nbgrader.api import Base, Gradebook, InvalidEntry, MissingEntry
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeCollect
from nbgrader.plugins import BasePlugin, CsvExportPlugin
from traitlets.config import Config

from autograder import batch, collection, feedback, late, reports
from autograder.attempts import Attempts
from autograder.attempts import standing as standing_of
from autograder.course import Course, Folders, find_root
from autograder.course import load as load_course
from autograder.errors import CourseError
from autograder.feedback import Marks
from autograder.files import (
    OwnFolder,
    copy_folder,
    remove_folder,
    replace_folder,
    write_atomically,
)
from autograder.late import Standing
from autograder.score import Report
from autograder.skeleton import CHECK_PREFIX

# nbgrader fills in a new submission before it adds the row; SQLAlchemy warns, nothing is lost.
warnings.filterwarnings(
    "ignore",
    message=r"Object of type <Submitted(Assignment|Notebook)> not in session",
    category=sqlalchemy.exc.SAWarning,
    module=r"nbgrader\.api",
)

# nbgrader calls `alembic` by its bare name.
os.environ["PATH"] = f"{Path(sys.prefix) / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"

STUB = "# YOUR CODE HERE\nraise NotImplementedError({!r})".format(
    "not written yet: replace this line with your own code"
)


def configure(c: Any, root: Path | None = None) -> None:
    """Fill in nbgrader's configuration; called by nbgrader_config.py.

    Also brings work/source up to date, because nbgrader looks for notebooks
    before any hook of ours could run.
    """
    root = root or find_root()
    course, folders = load_course(root), Folders(root)
    folders.work.mkdir(exist_ok=True)
    c.CourseDirectory.root = str(root)
    c.CourseDirectory.course_id = course.id
    c.CourseDirectory.source_directory = "work/source"
    c.CourseDirectory.release_directory = "assignments"
    c.CourseDirectory.submitted_directory = "work/submitted"
    c.CourseDirectory.autograded_directory = "work/autograded"
    c.CourseDirectory.feedback_directory = "work/feedback"
    c.CourseDirectory.db_url = db_url(folders)
    c.Exchange.root = str(folders.work / "exchange")
    c.NbGrader.logfile = str(folders.work / "nbgrader.log")
    # The committed release is in place before the gradebook knows of it: never "skip existing".
    c.GenerateAssignment.force = True
    c.ClearSolutions.code_stub = {"python": STUB}
    c.Autograde.exporter_class = "autograder.nbgrader_bridge.SubmissionExporter"
    c.Autograde.sanitize_preprocessors = []
    c.Autograde.autograde_preprocessors = ["nbgrader.preprocessors.AssignLatePenalties"]
    c.AssignLatePenalties.plugin_class = "autograder.nbgrader_bridge.LatePenalty"
    c.ExchangeFactory.collect = "autograder.nbgrader_bridge.Collect"
    c.ExportApp.plugin_class = "autograder.nbgrader_bridge.Export"
    c.GenerateFeedback.exporter_class = "autograder.nbgrader_bridge.FeedbackExporter"
    c.GenerateFeedback.preprocessors = []
    _keep_formgrader_to_this_course()
    for assignment in course.assignments:
        if _source_is_old(folders, assignment.id):
            os.utime(_write_source(folders, assignment.id))


def _write_source(folders: Folders, name: str) -> Path:
    from autograder.release import write_source  # it imports torch, for seconds

    return write_source(folders, name)


def _keep_formgrader_to_this_course() -> None:
    """Let formgrader's ``?path=`` name no other folder, where we are loaded by formgrader.

    It runs that folder's nbgrader_config.py: one click on a link, wherever it was put, and
    a file that a student handed in would be the instructor's own code.
    """
    handlers: Any = sys.modules.get("nbgrader.server_extensions.formgrader.handlers")
    if handlers is not None:
        handlers.FormgraderHandler.get_argument = _no_argument


def _no_argument(handler: Any, name: str, default: str = "", strip: bool = True) -> str:
    return default


def _source_is_old(folders: Folders, name: str) -> bool:
    made = folders.source / name / f"{name}.ipynb"
    newest = max(p.stat().st_mtime for p in (folders.solution(name), folders.checks(name)))
    return not made.exists() or made.stat().st_mtime < newest


def db_url(folders: Folders) -> str:
    """The gradebook's address; a busy database is waited for, not given up on."""
    return f"sqlite:///{folders.gradebook}?timeout=120"


def config_for(root: Path) -> Config:
    """nbgrader's configuration as its own commands would load it."""
    config = Config()
    configure(config, root)
    return config


# -- release ------------------------------------------------------------------


def generate_assignment(course: Course, folders: Folders, name: str) -> Path:
    """Release an assignment through nbgrader, into assignments/ and the gradebook.

    Raises:
        CourseError: when nbgrader refuses.
    """
    _write_source(folders, name)
    config = config_for(folders.root)
    config.CourseDirectory.assignment_id = name
    _make_gradebook(course, folders)
    _set_due_date(course, folders, name)  # first: the gradebook may know the rest already
    # nbgrader removes the old release before it writes the new one.
    with _released_aside(config, name) as made:
        copy_folder(made, folders.release(name).parent)
    return folders.release(name)


@contextmanager
def _released_aside(config: Config, name: str) -> Iterator[Path]:
    """Let nbgrader release into a folder that lasts as long as the block."""
    with closing(OwnFolder("course-release")) as folder:
        config.CourseDirectory.release_directory = str(folder.path)
        _convert(config, name)
        yield folder.path / name


def is_fresh(course: Course, folders: Folders, name: str) -> bool:
    """Whether the committed release is what a release would make now; changes nothing.

    Raises:
        CourseError: when the author's file or the checks are broken.
    """
    path = folders.release(name)
    config = config_for(folders.root)
    _write_source(folders, name)
    config.CourseDirectory.assignment_id = name
    config.GenerateAssignment.no_database = True
    config.GenerateAssignment.preprocessors = [
        p for p in GenerateAssignment.preprocessors.default() if p.__name__ != "SaveCells"
    ]
    with _released_aside(config, name) as folder:
        made = (folder / f"{name}.ipynb").read_bytes()
    return path.is_file() and path.read_bytes() == made


def _set_due_date(course: Course, folders: Folders, name: str) -> None:
    due = course.assignment(name).due
    when = course.local(due).isoformat() if due else None
    with Gradebook(db_url(folders), course.id) as gradebook:
        gradebook.update_or_create_assignment(name, duedate=when)


def _convert(config: Config, name: str) -> None:
    """Run nbgrader's generate_assignment, its log kept for its errors."""
    log, said = logging.getLogger("course.nbgrader"), _Said()
    log.handlers, log.propagate = [said], False
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
    converter.log = log
    with _nbgrader_errors(f"releasing {name}", said):
        converter.start()


class _Said(logging.Handler):
    """Keeps nbgrader's complaints: the last line of a traceback is the reason."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.reason = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a traceback's last line."""
        text = record.getMessage().strip()
        if text.startswith("Traceback"):
            self.reason = text.splitlines()[-1]


@contextmanager
def _nbgrader_errors(what: str, said: _Said | None = None) -> Iterator[None]:
    log = logging.getLogger("tornado.application")  # nbgrader shows tracebacks there
    disabled, log.disabled = log.disabled, True
    try:
        yield
    except (NbGraderException, RuntimeError, SystemExit) as error:
        reason = (said.reason if said else "") or _first_line(error)
        raise CourseError(f"{what}: nbgrader says: {reason}") from None
    except (sqlalchemy.exc.SQLAlchemyError, InvalidEntry) as error:
        raise CourseError(f"{what}: the gradebook: {_first_line(error)}") from None
    finally:
        log.disabled = disabled


def _first_line(error: BaseException) -> str:
    return (str(getattr(error, "orig", None) or error).splitlines() or ["unknown"])[0]


# -- record -------------------------------------------------------------------


class GradebookWriter:
    """Writes reports into the gradebook, autograded/ and feedback/; one at a time.

    Raises:
        CourseError: when the gradebook cannot be opened or written, belongs to another course
            or was made by an older nbgrader.
    """

    def __init__(self, course: Course, folders: Folders, name: str) -> None:
        self._course, self._folders, self._name = course, folders, name
        folders.work.mkdir(exist_ok=True)
        with _nbgrader_errors(str(folders.gradebook)):
            _make_gradebook(course, folders)
            _inspect(course, folders)
            self._gradebook = Gradebook(db_url(folders), course.id)
            # A commit is on the disk only when the journal's removal is.
            self._gradebook.db.execute(sqlalchemy.text("PRAGMA synchronous = EXTRA"))
            if not self._knows_assignment():
                generate_assignment(course, folders, name)
            self._spelt = {batch.same_student(s.id): s.id for s in self._gradebook.students}

    def close(self) -> None:
        """Let go of the gradebook."""
        self._gradebook.close()

    def _knows_assignment(self) -> bool:
        try:
            notebook = self._gradebook.find_notebook(self._name, self._name)
        except MissingEntry:
            return False
        released = reports.release_points(self._folders.release(self._name))
        known = {c.name: c.max_score for c in [*notebook.grade_cells, *notebook.task_cells]}
        return known == released

    def write(self, report: Report) -> None:
        """Record one report: rows, autograded notebook, feedback page.

        Raises:
            CourseError: when the gradebook or the disk refuses.
        """
        known = self._spelt.setdefault(batch.same_student(report.student), report.student)
        if known != report.student:
            raise CourseError(f"the gradebook spells this student's id {known!a}; rename one")
        standing = standing_of(self._course, self._folders, report)
        with _nbgrader_errors(str(self._folders.gradebook)):
            record(self._gradebook, report, self._course, standing)
            marks = read_marks(self._gradebook, report.assignment, report.student)
        student, name = report.student, report.assignment
        if report.notebook is None:  # an older one would pass for this submission
            remove_folder(self._folders.autograded / student / name)
        else:
            files = {f"{name}.ipynb": notebook_text(report).encode()}
            stamp = self._folders.submitted / student / name / "timestamp.txt"
            if stamp.is_file() and not stamp.is_symlink():
                files["timestamp.txt"] = stamp.read_bytes()[:200]
            replace_folder(self._folders.autograded / student / name, files)
        _write_page(self._course, self._folders, report, marks, standing)

    def write_feedback(self, report: Report) -> None:
        """Write the feedback page anew, with the manual marks of now."""
        self.refresh(report, anew=True)

    def refresh(self, report: Report, *, anew: bool) -> None:
        """Record what lateness costs now, and write the page where that changes or when told to.

        Raises:
            CourseError: when the gradebook or the disk refuses.
        """
        standing = standing_of(self._course, self._folders, report)
        with (
            _nbgrader_errors(str(self._folders.gradebook)),
            _one_transaction(self._gradebook.db),
        ):
            changed = _fill_in_lateness(self._gradebook, report, self._course, standing)
            if changed or anew:
                marks = read_marks(self._gradebook, report.assignment, report.student)
                # Before the commit: who is killed between the two does both once more.
                _write_page(self._course, self._folders, report, marks, standing)

    def holds(self, report: Report) -> bool:
        """Whether the gradebook has this report's scores already."""
        with _nbgrader_errors(str(self._folders.gradebook)):
            try:
                notebook = self._gradebook.find_submission_notebook(
                    report.assignment, report.assignment, report.student
                )
            except MissingEntry:
                return False
            held = {g.cell.name: g.auto_score for g in notebook.grades}
        return all(
            held.get(f"{CHECK_PREFIX}{name}") == exercise.points
            for name, exercise in report.exercises.items()
        )


def _make_gradebook(course: Course, folders: Folders) -> None:
    """Make a gradebook where there is none: whole, or not at all."""
    if os.path.lexists(folders.gradebook):
        return
    with closing(OwnFolder("course-gradebook")) as folder:
        made = folder.path / "gradebook.db"
        Gradebook(f"sqlite:///{made}", course.id).close()
        write_atomically(folders.gradebook, made.read_bytes())


def _inspect(course: Course, folders: Folders) -> None:
    """Refuse a gradebook that nbgrader would take and spoil, or that cannot be written.

    Raises:
        CourseError: when it is another course's, an older nbgrader's, or read-only.
    """
    path = folders.gradebook
    engine = sqlalchemy.create_engine(db_url(folders))
    try:
        with engine.connect() as connection:
            found = sqlalchemy.inspect(connection)
            held = {t: {c["name"] for c in found.get_columns(t)} for t in found.get_table_names()}
            if not held:  # an empty file
                return
            for table in Base.metadata.sorted_tables:
                if not {column.name for column in table.columns} <= held.get(table.name, set()):
                    raise CourseError(
                        f"{path} was made by an older nbgrader; upgrade it: nbgrader db upgrade"
                    )
            courses = [str(row[0]) for row in connection.execute(sqlalchemy.text(_COURSES))]
            if courses and course.id not in courses:
                raise CourseError(
                    f"{path} belongs to another course: {', '.join(courses)}, not {course.id}; "
                    "move it away, or mend `id` in course.yml"
                )
            _try_to_write(connection, path)
    finally:
        engine.dispose()


_COURSES = "SELECT id FROM course WHERE id != 'default_course'"  # that one nbgrader adds itself


def _try_to_write(connection: sqlalchemy.Connection, path: Path) -> None:
    try:
        connection.execute(sqlalchemy.text("UPDATE course SET id = id WHERE 1 = 0"))
    except sqlalchemy.exc.OperationalError as error:
        raise CourseError(
            f"{path} cannot be written ({_first_line(error)}); to grade without it: --no-gradebook"
        ) from None
    connection.rollback()


def _write_page(
    course: Course, folders: Folders, report: Report, marks: Marks, standing: Standing
) -> None:
    page = feedback.page(course, report, marks, standing)
    folder = folders.feedback / report.student / report.assignment
    replace_folder(folder, {f"{report.assignment}.html": page.encode()})


def record(
    gradebook: Gradebook, report: Report, course: Course, standing: Standing | None = None
) -> None:
    """Write a report's scores: every automatic one anew, no manual one touched; all or nothing."""
    with _one_transaction(gradebook.db):
        gradebook.update_or_create_student(report.student)
        gradebook.update_or_create_submission(report.assignment, report.student)
        notebook = gradebook.find_submission_notebook(
            report.assignment, report.assignment, report.student
        )
        for grade in notebook.grades:
            _fill_in(grade, report)
        _fill_in_lateness(gradebook, report, course, standing or Standing())


@contextmanager
def _one_transaction(session: Any) -> Iterator[None]:
    """Make nbgrader's many commits one: half a submission would pass for an ungraded one."""
    try:
        session.commit = session.flush
        try:
            yield
        finally:
            del session.commit
        session.commit()
    except BaseException:
        session.rollback()
        raise


def _fill_in(grade: Any, report: Report) -> None:
    graded, name = report.status == "graded", grade.cell.name
    if name.startswith(CHECK_PREFIX):
        exercise = report.exercises.get(name.removeprefix(CHECK_PREFIX))
        grade.auto_score = exercise.points if graded and exercise else None
        grade.needs_manual_grade = not graded or grade.manual_score is not None
    else:
        blank = graded and not report.answered.get(name, False)
        grade.auto_score = 0.0 if blank else None
        grade.needs_manual_grade = not blank


def record_lateness(
    gradebook: Gradebook, report: Report, course: Course, standing: Standing
) -> None:
    """Write when it was due and handed in, and the penalty that follows; all or nothing."""
    with _one_transaction(gradebook.db):
        _fill_in_lateness(gradebook, report, course, standing)


def _fill_in_lateness(
    gradebook: Gradebook, report: Report, course: Course, standing: Standing
) -> bool:
    """Write it in the transaction that is open.

    nbgrader itself has read timestamp.txt by now, which the student may have written.

    Returns:
        Whether anything was different before.
    """
    _settle_rows(gradebook)
    notebook = gradebook.find_submission_notebook(
        report.assignment, report.assignment, report.student
    )
    submission = notebook.assignment
    if report.assignment not in [a.id for a in course.assignments]:  # taken out since
        return False
    before = _lateness_rows(notebook)
    due = course.assignment(report.assignment).due
    if due is not None:
        submission.assignment.duedate = _naive_utc(course.local(due))
    submission.extension = _extension(course, report)
    submission.timestamp = standing.submitted and _naive_utc(standing.submitted)
    _settle_rows(gradebook)
    _take_penalty(course, report.assignment, notebook)
    _settle_rows(gradebook)
    return _lateness_rows(notebook) != before


def _settle_rows(gradebook: Gradebook) -> None:
    """Let what the database computes, a sum of scores, be read anew, as after a commit."""
    gradebook.db.flush()
    gradebook.db.expire_all()


def _lateness_rows(notebook: Any) -> tuple[Any, ...]:
    submission = notebook.assignment
    return (submission.duedate, submission.timestamp, notebook.late_submission_penalty)


def _naive_utc(time: datetime) -> datetime:
    """A time as nbgrader keeps it."""
    return time.astimezone(UTC).replace(tzinfo=None)


def _take_penalty(course: Course, name: str, notebook: Any) -> None:
    submission = notebook.assignment
    notebook.late_submission_penalty = _penalty(
        course, name, submission.student_id, notebook.score, submission.total_seconds_late
    )


def _penalty(
    course: Course, name: str, student: str, score: float, seconds_late: float
) -> float | None:
    """What nbgrader's AssignLatePenalties writes: None where nothing is late."""
    assignment = course.assignment(name)
    due = course.due_of(assignment, student)
    if due is None or seconds_late <= 0:
        return None
    submitted = due.astimezone(UTC) + timedelta(seconds=seconds_late)
    _, percent = late.percent(course.late_of(assignment), due, submitted)
    return late.penalty(score, percent)


def _extension(course: Course, report: Report) -> timedelta | None:
    """How much later than the class this student may hand in, as course.yml has it."""
    assignment = course.assignment(report.assignment)
    later = assignment.extensions.get(report.student)
    if later is None or assignment.due is None:
        return None
    # In UTC, or Python leaves out a change of the clocks between the two.
    return course.local(later).astimezone(UTC) - course.local(assignment.due).astimezone(UTC)


def read_marks(gradebook: Gradebook, assignment: str, student: str) -> Marks:
    """What a person has added to the automatic marks: scores of written answers, comments."""
    notebook = gradebook.find_submission_notebook(assignment, assignment, student)
    written, overridden = {}, {}
    for grade in notebook.grades:
        name = grade.cell.name
        if not name.startswith(CHECK_PREFIX):
            score_ = None if grade.needs_manual_grade else grade.score
            written[name] = (score_, grade.max_score)
        elif grade.manual_score is not None:
            overridden[name.removeprefix(CHECK_PREFIX)] = grade.manual_score + (
                grade.extra_credit or 0.0
            )
    comments = {c.cell.name: c.manual_comment for c in notebook.comments if c.manual_comment}
    return Marks(written, overridden, comments, notebook.late_submission_penalty or 0.0)


def automatic_scores(address: str, assignment: str) -> dict[str, float | None]:
    """What a gradebook, any course's, holds of automatic scores: student → points."""
    with Gradebook(address) as gradebook:
        return {
            submission.student.id: sum(
                grade.auto_score or 0.0
                for notebook in submission.notebooks
                for grade in notebook.grades
            )
            for submission in gradebook.assignment_submissions(assignment)
        }


def notebook_text(report: Report) -> str:
    """The autograded notebook, as formgrader will show it."""
    notebook = nbformat.from_dict(feedback.for_formgrader(report))
    return str(nbformat.writes(notebook)) + "\n"


# -- nbgrader's own commands --------------------------------------------------

_engines: dict[Path, batch.Engine] = {}


def _engine(root: Path) -> batch.Engine:
    """One warm engine for each course of this process, whatever nbgrader calls us for."""
    if root not in _engines:
        _engines[root] = batch.Engine(load_course(root), Folders(root))
        atexit.register(_engines[root].close)
    return _engines[root]


class SubmissionExporter(NotebookExporter):
    """Reads a student's file for ``nbgrader autograde``: grades and records it with our engine."""

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> tuple[str, Any]:
        """Return the autograded notebook.

        Raises:
            CourseError: when the submission needs attention, with the reason.
        """
        root = find_root()
        course, folders = load_course(root), Folders(root)
        path, place = Path(filename).absolute(), resources["nbgrader"]
        if not path.is_relative_to(folders.submitted):
            _keep_only_ours(path.parent, path.name)
            text, resources = super().from_filename(filename, resources=resources, **kw)
            return str(text), resources
        student = Attempts(course, folders, place["assignment"], place["student"], path)
        for attempt, file in student.files.items():
            student.take(attempt, _engine(root).grade(place["assignment"], place["student"], file))
        report, standing = student.counts, student.standing
        with Gradebook(place["db_url"], course.id) as gradebook:
            record(gradebook, report, course, standing)
            marks = read_marks(gradebook, report.assignment, report.student)
        reports.keep(folders, report)
        student.settle()
        if report.status == "attention":
            # nbgrader writes no page for it, and would leave an older one with its marks.
            _write_page(course, folders, report, marks, standing)
            raise CourseError(f"{report.student} needs attention: {report.error}")
        resources["output_extension"] = ".ipynb"
        resources.setdefault("outputs", {})
        return notebook_text(report), resources


def _keep_only_ours(folder: Path, notebook: str) -> None:
    """Remove the student's other files, which nbgrader has copied beside the notebook."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        elif path.name not in (notebook, "timestamp.txt") or path.is_symlink():
            path.unlink()


class FeedbackExporter(Exporter):
    """Writes our page for ``nbgrader generate_feedback``."""

    file_extension = ".html"

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> tuple[str, Any]:
        """Return the feedback page.

        Raises:
            CourseError: when the submission was not graded by this kit.
        """
        root = find_root()
        course, folders, place = load_course(root), Folders(root), resources["nbgrader"]
        report = reports.load(folders, place["assignment"], place["student"])
        standing = standing_of(course, folders, report)
        with Gradebook(place["db_url"], course.id) as gradebook:
            record_lateness(gradebook, report, course, standing)
            marks = read_marks(gradebook, place["assignment"], place["student"])
        resources["output_extension"] = ".html"
        resources.setdefault("outputs", {})
        return feedback.page(course, report, marks, standing), resources


class LatePenalty(BasePlugin):
    """The late policy of course.yml, for nbgrader's AssignLatePenalties."""

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """Return the points to take off; nbgrader asks for a late submission only."""
        name = self.parent.assignment_id  # the preprocessor's; nbgrader does not hand it over
        return _penalty(load_course(find_root()), name, student_id, score, total_seconds_late)


class Collect(ExchangeCollect):
    """``nbgrader collect`` that goes by the kernel's clock and writes down what it says.

    A student makes a folder in the exchange, its name, timestamp.txt and the dates of change
    in it; only the kernel writes when a file's entry last changed (ctime).
    """

    def _path_to_record(self, path: str) -> dict[str, Any]:
        record = super()._path_to_record(path)
        return dict(record) | {"timestamp": _naive_utc(_arrival(Path(path)))}

    def copy_files(self) -> None:
        """Copy the latest submission of each student; note the earlier ones as well."""
        super().copy_files()
        name = self.coursedir.assignment_id
        pattern = f"{self.coursedir.student_id or '*'}+{name}+*"
        for folder in sorted(Path(self.inbound_path).glob(pattern)):
            self._note(self._path_to_record(str(folder))["username"], folder, folder)

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy a submission, and date the copy: nbgrader compares it with later ones."""
        super().do_copy(src, dest, log)
        stamp = Path(dest, "timestamp.txt")
        if stamp.is_dir() and not stamp.is_symlink():
            shutil.rmtree(stamp)
        stamp.unlink(missing_ok=True)
        stamp.write_text(f"{_naive_utc(_arrival(Path(src)))} UTC", encoding="utf-8")
        # The copy, because a link in the exchange is a file here.
        self._note(Path(dest).parent.name, Path(dest), Path(src))

    def _note(self, student: str, folder: Path, came: Path) -> None:
        if student.startswith("."):  # a folder's name, which anybody may choose
            return
        name = self.coursedir.assignment_id
        path, time = folder / f"{name}.ipynb", _arrival(came)
        collection.collect(Folders(find_root()), name, student, path, time, "exchange")


def _arrival(folder: Path) -> datetime:
    """When a folder of the exchange was last touched, at the latest now."""
    entries = [folder, *folder.rglob("*")]
    if any(entry.is_symlink() for entry in entries):  # what it leads to may change unseen
        return datetime.now(UTC)
    newest = max(entry.lstat().st_ctime for entry in entries)
    return datetime.fromtimestamp(newest, UTC)


class Export(CsvExportPlugin):
    """``nbgrader export`` with penalties that follow the manual marks given since."""

    def export(self, gradebook: Gradebook) -> None:
        """Write the grades."""
        course = load_course(find_root())
        for assignment in course.assignments:
            for submission in gradebook.assignment_submissions(assignment.id):
                for notebook in submission.notebooks:
                    _take_penalty(course, assignment.id, notebook)
        gradebook.db.commit()
        super().export(gradebook)
