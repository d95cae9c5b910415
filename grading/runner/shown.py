"""What a notebook showed, as its process reports it: rebuilt from nothing but the forms a notebook file may hold."""

from __future__ import annotations

import re
from typing import Any

from grading.arrow_tables import printable
from grading.capture import shortened

MOST_OUTPUTS = 500
MOST_TEXT = 300_000
MOST_PICTURE = 4_000_000
MOST_LINES = 60

_MIMES = ("text/plain", "text/html", "text/markdown", "text/latex", "image/png", "image/jpeg")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\n]*")

Output = dict[str, Any]


def rebuilt(outputs: Any) -> list[Output]:
    """Outputs of one cell in nbformat 4's form; whatever has another form is left out.

    Text and HTML are as the learner wrote them: whoever shows them must escape or sanitise them.
    """
    if type(outputs) is not list:
        return []
    made = [_rebuilt(output) for output in outputs[:MOST_OUTPUTS] if type(output) is dict]
    return [output for output in made if output is not None]


def _rebuilt(output: dict[str, Any]) -> Output | None:
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": _text(output.get("text"))}
    if kind == "error":
        lines = output.get("traceback")
        return {
            "output_type": "error",
            "ename": shortened(_text(output.get("ename")), 60),
            "evalue": _text(output.get("evalue"))[:2000],
            "traceback": [_text(line) for line in (lines if type(lines) is list else [])[:MOST_LINES]],
        }
    if kind in ("display_data", "execute_result"):
        made: Output = {
            "output_type": kind,
            "data": _data(output.get("data")),
            "metadata": _words(output.get("metadata")),
        }
        return made | ({"execution_count": None} if kind == "execute_result" else {})
    return None


def _data(data: Any) -> dict[str, str]:
    if type(data) is not dict:
        return {}
    kept = {mime: data[mime] for mime in _MIMES if type(data.get(mime)) is str}
    return {
        mime: value if mime.startswith("image/") else _text(value)
        for mime, value in kept.items()
        if not mime.startswith("image/") or (len(value) <= MOST_PICTURE and _BASE64.fullmatch(value))
    }


def _words(metadata: Any) -> dict[str, Any]:
    """Of metadata only the words that describe a picture."""
    facts = metadata.get("image/png") if type(metadata) is dict else None
    alt = facts.get("alt") if type(facts) is dict else None
    return {"image/png": {"alt": shortened(alt, 700)}} if type(alt) is str else {}


def _text(value: Any) -> str:
    return printable(value[:MOST_TEXT]) if type(value) is str else ""
