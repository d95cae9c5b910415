"""Small mends of what Sphinx and the theme make, so that everybody can read the pages (WCAG 2.2 AA)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lxml import html
from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the mends with Sphinx."""
    app.add_html_math_renderer("plain", inline_renderers=(_plain, None), block_renderers=(_plain, None))
    app.connect("html-page-context", _mend)
    app.connect("build-finished", _name_the_menu)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _plain(translator: Any, node: Any) -> None:
    translator.body.append(translator.encode(node.astext()))
    from docutils.nodes import SkipNode

    raise SkipNode


def _mend(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Make wide tables and code reachable by keyboard, and give column headings their scope."""
    if not context.get("body"):
        return
    root = html.fragment_fromstring(context["body"], create_parent="div")
    for cell in root.xpath(".//thead//th[not(@scope)]"):
        cell.set("scope", "col")
    for cell in root.xpath(".//tbody//th[not(@scope)]"):
        cell.set("scope", "row")
    for block in root.xpath(".//pre[not(@tabindex)]"):
        block.set("tabindex", "0")
    for table in root.xpath(".//table"):
        _let_scroll(table)
    written = html.tostring(root, encoding="unicode")
    context["body"] = written[len("<div>") : -len("</div>")] if written.startswith("<div>") else written


def _let_scroll(table: Any) -> None:
    """Put a table into a box of its own that scrolls sideways and can be reached with Tab."""
    parent = table.getparent()
    if "academy-wide" in (parent.get("class") or ""):
        return
    box = html.Element("div", {"class": "academy-wide", "tabindex": "0", "role": "region", "aria-label": "Table"})
    box.tail, table.tail = table.tail, None
    parent.replace(table, box)
    box.append(table)


def _name_the_menu(app: Sphinx, problem: Exception | None) -> None:
    """The theme's menu opens with arrows that have no name: say what they do."""
    arrow = '<summary><span class="toctree-toggle"'
    for page in Path(app.outdir).rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        named = text.replace(arrow, arrow.replace("<summary>", '<summary aria-label="Pages of this part">'))
        page.write_text(named, encoding="utf-8")
