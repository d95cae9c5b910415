"""The data dictionary: every column of every return and table, from the same tables the code reads.

`python -m synthetic_data.dictionary` writes docs/data-dictionary.md, docs/data-dictionary.csv and docs/data-card.md; a
test holds that they are up to date. `write_beside` puts the card and the rows that matter next to the data.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path

CODES = Path(__file__).parent / "codes"
CARD = Path(__file__).with_name("data_card.md")
CARD_NAME, DICTIONARY_NAME = "DATA-CARD.md", "data-dictionary.csv"
TITLES = {
    "ssda903": "SSDA903: children looked after",
    "cin_census": "Children in need census",
    "annex_a": "Annex A: lists for inspection",
    "families": "Families, as the case system holds them",
    "warehouse": "Warehouse: star schema",
    "population": "Population, benchmarks and neighbours",
    "providers": "Providers",
    "workforce": "Workforce and caseloads",
    "extracts": "Reports of the case system",
    "drafts": "Draft of the SSDA903, as the case system gave it",
    "templates": "Locked templates",
    "time_diary": "Time diary",
    "release": "Tables asked for",
    "risk_model": "A supplier's risk model on trial",
}

AS_ENTERED = "as it was entered, errors and all"
KINDS = {"key": "number", "flag": "code"}  # the warehouse's own kinds, in the dictionary's words


@dataclass(frozen=True)
class Column:
    """One column of one table: `codes` lists the code set's codes and meanings, `years` the years it is in use."""

    folder: str
    table: str
    column: str
    kind: str
    codes: str
    years: str
    note: str
    source: str


@cache
def dictionary() -> tuple[Column, ...]:
    """Every documented column, in the order of returns, tables and columns; read once a process."""
    return (*_return("ssda903"), *_return("cin_census"), *_annex_a(), *_return("warehouse"), *_around(), *_drafts())


def _rows(name: str) -> list[dict[str, str]]:
    path = CODES / f"{name}.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [{key: value or "" for key, value in row.items()} for row in csv.DictReader(file)]


def _code_sets(name: str) -> dict[str, str]:
    """For each code set one text, such as "C1 Interim care order; C2 Full care order"."""
    listed: dict[str, list[str]] = {}
    for row in _rows(name):
        meaning = row.get("meaning") or row.get("label") or ""
        years = _years(row)
        word = f"{row['code']} {meaning}".strip() + (f" ({years})" if years else "")
        listed.setdefault(row["code_set"], []).append(word)
    return {name: "; ".join(words) for name, words in listed.items()}


def _years(row: dict[str, str]) -> str:
    first, last = row.get("first_year", ""), row.get("last_year", "")
    return f"{first} to {last}" if first and last else f"from {first}" if first else f"to {last}" if last else ""


def _return(name: str) -> Iterator[Column]:
    sets = _code_sets(name)
    for row in _rows(f"{name}_tables"):
        codes = sets.get(row["code_set"], "")
        note, years = row.get("note", ""), _years(row)
        kind = KINDS.get(row["kind"], row["kind"])
        yield Column(name, row["table"], row["column"], kind, codes, years, note, row["source"])


def _annex_a() -> Iterator[Column]:
    sets = _code_sets("annex_a")
    for row in _rows("annex_a_lists"):
        note = f"{row['title']}; {row['window']}" + ("; required" if row["required"] == "yes" else "")
        codes = sets.get(row["code_set"], "")
        yield Column(
            "annex_a", row["list"].lower().replace(" ", "_"), row["column"], row["kind"], codes, "", note, row["source"]
        )


def _around() -> Iterator[Column]:
    sets = _code_sets("around")
    for row in _rows("around_tables"):
        codes = sets.get(row["code_set"], "")
        yield Column(row["return"], row["table"], row["column"], row["kind"], codes, "", row["note"], row["source"])


def _drafts() -> Iterator[Column]:
    """The draft return and the people report: the columns of the clean tables after LINE, every cell as text."""
    clean = [*_return("ssda903"), *(row for row in _around() if (row.folder, row.table) == ("extracts", "people"))]
    for table in dict.fromkeys(row.table for row in clean):
        note = "line of the file as a spreadsheet shows it: the headings are line 1"
        yield Column("drafts", table, "LINE", "text", "", "", note, "invented table of this project")
        for row in clean:
            if row.table == table:
                yield replace(row, folder="drafts", kind="text", note="; ".join(filter(None, (row.note, AS_ENTERED))))


def as_markdown(columns: Iterable[Column]) -> str:
    """The dictionary as one page: a heading a return, a table a table; long code sets are left to the CSV file."""
    parts = [
        "# Data dictionary\n",
        "Generated from the tables the code reads by `python -m synthetic_data.dictionary`; do not edit. All codes and "
        "sources are in `data-dictionary.csv`, also next to every data set. Dates are dd/mm/yyyy; blank means not "
        "known or not so.\n",
    ]
    folder = table = None
    for column in columns:
        if column.folder != folder:
            folder, table = column.folder, None
            parts.append(f"## {TITLES.get(folder, folder)} (`{folder}/`)\n")
        if column.table != table:
            table = column.table
            parts.append(f"### {table}\n\n| Column | Kind | Codes | Note |\n|---|---|---|---|")
        codes = column.codes if len(column.codes) <= 160 else column.codes[:150].rsplit("; ", 1)[0] + "; ..."
        note = "; ".join(text for text in (column.years, column.note) if text)
        cells = (text.replace("|", "\\|") for text in (column.column, column.kind, codes, note))
        parts.append(f"| {' | '.join(cells)} |")
    text = "\n".join(parts)
    return text.replace("|\n#", "|\n\n#") + "\n"


def as_csv_rows(columns: Iterable[Column]) -> Iterator[list[str]]:
    """The dictionary as rows of text, header first."""
    names = [field.name for field in fields(Column)]
    yield names
    for column in columns:
        yield [getattr(column, name) for name in names]


def _write_csv(path: Path, columns: Iterable[Column]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(as_csv_rows(columns))


def write_beside(folder: Path, returns: Iterable[str]) -> None:
    """Put the data card and the dictionary of `returns` into a data folder."""
    wanted = set(returns)
    (folder / CARD_NAME).write_text(CARD.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")
    _write_csv(folder / DICTIONARY_NAME, (column for column in dictionary() if column.folder in wanted))


def write_docs(docs: Path) -> None:
    """Write the dictionary and the card into the documentation."""
    (docs / "data-dictionary.md").write_text(as_markdown(dictionary()), encoding="utf-8", newline="\n")
    _write_csv(docs / "data-dictionary.csv", dictionary())
    (docs / "data-card.md").write_text(CARD.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_docs(Path(__file__).parents[1] / "docs")
