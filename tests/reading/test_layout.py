"""READ: what became of a student's notebook on its way, and what the grader makes of it."""

import copy
import importlib.util
import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.errors import Unreadable
from autograder.reading import ipynb, match
from autograder.reading import layout as submission
from autograder.reading.layout import LaidCell, Submission, read
from autograder.reading.release import load_release

HERE = Path(__file__).resolve().parents[1]
RELEASE = HERE.parent / "assignments/risk/risk.ipynb"
RELEASED = load_release(RELEASE)
STUBS = {c.key: c.source for c in RELEASED.cells if c.part == "solution"}
OURS = ("check", "written", "setup")  # the parts that students may not change

_spec = importlib.util.spec_from_file_location("make_notebooks", HERE / "notebooks/make.py")
make = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(make)

RISKS = make.demo.RISKS.strip("\n")
SAMPLE_RISK = make.demo.SAMPLE_RISK.strip("\n")
SOLVED = {"risks": RISKS, "sample_risk": SAMPLE_RISK}

quick = settings(deadline=None, max_examples=60, derandomize=True)


def named(name):
    """Read tests/notebooks/NAME.ipynb."""
    return read((HERE / "notebooks" / f"{name}.ipynb").read_bytes(), RELEASED)


def notebook():
    """The solved notebook, to be damaged."""
    return json.loads((HERE / "notebooks/solved.ipynb").read_text(encoding="utf-8"))


def read_notebook(nb):
    return read(json.dumps(nb).encode(), RELEASED)


def solutions(read_):
    return {c.key: c.source for c in read_.cells if c.part == "solution"}


def answer(read_):
    return next(c.source for c in read_.cells if c.part == "answer")


def added(read_):
    return [c.source for c in read_.cells if c.part == "added"]


def assert_ours_are_the_releases(read_):
    """What is the instructor's stands there as released, once, in the release's order."""
    ours = [(c.id, c.part, c.kind, c.source, c.metadata) for c in read_.cells if c.part in OURS]
    assert ours == [
        (c.id, c.part, c.kind, c.source, c.metadata) for c in RELEASED.cells if c.part in OURS
    ]
    assert [c.id for c in read_.cells if c.id] == [c.id for c in RELEASED.cells]


def as_notebook(read_):
    """A submission as the notebook that is kept of it."""
    cells = [
        {
            "id": c.id or f"added-{number}",
            "cell_type": c.kind,
            "metadata": c.metadata,
            "source": c.source,
        }
        for number, c in enumerate(read_.cells, 1)
    ]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}


def test_the_notebooks_are_those_that_make_py_makes():
    stored = {p.name: p.read_bytes() for p in (HERE / "notebooks").glob("*.ipynb")}
    assert stored == make.make(), "run: python tests/notebooks/make.py"


# -- nothing happened ---------------------------------------------------------


def test_a_sound_notebook_is_read_without_a_repair():
    read_ = named("solved")
    assert solutions(read_) == SOLVED
    assert answer(read_) == make.ANSWER
    assert (read_.repairs, added(read_)) == ([], [])
    assert_ours_are_the_releases(read_)


def test_the_release_itself_is_a_submission_of_stubs():
    read_ = named("untouched")
    assert solutions(read_) == STUBS
    assert read_.repairs == []
    assert not read_.answered_questions()["minima-differ"]


@pytest.mark.parametrize("words", ["", "  \n", "*Double-click here and replace this line*"])
def test_an_answer_counts_as_given_once_it_differs_from_the_releases_line(words):
    nb = notebook()
    make.demo.write(nb, "answer-minima-differ", words)
    assert read_notebook(nb).answered_questions()["minima-differ"] == bool(words.strip())


# -- bytes --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("byte_order_mark", "utf-8"),
        ("utf16_little_endian", "utf-16-le"),
        ("utf16_big_endian", "utf-16-be"),
    ],
)
def test_a_byte_order_mark_is_removed_and_reported(name, encoding):
    read_ = named(name)
    assert solutions(read_) == SOLVED
    assert read_.repairs == [f"The file began with a byte order mark ({encoding}); it was removed."]


def test_characters_of_another_encoding_are_replaced_and_reported():
    read_ = named("latin1")
    assert read_.repairs[0].startswith("The file was not valid UTF-8")
    assert answer(read_) == "\ufffdberanpassung"
    assert "return x * torch.cos(torch.pi * x)" in solutions(read_)["risks"]
    assert_ours_are_the_releases(read_)


