"""The part of the hidden checks that decides outcomes: where it is the same, so are they."""

from __future__ import annotations

import ast


def outcome_code(text: str) -> str:
    """A checks' file without its points, titles, comments and formatting.

    A hint is an argument of a call in a check, and stays: the words of a failed check come with
    its outcome.

    Args:
        text: The file's; one that is not Python is returned as it is.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):  # loading the checks will tell
        return text
    return ast.dump(_Bare().visit(tree))


class _Bare(ast.NodeTransformer):
    """Takes docstrings out, which are titles, and the numbers out of ``pytest.mark.points(…)``."""

    def visit(self, node: ast.AST) -> ast.AST:
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="mark"), attr="points")):
                return ast.Call(node.func, [], [])
            case ast.Module() | ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                if ast.get_docstring(node, clean=False) is not None:
                    node.body = node.body[1:]
        return self.generic_visit(node)
