"""No pattern in the kit takes longer than in proportion to the text, whatever the text is.

That is proved of each pattern from its parts, so no clock is asked.  A search begins at each
character of a text; it is linear if no two beginnings read the same part of it again and again:

- What repeats without a bound is possessive, so nothing is read twice from one beginning.
- What is repeated has a bounded length itself, and is not empty.
- What has a bound can be matched in few ways only.
- After a repetition nothing can fail, so the next beginning is behind it; or it reads no
  character that the pattern begins with, so no other beginning lies inside it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

_parser: Any = re._parser  # type: ignore[attr-defined]
_compiler: Any = re._compiler  # type: ignore[attr-defined]

KIT = Path(__file__).resolve().parent.parent / "autograder"
TAKES_A_PATTERN = {
    "compile", "search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn",
}  # fmt: skip
BOUNDED = 1000  # repetitions that cost a constant only
MOST_WAYS = 10_000  # to match a pattern from one beginning, but for its possessive repetitions
EVERYTHING = "".join(map(chr, range(0x10000)))  # what is beyond is like some of these

Items = list[tuple[Any, Any]]


# -- what a pattern's parts are -----------------------------------------------


def parts_of(item: tuple[Any, Any]) -> list[Items]:
    """The patterns inside a part: one for each way to match it."""
    kind, value = str(item[0]), item[1]
    match kind:
        case "BRANCH":
            return [list(p) for p in value[1]]
        case "SUBPATTERN":
            return [list(value[3])]
        case "ATOMIC_GROUP":
            return [list(value)]
        case "ASSERT" | "ASSERT_NOT":
            return [list(value[1])]
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return [list(value[2])]
    return []


def is_unbounded(item: tuple[Any, Any]) -> bool:
    return str(item[0]).endswith("_REPEAT") and item[1][1] > BOUNDED


def inside(items: Items) -> Iterator[tuple[Any, Any]]:
    for item in items:
        yield item
        for part in parts_of(item):
            yield from inside(part)


def sub_pattern(items: Items, flags: int) -> Any:
    state = _parser.State()
    state.flags = flags
    return _parser.SubPattern(state, items)


SINGLE = {"LITERAL", "NOT_LITERAL", "IN", "ANY"}
GROUPS = {"BRANCH", "SUBPATTERN", "ATOMIC_GROUP", "ASSERT", "ASSERT_NOT"}
REPEATS = {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}


_read: dict[tuple[str, int], frozenset[str]] = {}


def _characters(item: tuple[Any, Any], flags: int) -> frozenset[str]:
    key = repr(item), flags
    if key not in _read:
        compiled = _compiler.compile(sub_pattern([item], flags), flags)
        _read[key] = frozenset(compiled.findall(EVERYTHING))
    return _read[key]


def characters(items: Items, flags: int) -> frozenset[str]:
    """Every character that any part of these reads."""
    found: frozenset[str] = frozenset()
    for item in inside(items):
        if str(item[0]) in SINGLE:
            found |= _characters(item, flags)
    return found


def first_characters(items: Items, flags: int) -> frozenset[str] | None:
    """What a match of these begins with; None where it may be empty."""
    found: frozenset[str] = frozenset()
    for item in items:
        kind = str(item[0])
        if kind == "AT" or kind == "ASSERT_NOT" or (kind == "ASSERT" and item[1][0] < 0):
            continue  # reads nothing forward that a match needs
        if kind in SINGLE:
            return found | characters([item], flags)
        firsts = [first_characters(part, flags) for part in parts_of(item)]
        found |= frozenset().union(*(f for f in firsts if f))
        optional = kind.endswith("_REPEAT") and item[1][0] == 0
        if firsts and None not in firsts and not optional:
            return found
    return None


def ways(items: Items) -> int:
    """In how many ways these can be matched, at most."""
    product = 1
    for item in items:
        inner = sum(map(ways, parts_of(item))) or 1
        if str(item[0]) in REPEATS and not is_unbounded(item):
            least, most = item[1][:2]
            inner = sum(inner**count for count in range(least, most + 1))
        product *= inner
    return product


def is_unknown(item: tuple[Any, Any]) -> bool:
    """A part whose cost this file knows nothing of, such as a reference to a group."""
    local_flags = str(item[0]) == "SUBPATTERN" and any(item[1][1:3])
    return local_flags or str(item[0]) not in SINGLE | GROUPS | REPEATS | {"AT"}


def cannot_fail(items: Items) -> bool:
    return all(str(kind).endswith("_REPEAT") and value[0] == 0 for kind, value in items)


# -- whether it is linear -----------------------------------------------------


def faults(pattern: str, flags: int = 0) -> list[str]:
    """Why a search for a pattern may take longer than in proportion to the text."""
    parsed = _parser.parse(pattern, flags)
    flags = parsed.state.flags
    if max(pattern) not in EVERYTHING or any(map(is_unknown, inside(list(parsed)))):
        return ["holds a part of unknown cost"]
    if ways(list(parsed)) > MOST_WAYS:
        return ["can be matched in too many ways"]
    return [fault for way in _ways(list(parsed)) for fault in _faults(way, way, flags)]


def _ways(items: Items) -> list[Items]:
    """The alternatives of a pattern that is a choice and nothing else, each tried by itself."""
    if len(items) == 1 and str(items[0][0]) in ("BRANCH", "SUBPATTERN"):
        return [way for part in parts_of(items[0]) for way in _ways(part)]
    return [items]


def _faults(items: Items, whole: Items, flags: int, *, ends: bool = True) -> Iterator[str]:
    for place, item in enumerate(items):
        last = ends and cannot_fail(items[place + 1 :])
        if is_unbounded(item):
            yield from _faults_of_repeat(item, whole, flags, last=last)
        grouped = str(item[0]) in ("SUBPATTERN", "ATOMIC_GROUP")
        for part in [] if is_unbounded(item) else parts_of(item):
            yield from _faults(part, whole, flags, ends=last and grouped)


def _faults_of_repeat(
    item: tuple[Any, Any], whole: Items, flags: int, *, last: bool
) -> Iterator[str]:
    body = list(item[1][2])
    if str(item[0]) != "POSSESSIVE_REPEAT":
        yield f"repeats without being possessive: {body}"
    if any(map(is_unbounded, inside(body))):
        yield f"repeats what repeats without a bound itself: {body}"
    if sub_pattern(body, flags).getwidth()[0] == 0:
        yield f"repeats what may be empty: {body}"
    first = first_characters(whole, flags)
    if not last and (first is None or first & characters(body, flags)):
        yield f"may begin inside what it repeats: {body}"


@pytest.mark.parametrize(
    "pattern",
    [
        r"a", r"a?b", r"(a|b){3}", r"a++", r"x a++b", r"\x1b\[[0-9;]*+[A-Za-z]", r"(?:ab|c)*+",
        r'"(?:[^"\\]|\\.)*+"?|[,\[{]', r"^#.++", r"&(?=[a-z]\w*+;)", r"\$([^$]++)\$", r"[ ]{0,9}$",
        r"(?<!a)\$[^$]++(?<!\s)\$", r"(\d++)", r"(?i)(?:data|file)(\s*+:)",
    ],
)  # fmt: skip
def test_a_linear_pattern_is_seen_to_be_one(pattern: str) -> None:
    assert faults(pattern) == []


@pytest.mark.parametrize(
    "pattern",
    [
        r"[ \t]+$", r"[ \t]++$", r"(a+)+b", r"(?:a++)*+b", r"(a|a)*b", r"a*a*b", r"\s+x", r"(.*)x",
        r"\$\$(.+?)\$\$", r'"(?:[^"\\]++|\\.)*+"', r"^# (.+?)\s*$", r"x?a++b", r"(?=a++b)", r"a+",
        r"(?:b|x)?a*+c", r"(?:a|b*+c)d", r"a(?:b|a++)c", r"[^a]++b", r"a.*+b", r"(?s)ab(?!.*+c)",
        r"(?i)A[a-c]++d", r"(?:a?)*+b", r"(?:a|a){0,50}b", r"(a)\1", r"(?i:a)", r"(a?){60}",
    ],
)  # fmt: skip
def test_a_pattern_that_is_not_linear_is_refused(pattern: str) -> None:
    assert faults(pattern) != []


# -- all patterns of the kit --------------------------------------------------


def patterns_in(path: Path) -> Iterator[tuple[str, str | None, int]]:
    """Every pattern in a file: its place, and the text and flags where they are constant."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module="re"):
                yield f"{path.name}:{node.lineno}", None, 0
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=name)) if (
                name in TAKES_A_PATTERN
            ):
                yield f"{path.name}:{node.lineno}", *_constants(node, name)