def test_a_lone_surrogate_becomes_a_question_mark():
    assert answer(named("lone_surrogate")) == "half a smiley: ?"


@pytest.mark.parametrize("name", ["windows_line_ends", "source_as_one_string"])
def test_what_an_editor_does_to_lines_is_no_change(name):
    read_ = named(name)
    assert {k: v.replace("\r\n", "\n") for k, v in solutions(read_).items()} == SOLVED
    assert read_.repairs == []
    assert_ours_are_the_releases(read_)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("empty", "the file is empty; ask the student to save and hand in again"),
        ("blank", "the file is empty"),
        ("cut_short", r"not a notebook: the file is not JSON \(line \d+\)"),
        ("error_page", r"not a notebook: the file is not JSON \(line 1\)"),
        ("a_list", "not a notebook: the file has no list of cells"),
        ("no_cells", "not a notebook: the file has no list of cells"),
        ("cells_are_an_object", "not a notebook: the file has no list of cells"),
        ("another_assignment", "none of risk's exercises is in this notebook"),
        ("another_assignment_with_an_f_of_its_own", "none of risk's exercises"),
    ],
)
def test_a_file_that_is_no_submission_is_refused_in_plain_words(name, words):
    with pytest.raises(Unreadable, match=f"^{words}"):
        named(name)


@pytest.mark.parametrize(
    "content",
    [b"[" * 100_000, b'{"cells":' * 50_000, b"1" * 10_000, b'{"cells": []}', b"null", b"\xff\xfe"],
    ids=lambda c: c[:10].decode("latin-1"),
)
def test_json_made_to_break_a_parser_is_refused(content):
    with pytest.raises(Unreadable):
        read(content, RELEASED)


# -- formats ------------------------------------------------------------------


@pytest.mark.parametrize("name", ["nbformat_3", "all_marks_removed", "marks_of_the_wrong_type"])
def test_a_notebook_whose_cells_still_say_who_they_are_needs_no_repair(name):
    read_ = named(name)
    assert solutions(read_) == SOLVED
    assert answer(read_) == make.ANSWER
    assert (read_.repairs, added(read_)) == ([], [])
    assert_ours_are_the_releases(read_)


@pytest.mark.parametrize("name", ["colab", "all_marks_and_ids_removed"])
def test_lost_marks_are_found_again_by_definition_text_and_place_and_reported(name):
    read_ = named(name)
    assert solutions(read_) == SOLVED
    assert answer(read_) == make.ANSWER
    assert added(read_) == []
    assert read_.repairs == [
        "The cell of exercise risks had lost its marks; it was recognised by its definition of "
        "f, g.",
        "The cell of exercise sample_risk had lost its marks; it was recognised by its definition "
        "of sample_risk.",
        "The answer to minima-differ was recognised by its place.",
    ]
    assert_ours_are_the_releases(read_)


def test_missing_ids_cost_nothing_where_the_marks_are_there():
    read_ = named("old_jupyter_without_ids")
    assert solutions(read_) == SOLVED
    assert answer(read_) == make.ANSWER
    assert read_.repairs == ["The answer to minima-differ was recognised by its place."]


def test_a_cell_with_magics_is_recognised_though_it_is_not_python():
    read_ = named("solution_with_magics")
    assert solutions(read_)["risks"] == f"%matplotlib inline\n!pip list\n{RISKS}"
    assert read_.repairs[0].startswith("The cell of exercise risks had lost its marks")


def test_rubbish_among_the_cells_is_left_out():
    read_ = named("some_cells_are_rubbish")
    assert solutions(read_) == SOLVED
    assert (read_.repairs, added(read_)) == ([], [])


# -- solution cells -----------------------------------------------------------


def test_of_a_copied_solution_the_last_is_taken_and_said():
    read_ = named("solution_copied")
    assert solutions(read_) == SOLVED
    assert make.WRONG not in added(read_)
    assert read_.repairs == [
        "The cell of exercise risks was there 2 times; the last one that defines f, g was graded."
    ]


