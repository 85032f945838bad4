"""Different values have different digests."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.reading.digest import digest

thorough = settings(deadline=None, max_examples=500, derandomize=True)
# What texts are joined and quoted by, so that a boundary may hide in one of them.
texts = st.text('\0a ,"\\[]\n', max_size=4) | st.text(st.characters(), max_size=4)
values = st.recursive(
    texts | st.integers(0, 11), lambda inner: st.lists(inner, max_size=3), max_leaves=6
)


def test_a_digest_is_64_characters_of_hexadecimal():
    assert re.fullmatch(r"[0-9a-f]{64}", digest(["a", 1, ["b"]]))


@thorough
@given(values, values)
def test_values_have_one_digest_if_they_are_equal_and_only_then(a, b):
    assert (digest(a) == digest(b)) == (a == b)


@thorough
@given(st.lists(texts, max_size=5), st.data())
def test_moving_a_boundary_makes_another_digest(parts, data):
    joint = data.draw(st.sampled_from(["", "\0", '","', " ", "\n"]))
    joined = joint.join(parts)
    cut = data.draw(st.integers(0, len(joined)))
    other = [joined[:cut], joined[cut:]]
    assert (digest(parts) == digest(other)) == (parts == other)


def test_what_no_encoding_has_is_told_apart():
    assert len({digest(t) for t in ("\ud83d", "\ude00", "\ud83d\ude00", "😀", "?")}) == 5
