"""Which changes of the hidden checks change outcomes, and which do not."""

import pytest

from autograder.checking.outcome_code import outcome_code

CHECKS = '''\
"""Checks of an assignment."""

import pytest

from autograder.expect import close


def near(x, name):
    """Compare with one."""
    close(x, 1.0, name, hint="One, not two.")


@pytest.mark.exercise("risks")
@pytest.mark.points(1.5)
def test_f(student):
    """f is one."""
    near(student.f(0), "f")  # at zero


pytestmark = [pytest.mark.points(2)]
'''


def changed(old, new):
    assert CHECKS.count(old) == 1
    return outcome_code(CHECKS.replace(old, new)) != outcome_code(CHECKS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("points(1.5)", "points(3)"),
        ("points(2)", "points(n=4)"),
        ('"""f is one."""', '"""f is one everywhere."""'),
        ('"""f is one."""', 'r"""f is one.\n\n    In two paragraphs.\n    """'),
        ('"""Compare with one."""', ""),
        ('"""Checks of an assignment."""', ""),
        ("  # at zero", "  # where it is simplest"),
        ("student.f(0)", "student.f( 0 )"),
        ('"risks"', "'risks'"),
        ("\n\n\n@", "\n\n@"),
    ],
)
def test_points_titles_comments_and_formatting_change_no_outcome(old, new):
    assert not changed(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1.0", "1.1"),
        ("1.0", "1"),
        ("test_f", "test_g"),
        ('exercise("risks")', 'exercise("sample_risk")'),
        ("@pytest.mark.points(1.5)\n", ""),
        ('hint="One, not two."', 'hint="One."'),
        ('near(student.f(0), "f")', "pass"),
        ("pytest.mark.points(2)", "pytest.mark.skip(2)"),
        ("pytest.mark.points(2)", "student.points(2)"),
    ],
)
def test_all_else_may_change_outcomes(old, new):
    assert changed(old, new)


def test_the_text_after_a_title_is_code_even_where_it_is_text_as_well():
    with_two = CHECKS.replace('"""f is one."""', '"""f is one."""\n    "another"')
    assert outcome_code(with_two) != outcome_code(CHECKS)


@pytest.mark.parametrize("text", ["", "def f(:", "x = '\0'"])
def test_what_is_not_python_stays_as_it_is_for_the_checks_loader_to_tell(text):
    assert outcome_code(text) in (text, "Module(body=[], type_ignores=[])", "Module()")