def test_a_copied_solution_left_as_the_stub_does_not_win():
    read_ = named("solution_copied_and_the_copy_left_empty")
    assert solutions(read_) == SOLVED
    assert added(read_) == []
    assert read_.repairs == [
        "The cell of exercise risks was there 2 times; "
        "the last one that is filled in that defines f, g was graded."
    ]


def test_a_helper_pasted_under_the_solutions_id_is_kept_and_runs_after_it():
    read_ = named("solution_copied_in_vs_code")
    assert solutions(read_) == SOLVED
    sources = [c.source for c in read_.cells]
    assert sources[sources.index(RISKS) + 1] == "def helper(x):\n    return 2 * x"
    assert len(read_.repairs) == 1


def test_the_parts_of_a_split_solution_all_run_in_their_order():
    read_ = named("solution_split")
    sources = [c.source for c in read_.cells]
    first, second = RISKS.split("\n\n\n")
    assert sources.index(second) == sources.index(first) + 1
    assert {c.part for c in read_.cells if c.source in (first, second)} == {"solution", "added"}
    assert read_.repairs == ["The cell of exercise risks was split; its parts were put together."]


def test_a_deleted_solution_becomes_the_stub_and_is_reported():
    read_ = named("solution_deleted")
    assert solutions(read_) == {"risks": STUBS["risks"], "sample_risk": SAMPLE_RISK}
    assert read_.repairs == ["The cell of exercise risks is missing; its stub was put back."]


def test_a_solution_in_a_new_cell_is_recognised_by_what_it_defines():
    read_ = named("solution_retyped_in_a_new_cell")
    assert solutions(read_) == SOLVED
    assert added(read_) == []
    assert read_.repairs == [
        "The cell of exercise sample_risk had lost its marks; it was recognised by its definition "
        "of sample_risk."
    ]


def test_a_solution_that_became_text_is_read_as_code():
    read_ = named("solution_became_markdown")
    assert solutions(read_) == SOLVED
    assert {c.kind for c in read_.cells if c.part == "solution"} == {"code"}
    assert read_.repairs == [
        "The cell of exercise risks had become a markdown cell; it was read as code."
    ]


def test_a_cell_of_another_assignment_is_not_taken_for_a_solution():
    nb = notebook()
    cell = make.demo.find(nb, "risks")
    cell["id"] = cell["metadata"]["nbgrader"]["grade_id"] = "grid_min"
    read_ = read_notebook(nb)
    assert solutions(read_)["risks"] == STUBS["risks"]
    assert RISKS in added(read_)


@pytest.mark.parametrize("copies", [2, 5])
def test_unmarked_copies_of_a_solution_count_once(copies):
    nb = notebook()
    at = make.place(nb, "sample_risk")
    nb["cells"][at : at + 1] = [
        make.demo.new_cell("code", f"{SAMPLE_RISK}\n# {n}") for n in range(copies)
    ]
    read_ = read_notebook(nb)
    assert solutions(read_)["sample_risk"] == f"{SAMPLE_RISK}\n# {copies - 1}"
    assert added(read_) == []
    assert f"was there {copies} times" in read_.repairs[-1]


# -- cells that are the instructor's ------------------------------------------


def test_deleted_check_cells_are_put_back_and_reported():
    read_ = named("checks_deleted")
    assert_ours_are_the_releases(read_)
    assert read_.repairs == [
        "The check cell of exercise risks was missing and was put back.",
        "The check cell of exercise sample_risk was missing and was put back.",
    ]


def test_a_changed_check_cell_is_put_back_and_reported():
    read_ = named("check_emptied")
    assert_ours_are_the_releases(read_)
    assert "print('all right')" not in [c.source for c in read_.cells]
    assert read_.repairs == [
        "The check cell of exercise risks was changed; the original was put back."
    ]


def test_a_copy_of_a_check_cell_does_not_run_twice():
    read_ = named("check_copied")
    assert_ours_are_the_releases(read_)
    assert added(read_) == []


def test_a_changed_set_up_runs_after_the_original():
    read_ = named("setup_changed")
    assert_ours_are_the_releases(read_)
    at = [c.id for c in read_.cells].index("setup")
    assert read_.cells[at + 1].source.endswith("import numpy as np")
    assert read_.cells[at + 1].part == "added"
    assert read_.repairs == [
        "The set-up cell was changed; the original runs first, then the changed one."
    ]


