"""One question, and the answers we know to it: other right ones, and likely wrong ones with what to say."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from curriculum.practice import spoken

Answer = Callable[..., Any]
Fault = str | None  # what is wrong with an answer that is judged by its properties; nothing when it is right


@dataclass(frozen=True)
class Refusal:
    """The right answer to a question that ought to be refused: an exception of one of these types, by name.

    Its message must hold `naming` (capitals do not matter), such as the column that is missing.
    """

    types: tuple[str, ...]
    naming: str = ""


def refuses(*types: str, naming: str = "") -> Refusal:
    """What a careful answer does with bad input: `refuses("ValueError")` among the `answers` or from a reference."""
    return Refusal(types or ("ValueError",), naming)


@dataclass(frozen=True)
class Given:
    """A question on tables that were changed first: an earlier month's extract, or input that ought to be refused.

    `words` says how the tables stand, after "the practice table": "without the column Outcome". `change(*tables)` gives
    the tables to ask on; it gets copies. `extra` is what the answer is called with besides. With `refused`, that is the
    expected answer, whatever the tables; otherwise it comes by hand or from the reference, as for any question.
    """

    words: str
    change: Callable[..., Sequence[pd.DataFrame]]
    extra: tuple[Any, ...] = ()
    refused: Refusal | None = None

    def tables(self, tables: Sequence[pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """The tables to ask on, those given left as they were."""
        return tuple(self.change(*(table.copy() for table in tables)))


@dataclass(frozen=True)
class Case:
    """One question put to an answer: call it with `tables` and `extra`, expect `expected`.

    `label` says where the question comes from in words a learner may read ("the practice table", "your council").
    `council` is None for the practice table. Tables are shared between cases: copy them before handing them out. With
    `careful`, a call must leave its tables as they were, and give the same when it is made again. `kept` is the
    judge's: what each known mistake gives here, by name, and the expected answer as plain data, when first needed.
    """

    label: str
    tables: tuple[pd.DataFrame, ...]
    extra: tuple[Any, ...]
    expected: Any
    council: Any = None
    careful: bool = False
    kept: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class Right:
    """Another right answer that learners really write: `fn(*tables, *extra)` gives what theirs would give."""

    name: str
    fn: Answer


@dataclass(frozen=True)
class Wrong:
    """A plausible mistake as code, and the one message it must trigger."""

    name: str
    message: str
    fn: Answer

    def say(self, case: Case, yours: object = None) -> str:
        """The message with its blanks filled: `{day}` and the like from the arguments, `{yours}` the answer."""
        return self.message.format_map(_Blanks(arguments(self.fn, case), yours))


def arguments(fn: Answer, case: Case) -> dict[str, Any]:
    """The extra arguments of `case` under the names `fn` gives them: {"day": Timestamp(...)}."""
    names = list(inspect.signature(fn).parameters)[len(case.tables) :]
    return dict(zip(names, case.extra, strict=False))


class _Blanks(dict[str, str]):
    def __init__(self, named: Mapping[str, Any], yours: object) -> None:
        super().__init__({name: spoken(value) for name, value in named.items()}, yours=spoken(yours))

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"  # a learner never meets KeyError; the gates refuse a blank that nothing fills
