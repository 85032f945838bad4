"""What an attack is, the course it attacks, and what must hold afterwards, at any level.

An attack is what a hostile student hands in: a percent-style file of cells.  The
harness lays it onto the release of `risk` with a wrong `f` and `g` in exercise `risks` and the
right `sample_risk`, grades it, and then grades an honest student.

The grammar of an attack file: its first line says what it tries; ``# keeps = False: reason`` says
that it destroys its own process for good; ``# %%`` begins a code cell (placed before exercise
`risks`, or after its check cell once the `risks` cell has come), ``# %% risks`` the solution cell
itself, ``# %% [markdown]`` text, ``# %% file NAME`` a file beside the notebook.  A file that
defines ``notebook(release)`` returns the bytes of the .ipynb instead.  ``# %% minima: bracket_min``
is the solution cell of an exercise of another assignment, which is attacked in place of `risks`.
"""

from __future__ import annotations

import copy
import json
import os
import re
import resource
import runpy
import secrets
import shutil
import textwrap
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from autograder.course.config import Course
from autograder.course.folders import Folders
from autograder.course.load import open_course
from autograder.feedback.formgrader import for_formgrader
from autograder.feedback.marks_json import to_json
from autograder.feedback.page import page as page_of
from autograder.feedback.words import Marks
from autograder.grading.engine import Engine
from autograder.sandbox.limits import Level
from autograder.scoring.report import Report

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
ATTACKS = sorted(HERE.glob("[0-9A-Z][0-9]_*.py"))


def family(path: Path) -> str:
    """The family of an attack, from its file's name: NN_FAMILY_what_it_does.py."""
    return path.name.split("_")[1]


# What an attack names the processes and files that it hopes to leave behind; each run of this
# suite has a mark of its own (a process's name has 15 characters), so that two may run at once.
WRITTEN_MARK, MARK = "hostile-mark", f"mark-{secrets.token_hex(4)}"
DYING_SECONDS = 15.0  # a moment, on a machine that has other things to do
# What one attack may cost the grader's own process: grading it, and making its page.
GRADER_SECONDS, GRADER_MIB, REPORT_MIB = 60.0, 1500.0, 40
CANARY = f"canary-{secrets.token_hex(12)}"
LIMITS = """limits:
  cpu_seconds: 3
  wall_seconds: 6
  check_seconds: 1.5
  memory_mib: 1024
  restarts: 3
"""
RIGHT = {
    "risks": "def f(x):\n    return x * torch.cos(torch.pi * x)\n\n\n"
    "def g(x):\n    return f(x) + 0.2 * torch.cos(5 * torch.pi * x)\n",
    "sample_risk": "def sample_risk(x, xi):\n"
    "    wave = xi.mean() * torch.cos(5 * torch.pi * x)\n"
    "    return x * torch.cos(torch.pi * x) + wave\n",
}
# Where another assignment is attacked: the exercise beside it that is answered rightly, its points.
BESIDE = {
    "risk": ("sample_risk", RIGHT["sample_risk"], 6.0),
    "minima": (
        "gradient_descent",
        "def gradient_descent(fn, x0, lr, steps):\n"
        "    path = [x0.clone()]\n"
        "    for _ in range(steps):\n"
        "        path.append(path[-1] - lr * torch.func.grad(fn)(path[-1]))\n"
        "    return torch.stack(path)\n",
        6.0,
    ),
    "stationary": (
        "newton",
        "def newton(fn, x0, steps):\n"
        "    slope, x = torch.func.grad(fn), x0.clone()\n"
        "    for _ in range(steps):\n"
        "        bend = torch.func.grad(slope)(x)\n"
        "        if abs(bend) < 1e-9:\n"
        "            raise ZeroDivisionError('flat')\n"
        "        x = x - slope(x) / bend\n"
        "    return x\n",
        5.0,
    ),
    "saddles": (
        "escape_direction",
        "def escape_direction(H):\n"
        "    values, vectors = torch.linalg.eigh(H)\n"
        "    return vectors[:, 0] if values[0] < -1e-6 else None\n",
        5.0,
    ),
}
WRONG = "def f(x):\n    return 7 + 0 * x\n\n\ndef g(x):\n    return 8 + 0 * x\n"


# -- attacks ------------------------------------------------------------------