def test_a_deleted_set_up_is_put_back_and_reported():
    read_ = named("setup_deleted")
    assert_ours_are_the_releases(read_)
    assert read_.repairs == ["The set-up cell was missing and was put back."]


def test_an_edited_question_is_put_back_and_the_edited_text_kept_below():
    read_ = named("question_edited")
    assert_ours_are_the_releases(read_)
    at = [c.id for c in read_.cells].index("minima-differ")
    assert "(300 points)" in read_.cells[at + 1].source
    assert answer(read_) == make.ANSWER
    assert read_.repairs == [
        "The question minima-differ was changed; the original was put back and the text kept "
        "below it."
    ]


def test_a_deleted_question_is_put_back_and_has_no_answer():
    read_ = named("question_and_answer_deleted")
    assert_ours_are_the_releases(read_)
    assert not read_.answered_questions()["minima-differ"]
    assert read_.repairs == ["The question minima-differ was missing and was put back."]


@pytest.mark.parametrize(
    ("cell_id", "words"),
    [
        ("setup", "The set-up cell was missing and was put back."),
        ("minima-differ", "The question minima-differ was empty; the original was put back."),
        ("check-risks", "The check cell of exercise risks was empty; the original was put back."),
    ],
)
def test_an_emptied_cell_is_put_back_and_nothing_kept_below_it(cell_id, words):
    nb = notebook()
    make.demo.write(nb, cell_id, " ")
    read_ = read_notebook(nb)
    assert_ours_are_the_releases(read_)
    assert added(read_) == []
    assert read_.repairs == [words]


def test_a_given_plot_may_be_edited():
    read_ = named("given_plot_edited")
    plot = next(c for c in read_.cells if c.id == "plot-7")
    assert "linspace(0.5, 1.5, 11," in plot.source
    assert plot.part == "added"
    assert read_.repairs == []


def test_a_given_plot_that_became_text_is_put_back_under_its_own_name():
    read_ = named("given_plot_became_text")
    plot = next(c for c in read_.cells if c.id == "plot-7")
    assert (plot.kind, "# mine" in plot.source) == ("code", False)
    assert read_.repairs == ["A given cell was changed; the original was put back."]


def test_a_claimed_given_cell_with_other_contents_stays_the_students_own():
    nb = notebook()
    make.demo.write(nb, "plot-7", "print('nothing like it')")
    read_ = read_notebook(nb)
    plot = next(c for c in read_.cells if c.id == "plot-7")
    assert plot.source == next(c.source for c in RELEASED.cells if c.id == "plot-7")
    assert added(read_) == ["print('nothing like it')"]


def test_metadata_from_the_file_is_never_kept():
    read_ = named("hostile_metadata")
    assert read_.repairs == []
    assert_ours_are_the_releases(read_)
    by_id = {c.id: c.metadata for c in RELEASED.cells}
    assert all(c.metadata == (by_id[c.id] if c.id else {}) for c in read_.cells)


# -- the student's own words and cells ----------------------------------------


def test_an_answer_above_an_empty_copy_of_its_cell_is_not_lost():
    read_ = named("answer_pasted_above_an_empty_copy")
    assert answer(read_) == make.ANSWER
    assert read_.answered_questions()["minima-differ"]
    assert added(read_) == []


def test_of_two_answers_the_last_counts_and_the_other_is_kept():
    read_ = named("answer_twice")
    assert answer(read_) == "A better answer."
    assert added(read_) == [make.ANSWER]
    assert read_.repairs == ["The answer to minima-differ was there 2 times; the last one counts."]


def test_an_answer_in_a_new_cell_is_found_by_its_place():
    read_ = named("answer_in_a_new_cell")
    assert answer(read_) == make.ANSWER
    assert read_.repairs == ["The answer to minima-differ was recognised by its place."]


def test_the_students_own_cells_stay_where_they_were():
    read_ = named("own_cells_everywhere")
    ids = [c.id or c.source for c in read_.cells]
    assert ids[0] == "by a student"
    assert ids[ids.index("setup") + 1] == "import numpy"
    assert ids[ids.index("risks") + 1] == "print(f(torch.zeros(2)))"
    assert ids[-1] == "# the end"
    assert (len(added(read_)), read_.repairs) == (4, [])


