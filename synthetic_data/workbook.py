"""Write tables as an Excel workbook, fast: sheets are built a column at a time and zipped, the same bytes every time.

A cell is text, a whole number, or a real Excel date shown dd/mm/yyyy. Column titles are bold and stay in view.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

import polars as pl

ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
EXCEL_EPOCH = 25_569  # Excel's number of 1 January 1970
STAMP = (1980, 1, 1, 0, 0, 0)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Cell styles: 0 plain, 1 date, 2 bold.
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def write_workbook(path: Path, sheets: Mapping[str, pl.DataFrame], notice: str) -> None:
    """Write each table as a sheet of that name, titles in row 1. `notice` goes into the file's description."""
    names = list(sheets)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as file:
        _put(file, "[Content_Types].xml", _content_types(len(names)))
        _put(file, "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml"), ("core", "docProps/core.xml")]))
        _put(file, "docProps/core.xml", _properties(notice))
        _put(file, "xl/workbook.xml", _workbook(names))
        parts = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(names) + 1)] + [
            ("styles", "styles.xml")
        ]
        _put(file, "xl/_rels/workbook.xml.rels", _relations(parts))
        _put(file, "xl/styles.xml", STYLES)
        for number, table in enumerate(sheets.values(), start=1):
            _put(file, f"xl/worksheets/sheet{number}.xml", _sheet(table))


def _put(file: zipfile.ZipFile, name: str, text: str) -> None:
    entry = zipfile.ZipInfo(name, STAMP)
    entry.compress_type = zipfile.ZIP_DEFLATED
    file.writestr(entry, text)


def _sheet(table: pl.DataFrame) -> str:
    titles = "".join(f'<c s="2" t="inlineStr"><is><t>{_escaped(name)}</t></is></c>' for name in table.columns)
    rows = table.select(
        pl.concat_str(pl.lit("<row>"), *(_cell(table, name) for name in table.columns), pl.lit("</row>"))
    )
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{min(max(len(name) * 0.9, 12), 40):.0f}" customWidth="1"/>'
        for n, name in enumerate(table.columns, start=1)
    )
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    view = f'<sheetView workbookViewId="0">{pane}</sheetView>'
    body = rows.to_series().str.join("").item()
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews>{view}</sheetViews><cols>{widths}</cols>'
        f"<sheetData><row>{titles}</row>{body}</sheetData></worksheet>"
    )


def _cell(table: pl.DataFrame, name: str) -> pl.Expr:
    """The XML of one column's cells."""
    column, kind = pl.col(name), table.schema[name]
    if kind == pl.Date:
        full = pl.concat_str(pl.lit('<c s="1"><v>'), column.cast(pl.Int32) + EXCEL_EPOCH, pl.lit("</v></c>"))
    elif kind.is_numeric():
        full = pl.concat_str(pl.lit("<c><v>"), column, pl.lit("</v></c>"))
    else:
        text = column.cast(pl.String).str.replace_many(ENTITIES)
        full = pl.concat_str(pl.lit('<c t="inlineStr"><is><t>'), text, pl.lit("</t></is></c>"))
    return full.fill_null("<c/>")


def _escaped(text: str) -> str:
    signs = {ord(sign): entity for sign, entity in ENTITIES.items()}
    return text.translate(signs)  # xml.sax.saxutils has it, and brings in all of urllib


def _content_types(sheets: int) -> str:
    overrides = {
        "/xl/workbook.xml": f"{KINDS}.sheet.main+xml",
        "/xl/styles.xml": f"{KINDS}.styles+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    overrides |= {f"/xl/worksheets/sheet{n}.xml": f"{KINDS}.worksheet+xml" for n in range(1, sheets + 1)}
    parts = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{parts}</Types>'
    )


def _relations(parts: list[tuple[str, str]]) -> str:
    core = f"{PACKAGE}/relationships/metadata/core-properties"
    rows = "".join(
        f'<Relationship Id="rId{n}" Type="{core if kind == "core" else f"{OFFICE}/{kind}"}" Target="{target}"/>'
        for n, (kind, target) in enumerate(parts, start=1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def _workbook(names: list[str]) -> str:
    sheets = "".join(
        f'<sheet name="{_escaped(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, start=1)
    )
    return f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'


def _properties(notice: str) -> str:
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:creator>Synthetic data</dc:creator><dc:description>{_escaped(notice)}</dc:description>"
        "</cp:coreProperties>"
    )
