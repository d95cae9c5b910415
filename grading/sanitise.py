"""A learner's notebook made safe to look at: nothing in it can run, fetch or link anywhere in a coach's browser.

Formgrader and nbgrader's feedback turn Markdown and outputs into HTML as they are. Here Markdown keeps its words and
loses its raw HTML, links and pictures; outputs keep text, tables and PNG or JPEG pictures. Nothing is cut out of what a
learner wrote: a tag, link or active formula is broken open by an invisible character, and so shows as the text it is.
"""

from __future__ import annotations

import base64
import binascii
import copy
import re
from collections.abc import Mapping
from typing import Any

import nh3

Notebook = dict[str, Any]
Cell = dict[str, Any]

BREAK = "\u2060"  # word joiner: takes no room and ends a tag, a link or a command
MOST_OUTPUTS = 40
MOST_TEXT = 20_000
MOST_HTML = 100_000
MOST_PICTURE = 3_000_000

TABLE_TAGS = {
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
    "p",
    "br",
    "b",
    "strong",
    "i",
    "em",
    "code",
}
TABLE_ATTRIBUTES = {"th": {"scope", "colspan", "rowspan"}, "td": {"colspan", "rowspan"}}
PICTURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}

_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_LINK = re.compile(r"\](?=\s*[(\[:])")
_ENTITY = re.compile(r"&(?=#|[A-Za-z])")
_ACTIVE_FORMULA = re.compile(
    r"\\(?=(?:href|url|require|class|cssId|style|bbox|html\w*|mmlToken|unicode|includegraphics|data|\w*tip|\w*Tip"
    r"|\w*def|let|\w*command|\w*environment|DeclareMathOperator|Newextarrow)\b)"
)
_DIAGRAM = re.compile(r"(?i)merm(?=aid)")
_BARE_ADDRESS = re.compile(r"(?i)\b(https?|ftp|javascript|data|vbscript|file):")


def sanitise(notebook: Mapping[str, Any]) -> Notebook:
    """A copy of `notebook` (nbformat 4) that is safe to show. Only nbgrader's metadata, tags and ids are kept."""
    cells = [_cell(cell) for cell in notebook.get("cells", [])]
    kernel = notebook.get("metadata", {})
    metadata = {
        name: copy.deepcopy(kernel[name]) for name in ("kernelspec", "language_info", "academy") if name in kernel
    }
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _cell(cell: Mapping[str, Any]) -> Cell:
    kind = cell["cell_type"] if cell.get("cell_type") in ("code", "markdown") else "markdown"
    source = cell.get("source", "")
    text = source if isinstance(source, str) else "".join(source)
    kept = {
        name: copy.deepcopy(value) for name, value in cell.get("metadata", {}).items() if name in ("nbgrader", "tags")
    }
    made: Cell = {"cell_type": kind, "id": cell.get("id", ""), "metadata": kept}
    if kind == "markdown":
        return made | {"source": plain_markdown(text)}
    outputs = [safe for output in cell.get("outputs", [])[:MOST_OUTPUTS] if (safe := _output(output)) is not None]
    return made | {"source": text, "execution_count": cell.get("execution_count"), "outputs": outputs}


def plain_markdown(text: str) -> str:
    """Markdown whose raw HTML, links, pictures and active formulas show as text; headings, lists and emphasis stay."""
    for pattern in (_TAG, _LINK, _ENTITY, _ACTIVE_FORMULA, _DIAGRAM):
        text = pattern.sub(lambda found: found.group() + BREAK, text)
    return _BARE_ADDRESS.sub(lambda found: f"{found.group(1)}{BREAK}:", text)


def clean_html(text: str) -> str:
    """A table of an output, as HTML with nothing but a table in it: no script, style, link, picture or event."""
    cleaned = nh3.clean(
        text[:MOST_HTML], tags=TABLE_TAGS, attributes=TABLE_ATTRIBUTES, strip_comments=True, link_rel=None
    )
    return _ACTIVE_FORMULA.sub(lambda found: found.group() + BREAK, cleaned)


def _output(output: Any) -> dict[str, Any] | None:
    if not isinstance(output, Mapping):
        return None
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": _text(output.get("text"))}
    if kind == "error":
        lines = output.get("traceback")
        traceback = [_text(line) for line in lines[:60]] if isinstance(lines, list) else []
        return {
            "output_type": "error",
            "ename": _text(output.get("ename"))[:200],
            "evalue": _text(output.get("evalue"))[:2000],
            "traceback": traceback,
        }
    if kind not in ("display_data", "execute_result"):
        return None
    data = _data(output.get("data"))
    made: dict[str, Any] = {"output_type": kind, "data": data, "metadata": _alt(output.get("metadata"))}
    return (made | {"execution_count": None} if kind == "execute_result" else made) if data else None


def _data(data: Any) -> dict[str, str]:
    kept: dict[str, str] = {}
    if not isinstance(data, Mapping):
        return kept
    for kind, start in PICTURES.items():
        if picture := _picture(data.get(kind), start):
            kept[kind] = picture
    html = _text(data.get("text/html"), MOST_HTML)
    if html and not kept and (table := clean_html(html)).strip():
        kept["text/html"] = table
    plain = _text(data.get("text/plain"))
    return kept | ({"text/plain": plain} if plain else {})


def _picture(encoded: Any, start: bytes) -> str | None:
    text = _text(encoded, MOST_PICTURE)
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    return base64.b64encode(content).decode("ascii") if content.startswith(start) else None


def _alt(metadata: Any) -> dict[str, Any]:
    """The words that go with a picture, and nothing else."""
    kept = {}
    for kind in PICTURES:
        facts = metadata.get(kind) if isinstance(metadata, Mapping) else None
        words = facts.get("alt") if isinstance(facts, Mapping) else None
        if isinstance(words, str):
            kept[kind] = {"alt": _TAG.sub(lambda found: found.group() + BREAK, words[:600]).replace('"', "'")}
    return kept


def _text(value: Any, most: int = MOST_TEXT) -> str:
    if isinstance(value, list):
        value = "".join(part for part in value if isinstance(part, str))
    if not isinstance(value, str):
        return ""
    return value if len(value) <= most else value[:most] + "\n… (shortened)"