def test_of_very_many_added_cells_the_first_are_kept_and_it_is_said():
    nb = notebook()
    nb["cells"] += [make.demo.new_cell("code", f"n = {n}") for n in range(310)]
    read_ = read_notebook(nb)
    assert added(read_) == [f"n = {n}" for n in range(submission.MAX_ADDED)]
    assert read_.repairs == ["310 cells were added; the first 300 were kept."]


def test_a_source_is_cut_at_the_limit():
    nb = notebook()
    make.demo.add(nb, "plot-13", "#" * (ipynb.MAX_SOURCE + 1))
    assert added(read_notebook(nb)) == ["#" * ipynb.MAX_SOURCE]


# -- what hidden inputs depend on ---------------------------------------------


def with_added(*cells):
    """The solved notebook with cells of the student's own: (type, source)."""
    nb = notebook()
    nb["cells"] += [make.demo.new_cell(kind, source) for kind, source in cells]
    return read_notebook(nb)


def test_a_helper_that_becomes_text_makes_another_submission():
    """One bit in each such cell would be read without the inputs changing."""
    assert len({with_added((k, "bit = 1")).answers_digest for k in ("code", "markdown")}) == 2


def test_a_text_with_the_joint_of_two_cells_in_it_is_not_two_cells():
    one = with_added(("code", "a = 1\0added  b = 2"))
    two = with_added(("code", "a = 1"), ("code", "b = 2"))
    assert one.answers_digest != two.answers_digest


own_cells = st.lists(
    st.tuples(
        st.sampled_from(["code", "markdown"]),
        st.sampled_from(["a = 1", "b = 2", "a = 1\0added  b = 2", '","', " "]),
    ),
    max_size=2,
)


@settings(quick, max_examples=300)
@given(own_cells, own_cells)
def test_two_submissions_have_one_digest_if_the_same_cells_run_in_the_same_order(a, b):
    first, second = with_added(*a), with_added(*b)
    kept = [[cell for cell in cells if cell[1].strip()] for cells in (a, b)]
    assert (first.answers_digest == second.answers_digest) == (kept[0] == kept[1])


def test_cells_in_another_order_are_put_in_the_releases():
    read_ = named("order_reversed")
    assert solutions(read_) == SOLVED
    assert answer(read_) == make.ANSWER
    assert added(read_) == []
    assert_ours_are_the_releases(read_)


# -- properties ---------------------------------------------------------------

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
names = st.sampled_from([c.id for c in RELEASED.cells] + ["", "x", "check-x", "\ud800"])
sources = (
    st.sampled_from([c.source for c in RELEASED.cells] + [RISKS, SAMPLE_RISK, "def f(x): 1", "("])
    | st.text(st.characters(), max_size=30)
    | st.lists(st.text(max_size=8), max_size=3)
)
odd_marks = st.fixed_dictionaries(
    {},
    optional={
        "grade_id": names | json_values,
        "solution": st.booleans(),
        "grade": st.booleans(),
        "locked": json_values,
        "points": json_values,
    },
)
odd_cells = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw", 3]),
        "id": names | json_values,
        "source": sources | json_values,
        "metadata": st.fixed_dictionaries({}, optional={"nbgrader": odd_marks, "id": names})
        | json_values,
    },
)
odd_notebooks = st.fixed_dictionaries(
    {"cells": st.lists(odd_cells | json_values, max_size=12)},
    optional={"worksheets": json_values, "metadata": json_values},
)


def read_or_refuse(content):
    """What reading promises for any bytes at all."""
    try:
        read_ = read(content, RELEASED)
    except Unreadable:
        return None
    assert isinstance(read_, Submission)
    assert_ours_are_the_releases(read_)
    assert [c.key for c in read_.cells if c.part == "solution"] == list(STUBS)
    assert len([c for c in read_.cells if c.part == "answer"]) == 1
    for cell in read_.cells:
        cell.source.encode()
    for repair in read_.repairs:
        assert repair.isprintable()
        assert repair.endswith(".")
    return read_


@quick
@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_read_or_refused(content):
    assert read_or_refuse(content) is None


@quick
@given(json_values)
def test_arbitrary_json_is_read_or_refused(value):
    assert read_or_refuse(json.dumps(value).encode()) is None


@settings(quick, max_examples=150)
@given(odd_notebooks)
def test_a_notebook_of_arbitrary_cells_is_read_or_refused(nb):
    read_ = read_or_refuse(json.dumps(nb).encode("utf-8", "replace"))
    assert read_ is None or len(read_.cells) >= len(RELEASED.cells)