@dataclass
class Attack:
    """An attack as its file has it."""

    path: Path
    tries: str
    keeps: bool = True
    assignment: str = "risk"
    exercise: str = "risks"
    before: list[tuple[str, str]] = field(default_factory=list)  # (cell type, source)
    answer: str = WRONG
    after: list[tuple[str, str]] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)

    def notebook(self, release: dict[str, Any]) -> bytes:
        """The .ipynb that is handed in."""
        own = runpy.run_path(str(self.path)).get("notebook") if self.is_program else None
        beside, right, _ = BESIDE[self.assignment]
        release = lay(release, {self.exercise: self.answer, beside: right})
        if own is not None:
            return own(release)
        place = {c["id"]: i for i, c in enumerate(release["cells"])}
        check, solution = place[f"check-{self.exercise}"], place[self.exercise]
        release["cells"][check + 1 : check + 1] = [new_cell(*c) for c in self.after]
        release["cells"][solution:solution] = [new_cell(*c) for c in self.before]
        return json.dumps(release).encode()

    @property
    def is_program(self) -> bool:
        return "def notebook(release" in self.path.read_text(encoding="utf-8")


def read(path: Path) -> Attack:
    """Read an attack file."""
    text = path.read_text(encoding="utf-8").replace(WRITTEN_MARK, MARK)
    first = text.split("\n", 1)[0]
    assert first.startswith("# "), f"{path.name} must begin with a line that says what it tries"
    attack = Attack(path, first[2:], keeps=re.search(r"(?m)^# keeps = False: \S", text) is None)
    if attack.is_program:
        return attack
    cells = attack.before
    for part in re.split(r"(?m)^# %%", text)[1:]:
        head, _, body = part.partition("\n")
        match head.split():
            case ["risks"]:
                attack.answer, cells = body, attack.after
            case [assignment, exercise] if assignment.rstrip(":") in BESIDE:
                attack.assignment, attack.exercise = assignment.rstrip(":"), exercise
                attack.answer, cells = body, attack.after
            case ["file", name]:
                attack.files[name] = body
            case ["[markdown]"]:
                cells.append(("markdown", re.sub(r"(?m)^# ?", "", body)))
            case []:
                cells.append(("code", body))
            case _:
                raise AssertionError(f"{path.name}: unknown cell {head!r}")
    return attack


def lay(release: dict[str, Any], answers: dict[str, str]) -> dict[str, Any]:
    """Put answers into their cells, and disable the plots, which take most of the time."""
    notebook = copy.deepcopy(release)
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
        if "plt.show()" in cell["source"]:
            cell["source"] = "if False:\n" + textwrap.indent(cell["source"], "    ")
        cell["source"] = answers.get(cell["id"], cell["source"])
    return notebook


def new_cell(kind: str, source: str) -> dict[str, Any]:
    """A cell that a student adds."""
    cell = {"cell_type": kind, "id": secrets.token_hex(4), "metadata": {}, "source": source}
    return cell | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def hand_in(
    folders: Folders,
    student: str,
    content: bytes,
    files: dict[str, str] | None = None,
    assignment: str = "risk",
) -> Path:
    """Write a submission into its folder, and nothing else of an earlier one."""
    folder = folders.submitted / student / assignment
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, text in (files or {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (folder / f"{assignment}.ipynb").write_bytes(content)
    return folder / f"{assignment}.ipynb"


# -- the course under attack --------------------------------------------------


@dataclass
class Place:
    """A copy of the course with canaries in every hidden place, and an engine."""

    course: Course
    folders: Folders
    engine: Engine
    release: dict[str, Any]
    guarded: dict[Path, bytes]

    def hand_in(self, student: str, content: bytes, files: dict[str, str] | None = None) -> Path:
        """Write a submission."""
        return hand_in(self.folders, student, content, files or {})

    def grade(self, student: str, path: Path) -> Report:
        """Grade it."""
        return self.engine.grade(path.stem, student, path)

    def grade_attack(self, attack: Attack) -> Report:
        """Hand an attack in and grade it."""
        release = json.loads(self.folders.release(attack.assignment).read_text())
        student, content = attack.path.stem, attack.notebook(release)
        path = hand_in(self.folders, student, content, attack.files, attack.assignment)
        return self.grade(student, path)

    def close(self) -> None:
        """End the engine."""
        self.engine.close()
        os.environ.pop("COURSE_CANARY", None)


def prepare(root: Path, level: Level | None = None) -> Place:
    """Make the course below ``root`` and an engine, at the course's level or the one asked for."""
    guarded = copy_course(root)
    os.environ["COURSE_CANARY"] = CANARY
    course, folders = open_course(root)
    release = json.loads(folders.release("risk").read_text())
    return Place(course, folders, Engine(course, folders, level), release, guarded)


def copy_course(root: Path) -> dict[Path, bytes]:
    """Copy the course to ``root`` and plant canaries; returns what must stay as it is."""
    # Into checks/ and bank/: a folder `autograder/` in the current directory would hide the package
    # from commands.
    parts = {"autograder/checks": "checks", "autograder/bank": "bank"}
    for name in ["solutions", "assignments", *parts]:
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, root / parts.get(name, name), ignore=ignore)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    course = (ROOT / "course.yml").read_text()
    course = re.sub(r"(?m)^(checks|bank):.*\n", "", course)
    course = re.sub(r"(?ms)^limits:.*?(?=^\S)", LIMITS, course)
    (root / "course.yml").write_text(course)
    checks, solution = root / "checks/test_risk.py", root / "solutions/risk.py"
    checks.write_text(
        checks.read_text() + f'\n\nSECRET = "{CANARY}"  # {CANARY}\n'
        f'def _hidden(x, secret="{CANARY}"):\n    return x\n'
    )
    begin = "    ### BEGIN SOLUTION\n"
    solution.write_text(solution.read_text().replace(begin, f'{begin}    secret = "{CANARY}"\n', 1))
    (root / "work").mkdir()
    (root / "work/seed").write_text(f"{CANARY} {CANARY}")
    for place in ["work/gradebook-copy.db", "work/submitted/neighbour/risk/risk.ipynb"]:
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).write_text(json.dumps({"cells": [], "secret": CANARY}))
    guarded = [p for p in root.rglob("*") if p.is_file()]
    return {p: p.read_bytes() for p in guarded}


