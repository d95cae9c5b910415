"""Nothing a learner writes can run in a coach's browser, through formgrader or anywhere else."""

import base64
import re

import nbformat
import pytest
from nbconvert import HTMLExporter

from grading.sanitise import clean_html, plain_markdown, sanitise

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<ScRiPt>alert(1)</sCrIpT>",
    "<a href='javascript:alert(1)'>x</a>",
    "<!-- --><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php <script>alert(1)</script> ?>",
    "[x](javascript:alert(1))",
    "[x](java&#9;script:alert(1))",
    "[x]\n(javascript:alert(1))",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "![x](http://evil.example/beacon.png)",
    "![x][y]\n\n[y]: http://evil.example/beacon.png",
    "http://evil.example/",
    "<http://evil.example/>",
    "$\\href{javascript:alert(1)}{x}$",
    "\\(\\class{x}{y}\\)",
    '```mermaid\ngraph TD; click A "javascript:alert(1)"\n```',
    "|a|b|\n|-|-|\n|<img src=x onerror=alert(1)>|2|",
    "``` <script>alert(1)</script>\nx\n```",
    "`unclosed <script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<style>@import 'http://evil.example/x.css';</style>",
    "<details open ontoggle=alert(1)>",
    "# <img src=x onerror=alert(1)>",
    '# x" onmouseover="alert(1)',
    '$\\mmlToken{mtext}[href="java\tscript:alert(1)"]{x}$',
    "$\\renewcommand{\\vec}[1]{\\href{javascript:alert(1)}{#1}}\\vec{x}$",
    "$\\gdef\\x{y}$ $\\texttip{x}{y}$",
]
DANGER = re.compile(r"<(script|img|svg|iframe|style|a|details|object|embed|link|meta|form)\b[^>]*>", re.IGNORECASE)


def rendered(cells):
    """What formgrader's own kind of exporter makes of the cells."""
    notebook = sanitise({"cells": cells, "metadata": {"title": "<script>alert(1)</script>"}})
    html, _ = HTMLExporter(template_name="basic").from_notebook_node(nbformat.from_dict(notebook))
    return re.sub(r'<a class="anchor-link" href="#[^"<>]*">¶</a>', "", html)


def markdown(text, number=0):
    return {"cell_type": "markdown", "id": f"c{number}", "metadata": {}, "source": text}


def code(*outputs, source="1"):
    return {"cell_type": "code", "id": "c", "metadata": {}, "source": source, "outputs": list(outputs)}


def display(**data):
    return {"output_type": "display_data", "data": data, "metadata": {}}


@pytest.mark.parametrize("attack", ATTACKS)
def test_markdown_cannot_hold_anything_active(attack):
    html = rendered([markdown(attack)])
    assert not DANGER.search(html), html
    assert not re.search(r"<[^>]*\s(href|src|on\w+)=", html)
    assert not re.search(r"\\(href|mmlToken|renewcommand|gdef|texttip)", html)


@pytest.mark.parametrize("attack", ATTACKS)
def test_outputs_cannot_hold_anything_active(attack):
    outputs = [
        display(**{"text/html": attack, "text/plain": attack}),
        display(**{"text/html": f"<table><tr><td onclick='x'>{attack}</td></tr></table>"}),
        {"output_type": "stream", "name": "stdout", "text": attack},
        {"output_type": "error", "ename": attack, "evalue": attack, "traceback": [attack]},
    ]
    html = rendered([code(*outputs, source=attack)])
    assert not DANGER.search(html), html
    assert "onclick" not in html


@pytest.mark.parametrize(
    "kind",
    [
        "application/javascript",
        "image/svg+xml",
        "text/latex",
        "text/markdown",
        "application/vnd.jupyter.widget-view+json",
    ],
)
def test_kinds_of_output_that_can_act_are_left_out(kind):
    (cell,) = sanitise({"cells": [code(display(**{kind: "alert(1)"}))]})["cells"]
    assert cell["outputs"] == []


def test_pictures_are_kept_only_when_they_are_pictures():
    png = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"0" * 20).decode()
    html = base64.b64encode(b"<script>alert(1)</script>").decode()
    for content, kept in ((png, 1), (html, 0), ('" onerror="alert(1)', 0), (None, 0), ([png[:10] + "\n", png[10:]], 1)):
        (cell,) = sanitise({"cells": [code(display(**{"image/png": content}))]})["cells"]
        assert len(cell["outputs"]) == kept


def test_ordinary_words_stay_as_they_were_written():
    text = "# Findings\n\nSpend is **up**: 3 < 4, costs 5 & 6, see *children in care*.\n\n- one\n- two"
    assert plain_markdown(text) == text
    html = rendered([markdown(text)])
    assert "<strong>up</strong>" in html
    assert "<li>one</li>" in html


def test_tables_of_results_are_kept():
    table = "<table><thead><tr><th>LS</th></tr></thead><tbody><tr><td>C2</td></tr></tbody></table>"
    assert clean_html(table.replace("<table>", "<table border='1' class='dataframe'>")) == table


@pytest.mark.parametrize("odd", [{}, {"cells": [{}]}, {"cells": [{"cell_type": "raw", "source": ["a", "b"]}]}])
def test_an_odd_notebook_is_still_a_notebook(odd):
    nbformat.validate(nbformat.from_dict(sanitise(odd | {"cells": [{"id": "x", **c} for c in odd.get("cells", [])]})))


@pytest.mark.parametrize(
    "output", [None, 7, [], {}, {"output_type": "display_data", "data": 3}, {"output_type": "error"}]
)
def test_an_odd_output_never_stops_anything(output):
    sanitise({"cells": [code(output)]})


def test_floods_are_cut_short():
    many = [{"output_type": "stream", "name": "stdout", "text": "x" * 1_000_000}] * 1000
    (cell,) = sanitise({"cells": [code(*many)]})["cells"]
    assert sum(len(output["text"]) for output in cell["outputs"]) < 1_000_000
