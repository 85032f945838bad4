"""A hostile submission in the instructor's browser: no script runs, no request leaves.

The browser is a real Chromium and its own DevTools protocol is the witness; formgrader is
nbgrader's own, in a Jupyter server.  What it asks for by itself is what it asks for on an honest
submission; MathJax comes from that server and sets the formulas, without any network.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from nbgrader.utils import notebook_hash

from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.course.load import open_course
from autograder.feedback import page as feedback_page
from autograder.feedback.words import Marks, points_text
from autograder.grading.engine import Engine
from autograder.nbgrader_bridge.gradebook import Gradebook, db_url
from autograder.nbgrader_bridge.writer import GradebookWriter
from autograder.records import collected, manual_marks
from autograder.records import reports as kept
from autograder.records.attempts import Attempts
from autograder.sandbox.jail import available_level
from autograder.scoring.report import Report
from tests.browser import Browser, Visit, find_browser, running
from tests.hostile.harness import ATTACKS, honest, read

PAGES = [p for p in ATTACKS if p.name.startswith(("B", "86", "87"))]
SERVER_SECONDS = 60.0
MATHJAX = "static/jupyter_server_mathjax/"

# Must CI have a browser, its lack is a failure.
if os.environ.get("COURSE_BROWSER") != "required":
    pytestmark = [
        pytest.mark.skipif(
            find_browser() is None,
            reason="no Chromium here; install it (sudo apt install chromium) or run: "
            "sh scripts/browser.sh",
        ),
        pytest.mark.skipif(
            available_level()[0] != "full", reason="hostile notebooks run in the full sandbox only"
        ),
    ]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running() as started:
        yield started


# -- what a page may do -------------------------------------------------------

# Is an element to be seen, and on top of all else, where it stands?
SEEN = """[...document.querySelectorAll(%s)].map(e => {
    e.scrollIntoView({block: "center"});
    const box = e.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return box.width > 0 && box.height > 0 && e.contains(top)
        && e.checkVisibility({opacityProperty: true, visibilityProperty: true});
})"""
# Where links lead and what hears events, as the browser itself understood the page.
# Of links that leave the page: the page's own lead from its head to an exercise.
LINKS = """[...document.querySelectorAll('a[href]:not([href^="#"]), area')]
    .map(a => a.protocol)"""
HANDLERS = """[...document.querySelectorAll(%s)].flatMap(e => e.getAttributeNames())
    .filter(name => name.startsWith("on"))"""
# Links within a submission that formgrader would obey: it takes a click from itself as asked for.
# And those that MathJax would make of a formula, its style sheet's aside.
BY_FORMULAS = """[...document.querySelectorAll(".MathJax a, .MathJax [class*=total]")]
    .map(a => a.outerHTML)"""
OBEYED = """[...document.querySelectorAll("#notebook a[href]:not([rel~=noreferrer])")]
    .map(a => a.getAttribute("href")).filter(place => !place.startsWith("#"))"""
# formgrader looks its fields up by id, and takes the first of that name.
FIELDS = """[...document.querySelectorAll("input.score, textarea.comment")]
    .filter(e => document.getElementById(e.id) !== e).map(e => e.id)"""
PICTURES = "[...document.images].filter(i => !i.src.startsWith('data:')).map(i => i.src)"
MARKS = "[window.hostile ?? null, document.title]"
# MathJax sets a page's formulas after it has loaded: how many, when it is done.
FORMULAS = """new Promise(done => {
    const look = (left) => window.MathJax?.Hub?.Queue
        ? MathJax.Hub.Queue(() => done(MathJax.Hub.getAllJax().length))
        : left ? setTimeout(look, 50, left - 1) : done(0);
    look(200);
})"""


def marks_of_a_script(browser: Browser, visit: Visit) -> list[str]:
    """What the attacks do first, as soon as a script of theirs runs."""
    hostile, title = browser.ask(MARKS)
    found = [*visit.dialogs, *visit.opened]
    found += [said for said in [*visit.console, title] if "hostile" in said]
    return found + (["window.hostile"] if hostile else [])


def seen(browser: Browser, selector: str) -> list[bool]:
    return list(browser.ask(SEEN % json.dumps(selector)))


# -- the feedback page --------------------------------------------------------


@pytest.fixture(scope="module")
def reports(
    engine: Engine, folders: Folders, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Report]:
    """The page attacks and an honest submission, graded."""
    release = json.loads(folders.release("risk").read_text())
    contents = {p.stem: read(p).notebook(release) for p in PAGES} | {"honest": honest(release)}
    path = tmp_path_factory.mktemp("submitted") / "risk.ipynb"
    made = {}
    for student, content in contents.items():
        path.write_bytes(content)
        made[student] = engine.grade("risk", student, path)
        assert made[student].status == "graded", made[student].error
    return made


@pytest.mark.parametrize("student", [*(p.stem for p in PAGES), "honest"])
def test_a_feedback_page_runs_nothing_asks_for_nothing_and_shows_the_score(
    student: str, reports: dict[str, Report], course: Course, browser: Browser, tmp_path: Path
) -> None:
    report = reports[student]
    file = tmp_path / "risk.html"
    file.write_text(feedback_page.page(course, report, Marks()))
    with browser.visit(file.as_uri()) as visit:
        assert visit == Visit(requests=[file.as_uri()])  # no try, not even one that was forbidden
        assert marks_of_a_script(browser, visit) == []
        assert browser.ask(HANDLERS % "'*'") == []
        assert browser.ask(PICTURES) == []
        assert set(browser.ask(LINKS)) <= {"http:", "https:"}
        assert seen(browser, ".total, .card > h3 > span") == [True] * (1 + len(report.exercises))
        words = browser.ask("document.querySelector('.total').innerText")
        assert words.split()[0] == points_text(report.points)


# -- formgrader ---------------------------------------------------------------


@dataclass
class Formgrader:
    """nbgrader's formgrader on a copy of the course, and each student's page in it."""

    root: Path
    address: str
    submissions: dict[str, str]

    def url(self, path: str) -> str:
        return f"{self.address}formgrader/{path}"

    def page_of(self, student: str) -> str:
        return self.url(f"submissions/{self.submissions[student]}/")

    def plain(self, url: str) -> str:
        """An address without what differs from page to page anyway."""
        url = url.removeprefix(self.address)
        for number in self.submissions.values():
            url = url.replace(number, "ID")
        return url


@pytest.fixture(scope="module")
def formgrader(
    released: Path,
    reports: dict[str, Report],
    browser: Browser,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Formgrader]:
    root = Path(shutil.copytree(released, tmp_path_factory.mktemp("course") / "released"))
    with (root / "course.yml").open("a") as file:
        file.write("    due: 2026-10-24 18:00\n")
    course, folders = open_course(root)
    collected_through_the_exchange(folders, "honest")
    writer = GradebookWriter(course, folders, "risk")
    for report in reports.values():
        writer.write(report)
    honest_one = Attempts(course, folders, "risk", "honest", submission(folders, "honest"))
    kept.keep(folders, honest_one.take("", reports["honest"]))
    writer.write_feedback(kept.load(folders, "risk", "honest"))
    writer.close()
    collected_through_the_exchange(folders, "ungraded")
    with Gradebook(db_url(folders), course.id) as gradebook:
        found = gradebook.notebook_submissions("risk", "risk")
        submissions = {s.student.id: s.id for s in found}
    private, token = tmp_path_factory.mktemp("jupyter"), secrets.token_hex(16)
    with open(private / "log", "wb") as log:
        server = subprocess.Popen(
            [
                sys.executable, "-m", "jupyter_server", "--allow-root", "--no-browser",
                "--ip=127.0.0.1", "--port=0", f"--ServerApp.root_dir={root}",
                f"--IdentityProvider.token={token}",
                # formgrader alone; JupyterLab takes seconds to load
                *(f"--ServerApp.jpserver_extensions={name}=False"
                  for name in ("jupyterlab", "notebook", "notebook_shim", "jupyter_lsp",
                               "jupyter_server_terminals", "jupytext")),
            ],
            cwd=root, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            env=os.environ | {
                "JUPYTER_RUNTIME_DIR": str(private), "JUPYTER_CONFIG_DIR": str(private),
                "JUPYTER_DATA_DIR": str(private), "HOME": str(private),
            },
        )  # fmt: skip
    try:
        address = _address(server, private)
        with browser.visit(f"{address}api?token={token}"):  # the window in which one logs in
            pass
        yield Formgrader(root, address, submissions)
    finally:
        server.terminate()
        server.wait()


SECRET = "5ec12e7" * 18 + "00"


def submission(folders: Folders, student: str) -> Path:
    return folders.submitted / student / "risk/risk.ipynb"


def collected_through_the_exchange(folders: Folders, student: str) -> None:
    """A submission as `nbgrader collect` leaves it, with the secret of its student."""
    path = submission(folders, student)
    path.parent.mkdir(parents=True)
    path.write_bytes(honest(json.loads(folders.release("risk").read_text())))
    (path.parent / "submission_secret.txt").write_text(SECRET)
    (path.parent / "timestamp.txt").write_text("2026-10-25 10:00:00 UTC")
    time = datetime(2026, 10, 25, 10, tzinfo=UTC)
    collected.collect(folders, "risk", student, path, time, "exchange")


def _address(server: subprocess.Popen[bytes], folder: Path) -> str:
    """Where the Jupyter server listens, once it does."""
    end = time.monotonic() + SERVER_SECONDS
    while time.monotonic() < end and server.poll() is None:
        for told in folder.glob("jpserver-*.json"):
            if text := told.read_text():
                return str(json.loads(text)["url"])
        time.sleep(0.05)
    raise RuntimeError(f"Jupyter does not start: {(folder / 'log').read_text()[-2000:]}")


@pytest.fixture(scope="module")
def by_itself(formgrader: Formgrader, browser: Browser) -> Visit:
    """What formgrader does on a submission that asks for nothing."""
    with browser.visit(formgrader.page_of("honest")) as visit:
        return visit


def test_formgrader_opens_an_honest_submission_with_its_points(
    formgrader: Formgrader, browser: Browser, by_itself: Visit
) -> None:
    with browser.visit(formgrader.page_of("honest")) as visit:
        assert browser.ask("document.getElementById('check-risks').placeholder") == "8"
        assert browser.ask(FORMULAS) > 10
        assert [e for e in visit.errors if "MathJax" in e] == []
    asked = {formgrader.plain(url) for url in by_itself.requests}
    assert "formgrader/static/js/formgrade.js" in asked
    assert {url for url in asked if "://" in url} == set()


# From top to bottom, where the browser has put what a person reads while marking.
WHILE_MARKING = """[
    [...document.querySelectorAll("#notebook p")].find(p => p.innerText.includes("%s")),
    document.querySelector("#notebook .alert-warning"),
    document.getElementById("minima-differ"),
    document.getElementById("minima-differ").closest(".panel").querySelector(".panel-body"),
    document.getElementById("minima-differ-comment"),
].map(element => element.getBoundingClientRect().top)"""
GIVE = """new Promise(done => {
    const give = () => {
        $(document).on("finished_saving", () => done("saved"));
        $("#minima-differ").val(2).trigger("change");
    };
    const look = (left) => window.formgrader?.grades?.loaded
        ? give() : left ? setTimeout(look, 50, left - 1) : done("not loaded");
    look(200);
})"""


ROWS = """new Promise(done => {
    const look = () => document.querySelector("#main-table td.status span")
        ? done(Object.fromEntries([...document.querySelectorAll("#main-table tr")].map(row => [
            row.querySelector(".student-id").innerText,
            [...row.querySelectorAll(".timestamp, .status, .score")].map(e => e.innerText),
          ])))
        : setTimeout(look, 50);
    look();
})"""
LINKED = """[...document.querySelectorAll("#main-table .student-name a")].map(a => a.pathname)"""


# Before the next one, which gives two points more.
def test_formgraders_list_tells_what_is_graded_after_the_due_date(
    formgrader: Formgrader, browser: Browser
) -> None:
    with browser.visit(formgrader.url("manage_submissions/risk")):
        rows = browser.ask(ROWS)
        assert rows["honest"] == ["2026-10-25 10:00:00 UTC", "graded", "14 / 17"]
        assert rows["ungraded"] == ["2026-10-25 10:00:00 UTC", "needs autograding", ""]
        assert "/formgrader/manage_students/honest/risk" in browser.ask(LINKED)
        assert "/formgrader/manage_students/ungraded/risk" not in browser.ask(LINKED)


def test_who_marks_sees_question_scheme_and_answer_and_the_mark_is_kept_at_once(
    formgrader: Formgrader, browser: Browser
) -> None:
    with browser.visit(formgrader.page_of("honest")):
        browser.ask(FORMULAS)
        tops = browser.ask(WHILE_MARKING % "A friend has trained a model")
        assert tops == sorted(tops)
        scheme = browser.ask("document.querySelector('#notebook .alert-warning').innerText")
        assert scheme.startswith("Mark scheme, for markers only")
        assert "names which curve" in scheme
        assert browser.ask("document.querySelectorAll('#notebook .alert-warning li').length") == 3
        assert browser.ask(GIVE) == "saved"
    kept = manual_marks.load(Folders(formgrader.root), "risk", "honest")
    assert kept == {"minima-differ": [manual_marks.Mark(2.0)]}


@pytest.mark.parametrize("student", [p.stem for p in PAGES])
def test_formgrader_runs_nothing_of_a_hostile_submission_asks_for_no_more_and_shows_the_score(
    student: str, formgrader: Formgrader, browser: Browser, by_itself: Visit
) -> None:
    with browser.visit(formgrader.page_of(student)) as visit:
        browser.ask(FORMULAS)  # and then all the rest: MathJax obeys what formulas say
        asked = {formgrader.plain(url) for url in visit.requests}
        more = asked - {formgrader.plain(url) for url in by_itself.requests}
        assert {url for url in more if not url.startswith(MATHJAX)} == set()
        assert marks_of_a_script(browser, visit) == []
        assert set(visit.console) <= set(by_itself.console)
        assert set(visit.errors) <= set(by_itself.errors)
        assert browser.ask(HANDLERS % "'#notebook *'") == []
        assert browser.ask(PICTURES) == []
        assert set(browser.ask(LINKS)) <= {"http:", "https:"}
        assert browser.ask(OBEYED) == []
        assert browser.ask(BY_FORMULAS) == []
        shown = seen(browser, "input.score")
        assert len(shown) >= 2
        assert all(shown)
        assert browser.ask("document.getElementById('check-risks').placeholder") == "0"
        assert browser.ask(FIELDS) == []


def test_formgrader_runs_no_configuration_that_a_student_handed_in(
    formgrader: Formgrader, browser: Browser
) -> None:
    handed_in, ran = formgrader.root / "work/submitted/eve/risk", formgrader.root / "work/hostile"
    handed_in.mkdir(parents=True)
    (handed_in / "nbgrader_config.py").write_text(f"open({str(ran)!r}, 'w').close()")
    with browser.visit(formgrader.url(f"?path={handed_in}")):
        assert "Manage Assignments" in browser.ask("document.body.innerText")
    assert not ran.exists()


@pytest.mark.parametrize(
    "path", ["manage_submissions/risk", "gradebook/risk/risk", "manage_students"]
)
def test_formgraders_lists_run_nothing_of_their_students(
    path: str, formgrader: Formgrader, browser: Browser
) -> None:
    with browser.visit(formgrader.url(path)) as visit:
        assert marks_of_a_script(browser, visit) == []
        assert all(url.startswith(formgrader.address) for url in visit.requests)


RELEASED = """new Promise(done => {
    const row = [...document.querySelectorAll("#main-table tr")]
        .find(row => row.querySelector(".student-id").innerText === "%s");
    row.querySelector(".release-feedback a").click();
    const look = () => document.querySelector(".modal.in .modal-body pre")
        ? done(document.querySelector(".modal.in").innerText) : setTimeout(look, 50);
    look();
})"""


def test_formgraders_button_releases_a_page_to_its_student(
    formgrader: Formgrader, browser: Browser
) -> None:
    page = formgrader.root / "work/feedback/honest/risk/risk.html"
    with browser.visit(formgrader.url("manage_submissions/risk")):
        browser.ask(ROWS)
        said = browser.ask(RELEASED % "honest")
    assert "Successfully released feedback for 'risk' for student 'honest'" in said
    name = notebook_hash(secret=SECRET, notebook_id="risk")
    released_page = formgrader.root / f"work/exchange/optimization/feedback/{name}.html"
    assert released_page.read_bytes() == page.read_bytes()
    with browser.visit(formgrader.url("manage_submissions/risk")):
        browser.ask(ROWS)
        said = browser.ask(RELEASED % "ungraded")
    assert "There was an error releasing feedback for 'risk' for student 'ungraded'" in said


# -- the witness itself -------------------------------------------------------


@pytest.mark.parametrize(
    ("attack", "noticed"),
    [
        ("<script>window.hostile = 1</script>", "marks"),
        ("<script>document.title = 'hostile'</script>", "marks"),
        ("<script>console.log('hostile')</script>", "marks"),
        ("<script>alert(1)</script>", "marks"),
        ("<img src=x onerror=alert(1)>", "marks"),
        ("<svg onload=alert(1)>", "marks"),
        ("<img src='http://evil.example/1.png'>", "requests"),
        ("<img src='http://192.0.2.1/1.png'>", "requests"),
        ("<link rel=stylesheet href='http://evil.example/1.css'>", "requests"),
        ("<style>main { background: url(http://evil.example/1.png) }</style>", "requests"),
        ("<iframe src='http://evil.example/'></iframe>", "requests"),
        ("<meta http-equiv=refresh content='0;url=http://evil.example/'>", "requests"),
        ("<script>new WebSocket('ws://evil.example/')</script>", "requests"),
        ("<div style='position:fixed;inset:0;background:#fff'>14 of 14</div>", "cover"),
        ("<style>main { display: none }</style>", "cover"),
        ("<style>main { opacity: 0 }</style>", "cover"),
        ("<a href='java\nscript:alert(1)'>x</a>", "links"),
        ("<p onclick=alert(1)>x</p>", "handlers"),
    ],
)
def test_the_witness_notices(attack: str, noticed: str, browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(f"<title>x</title><main><b id=score>0 of 14</b></main>{attack}")
    with browser.visit(file.as_uri()) as visit:
        found = {
            "marks": bool(marks_of_a_script(browser, visit)),
            "requests": any("evil" in url or "192" in url for url in visit.requests),
            "cover": seen(browser, "#score") != [True],
            "links": not set(browser.ask(LINKS)) <= {"http:", "https:"},
            "handlers": browser.ask(HANDLERS % "'*'") != [],
        }
    assert found[noticed]


def test_the_witness_sees_what_a_pages_own_policy_forbids(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    policy = re.search(r"<meta http-equiv=\"Content-Sec[^>]*>", feedback_template())
    assert policy is not None
    file.write_text(f"{policy[0]}<script>window.hostile = 1</script>")
    with browser.visit(file.as_uri()) as visit:
        assert browser.ask("window.hostile ?? null") is None
        assert "Content Security Policy" in visit.refused[0]


def feedback_template() -> str:
    return (Path(feedback_page.__file__).parent / "templates/feedback.html.j2").read_text()


def test_an_innocent_page_leaves_no_mark(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("<title>x</title><b id=score>0 of 14</b><a href=http://x>x</a>")
    with browser.visit(file.as_uri()) as visit:
        assert visit == Visit(requests=[file.as_uri()])
        assert marks_of_a_script(browser, visit) == []
        assert seen(browser, "#score") == [True]