# -- what must hold afterwards ------------------------------------------------


class Acting(HTMLParser):
    """Finds what would act, load or restyle in a page."""

    URLS = ("href", "src", "action", "formaction", "data", "xlink:href", "background", "poster")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.styles = 0
        self.picture = False  # whether the parser is inside of one

    def handle_endtag(self, tag: str) -> None:
        self.picture = self.picture and tag != "svg"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "iframe", "object", "embed", "base", "form", "link", "input"):
            self.found.append(f"<{tag}>")
        # The kit's own pictures of a failed check are lines, rings and labels.
        if tag == "svg" and dict(attrs).get("class") != "picture":
            self.found.append("<svg>")
        if self.picture and tag not in ("path", "circle", "text"):
            self.found.append(f"<{tag}> in a picture")
        self.picture = self.picture or tag == "svg"
        self.styles += tag == "style"
        refresh = any(k == "http-equiv" and "refresh" in (v or "").lower() for k, v in attrs)
        if tag == "meta" and refresh:
            self.found.append("<meta refresh>")
        for name, value in attrs:
            url = re.sub(r"[\x00-\x20]", "", value or "").lower()
            if name.startswith("on"):
                self.found.append(f"{tag} {name}={value}")
            if name == "style" and not re.fullmatch(r"width: \d+%", value or ""):
                self.found.append(f"{tag} style={value}")
            scheme = re.match(r"([a-z][a-z0-9+.-]*):", url)
            picture = re.match(r"data:image/(png|jpeg);base64,[a-z0-9+/=]*$", url)
            if tag == "img" and name == "src" and not picture:
                self.found.append(f"{tag} {name}={url[:60]}")
            if name in self.URLS and scheme and scheme[1] not in ("http", "https") and not picture:
                self.found.append(f"{tag} {name}={url[:60]}")


def acting(page: str) -> list[str]:
    """Everything in a page that is more than text, tables and pictures."""
    parser = Acting()
    parser.feed(page)
    parser.close()
    return parser.found + (["a second <style>"] if parser.styles > 1 else [])


def in_formgrader(report: Report) -> str:
    """What formgrader renders raw of a submission: markdown, and HTML that was displayed."""
    from nbconvert.filters import markdown2html

    parts = []
    for cell in for_formgrader(report)["cells"] if report.notebook else []:
        if cell["cell_type"] == "markdown":
            parts.append(markdown2html(cell["source"]))
        parts += [
            text
            for output in cell.get("outputs", [])
            for mime, text in output.get("data", {}).items()
            if mime not in ("text/plain", "image/png", "image/jpeg")
        ]
    return "\n".join(parts)


