"""Has an answer been attempted? A stub's blank is `...`: as a value, in a list, or in a function's body."""

from __future__ import annotations

import types
from typing import Any


def _dots() -> None: ...


def _dots_below_words() -> None:
    """Words."""


_EMPTY_BODIES = {_dots.__code__.co_code, _dots_below_words.__code__.co_code}


def is_blank(value: Any) -> bool:
    """Whether `value` is still the stub: `...`, a list or dictionary with `...` in it, or a function not yet written.

    A function counts as not yet written when its body is only `...`, or when a `...` to fill in is left in it.
    """
    if value is Ellipsis:
        return True
    if type(value) in (list, tuple):
        return any(item is Ellipsis for item in value)
    if type(value) is dict:
        return any(item is Ellipsis for item in value.values())
    if type(value) is types.FunctionType:
        return _is_empty(value.__code__) or _has_dots(value.__code__)
    return False


def _is_empty(code: types.CodeType) -> bool:
    # `return 7` has the same instructions as an empty body; what it gives back stands last among the constants.
    return code.co_code in _EMPTY_BODIES and code.co_consts[-1] is None


def _has_dots(code: types.CodeType) -> bool:
    # `x[..., 0]` keeps its dots inside a tuple, so only dots that stand alone are found.
    return any(
        constant is Ellipsis or (isinstance(constant, types.CodeType) and _has_dots(constant))
        for constant in code.co_consts
    )