def assert_idempotent(read_):
    again = read_notebook(as_notebook(read_))
    assert again.repairs == []
    assert [vars(c) for c in again.cells] == [vars(c) for c in read_.cells]


@settings(quick, max_examples=150)
@given(odd_notebooks)
def test_reading_what_was_read_changes_nothing_more(nb):
    marked = nb["cells"] + [make.demo.find(notebook(), "check-risks")]
    assert_idempotent(read_notebook(nb | {"cells": marked}))


@pytest.mark.parametrize(
    "name",
    sorted(
        p.stem
        for p in (HERE / "notebooks").glob("*.ipynb")
        if not p.stem.startswith(("another", "blank", "empty", "cut", "error", "a_list", "no_"))
        and p.stem != "cells_are_an_object"
    ),
)
def test_reading_a_repaired_notebook_again_finds_nothing_to_repair(name):
    assert_idempotent(named(name))


LOSSES = ("nothing", "mark", "id", "both", "new id", "Colab", "moved id")


def lose(cell, loss):
    """What an editor does to a cell's metadata."""
    if loss in ("mark", "both", "new id"):
        cell["metadata"] = {}
    if loss in ("id", "both"):
        del cell["id"]
    if loss == "new id":
        cell["id"] = f"{random.Random(cell['id']).getrandbits(32):08x}"
    if loss == "Colab":
        cell["metadata"] = {"id": "x" + cell.pop("id")[::-1]}
    if loss == "moved id":  # nbformat 4.4 keeps it among the metadata
        cell["metadata"]["id"] = cell.pop("id")


@settings(quick, max_examples=120)
@given(st.lists(st.sampled_from(LOSSES), min_size=17, max_size=17))
def test_whatever_metadata_is_lost_the_students_answers_are_kept(losses):
    nb = notebook()
    assert len(nb["cells"]) <= len(losses)
    for cell, loss in zip(nb["cells"], losses, strict=False):
        lose(cell, loss)
    read_ = read_or_refuse(json.dumps(nb).encode())
    assert solutions(read_) == SOLVED
    assert answer(read_) == make.ANSWER
    assert added(read_) == []
    assert not [r for r in read_.repairs if "missing" in r or "changed" in r]


@quick
@given(st.randoms(use_true_random=False))
def test_whatever_the_order_of_marked_cells_they_end_in_the_releases(dice):
    nb = notebook()
    dice.shuffle(nb["cells"])
    read_ = read_notebook(nb)
    assert [vars(c) for c in read_.cells] == [vars(c) for c in named("solved").cells]
    assert read_.repairs == []


@quick
@given(st.lists(st.integers(0, 15), max_size=6))
def test_whatever_cells_are_copied_with_their_ids_the_answers_are_kept(positions):
    nb = notebook()
    for position in positions:
        nb["cells"].append(copy.deepcopy(nb["cells"][position]))
    read_ = read_notebook(nb)
    assert solutions(read_) == SOLVED
    assert answer(read_) == make.ANSWER
    assert_ours_are_the_releases(read_)


def test_a_notebook_of_very_many_cells_costs_no_more_than_one_of_many(monkeypatch):
    parsed = []
    monkeypatch.setattr(match, "defined_names", lambda s: parsed.append(s) or ["f"])
    nb = notebook()
    make.demo.delete(nb, "risks")
    make.demo.delete(nb, "sample_risk")
    nb["cells"] += [make.demo.new_cell("code", f"f = {n}.25") for n in range(2000)]
    read_notebook(nb)
    assert 0 < len(parsed) <= match.MAX_SEARCHED


def test_of_very_many_copies_of_a_cell_the_last_are_looked_at():
    nb = notebook()
    copies = [copy.deepcopy(make.demo.find(nb, "risks")) for _ in range(150)]
    for number, cell in enumerate(copies):
        cell["source"] = f"{RISKS}\n# {number}"
    nb["cells"] += copies
    assert solutions(read_notebook(nb))["risks"] == f"{RISKS}\n# 149"


def test_laid_cells_start_without_metadata_of_their_own():
    first, second = (LaidCell("", "added", "", "code", "") for _ in range(2))
    first.metadata["x"] = 1
    assert second.metadata == {}