def unprintable(report: Report) -> list[str]:
    """What a report says in its own words that is no short line of printable text."""
    checks = [check for exercise in report.exercises.values() for check in exercise.checks]
    said = [report.error or "", *report.repairs, *(e.trouble for e in report.exercises.values())]
    said += [words for c in checks for words in (c.what, c.called, c.got, c.wanted, c.hint)]
    return [ascii(words[:200]) for words in said if not words.isprintable() or len(words) > 2000]


def left_processes() -> list[str]:
    """Processes on the host whose name or command line carries the mark, or which a child left."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            words = (entry / "comm").read_text() + (entry / "cmdline").read_text()
        except OSError:
            continue
        if MARK in words:
            found.append(words)
    return found


def jailed_processes(engine: Engine) -> list[int]:
    """The jailed children of the zygote, and their descendants, by process id."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_bytes().rpartition(b")")[2].split()
            except OSError:
                continue
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, todo = [], [engine._zygote.process.pid]
    while todo:
        for pid in children.get(todo.pop(), []):
            found.append(pid)
            todo.append(pid)
    # At level full the first two are the zygote itself; see jail.enter_parent.
    return found[2 if engine.level == "full" else 0 :]


def left_files(place: Place) -> list[Path]:
    """Files with the mark in their name, anywhere that a stray writer could reach."""
    roots = ["/tmp", "/dev/shm", "/var/tmp", str(Path.home()), str(place.folders.root)]
    return [p for root in roots for p in Path(root).glob(f"*{MARK}*")]


def wait_until_gone(place: Place) -> list[Any]:
    """Wait for the kernel to end what was killed; what is left after that was left behind."""
    give_up = time.monotonic() + DYING_SECONDS
    while left := [*left_processes(), *jailed_processes(place.engine)]:
        if time.monotonic() > give_up:
            break
        time.sleep(0.05)
    return left


def honest(release: dict[str, Any]) -> bytes:
    """A right submission."""
    return json.dumps(lay(release, RIGHT)).encode()


def resident_peak_mib() -> float:
    """The most memory that this process, the grader's own, ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@dataclass(frozen=True)
class Breach:
    """Something that must not have happened; ``kind`` is what a level promises or does not."""

    kind: str
    detail: str


def attempt(place: Place, attack: Attack) -> list[Breach]:
    """Grade an attack and then an honest student; everything that went wrong."""
    cpu, memory = time.process_time(), resident_peak_mib()
    report = place.grade_attack(attack)
    found = traces(place, report) + earned(attack, report)
    cpu, memory = time.process_time() - cpu, resident_peak_mib() - memory
    if cpu > GRADER_SECONDS or memory > GRADER_MIB:
        found.append(Breach("grader", f"it took the grader {cpu:.0f} s and {memory:.0f} MiB more"))
    after = place.grade("honest", place.hand_in("honest", honest(place.release)))
    if (after.points, after.repairs) != (14, []):
        words = f"{after.points} points, {after.repairs}, {after.error}"
        found.append(Breach("next", f"the next submission got {words}"))
    return found


def earned(attack: Attack, report: Report) -> list[Breach]:
    """Marks for a wrong answer, or none for a right one."""
    if report.status != "graded":
        words = f"the submission needs attention: {report.error}"
        return [Breach("right answers", words)] if attack.keeps else []
    found = []
    beside, _, points = BESIDE[attack.assignment]
    wrong, right = report.exercises[attack.exercise], report.exercises[beside]
    if wrong.points != 0:
        found.append(Breach("marks", f"a wrong answer earned {wrong.points}"))
    if attack.keeps and right.points != points:
        lost = [c for c in right.checks if c.outcome != "passed"]
        found.append(Breach("right answers", f"a right answer lost {lost}"))
    return found


def traces(place: Place, report: Report) -> list[Breach]:
    """Secrets in the report, active content, processes and files left behind, changed files."""
    page = page_of(place.course, report, Marks())
    written = json.dumps(report.to_json()) + json.dumps(to_json(report, place.course))
    left, files = wait_until_gone(place), left_files(place)
    changed = [
        str(p)
        for p, content in place.guarded.items()
        if not p.exists() or p.read_bytes() != content
    ]
    acts = acting(page) + acting(in_formgrader(report))
    wrong = {
        "hidden": [t for t in (CANARY, str(place.folders.root)) if t in page or t in written],
        "page": acts + unprintable(report),
        "grader": [
            f"{len(text) >> 20} MiB of text"
            for text in (page, written)
            if len(text) > REPORT_MIB * 2**20
        ],
        "processes": left,
        "files": files,
        "course": changed,
    }
    return [Breach(kind, str(what)[:500]) for kind, what in wrong.items() if what]
