"""Mechanical mutants of a reference solution: each with one small change.

Operators, constants, comparisons, off-by-ones, swapped returns and arguments,
negated conditions, removed statements: the slips that a tired student makes.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_OPERATORS: dict[type[ast.AST], list[type[ast.AST]]] = {
    ast.Add: [ast.Sub], ast.Sub: [ast.Add], ast.Mult: [ast.Div], ast.Div: [ast.Mult],
    ast.Pow: [ast.Mult], ast.MatMult: [ast.Mult], ast.FloorDiv: [ast.Div], ast.Mod: [ast.FloorDiv],
    ast.Lt: [ast.LtE, ast.Gt], ast.LtE: [ast.Lt, ast.GtE], ast.Gt: [ast.GtE, ast.Lt],
    ast.GtE: [ast.Gt, ast.LtE], ast.Eq: [ast.NotEq], ast.NotEq: [ast.Eq], ast.Is: [ast.IsNot],
    ast.IsNot: [ast.Is], ast.In: [ast.NotIn], ast.NotIn: [ast.In], ast.And: [ast.Or],
    ast.Or: [ast.And],
}  # fmt: skip
_WORDS = {"min": "max", "max": "min", "argmin": "argmax", "argmax": "argmin", "sin": "cos",
          "cos": "sin", "ceil": "floor", "floor": "ceil", "any": "all", "all": "any",
          "sum": "mean", "mean": "sum"}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A changed solution cell.

    Attributes:
        title: The statement before ⟶ after.
        source: The whole cell.
    """

    title: str
    source: str


def mutants(source: str) -> list[Mutant]:
    """Make all mutants of a cell, each different in text from the original and the others."""
    tree = ast.parse(source)
    original = ast.unparse(tree)
    found: dict[str, Mutant] = {}
    for position, node in enumerate(ast.walk(tree)):
        for number in range(len(_changes(node))):
            changed = copy.deepcopy(tree)
            target = next(n for p, n in enumerate(ast.walk(changed)) if p == position)
            _changes(target)[number]()
            text = ast.unparse(ast.fix_missing_locations(changed))
            if text != original and text not in found:
                found[text] = Mutant(_title(original, text), text + "\n")
    return list(found.values())


def _title(before: str, after: str) -> str:
    """The first lines that differ."""
    old, new = before.split("\n"), after.split("\n")
    if len(old) == len(new):
        pairs = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
        return f"{pairs[0][0].strip()} ⟶ {pairs[0][1].strip()}"
    gone = next(a for a, b in zip(old, [*new, ""] * 2, strict=False) if a != b)
    return f"{gone.strip()} ⟶ (removed)"


def _changes(node: ast.AST) -> list[Callable[[], None]]:
    """All changes that fit a node, ready to apply to it."""
    return [*_constants(node), *_operators(node), *_names(node), *_structure(node)]


def _constants(node: ast.AST) -> Iterator[Callable[[], None]]:
    if not isinstance(node, ast.Constant):
        return
    match node.value:
        case bool():
            yield lambda: setattr(node, "value", not node.value)
        case int() as number:
            for other in (number + 1, number - 1):
                yield lambda other=other: setattr(node, "value", other)  # type: ignore[misc]
        case float() as real:
            for change in (real * 1.1, -real):
                yield lambda change=change: setattr(node, "value", change)  # type: ignore[misc]


def _operators(node: ast.AST) -> Iterator[Callable[[], None]]:
    match node:
        case ast.BinOp() | ast.BoolOp() | ast.AugAssign():
            for other in _OPERATORS.get(type(node.op), []):
                yield lambda other=other: setattr(node, "op", other())  # type: ignore[misc]
        case ast.Compare():
            for index, op in enumerate(node.ops):
                for other in _OPERATORS.get(type(op), []):
                    yield lambda i=index, o=other: node.ops.__setitem__(i, o())  # type: ignore[misc]
        case ast.UnaryOp(op=ast.USub()):
            yield lambda: setattr(node, "op", ast.UAdd())
        case ast.UnaryOp(op=ast.Not()):
            yield lambda: setattr(node, "operand", ast.UnaryOp(ast.Not(), node.operand))


def _names(node: ast.AST) -> Iterator[Callable[[], None]]:
    """A function's opposite; two arguments or two results swapped."""
    match node:
        case ast.Attribute(attr=name) if name in _WORDS:
            yield lambda: setattr(node, "attr", _WORDS[name])
        case ast.Call(func=ast.Name(id=name)) if name in _WORDS:
            yield lambda: setattr(node.func, "id", _WORDS[name])
        case ast.Return(value=ast.Tuple(elts=parts)) if len(parts) > 1:
            yield lambda: parts.reverse()
    if isinstance(node, ast.Call) and len(node.args) == 2 and not _commutes(node.func):
        yield lambda: node.args.reverse()


def _commutes(function: ast.expr) -> bool:
    return isinstance(function, ast.Name) and function.id in ("min", "max")


def _structure(node: ast.AST) -> Iterator[Callable[[], None]]:
    """A condition turned round; a statement left out."""
    if isinstance(node, ast.If | ast.While | ast.IfExp):
        yield lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), node.test))
    for name in ("body", "orelse"):
        block = getattr(node, name, None)
        if not isinstance(block, list) or isinstance(node, ast.Module):
            continue
        for index, statement in enumerate(block):
            words = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
            if isinstance(statement, ast.FunctionDef) or words:
                continue
            yield lambda b=block, i=index: b.__setitem__(i, ast.Pass())  # type: ignore[misc]