def _constants(call: ast.Call, name: str) -> tuple[str | None, int]:
    pattern, *rest = call.args
    place = {"compile": 0, "sub": 3, "subn": 3, "split": 2}.get(name, 1)
    given = [k.value for k in call.keywords if k.arg == "flags"] + rest[place : place + 1]
    text = pattern.value if isinstance(pattern, ast.Constant) else None
    flags = [eval(ast.unparse(flag), {"re": re}) for flag in given]  # our own source
    return (text if isinstance(text, str) else None), int(flags[0]) if flags else 0


# What a formula's pattern reads is written by the grader, and read in the jail.
TRUSTED = {"sandbox/formula.py"}
FOUND = [
    pytest.param(*found, id=found[0])
    for path in sorted(KIT.rglob("*.py"))
    if path.relative_to(KIT).parts[0] not in ("bank", "checks")
    and path.relative_to(KIT).as_posix() not in TRUSTED
    for found in patterns_in(path)
]


@pytest.mark.parametrize(("place", "pattern", "flags"), FOUND)
def test_every_pattern_of_the_kit_is_linear(place: str, pattern: str | None, flags: int) -> None:
    assert pattern is not None, f"{place}: write the pattern as one constant text"
    assert faults(pattern, flags) == []


def test_the_patterns_are_found() -> None:
    assert len(FOUND) > 20
    places = {param.id for param in FOUND}
    assert any(str(place).startswith("printable.py") for place in places)


def test_every_way_of_naming_a_pattern_is_seen(tmp_path: Path) -> None:
    source = (
        "import re\nfrom re import sub\n"
        "re.sub(r'a+', '', x, flags=re.I)\nre.compile('b' 'c', re.M)\n"
        "re.split(p, x)\nre.sub('d', '', x, 0, re.S)\n"
    )
    path = tmp_path / "a.py"
    path.write_text(source)
    found = {place.partition(":")[2]: (text, flags) for place, text, flags in patterns_in(path)}
    assert found == {
        "2": (None, 0), "3": ("a+", re.I), "4": ("bc", re.M), "5": (None, 0), "6": ("d", re.S),
    }  # fmt: skip
