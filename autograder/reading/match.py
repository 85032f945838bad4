"""Find the student's cell for each cell of the release.

By the marks that nbgrader left where an editor kept them, then by text, by the
functions that a cell defines, and by its place after a question.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz

from autograder.reading.ipynb import StudentCell
from autograder.reading.release import Release, ReleaseCell, defined_names

MAX_COPIES = 100  # of one cell
MAX_COMPARED = 1000  # cells whose text is compared with a given one that lost its marks
MAX_SEARCHED = 500  # unmarked cells among which a solution is looked for
SIMILAR = 80.0  # rapidfuzz ratio above which an unmarked cell is taken for a given one
STUB = "raise NotImplementedError"


@dataclass
class Matches:
    """Release cell id → the student's cell for it; and cells to leave out."""

    chosen: dict[str, StudentCell] = field(default_factory=dict)
    dropped: set[int] = field(default_factory=set)
    sure: int = 0  # matches that another assignment's notebook would not have

    @property
    def found_any(self) -> bool:
        """Whether this is a notebook of the assignment at all."""
        return self.sure > 0

    def used(self) -> set[int]:
        """The positions of cells that are matched or dropped."""
        return {cell.position for cell in self.chosen.values()} | self.dropped


def match(cells: list[StudentCell], release: Release, repairs: list[str]) -> Matches:
    """Find each cell of the release in a notebook; doubtful cases are added to ``repairs``."""
    _defined.cache_clear()  # another submission's texts
    matches = Matches()
    by_claim: dict[str, list[StudentCell]] = {}
    for cell in cells:
        by_claim.setdefault(cell.claim, []).append(cell)
    for target in release.cells:
        claims = by_claim.get(_grade_id(target), []) or by_claim.get(target.id, [])
        used = matches.used()
        candidates = [c for c in claims if c.position not in used][-MAX_COPIES:]
        if candidates:
            _choose(target, candidates, matches, repairs)
    _match_by_text(cells, release, matches)
    _match_by_definition(cells, release, matches, repairs)
    _match_answers(cells, release, matches, repairs)
    return matches


def _grade_id(target: ReleaseCell) -> str:
    return str(target.metadata.get("nbgrader", {}).get("grade_id", "")) or target.id


def _choose(
    target: ReleaseCell, candidates: list[StudentCell], matches: Matches, repairs: list[str]
) -> None:
    """Take one of the cells that claim to be ``target``."""
    if target.part == "solution":
        chosen = _best_solution(target, candidates)
        if len(candidates) > 1:
            _report_copies(target, candidates, chosen, matches, repairs)
    else:
        chosen = max(candidates, key=lambda c: (fuzz.ratio(c.source, target.source), -c.position))
        if target.part == "answer":
            chosen = _last_answer(target, candidates, repairs)
        matches.dropped |= {c.position for c in candidates if c.source == target.source}
    if target.part in ("given", "setup") and fuzz.ratio(chosen.source, target.source) < 50:
        return  # another notebook's cell under the same id
    matches.chosen[target.id] = chosen
    matches.sure += target.part in ("solution", "check", "written")


@lru_cache(maxsize=MAX_SEARCHED + MAX_COPIES)  # a submission's; MAX_SOURCES bounds their texts
def _defined(source: str) -> frozenset[str]:
    return frozenset(defined_names(source))


def _best_solution(target: ReleaseCell, candidates: list[StudentCell]) -> StudentCell:
    """The last cell that defines most of the exercise's functions and is not the bare stub."""

    def worth(cell: StudentCell) -> tuple[int, bool, int]:
        defined = len(set(target.defines) & _defined(cell.source))
        return defined, STUB not in cell.source, cell.position

    return max(candidates, key=worth)


def _last_answer(
    target: ReleaseCell, candidates: list[StudentCell], repairs: list[str]
) -> StudentCell:
    """The last cell that holds more than the release's words."""
    written = [c for c in candidates if c.source.strip() not in ("", target.source.strip())]
    if len(written) > 1:
        repairs.append(
            f"The answer to {target.key} was there {len(written)} times; the last one counts."
        )
    return (written or candidates)[-1]


def _report_copies(
    target: ReleaseCell,
    candidates: list[StudentCell],
    chosen: StudentCell,
    matches: Matches,
    repairs: list[str],
) -> None:
    complete = set(target.defines) <= _defined(chosen.source)
    if complete:  # otherwise the cell was split: its parts all run, in order
        others = [c for c in candidates if c is not chosen]
        matches.dropped |= {c.position for c in others if set(target.defines) & _defined(c.source)}
        which = "the last one" if chosen is candidates[-1] else "the last one that is filled in"
        repairs.append(
            f"The cell of exercise {target.key} was there {len(candidates)} times; "
            f"{which} that defines {', '.join(target.defines)} was graded."
        )
    else:
        repairs.append(f"The cell of exercise {target.key} was split; its parts were put together.")


def _match_by_text(cells: list[StudentCell], release: Release, matches: Matches) -> None:
    """Find given cells that lost their marks by their text, equal first, then similar."""
    missing = [t for t in release.cells if t.id not in matches.chosen and t.part != "answer"]
    used = matches.used()
    free = [c for c in cells if c.position not in used][:MAX_COMPARED]
    for target in missing:
        if target.part == "solution":
            continue
        best, score = None, SIMILAR
        for cell in free:
            found = 100.0 if cell.source == target.source else 0.0
            if not found and cell.kind == target.kind and len(cell.source) < 20_000:
                found = fuzz.ratio(cell.source, target.source, score_cutoff=score)
            if found > score or (found == 100.0 and best is None):
                best, score = cell, found
        if best is not None:
            free.remove(best)
            matches.chosen[target.id] = best
            matches.sure += target.part in ("check", "written")


def _match_by_definition(
    cells: list[StudentCell], release: Release, matches: Matches, repairs: list[str]
) -> None:
    """Find solution cells that lost their marks by the functions they define."""
    ours = {_grade_id(target) for target in release.cells}
    used = matches.used()
    free = [c for c in cells if c.position not in used][:MAX_SEARCHED]
    found = 0
    for target in release.cells:
        if target.part != "solution" or target.id in matches.chosen:
            continue
        wanted = set(target.defines)
        used = matches.used()
        candidates = [
            c
            for c in free
            if c.position not in used
            and wanted & _defined(c.source)
            and not (c.marked and c.claim not in ours)  # another assignment's cell
        ]
        if not candidates:
            repairs.append(f"The cell of exercise {target.key} is missing; its stub was put back.")
            continue
        repairs.append(
            f"The cell of exercise {target.key} had lost its marks; it was recognised "
            f"by its definition of {', '.join(sorted(wanted))}."
        )
        chosen = _best_solution(target, candidates)
        matches.chosen[target.id] = chosen
        found += 1
        if len(candidates) > 1:
            _report_copies(target, candidates, chosen, matches, repairs)
    # Other assignments define f and g as well: it is this one only if every exercise was found.
    matches.sure += found == len(release.exercises)


def _match_answers(
    cells: list[StudentCell], release: Release, matches: Matches, repairs: list[str]
) -> None:
    """Take the text cell that follows a question for its answer, where the marks are lost."""
    for index, target in enumerate(release.cells):
        if target.part != "answer" or target.id in matches.chosen or index == 0:
            continue
        question = matches.chosen.get(release.cells[index - 1].id)
        if question is None:
            continue
        for cell in cells:
            after = question.position < cell.position <= question.position + 2
            if after and cell.kind == "markdown" and cell.position not in matches.used():
                matches.chosen[target.id] = cell
                repairs.append(f"The answer to {target.key} was recognised by its place.")
                break
