"""What a check says: plain text for any front end, and a box of HTML that a screen reader announces."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# Dark text on a pale ground (contrast above 12:1) with a bar of colour; the words carry the meaning, never the bar.
BARS = {"yes": "#00703c", "not yet": "#b58840", "recorded": "#1a5a96", "note": "#505a5f"}


@dataclass(frozen=True)
class Said:
    """One thing said to a learner: a few words first, then sentences, then perhaps code."""

    tone: str
    first: str
    then: str = ""
    code: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        parts = [f"{self.first} {self.then}".strip()]
        return "\n\n".join([*parts, self.code] if self.code else parts)

    def as_html(self) -> str:
        """A self-contained box: no script, no class, no request for anything."""
        style = (
            f"border-left: 6px solid {BARS[self.tone]}; background: #f8f8f8; color: #0b0c0c; "
            "padding: 0.6em 1em; max-width: 44em; font-size: 1em; line-height: 1.5"
        )
        code = f'<pre style="color: #0b0c0c; background: #ffffff">{html.escape(self.code)}</pre>' if self.code else ""
        words = f"<strong>{html.escape(self.first)}</strong> {html.escape(self.then)}".strip()
        return f'<div role="status" lang="en-GB" style="{style}"><p style="margin: 0">{words}</p>{code}</div>'


def show(said: Said) -> None:
    """Display it in the notebook; in plain Python, print it."""
    shell = _shell()
    if shell is None:
        print(said)  # noqa: T201 - outside a notebook this is where the learner reads it
        return
    from IPython.display import display

    metadata: dict[str, Any] = {"academy": dict(said.facts)} if said.facts else {}
    display({"text/plain": str(said), "text/html": said.as_html()}, metadata=metadata, raw=True)


def notebook_names() -> Mapping[str, Any] | None:
    """The names of the notebook this runs in, or None outside a notebook."""
    shell = _shell()
    return None if shell is None else shell.user_ns


def _shell() -> Any:
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:
        return None
    return get_ipython()
