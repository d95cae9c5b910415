"""Read the XML form of a return into the same tables of text as its CSV form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
from lxml import etree

from synthetic_data.errors import PlainError
from synthetic_data.rules.layouts import ReturnLayout, TableLayout

# The XML's own names for two columns (csc-validator-be-903 @10ad07c).
SSDA903_NAMES = {"CHILDID": "CHILD", "PL": "PLACE"}

Rows = dict[str, list[dict[str, str]]]


def read_xml(path: Path, layout: ReturnLayout) -> dict[str, pa.Table]:
    """The tables of one XML file, every value text and blank ones null; empty when it is not this return.

    Raises PlainError when the file is not well-formed XML.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.parse(str(path), parser).getroot()
    except (etree.XMLSyntaxError, OSError) as problem:
        raise PlainError(
            f"{path} is not well-formed XML ({problem}); export it again and run the check again."
        ) from problem
    rows = READERS[layout.name](root, layout)
    if rows is None:
        return {}
    return {name: _as_table(rows[name], table) for name, table in layout.tables.items() if name in rows}


def _as_table(rows: list[dict[str, str]], table: TableLayout) -> pa.Table:
    """Rows as text columns, an element of an earlier year under its present name."""
    columns: dict[str, pa.Array] = {}
    for column in (*table.columns, *table.xml_only):
        before = table.former.get(column, (column, ""))[0]
        columns[column] = pa.array([row.get(column, row.get(before)) for row in rows], pa.string())
    return pa.table(columns)


def _ssda903(root: Any, layout: ReturnLayout) -> Rows | None:
    """One element a child: <HEADER> with its repeating parts inside it, and one <EPISODE> an episode."""
    if root.find(".//HEADER") is None:
        return None
    rows: Rows = {name: [] for name in layout.tables}
    for child in root:
        header = child.find("HEADER")
        own = _leaves(header) if header is not None else {}
        for name, table in layout.tables.items():
            if table.xml:
                rows[name] += [own | _leaves(element) for element in child.findall(table.xml)]
            elif not table.when or any(own.get(name) not in (None, "0") for name in table.when):
                rows[name].append(own)
    for name, table in layout.tables.items():
        rows[name] = [{SSDA903_NAMES.get(key, key): value for key, value in row.items()} for row in rows[name]]
        rows[name] = [
            {key: value for key, value in row.items() if key in (*table.columns, *table.xml_only)} for row in rows[name]
        ]
    return rows


def _leaves(element: Any) -> dict[str, str]:
    """Direct children that hold text and nothing else, by name."""
    return {leaf.tag: leaf.text.strip() for leaf in element if len(leaf) == 0 and leaf.text and leaf.text.strip()}


def _cin_census(root: Any, layout: ReturnLayout) -> Rows | None:
    """The CIN census: the tables' paths nest, and each keyed parent is numbered through the whole file."""
    _drop_namespaces(root)
    if root.tag != "Message" or root.find("Children") is None:
        return None
    rows: Rows = {name: [] for name in layout.tables}
    header = root.find("Header")
    if header is not None:
        rows["Header"].append(
            {leaf.tag: leaf.text.strip() for leaf in header.iter() if len(leaf) == 0 and (leaf.text or "").strip()}
        )
    by_path = {table.xml: table for table in layout.tables.values()}
    numbers = {table.key: 0 for table in layout.tables.values() if table.key}
    for child in root.findall("Children/Child"):
        identity = {"LAchildID": (child.findtext("ChildIdentifiers/LAchildID") or "").strip() or None}
        _walk(child, "Children/Child", {k: v for k, v in identity.items() if v}, by_path, rows, numbers)
    return rows


def _walk(
    element: Any, path: str, keys: dict[str, str], by_path: dict[str, TableLayout], rows: Rows, numbers: dict[str, int]
) -> None:
    for part in element:
        here = f"{path}/{part.tag}"
        table = by_path.get(here)
        inner = keys
        if table is not None:
            if table.key:
                numbers[table.key] += 1
                inner = keys | {table.key: str(numbers[table.key])}
            values = _leaves(part) if len(part) else {part.tag: (part.text or "").strip()}
            rows[table.name].append(inner | {key: value for key, value in values.items() if value})
        if len(part):
            _walk(part, here, inner, by_path, rows, numbers)


def _drop_namespaces(root: Any) -> None:
    if "}" in root.tag:
        for element in root.iter():
            element.tag = etree.QName(element).localname


READERS: dict[str, Callable[[Any, ReturnLayout], Rows | None]] = {"ssda903": _ssda903, "cin_census": _cin_census}
