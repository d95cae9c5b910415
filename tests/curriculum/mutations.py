"""Exemplars changed automatically, one small slip each: the mistakes that nobody thought of writing down.

A mutant is the exemplar with one comparator, filter, day, aggregation, constant, blank or join changed. Most are wrong
on some council; every such one must fail when it is marked.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Change = tuple[str, Callable[[ast.AST], ast.AST]]


@dataclass(frozen=True)
class Mutant:
    """One changed exemplar: what became of which line, and the code."""

    line: int
    words: str
    code: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.words}"


COMPARATORS = {
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
ARITHMETIC = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Div}
AGGREGATES = {
    "nunique": ("count", "size"),
    "count": ("nunique", "size"),
    "size": ("nunique",),
    "sum": ("mean", "count", "max"),
    "mean": ("sum", "median"),
    "median": ("mean",),
    "max": ("min",),
    "min": ("max",),
    "first": ("last",),
    "last": ("first",),
    "any": ("all",),
    "all": ("any",),
    "isna": ("notna",),
    "notna": ("isna",),
    "idxmax": ("idxmin",),
    "head": ("tail",),
    "ffill": ("bfill",),
}
DROPPED = {
    "dropna",
    "fillna",
    "drop_duplicates",
    "query",
    "head",
    "sort_values",
    "clip",
    "round",
    "abs",
    "where",
    "mask",
}
DROPPED |= {"strip", "upper", "lower", "unique", "isin", "normalize", "shift", "cumsum", "ffill"}
KEEP_BLANKS = {"value_counts", "nunique", "groupby", "pivot_table", "crosstab"}
JOINS = ("inner", "left", "right", "outer")


def mutants(code: str, dates: frozenset[str] = frozenset()) -> Iterator[Mutant]:
    """Every mutant of `code`. `dates` are names that hold a day, such as an argument: each use is moved a day."""
    tree = ast.parse(code)
    words_only = {id(node) for node in ast.walk(tree) if _is_docstring_of(tree, node)}
    for place, node in enumerate(ast.walk(tree)):
        if id(node) in words_only:
            continue
        for words, change in _changes(node, dates):
            other = copy.deepcopy(tree)
            target = list(ast.walk(other))[place]
            changed = _Replace(target, change(target)).visit(other)
            yield Mutant(getattr(node, "lineno", 0), words, ast.unparse(ast.fix_missing_locations(changed)))


def _changes(node: ast.AST, dates: frozenset[str]) -> Iterator[Change]:
    if isinstance(node, ast.Compare):
        yield from _comparisons(node)
    elif isinstance(node, ast.BinOp):
        yield from _operations(node)
    elif isinstance(node, ast.BoolOp):
        yield "and and or are swapped", lambda n: _with(n, op=ast.Or() if isinstance(n.op, ast.And) else ast.And())
        for place in range(len(node.values)):
            yield f"condition {place + 1} is dropped", lambda n, p=place: _without(n, p)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert | ast.Not | ast.USub):
        yield f"{type(node.op).__name__} is dropped", lambda n: n.operand
    elif isinstance(node, ast.Subscript) and isinstance(
        node.slice, ast.Name | ast.Compare | ast.BinOp | ast.UnaryOp | ast.Call
    ):
        if isinstance(node.ctx, ast.Load):
            yield f"the filter {ast.unparse(node.slice)} is dropped", lambda n: n.value
    elif isinstance(node, ast.Call):
        yield from _calls(node)
    elif isinstance(node, ast.Constant):
        yield from _constants(node)
    elif (
        isinstance(node, ast.List | ast.Tuple | ast.Set)
        and len(node.elts) > 1
        and isinstance(node.elts[0], ast.Constant)
    ):
        for place, item in enumerate(node.elts):
            yield (
                f"{ast.unparse(item)} is left out of the list",
                lambda n, p=place: _with(n, elts=n.elts[:p] + n.elts[p + 1 :]),
            )
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in dates:
        yield from _moved(node.id)


def _comparisons(node: ast.Compare) -> Iterator[Change]:
    for other in COMPARATORS.get(type(node.ops[0]), ()):
        words = f"{type(node.ops[0]).__name__} became {other.__name__}"
        yield words, lambda n, o=other: _with(n, ops=[o(), *n.ops[1:]])


def _operations(node: ast.BinOp) -> Iterator[Change]:
    if isinstance(node.op, ast.BitAnd | ast.BitOr):
        yield f"{ast.unparse(node.left)} is dropped", lambda n: n.right
        yield f"{ast.unparse(node.right)} is dropped", lambda n: n.left
        yield (
            "& and | are swapped",
            lambda n: _with(n, op=ast.BitOr() if isinstance(n.op, ast.BitAnd) else ast.BitAnd()),
        )
    elif type(node.op) in ARITHMETIC:
        other = ARITHMETIC[type(node.op)]
        yield f"{type(node.op).__name__} became {other.__name__}", lambda n: _with(n, op=other())


def _calls(node: ast.Call) -> Iterator[Change]:
    if isinstance(node.func, ast.Attribute):
        name = node.func.attr
        for other in AGGREGATES.get(name, ()) if not node.args else ():
            yield f"{name} became {other}", lambda n, o=other: _with(n, func=_with(n.func, attr=o))
        if name in DROPPED:
            yield f"{name} is dropped", lambda n: n.func.value
        if name in KEEP_BLANKS:
            yield f"{name} treats blanks the other way", _blanks_the_other_way
        if name == "merge":
            yield from _joins(node)
        if name == "Timestamp":
            yield from _moved(ast.unparse(node))
    elif isinstance(node.func, ast.Name) and node.func.id == "len":
        yield "len counts one more", lambda n: ast.BinOp(n, ast.Add(), ast.Constant(1))
    elif isinstance(node.func, ast.Name) and node.func.id in ("round", "int", "abs", "sorted", "set") and node.args:
        yield f"{node.func.id} is dropped", lambda n: n.args[0]


def _joins(node: ast.Call) -> Iterator[Change]:
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    how = given.get("how", ast.Constant("inner"))
    now = how.value if isinstance(how, ast.Constant) else ""
    for other in JOINS:
        if other != now:
            yield f"the join became {other}", lambda n, o=other: _keyword(n, "how", ast.Constant(o))
    if node.args:
        twice = "every row of the joined table stands twice"
        yield twice, lambda n: _with(n, args=[*n.args[:-1], _doubled(n.args[-1])])


def _constants(node: ast.Constant) -> Iterator[Change]:
    if isinstance(node.value, bool):
        yield f"{node.value} became {not node.value}", lambda n: ast.Constant(not n.value)
    elif isinstance(node.value, int | float):
        for other in (node.value + 1, node.value - 1):
            yield f"{node.value} became {other}", lambda n, o=other: ast.Constant(o)


def _moved(written: str) -> Iterator[Change]:
    for days in (1, -1):
        words = f"{written} is a day {'later' if days > 0 else 'earlier'}"
        yield (
            words,
            lambda n, d=days: ast.BinOp(
                n, ast.Add(), ast.parse(f"__import__('pandas').Timedelta(days={d})", mode="eval").body
            ),
        )


def _blanks_the_other_way(node: ast.AST) -> ast.AST:
    assert isinstance(node, ast.Call)
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    now = given.get("dropna", ast.Constant(True))
    return _keyword(node, "dropna", ast.Constant(not getattr(now, "value", True)))


def _keyword(node: ast.AST, name: str, value: ast.expr) -> ast.AST:
    kept = [keyword for keyword in node.keywords if keyword.arg != name]  # type: ignore[attr-defined]
    return _with(node, keywords=[*kept, ast.keyword(name, value)])


def _doubled(table: ast.expr) -> ast.expr:
    return ast.parse(f"__import__('pandas').concat([{ast.unparse(table)}] * 2)", mode="eval").body


def _without(node: ast.AST, place: int) -> ast.AST:
    kept = node.values[:place] + node.values[place + 1 :]  # type: ignore[attr-defined]
    return kept[0] if len(kept) == 1 else _with(node, values=kept)


def _with(node: ast.AST, **changes: object) -> ast.AST:
    other = copy.copy(node)
    for name, value in changes.items():
        setattr(other, name, value)
    return other


def _is_docstring_of(tree: ast.AST, node: ast.AST) -> bool:
    if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        return False
    return any(isinstance(each, ast.Expr) and each.value is node for each in ast.walk(tree))


class _Replace(ast.NodeTransformer):
    def __init__(self, target: ast.AST, other: ast.AST) -> None:
        self.target, self.other = target, other

    def visit(self, node: ast.AST) -> ast.AST:
        return self.other if node is self.target else self.generic_visit(node)
