"""Find and read the returns in a folder: CSV or XML, recognised by their columns, one submission a collection year."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
from pyarrow import csv as arrow_csv

from synthetic_data.errors import PlainError
from synthetic_data.rules.layouts import ReturnLayout, TableLayout, layouts
from synthetic_data.rules.xml_returns import read_xml

DRAFTS = {"drafts", "extracts"}
"""What `academy data` writes beside the returns: the same tables, with errors planted in them."""
YEAR_FOLDER = re.compile(r"^(\d{4})-(\d{2})$")


@dataclass(frozen=True)
class Unrecognised:
    """A CSV named as a table of a return whose columns are not that table's."""

    path: Path
    table: TableLayout
    missing: tuple[str, ...]
    unexpected: tuple[str, ...]


@dataclass
class Submission:
    """One return for one collection year: its tables as text, blank cells null, and the file each came from.

    `written` is "csv" or "xml".
    A table's first row is line 2 of its CSV, as a spreadsheet shows it; in XML it is the first element.
    """

    layout: ReturnLayout
    year: str
    written: str = "csv"
    tables: dict[str, pa.Table] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)
    unrecognised: list[Unrecognised] = field(default_factory=list)

    @property
    def first_row(self) -> int:
        """The row number people see for a table's first row."""
        return 2 if self.written == "csv" else 1


def read_submissions(folder: Path, year: str | None = None, returns: tuple[str, ...] | None = None) -> list[Submission]:
    """Every submission under `folder`, in order of return and year.

    The collection year is the name of a folder on the way to the file (2025-26), else `year`, else what the XML says.
    Raises PlainError when the folder does not exist, a file cannot be read, or a file's year cannot be told.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise PlainError(
            f"{folder} is not a folder; give the folder that holds the returns, such as one made by `academy data`."
        )
    found: dict[tuple[str, str], Submission] = {}
    for layout in layouts().values():
        if returns and layout.name not in returns:
            continue
        for suffix in layout.formats:
            read = set(found)
            for path in _candidates(folder, suffix, layout):
                _read_file(path, folder, layout, year, found, skip=read)
    return [found[key] for key in sorted(found)]


def _candidates(folder: Path, suffix: str, layout: ReturnLayout) -> Iterator[Path]:
    """Files that may belong to the return: not those inside another return's own folder, nor drafts beside its own."""
    others = {other.folder for other in layouts().values()} - {layout.folder}
    has_own = any(path.is_dir() for path in folder.rglob(layout.folder))
    for path in sorted(folder.rglob(f"*.{suffix}")):
        inside = path.relative_to(folder).parts[:-1]
        if has_own and DRAFTS & set(inside):
            continue
        if path.is_file() and not others & set(inside) and folder.name not in others:
            yield path


def _read_file(
    path: Path, root: Path, layout: ReturnLayout, year: str | None, found: dict[tuple[str, str], Submission], skip: set
) -> None:
    if path.suffix.lower() == ".xml":
        tables = read_xml(path, layout)
        if not tables:
            return
        submission = _submission(path, root, layout, year or _year_inside(tables), found)
        if (layout.name, submission.year) in skip:
            return
        submission.tables.update(tables)
        submission.files.update(dict.fromkeys(tables, path))
        return
    header = _csv_header(path)
    table = layout.recognise(header)
    named = layout.named(path.name) if layout.folder in (*path.parts, root.name) else None
    if table is None and named is None:
        return
    submission = _submission(path, root, layout, year, found)
    if (layout.name, submission.year) in skip:
        return
    if table is None:
        assert named is not None
        names = named.present_names(header)
        missing = tuple(c for c in named.columns if c not in names)
        submission.unrecognised.append(
            Unrecognised(path, named, missing, tuple(c for c in names if c not in named.columns))
        )
        return
    if table.name in submission.tables:
        raise PlainError(
            f"{submission.files[table.name]} and {path} are both the {table.name} table of {submission.year}; "
            "keep one of them."
        )
    read = _read_csv(path, header)
    submission.tables[table.name] = read.rename_columns(table.present_names(header)).select(list(table.columns))
    submission.files[table.name] = path


def _submission(
    path: Path, root: Path, layout: ReturnLayout, year: str | None, found: dict[tuple[str, str], Submission]
) -> Submission:
    inside = [part for part in (root.name, *path.relative_to(root).parts[:-1]) if YEAR_FOLDER.match(part)]
    known = inside[-1] if inside else year
    if known is None:
        raise PlainError(
            f"{path}: which collection year is this? Put it in a folder named like 2025-26, or give --year 2025-26."
        )
    return found.setdefault((layout.name, known), Submission(layout, known, path.suffix.lower().lstrip(".")))


def _year_inside(tables: dict[str, pa.Table]) -> str | None:
    """The collection year a CIN census header states (the year it ends), as 2025-26."""
    header = tables.get("Header")
    if header is None or "Year" not in header.column_names or not header.num_rows:
        return None
    ends = header["Year"][0].as_py() or ""
    return f"{int(ends) - 1}-{int(ends) % 100:02d}" if re.fullmatch(r"\d{4}", ends) else None


def read_csv_text(path: Path) -> pa.Table:
    """A CSV file as text columns, blank cells null. Raises PlainError when it cannot be read."""
    return _read_csv(path, _csv_header(path))


def _csv_header(path: Path) -> list[str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return next(csv.reader(lines), [])
    except UnicodeDecodeError as problem:
        raise PlainError(
            f"{path} is not UTF-8 text; save it again as 'CSV UTF-8' and run the check again."
        ) from problem
    except (csv.Error, OSError) as problem:
        raise PlainError(
            f"{path} cannot be read as a CSV file ({problem}); save it again as CSV and run the check again."
        ) from problem


def _read_csv(path: Path, header: list[str]) -> pa.Table:
    """All columns as text with blank cells null; the rows stay in file order."""
    if len(set(header)) != len(header):
        raise PlainError(f"{path} has two columns of the same name; keep one of each and run the check again.")
    try:
        return arrow_csv.read_csv(
            path,
            read_options=arrow_csv.ReadOptions(use_threads=False, column_names=header, skip_rows=1),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(header, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid as problem:
        if "Empty CSV" in str(problem) or "Could not skip" in str(problem):  # there are headings and no more
            return pa.table({column: pa.array([], pa.string()) for column in header})
        reason = str(problem).splitlines()[0].removeprefix("CSV parse error: ")
        raise PlainError(f"{path} cannot be read: {reason}; put that line right and run the check again.") from problem
