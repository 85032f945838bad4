"""The figures for people: tables in markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from autograder.bench import figures
from autograder.bench.figures import Bench, Round, Spread
from autograder.markdown_tables import table

# Contender → (what it is, whose run shows what its starting costs; "" where each notebook pays).
CONTENDERS = {
    "kit2": ("this kit, 2 workers", "kit_start"),
    "kit1": ("this kit, 1 worker", "kit_start"),
    "nopictures": ("this kit, 2 workers, `--no-pictures`", "kit_start"),
    "nojail": ("this kit, 2 workers, no jail", "kit_start"),
    "floor": ("floor: the students' code in bare forks", "floor_start"),
    "nbgrader": ("`nbgrader autograde` as it comes", "nbgrader_start"),
    "nbgrader_now": ("the same, `shutdown_kernel=immediate`", "nbgrader_start"),
    "otter": ("`otter run`", ""),
}
GROUP = {"kit2": "kit", "kit1": "kit", "nopictures": "kit", "nbgrader_now": "nbgrader"}


@dataclass(frozen=True)
class Target:
    """A ratio to reach.

    Attributes:
        words: What is divided by what.
        needs: The runs of a round that it is made of.
        ratio: The ratio of one round.
        bound: The target; None for a ratio that only explains the others.
        above: Whether the ratio is to lie above the bound, or below.
        percent: Whether it is told in percent.
    """

    words: str
    needs: tuple[str, ...]
    ratio: Callable[[Round], float]
    bound: float | None
    above: bool
    percent: bool = False

    def spread(self, rounds: Iterable[Round]) -> Spread | None:
        """Over the rounds that have all it needs."""
        found = [r for r in rounds if set(self.needs) <= set(r.runs)]
        return Spread.of(self.ratio(r) for r in found)


def _cpu(above: str, below: str) -> Callable[[Round], float]:
    return lambda r: figures.cpu_each(r, above) / figures.cpu_each(r, below)


def _beyond(above: str, below: str) -> Callable[[Round], float]:
    def ratio(r: Round) -> float:
        over, under = (figures.cpu_beyond(r, w, CONTENDERS[w][1]) for w in (above, below))
        return over / under

    return ratio


def _targets() -> list[Target]:
    kit, start = "kit2", "kit_start"
    beyond = "per submission beyond starting"
    return [
        Target(f"CPU, nbgrader as it comes ÷ this kit, {beyond}",
               ("nbgrader", "nbgrader_start", kit, start), _beyond("nbgrader", kit), 20, True),
        Target("the same, starting included",
               ("nbgrader", kit), _cpu("nbgrader", kit), 20, True),
        Target(f"CPU, nbgrader as it comes ÷ this kit with `--no-pictures`, {beyond}",
               ("nbgrader", "nbgrader_start", "nopictures", start),
               _beyond("nbgrader", "nopictures"), None, True),
        Target(f"CPU, nbgrader with `immediate` ÷ this kit, {beyond}",
               ("nbgrader_now", "nbgrader_start", kit, start), _beyond("nbgrader_now", kit),
               20, True),
        Target(f"CPU, nbgrader as it comes ÷ the floor, {beyond}: what a grader that costs "
               "nothing would reach",
               ("nbgrader", "nbgrader_start", "floor", "floor_start"),
               _beyond("nbgrader", "floor"), None, True),
        Target(f"CPU, otter ÷ this kit, {beyond}",
               ("otter", kit, start), _beyond("otter", kit), 60, True),
        Target(f"CPU, this kit ÷ the floor, {beyond}",
               (kit, start, "floor", "floor_start"), _beyond(kit, "floor"), 1.8, False),
        Target("the jail's share of this kit's CPU, the same notebooks inside and outside in turns",
               ("inside", "outside"),
               lambda r: 1 - r.runs["outside"].cpu / r.runs["inside"].cpu, 0.05, False,
               percent=True),
        Target("rate of 2 workers ÷ rate of 1, beyond starting", (kit, "kit1", start),
               lambda r: figures.wall_beyond(r, "kit1", start) / figures.wall_beyond(r, kit, start),
               1.8, True),
        Target("rate of 2 workers ÷ rate of 1, starting included", (kit, "kit1"),
               lambda r: figures.rate(r, kit) / figures.rate(r, "kit1"), None, True),
        Target("the same for the floor, 2 bare forks at a time ÷ 1: what this machine's cores give",
               ("floor", "floor_two", "floor_start"),
               lambda r: figures.wall_beyond(r, "floor", "floor_start")
               / figures.wall_beyond(r, "floor_two", "floor_start"), None, True),
        Target("first graded submission ÷ `import torch, matplotlib.pyplot`, on the clock",
               (kit, "imports"), lambda r: r.runs[kit].first / r.runs["imports"].wall, 2.5, False),
    ]  # fmt: skip


def markdown(bench: Bench) -> str:
    """All tables."""
    parts = [_machine(bench), _costs(bench), _ratios(bench), _growth(bench), _scores(bench)]
    return "\n\n".join(part for part in parts if part)


def _machine(bench: Bench) -> str:
    m = bench.machine
    names = ", ".join(dict.fromkeys(r.assignment for r in bench.rounds))
    students = " or ".join(sorted({str(r.students) for r in bench.rounds}))
    packages = ("torch", "matplotlib", "ipython", "nbgrader", "otter")
    versions = ", ".join(f"{n} {m[n]}" for n in packages if n in m)
    return (
        f"{len(bench.rounds)} rounds ({names}), {students} notebooks in each; "
        f"{m.get('cores', '?')} cores, {m.get('processor', '?')}, {m.get('system', '?')}; "
        f"Python {m.get('python', '?')}, {versions}."
    )


def _costs(bench: Bench) -> str:
    rows = []
    for who, (words, start) in CONTENDERS.items():
        rounds = [r for r in bench.rounds if who in r.runs]
        if not rounds:
            why = bench.missing.get(GROUP.get(who, who), "")
            rows.append([words, f"not measured{f': {why}' if why else ''}", "", "", ""])
            continue
        begun = [r for r in rounds if not start or start in r.runs]
        rows.append([
            words,
            _shown(Spread.of(figures.cpu_each(r, who) for r in rounds), "{:.2f}"),
            _shown(Spread.of(figures.cpu_beyond(r, who, start) for r in begun), "{:.2f}"),
            _shown(Spread.of(figures.rate(r, who) for r in rounds), "{:.2f}"),
            f"{max(r.runs[who].peak_mib for r in rounds):.0f}",
        ])  # fmt: skip
    head = ["", "CPU s per submission", "beyond starting", "submissions/s", "peak MiB"]
    return table(head, rows)


def _ratios(bench: Bench) -> str:
    rows = []
    for target in _targets():
        spread, form = target.spread(bench.rounds), "{:.1%}" if target.percent else "{:.2f}"
        row = [target.words, _shown(spread, form), "", ""]
        if target.bound is not None:
            row[2] = f"{'≥' if target.above else '≤'} {form.format(target.bound)}"
            row[3] = _verdict(spread, target.bound, above=target.above)
        rows.append(row)
    return table(["ratio within a round", "median (least – most)", "target", ""], rows)


def _verdict(spread: Spread | None, bound: float, *, above: bool) -> str:
    """Met or missed only where every round says so."""
    if spread is None:
        return "not measured"
    reached = {value >= bound if above else value <= bound for value in (spread.least, spread.most)}
    return "undecided" if len(reached) > 1 else "met" if reached == {True} else "missed"


def _growth(bench: Bench) -> str:
    if not bench.growth:
        return "Growth with the class was not measured."
    rows = [
        [f"{g.students}", f"{g.first.cpu / g.students:.2f}",
         f"{(g.first.cpu - g.again.cpu) / g.students:.2f}", f"{g.students / g.first.wall:.2f}",
         f"{g.first.peak_mib:.0f}", f"{g.again.wall / g.first.wall:.1%}",
         f"{g.again.cpu / g.first.cpu:.1%}"]
        for g in bench.growth
    ]  # fmt: skip
    head = [
        f"class ({bench.growth_assignment})", "CPU s per submission", "beyond starting",
        "submissions/s", "peak MiB", "second run, time", "second run, CPU",
    ]  # fmt: skip
    return table(head, rows)


def _scores(bench: Bench) -> str:
    compared = [r for r in bench.rounds if len(r.scores) > 1]
    if not compared:
        return "Scores were not compared: there was one grader."
    graders = list(dict.fromkeys(who for r in compared for who in r.scores))
    count = sum(len(set().union(*r.scores.values())) for r in compared)
    odd = [words for r in compared for words in figures.disagreements(r)]
    marks = {m for r in compared for s in r.scores.values() for m in s.values()}
    lines = [
        f"Scores compared: {count} submissions by {', '.join(graders)}; {count - len(odd)} agree "
        f"to the last digit ({len(marks)} different scores among them)."
    ]
    return "\n".join([*lines, *(f"- {words}" for words in odd)])


def _shown(spread: Spread | None, form: str) -> str:
    if spread is None:
        return "not measured"
    median, least, most = (form.format(x) for x in (spread.median, spread.least, spread.most))
    return f"{median} ({least} – {most})"
